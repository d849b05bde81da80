from __future__ import annotations

import pytest

from slacontract.checks.contract import check_versions
from slacontract.checks.order import CHECKS, VERSION_CHECKS
from slacontract.codes import Severity
from slacontract.parse.contract import read_contract
from support.desk import DESK, Change, check, patched, read

LIMIT = "  - {clause: B 2, on: penalty, at_most: 10% of billing, every: period}\n"
SECOND = (("version: 1\n", "version: 2\n"), ("effective: 2026-01-01\n", "effective: 2026-07-01\n{}"), ("2.50", "2.60"))


def second(first: str, *changes: Change) -> str:
    """The version that replaces another from July, with a new rate."""
    replaces = f"replaces: {{version: 1, fingerprint: {read(first).fingerprint}}}\n"
    return patched(patched(DESK, *SECOND).replace("{}", replaces), *changes)


def test_the_desk_contract_has_no_fault() -> None:
    agreement, findings = check_versions([read(DESK)])
    assert findings == []
    assert agreement is not None
    assert agreement.name == "desk"


def test_every_check_says_what_it_asks() -> None:
    assert all(check.__doc__ for check in (*CHECKS, *VERSION_CHECKS))
    assert len(set(CHECKS)) == len(CHECKS)


def test_versions_come_in_any_order() -> None:
    versions = [read(second(DESK), "v2.yaml"), read(DESK)]
    agreement, findings = check_versions(versions)
    assert findings == []
    assert agreement is not None
    assert [version.version for version in agreement.versions] == [1, 2]


def test_a_contract_that_was_laid_out_anew_has_the_same_fingerprint() -> None:
    commented = "# signed\n" + DESK.replace("client: {name: Acme}", "client:\n  name: Acme   # Acme S.A.")
    assert read(commented).fingerprint == read(DESK).fingerprint
    assert check_versions([read(commented), read(second(DESK), "v2.yaml")])[1] == []


def test_a_version_may_be_signed_before_the_term() -> None:
    agreement, findings = check_versions([read(patched(DESK, ("effective: 2026-01-01", "effective: 2025-11-20")))])
    assert findings == []
    assert agreement is not None


def test_all_faults_are_told_at_once() -> None:
    broken = patched(
        DESK,
        ("currency: EUR", "currency: EUX"),
        (">= 80% and < 90%", ">= 80% and < 85%"),
        ("base: billing.care", "base: billing.shop"),
        ("    missing: worst\n", ""),
        ("at_most: 10%", "at_most: 0%"),
    )
    agreement, findings = check_versions([read(broken)])
    assert agreement is None
    assert [found.code.id for found in findings] == ["C215", "C202", "C211", "C204", "C213"]


def test_all_faults_of_a_text_are_told_at_once() -> None:
    broken = patched(
        DESK, ("version: 1", "version: one"), ("rate: 2.50", "rate: 2,50"), ("on: penalty", "on: fines"), ("currency: EUR\n", "")
    )
    contract, findings = read_contract(broken.encode(), "v1.yaml")
    assert contract is None
    assert [found.code.id for found in findings] == ["C202", "C206", "C206", "C208"]


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    _, findings = read_contract(patched(DESK, ("currency:", "curency:")).encode(), "v1.yaml")
    assert [(found.code.id, found.remedy) for found in findings] == [("C201", "Did you mean 'currency'?")]


ODDITY = ("pay: +1%", "pay: -3%")


def test_what_the_parties_mean_stays_visible_and_stops_nothing() -> None:
    accepted = "accept:\n  - {code: C218, why: The vendor loses the peak premium.}\nlimits:"
    agreement, findings = check_versions([read(patched(DESK, ODDITY, ("limits:", accepted)))])
    assert agreement is not None
    assert [(found.code.id, found.weight) for found in findings] == [("C218", Severity.NOTE)]
    assert findings[0].what.endswith("Accepted: The vendor loses the peak premium.")


def test_an_acceptance_without_a_reason_is_none() -> None:
    _, findings = read_contract(patched(DESK, ODDITY, ("limits:", "accept: [{code: C218, why: }]\nlimits:")).encode(), "v1.yaml")
    assert [found.code.id for found in findings] == ["C202"]


def test_another_code_is_not_accepted_along_with_it() -> None:
    found = check(ODDITY, ("limits:", "accept: [{code: C219, why: agreed}]\nlimits:"))
    assert [(f.code.id, f.stops) for f in found] == [("C218", True)]


@pytest.mark.parametrize(
    "changes",
    [
        [("at_most: 10% of billing", "at_most: 2% of billing.care")],
        [("at_most: 10% of billing", "at_most: 1% of billing.care"), ("on: penalty", "on: bonus")],
        [("    clause: B 1\n", "    clause: B 1\n    each: queue\n"), ("10% of billing", "1% of billing.care")],
        [("every: period", "every: contract_year"), ("10% of billing", "1% of billing_to_date")],
        [("every: period", "every: contract_year"), ("10% of billing", "500")],
        [(LIMIT, LIMIT.replace("on: penalty", "on: penalty, kpi: service_level") + LIMIT)],
        [("limits:\n" + LIMIT, "limits: []\n")],
        [
            ("    rate: 2.50\n", "    rate: 2.50\n    billing_cap: {clause: A 2, amount: 50000}\n"),
            ("billing.care", "billing.care before caps"),
            ("10% of billing,", "10% of billing after caps,"),
        ],
        [("base: billing.care", "base: 50000"), ("10% of billing", "1000")],
    ],
    ids=["equal", "other-side", "members", "year-share", "year-money", "kpi-first", "none", "stages", "fixed"],
)
def test_limits_that_can_be_followed(changes: list[Change]) -> None:
    assert check(*changes) == []


@pytest.mark.parametrize(
    "changes",
    [
        [("every: month", "every: quarter"), ("contract_year_from: 2026-01-01", "contract_year_from: 2025-10-01")],
        [
            ("starting_day: 1", "starting_day: 15"),
            ("from: 2026-01-01, to: 2026-12-31", "from: 2026-01-15, to: 2026-12-14"),
            ("contract_year_from: 2026-01-01", "contract_year_from: 2025-12-15"),
        ],
        [("every: month", "every: year")],
    ],
    ids=["quarter", "mid-month", "year"],
)
def test_calendars_that_close(changes: list[Change]) -> None:
    assert check(*changes) == []


GATE = "gates:\n  - {{clause: B 3, when: '{}', otherwise: no_bonus, missing: met}}\nlimits:\n"


@pytest.mark.parametrize(
    "condition",
    [
        "service_level >= 70% and csat >= 4 ratio",
        "offered > 110% of forecast_offered",
        "paid_h >= 8 and not (answered < 100)",
        "talk_s / 2 <= max(wrap_s, 10 h)",
        "answered - abandoned > -5",
    ],
)
def test_gates_that_compare_like_with_like(condition: str) -> None:
    assert check(("limits:\n", GATE.format(condition))) == []


def test_a_formula_of_own_fields_is_taken_as_it_is() -> None:
    own = "    formula: on_time_trips / (trips - cancelled)\n    unit: percent\n    better: higher\n"
    old = DESK[DESK.index("    kpi: service_level") : DESK.index("    base:")]
    assert check((old, own)) == []


def test_a_price_may_be_finer_than_the_coin() -> None:
    assert check(("rate: 2.50", "rate: 2.50125")) == []


def test_an_aht_target_holds_the_minutes() -> None:
    minutes = (
        "    model: per_contact\n    clause: A 1\n    count: answered\n",
        "    model: per_minute\n    clause: A 1\n    minutes: talk\n",
    )
    aht = (
        "limits:\n",
        "  aht:\n    clause: B 4\n    kpi: aht\n    target: '<= 360 s'\n"  # noqa: ISC004
        "    variant: {hold: included, wrap: included, unit_of_count: contact}\nlimits:\n",
    )
    assert [found.code.id for found in check(minutes)] == ["C220"]
    assert check(minutes, aht) == []
