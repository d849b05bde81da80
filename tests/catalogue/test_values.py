"""Definitions against counts made by hand: the spread of one real month, one day of one agent, and small cases of each sector."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import pytest
from gmpy2 import mpq

from slacontract.catalogue.definitions import catalogue
from slacontract.catalogue.spread import evaluated, figures_in, spread
from slacontract.catalogue.variants import measured
from slacontract.formula.figures import write_short

MONTH: Final = {  # 42,078 calls of a bank in one month, by what the published percentages leave
    "answered": 31633, "abandoned": 7362, "ivr": 3083, "answered_in_20s": 15974, "answered_under_20s": 15827,
    "abandoned_in_20s": 2052, "abandoned_in_5s": 350, "abandoned_in_10s": 1003,
}  # fmt: skip


def shown(kpi: str, variant: dict[str, str], counts: dict[str, int]) -> str:
    how = measured(catalogue()[kpi], variant)
    value = evaluated(how.node, {field: mpq(count) for field, count in counts.items()})
    return write_short(value, how.unit, "en")


@pytest.mark.parametrize(
    ("abandons", "bound", "expected"),
    [
        ({"abandons": "answered_only"}, "inclusive", "50.50 %"),
        ({"abandons": "all_offered"}, "inclusive", "40.96 %"),
        ({"abandons": "exclude_within"}, "inclusive", "43.24 %"),
        ({"abandons": "exclude_short", "short_abandon": "5 s"}, "inclusive", "41.34 %"),
        ({"abandons": "exclude_short", "short_abandon": "10 s"}, "inclusive", "42.05 %"),
        ({"abandons": "met_within"}, "inclusive", "46.23 %"),
        ({"abandons": "include_ivr"}, "inclusive", "37.96 %"),
        ({"abandons": "all_offered"}, "strict", "40.59 %"),
    ],
)
def test_service_level_of_one_month(abandons: dict[str, str], bound: str, expected: str) -> None:
    assert shown("service_level", {"within": "20 s", "bound": bound, **abandons}, MONTH) == expected


@pytest.mark.parametrize(
    ("kpi", "variant", "expected"),
    [
        ("answer_rate", {"abandons": "all_offered"}, "81.12 %"),
        ("answer_rate", {"abandons": "exclude_short", "short_abandon": "5 s"}, "81.86 %"),
        ("answer_rate", {"abandons": "include_ivr"}, "75.18 %"),
        ("abandonment_rate", {"abandons": "all_offered"}, "18.88 %"),
        ("abandonment_rate", {"abandons": "exclude_short", "short_abandon": "5 s"}, "18.14 %"),
        ("abandonment_rate", {"abandons": "include_ivr"}, "24.82 %"),
    ],
)
def test_answered_and_abandoned_of_one_month(kpi: str, variant: dict[str, str], expected: str) -> None:
    assert shown(kpi, variant, MONTH) == expected


DAY: Final = {  # paid 8 h: 4 with contacts, 1 ready, half a meeting, half a break, 2 absent
    "paid_h": mpq(8), "busy_h": mpq(4), "ready_h": mpq(1), "offphone_h": mpq(1, 2), "break_h": mpq(1, 2), "logged_h": mpq(6),
    "scheduled_h": mpq(8),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "variant", "expected"),
    [
        ("occupancy", {"of": "busy_and_ready"}, "80.0"),
        ("occupancy", {"of": "logged"}, "66.7"),
        ("occupancy", {"of": "all_but_ready"}, "83.3"),
        ("utilisation", {"used": "busy_and_offphone", "of": "paid"}, "56.3"),
        ("utilisation", {"used": "busy_and_ready", "of": "paid"}, "62.5"),
        ("utilisation", {"used": "logged", "of": "paid"}, "75.0"),
        ("utilisation", {"used": "busy", "of": "paid"}, "50.0"),
        ("shrinkage", {"part": "total", "of": "paid"}, "37.5"),
        ("shrinkage", {"part": "internal", "of": "paid"}, "12.5"),
        ("shrinkage", {"part": "external", "of": "paid"}, "25.0"),
    ],
)
def test_one_day_of_one_agent(kpi: str, variant: dict[str, str], expected: str) -> None:
    how = measured(catalogue()[kpi], variant)
    assert write_short(evaluated(how.node, DAY), how.unit, "en", 1) == f"{expected} %"


CASES: Final = [  # KPI, variant, counts, the figure by hand
    ("asa", {"of": "all_answered"}, {"wait_answered_s": 738, "answered": 10}, Fraction(738, 10)),
    ("asa", {"of": "all_answered_without_ring"}, {"wait_answered_s": 738, "ring_s": 38, "answered": 10}, Fraction(70)),
    ("asa", {"of": "with_abandoned"},
     {"wait_answered_s": 738, "wait_abandoned_s": 62, "answered": 10, "abandoned": 6}, Fraction(50)),
    ("aht", {"hold": "included", "wrap": "included", "unit_of_count": "leg"},
     {"talk_s": 900, "hold_s": 60, "wrap_s": 240, "legs": 6}, Fraction(200)),
    ("aht", {"hold": "excluded", "wrap": "included", "unit_of_count": "contact_lasting", "shortest": "20 s"},
     {"talk_lasting_20s_s": 900, "wrap_lasting_20s_s": 100, "answered_lasting_20s": 4}, Fraction(250)),
    ("aht_cap_excess", {"level": "contact", "cap": "300 s"},  # 100, 200 and 600 s: 300 of 900 s lie above
     {"talk_s": 900, "hold_s": 0, "wrap_s": 0, "handle_to_300_s": 600}, Fraction(1, 3)),
    ("aht_cap_excess", {"level": "period", "cap": "5m"},
     {"talk_s": 900, "hold_s": 0, "wrap_s": 0, "answered": 3}, Fraction(0)),
    ("fcr", {"method": "no_repeat", "window": "7 days", "open_windows": "left_out", "contacts": "every"},
     {"fcr_no_repeat_168h": 341, "fcr_eligible_168h": 1000}, Fraction(341, 1000)),
    ("fcr", {"method": "no_repeat", "window": "168 h", "open_windows": "counted", "contacts": "every"},
     {"fcr_no_repeat_so_far_168h": 365, "fcr_identified": 1000}, Fraction(365, 1000)),
    ("fcr", {"method": "no_repeat", "window": "24 h", "open_windows": "counted", "contacts": "first_only"},
     {"fcr_first_no_repeat_so_far_24h": 60, "fcr_first_24h": 80}, Fraction(3, 4)),
    ("repeat_contact_rate", {"window": "72 h", "open_windows": "left_out"},
     {"fcr_eligible_72h": 200, "fcr_no_repeat_72h": 90}, Fraction(110, 200)),
    ("self_service_containment", {"method": "ended_there"}, {"ivr": 30, "bot_entries": 120}, Fraction(1, 4)),
    ("contact_rate", {"contacts": "offered", "base": "mean"},
     {"offered": 480, "customers_start": 1000, "customers_end": 1400}, Fraction(40)),
    ("community_growth", {"growth": "net_unpaid"},
     {"followers_start": 1000, "followers_end": 1080, "followers_paid": 100}, Fraction(-2, 100)),
    ("mean_resolution_time", {"resolution": "last", "clock": "less_pending", "period_of": "creation"},
     {"created_resolution_less_pending_h": 90, "tickets_created_resolved": 4}, Fraction(45, 2)),
    ("sla_resolution_rate", {"of": "due", "resolution": "first"},
     {"tickets_due_first_met": 933, "tickets_due": 1000}, Fraction(933, 1000)),
    ("interactions_per_ticket", {"counts": "recontacts"},
     {"ticket_customer_messages": 150, "tickets_resolved": 100}, Fraction(1, 2)),
    ("complaint_rate", {"complaints": "justified", "of": "contacts"},
     {"complaints_justified": 6, "handled": 4000}, Fraction(3, 2)),
    ("backlog_days", {}, {"tickets_open": 240, "tickets_resolved": 880, "working_days": 22}, Fraction(6)),
    ("processing_accuracy", {"unit_of_count": "item"}, {"items_checked": 500, "item_errors": 4}, Fraction(496, 500)),
    ("non_defect_fault_rate", {"units": "sent_by_desk", "period_of": "receipt"},
     {"received_units_sent_no_fault": 12, "received_units_sent": 60}, Fraction(1, 5)),
    ("repair_cost_avg", {"cost": "parts", "units": "with_fault"},
     {"repair_parts_with_fault_amount": 1200, "repairs_with_fault": 50}, Fraction(24)),
    ("repeat_repair_rate", {"window": "30 days", "symptom": "same"},
     {"repairs_back_same_30d": 3, "repairs_30d": 40}, Fraction(3, 40)),
    ("sales_conversion", {"sales": "net_after", "window": "30 days", "of": "contacts_lasting", "least_talk": "60 s"},
     {"sales_kept_30d": 13, "live_calls_lasting_60s": 100}, Fraction(13, 100)),
    ("useful_contact_ratio", {"by": "talk", "least_talk": "60 s", "of": "contacts"},
     {"live_calls_lasting_60s": 897, "live_calls": 1000}, Fraction(897, 1000)),
    ("cost_per_lead", {"leads": "valid", "media": "included"},
     {"campaign_amount": 9000, "media_amount": 1000, "leads_valid": 400}, Fraction(25)),
    ("dialer_abandon_rate", {"machines": "estimate_out"},
     {"dialer_abandoned": 50, "dialer_machines": 20, "live_calls": 970}, Fraction(30, 1000)),
    ("asset_recovery_rate", {"by": "placement", "window": "60 days", "money": "principal", "direct_payments": "excluded"},
     {"recovered_principal_by_vendor_60d_amount": 180, "placed_principal_60d_amount": 1000}, Fraction(18, 100)),
    ("promise_kept_rate", {"by": "amount"}, {"promises_kept_amount": 700, "promises_due_amount": 1000}, Fraction(7, 10)),
    ("cure_rate", {"self_cures": "excluded"},
     {"accounts_cured": 90, "accounts_cured_alone": 30, "accounts_placed": 300}, Fraction(1, 5)),
    ("csat", {"method": "top_boxes", "boxes": "2"}, {"surveys_top_2": 82, "surveys": 100}, Fraction(82, 100)),
    ("csat", {"method": "mean_share"}, {"survey_points": 400, "survey_points_possible": 500}, Fraction(4, 5)),
    ("csat", {"method": "mean_of_scale"}, {"survey_points_above_least": 300, "survey_points_of_scale": 400}, Fraction(3, 4)),
    ("csat", {"method": "mean"}, {"survey_points": 420, "surveys": 100}, Fraction(21, 5)),
    ("ces", {"version": "v2_net"}, {"ces2_from_6": 40, "ces2_to_3": 25, "ces2_surveys": 100}, Fraction(15, 100)),
    ("nps", {"unit_of_count": "survey"}, {"nps_promoters": 200, "nps_detractors": 80, "nps_surveys": 400}, Fraction(30)),
    ("retention_rate", {"method": "base"},
     {"customers_start": 1000, "customers_end": 1050, "customers_new": 150}, Fraction(9, 10)),
    ("critical_accuracy_user", {"unit_of_count": "opportunity"},
     {"qa_user_checks": 400, "qa_user_errors": 6}, Fraction(394, 400)),
    ("attrition", {"leavers": "all", "rate": "annualised_from_months"},
     {"leavers": 6, "headcount_start": 150, "headcount_end": 138}, Fraction(1, 2)),
    ("staffing_delivery", {"method": "by_interval"}, {"staffing_gap_h": 30, "required_h": 600}, Fraction(95, 100)),
    ("forecast_accuracy", {"level": "period", "of": "actual"}, {"offered": 800, "forecast_offered": 1000}, Fraction(3, 4)),
    ("training_hours", {"kind": "initial"}, {"training_initial_h": 40}, Fraction(40)),
]  # fmt: skip


@pytest.mark.parametrize(("kpi", "variant", "counts", "expected"), CASES)
def test_a_case_by_hand(kpi: str, variant: dict[str, str], counts: dict[str, int], expected: Fraction) -> None:
    how = measured(catalogue()[kpi], variant)
    assert set(how.fields) == set(counts)
    value = evaluated(how.node, {field: mpq(count) for field, count in counts.items()})
    assert value is not None
    assert Fraction(int(value.numerator), int(value.denominator)) == expected


def test_the_direction_of_effort_flips_with_its_version() -> None:
    how = {version: measured(catalogue()["ces"], {"version": version}) for version in ("v1_mean", "v2_mean", "v2_agree")}
    assert [(m.better, m.unit.value) for m in how.values()] == [("lower", "number"), ("higher", "number"), ("higher", "percent")]


# the spread


def test_every_variant_that_the_counts_allow_has_a_value_and_the_others_say_what_they_lack() -> None:
    counts = {field: mpq(count) for field, count in MONTH.items()}
    found = spread(catalogue()["service_level"], counts, {"within": ("20 s",), "short_abandon": ("5 s", "10 s")})
    known = {(*v.variant.values(),): v.value for v in found if v.value is not None}
    assert known["20 s", "inclusive", "exclude_short", "10 s"] == mpq(15974, 31633 + 7362 - 1003)
    assert known["20 s", "strict", "include_ivr"] == mpq(15827, 42078)
    lacking = {(*v.variant.values(),): v.lacking for v in found if v.value is None}
    assert lacking["20 s", "inclusive", "offered_field"] == ("offered",)
    assert lacking["20 s", "strict", "met_within"] == ("abandoned_under_20s",)
    assert len(found) == 2 * (8 + 2)


def test_no_divisor_is_no_value() -> None:
    counts = {"wait_abandoned_s": mpq(0), "abandoned": mpq(0)}
    assert [v.value for v in spread(catalogue()["avg_abandon_time"], counts, {})] == [None]


def test_fields_of_different_places_are_not_put_together() -> None:
    counts = {"promises_kept": mpq(1), "promises_due": mpq(2)}
    found = spread(catalogue()["promise_kept_rate"], counts, {}, lambda fields: "promises_due" not in fields)
    assert [(v.value, v.apart) for v in found if "number" in v.variant.values()] == [(None, True)]


def test_figures_are_found_in_the_names_of_fields() -> None:
    fields = ["answered_in_20s", "answered_under_30s", "abandoned_in_5s", "fcr_no_repeat_168h", "fcr_eligible", "surveys_top_2"]
    found = figures_in(catalogue()["service_level"], fields)
    assert found["short_abandon"] == ("5 s",)
    assert set(found["within"]) >= {"20 s", "30 s"}
    assert figures_in(catalogue()["fcr"], fields) == {"window": ("168 h",)}
    assert figures_in(catalogue()["csat"], fields) == {"boxes": ("2",)}
    assert figures_in(catalogue()["aht_cap_excess"], ["handle_to_390_s", "handle_to_180_s"]) == {"cap": ("180 s", "390 s")}
