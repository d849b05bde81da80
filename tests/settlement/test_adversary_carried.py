"""Cases found by attacking what is carried, what is too small, bases below zero, and members that are numbered anew."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slacontract.render.workbook import write_workbook
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import HEAD, agreed, amounts, findings_of, measured, read, settled, small, tables_of

PLATFORM = "  platform: {model: fixed, clause: A 0, amount: 100}\n"
CARRYING = """billing:
  care: {model: per_minute, clause: A 1, minutes: talk, per: minute, rate: 1, cap: {aht: 390 s, per: contact, level: period}, """
ROLLOVER = "included: 1000 min, rollover: {clause: A 1.2, periods: 2, within: contract_year, first: carried}}\n"
SMALL = "billing:\n  messages: {model: per_unit, clause: A 3, count: messages, rate: 1, "
WAITING = "de_minimis: {clause: A 3.4, below: 25, then: carried, at_end: paid}}\n"


def amended(text: str, before: str, day: str = "2026-02-01") -> str:
    """Version 2 of a small contract from a day on."""
    replaces = f"replaces: {{version: 1, fingerprint: {read(before).fingerprint}}}"
    return text.replace("version: 1\neffective: 2026-01-01", f"version: 2\neffective: {day}\n{replaces}")


def stopping(*texts: str) -> list[str]:
    return [finding.code.id for finding in findings_of(*texts) if finding.stops]


TIERS = "tiers: {mode: graduated, edges: inclusive, counted: contract_year, steps: [{up_to: 1000, rate: 1}, {rate: 0.5}]}}\n"


@pytest.mark.parametrize("priced", [ROLLOVER, TIERS])
def test_minutes_of_one_version_are_not_counted_as_hours_of_the_next(priced: str) -> None:
    """500 minutes left would have been 500 free hours in February; and 10 hours would have stood beside 600 minutes."""
    text = HEAD + CARRYING + priced + PLATFORM
    if "tiers" in priced:
        text = text.replace("rate: 1, ", "", 1)
    by_the_hour = amended(text.replace("per: minute,", "per: hour,"), text)
    assert stopping(text, by_the_hour) == ["C227"]


def test_carried_units_are_not_lost_when_members_are_billed_apart() -> None:
    text = HEAD + CARRYING + ROLLOVER + PLATFORM
    assert stopping(text, amended(text.replace("minutes: talk,", "minutes: talk, each: site,"), text)) == ["C227"]


def test_small_amounts_that_wait_are_not_lost_when_members_are_billed_apart() -> None:
    text = HEAD + SMALL + WAITING + PLATFORM
    assert stopping(text, amended(text.replace("count: messages,", "count: messages, each: site,"), text)) == ["C232"]


@pytest.mark.parametrize("mode", ["half_up", "half_even", "up", "down"])
def test_a_least_amount_between_two_coins_is_compared_as_it_is_written(mode: str) -> None:
    """In whole euro, 49 is below 49.50 and 50 is not, however amounts are rounded."""
    head = HEAD.replace("mode: half_up, to: 0.01", f"mode: {mode}, to: 1")
    text = SMALL + "de_minimis: {clause: A 3.4, below: 49.50, then: lapses}}\n" + PLATFORM
    found = amounts(small(text, [{"period": "2026-01", "messages": 49}, {"period": "2026-02", "messages": 50}], head))
    assert found["2026-01", "billing.messages.de_minimis.lapsed"] == -49
    assert found["2026-02", "billing.messages.de_minimis.lapsed"] == 0


def test_a_penalty_that_lapses_at_the_end_is_not_given_back() -> None:
    """Ten euro that were carried for a year and then lapsed were earned back in December too: the vendor gained ten."""
    text = (
        HEAD
        + "billing:\n"
        + PLATFORM
        + """kpis:
  accuracy: {clause: B, formula: good / checked, unit: percent, better: higher, target: ">= 90%", missing: neutral,
    bands: [{when: "< 90%", pay: -10}, {when: ">= 90%", pay: 0}],
    earn_back: {clause: B 2, every: contract_year, how: sums, returns: 100%}}
limits: []
de_minimis: {clause: B 9, on: penalty, below: 50, then: carried, at_end: lapses}
"""
    )
    assert stopping(text) == ["C232"]
    assert stopping(text.replace("at_end: lapses", "at_end: paid")) == []


@pytest.mark.parametrize(("count", "rate"), [
    ("net_n", "1"), ("answered", "[{from: 2026-01-01, is: price}]"), ("answered", "{by: site, is: {madrid: price}}"),
])  # fmt: skip
def test_a_miss_does_not_pay_the_vendor_where_a_figure_turns_the_billing(count: str, rate: str) -> None:
    """-200 billed: 10% of it as a penalty was +20."""
    each = "each: site, " if "by:" in rate else ""
    text = f"""figures:
  net_n: {{clause: F 1, formula: answered - reversed_n, unit: count}}
  price: {{clause: F 2, formula: 0 - reversed_n / 150, unit: rate}}
billing:
  care: {{model: per_contact, clause: A 1, count: {count}, {each}rate: {rate}}}
kpis:
  accuracy: {{clause: B, formula: good / checked, unit: percent, better: higher, base: billing, missing: neutral,
    bands: [{{when: "< 90%", pay: -10%}}, {{when: ">= 90%", pay: 0%}}]}}
limits: []
"""
    rows = [{"period": "2026-01", "site": "madrid", "answered": 100, "reversed_n": 300},
            {"period": "2026-01", "good": 1, "checked": 10}]  # fmt: skip
    settlement = small(text, rows)
    assert amounts(settlement)["2026-01", "kpi.accuracy"] == 0
    assert sum(value for (_, line), value in amounts(settlement).items() if line.startswith("billing.care")) == -200


@pytest.mark.parametrize("remembers", [
    "rate: 1, included: 10, rollover: {clause: R, within: term}", "rate: 1, " + WAITING.strip().removesuffix("}"),
    "tiers: {mode: graduated, edges: inclusive, counted: contract_year, steps: [{up_to: 10, rate: 1}, {rate: 2}]}",
    "packages: {size: 10, rate: 5, count: started, counted: term}",
])  # fmt: skip
@pytest.mark.parametrize("each", ["ticket", "day"])
def test_what_is_numbered_anew_in_each_period_carries_nothing(remembers: str, each: str) -> None:
    """Ticket B of February was priced on from ticket A of January, because both are the first of their month."""
    text = HEAD + "cases: [ticket]\nbilling:\n"
    text += f"  messages: {{model: per_unit, clause: A 3, count: messages, each: {each}, {remembers}}}\n" + PLATFORM
    assert stopping(text) == ["C236"]


def test_a_period_of_which_only_a_week_is_known_is_not_settled_with_its_fees() -> None:
    """The week from 26 January belongs to February; the fee of February was invoiced along with January."""
    weeks = "contract_year_from: 2026-01-01, weeks: {starting_day: monday, straddling: last_day, part_week: judged}}"
    text = (
        HEAD.replace("contract_year_from: 2026-01-01}", weeks)
        + "billing:\n"
        + PLATFORM
        + """kpis:
  answering: {clause: B 1, formula: answered / offered, unit: percent, better: higher, each: week, missing: worst,
    bands: [{when: "< 90%", pay: -10}, {when: ">= 90%", pay: 0}]}
limits: []
"""
    )
    agreement = agreed(text)
    rows = [{"date": f"2026-01-{day:02}", "offered": 100, "answered": 80} for day in range(1, 32)]
    measures = measured(agreement, tables_of(rows))
    assert measures.periods() == {"2026-01"}
    settlement = settled(agreement, measures)
    # the parts of weeks from 1, 5, 12 and 19 January belong to it
    assert sum(amounts(settlement).values()) == Fraction(100 - 4 * 10) * Fraction(121, 100)


def test_tax_of_a_net_that_is_left_of_large_amounts_is_the_same_in_a_spreadsheet() -> None:
    """28,376.37 - 21,922.06 - 6,446.98 leaves 7.33 and binary noise; 21% of 15.50 are 3.255, which is 3.26."""
    text = """billing:
  office:
    {model: per_fte_hour, clause: A 2, hours: productive, rate: 193.55, billing_cap: {clause: A 2.3, amount: 7.33},
     guarantee: {clause: A 2.2, kpi: used, at_least: 80%}}
  platform: {model: fixed, clause: A 0, amount: 8.17}
kpis:
  used: {clause: G, kpi: utilisation, variant: {used: busy, of: paid}}
"""
    row = {"period": "2026-01", "productive_h": "146.61", "busy_h": "18.1955", "paid_h": "100"}
    settlement = small(text, [row])
    assert amounts(settlement)["2026-01", "tax"] == Fraction("3.26")
    data = write_workbook(settlement, "en")
    assert differences(stored(data), other_engine(stripped(data))) == []


@pytest.mark.parametrize(("last", "unmeasured"), [(31, range(5, 12)), (18, range(0))])
def test_a_week_without_measures_costs_the_worst_as_a_period_does(last: int, unmeasured: range) -> None:
    """Of the weeks from 5, 12 and 19 January one was never delivered, and cost nothing without a word."""
    weeks = "contract_year_from: 2026-01-01, weeks: {starting_day: monday, straddling: last_day, part_week: not_judged}}"
    text = (
        "billing:\n"
        + PLATFORM
        + """kpis:
  answering: {clause: B 1, formula: answered / offered, unit: percent, better: higher, each: week, missing: worst,
    bands: [{when: "< 90%", pay: -10}, {when: ">= 90%", pay: 0}]}
limits: []
"""
    )
    rows = [{"date": f"2026-01-{day:02}", "offered": 100, "answered": 95} for day in range(1, last + 1) if day not in unmeasured]
    found = amounts(small(text, rows, HEAD.replace("contract_year_from: 2026-01-01}", weeks)))
    assert sum(amount for (_, line), amount in found.items() if line.startswith("kpi.")) == -10
