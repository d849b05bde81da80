"""What a line's figures can be: by date, by member or attribute, and computed by the contract; each worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from support.settling import HEAD as START
from support.settling import amounts, figure, findings_of, small

HOURS = """accept: [{code: C221, why: test}]
figures:
  most_h: {clause: A 9, formula: 2 * agents, unit: hours}
billing:
  team: {model: per_fte_hour, clause: A 1, hours: productive, rate: 10, cap: {hours: CAP}}
"""


@pytest.mark.parametrize(
    ("cap", "january", "february"),
    [
        ("110% of ordered_h", 1100, 1100),
        ("[{from: 2026-01-01, is: 110% of ordered_h}, {from: 2026-02-01, is: 100% of ordered_h}]", 1100, 1000),
        ("most_h", 800, 1000),
        ("[{from: 2026-01-01, is: most_h}, {from: 2026-02-01, is: 90% of ordered_h}]", 800, 900),
    ],
)
def test_hours_are_cut_to_a_share_or_a_figure(cap: str, january: int, february: int) -> None:
    rows = [
        {"period": "2026-01", "productive_h": 120, "ordered_h": 100, "agents": 40},
        {"period": "2026-02", "productive_h": 120, "ordered_h": 100, "agents": 50},
    ]
    paid = amounts(small(HOURS.replace("CAP", cap), rows))
    assert [paid["2026-01", "billing.team"], paid["2026-02", "billing.team"]] == [january, february]


CARE = """accept: [{code: C220, why: test}]
figures:
  free_min: {clause: A 9, formula: 5 * agents, unit: minutes}
  longest: {clause: A 9, formula: 60 * agents, unit: seconds}
billing:
  care:
    model: per_minute
    clause: A 1
    minutes: talk
    rate: 2
"""


def test_what_is_included_may_be_computed() -> None:
    settlement = small(f"{CARE}    included: free_min\n", [{"period": "2026-01", "talk_s": 6000, "agents": 8}])
    assert amounts(settlement)["2026-01", "billing.care"] == (100 - 40) * 2


def test_a_computed_allowance_without_a_value_stops_the_settlement() -> None:
    with pytest.raises(AssertionError, match="free_min"):
        small(f"{CARE}    included: free_min\n", [{"period": "2026-01", "talk_s": 6000}])


def test_an_aht_cap_may_be_computed() -> None:
    rows = [{"period": "2026-01", "talk_s": 6000, "answered": 20, "agents": 4}]
    settlement = small(f"{CARE}    cap: {{aht: longest, per: contact, level: period}}\n", rows)
    assert figure(settlement, "billing.care.minutes", "2026-01") == Fraction(4800, 60)


def test_prices_and_allowances_go_by_an_attribute() -> None:
    text = """attributes:
  site: {madrid: {country: es}, lima: {country: pe}, quito: {country: pe}}
billing:
  desk:
    model: per_unit
    clause: A 1
    count: tickets
    each: site
    included: {by: country, is: {es: 10, pe: [{from: 2026-01-01, is: 0}, {from: 2026-02-01, is: 5}]}}
    rate: {by: country, is: {es: 3, pe: 2}}
"""
    rows = [{"period": f"2026-0{m}", "site": site, "tickets": 30} for m in (1, 2) for site in ("madrid", "lima", "quito")]
    paid = amounts(small(text, rows))
    assert [paid[f"2026-0{m}", f"billing.desk[site={site}]"] for m in (1, 2) for site in ("madrid", "lima", "quito")] == [
        60, 60, 60, 60, 50, 50,
    ]  # fmt: skip


def test_a_premium_may_have_a_computed_rate() -> None:
    text = """figures:
  bonus_share: {clause: A 9, formula: nights / days, unit: percent}
  fee: {clause: A 9, formula: fee_amount / nights, unit: rate}
billing:
  calls:
    model: per_unit
    clause: A 1
    count: calls
    rate: 10
    premiums:
      one: {clause: A 2, quantity: night_calls, rate: bonus_share, paid: on_top}
      two: {clause: A 3, quantity: night_calls, rate: fee, paid: on_top}
    overlap: {rule: add}
"""
    rows = [{"period": "2026-01", "calls": 100, "night_calls": 20, "nights": 2, "days": 8, "fee_amount": 3}]
    paid = amounts(small(text, rows))
    assert paid["2026-01", "billing.calls.premium.one"] == 20 * 10 * Fraction(1, 4)
    assert paid["2026-01", "billing.calls.premium.two"] == 20 * Fraction(3, 2)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("    included: [{from: 2026-01-15, is: 10}]\n", "C227"),
        ("    included: [{from: 2026-01-01, is: 10}, {from: 2026-02-10, is: 5}]\n", "C222"),
        ("    billing_cap: {clause: A 2, amount: []}\n", "C202"),
        ("    billing_cap: {clause: A 2, amount: {by: site, is: {madrid: 100}}}\n", "C226"),
        ("    included: {by: site, is: {}}\n    each: site\n", "C202"),
    ],
)
def test_what_cannot_be_is_told(line: str, code: str) -> None:
    text = "billing:\n  desk:\n    model: per_unit\n    clause: A 1\n    count: tickets\n    rate: 3\n"
    assert [f.code.id for f in findings_of(START + text + line) if f.stops] == [code]
