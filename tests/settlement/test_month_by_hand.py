"""One small month in which every billing model, scale, gate and limit occurs once, worked out by hand beside each figure."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slacontract.settlement.settlement import Settlement
from support.settling import agreed, figure, measured, plain, settled, tables_of

CONTRACT = """
contract: by-hand
version: 1
effective: 2026-01-01
title: By hand
client: {name: Client}
vendor: {name: Vendor}
term: {from: 2026-01-01, to: 2026-12-31}
currency: EUR
periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}
rounding: {mode: half_up, to: 0.01, at: line}
billing:
  calls:
    model: per_minute
    clause: A 1
    minutes: handle
    where: {queue: [care, tech]}
    rate: 0.42
    cap: {aht: 390 s, per: contact, level: period}
  talk:
    model: per_minute
    clause: A 2
    minutes: talk
    where: {queue: care}
    tiers: {mode: volume, edges: inclusive, counted: period, steps: [{up_to: 1000, rate: 0.031, flat: 5}, {rate: 0.025}]}
  office:
    model: per_fte_hour
    clause: A 3
    hours: productive
    where: {queue: back}
    rate: 17.805
    cap: {hours: 110% of ordered_h}
    guarantee: {clause: A 3.2, kpi: used, at_least: 80%}
    billing_cap: {clause: A 3.3, amount: 2400}
  cases:
    model: per_resolution
    clause: A 4
    count: cases_closed
    each: [queue]
    tiers:
      mode: graduated
      edges: inclusive
      counted: period
      steps: [{up_to: 100, rate: 1}, {up_to: 200, rate: 0.55, flat: 3}, {rate: 0.105}]
  fee: {model: fixed, clause: A 5, amount: 1500}
kpis:
  used: {clause: B 0, kpi: utilisation, variant: {used: busy, of: paid}, where: {queue: back}}
  aht:
    clause: B 1
    kpi: aht
    variant: {hold: included, wrap: included, unit_of_count: contact}
    where: {queue: [care, tech]}
    base: billing.calls
    bands: [{when: "< 360 s", pay: +2%}, {when: ">= 360 s and <= 400 s", pay: 0%}, {when: "> 400 s", pay: -4%}]
    missing: worst
  level:
    clause: B 2
    kpi: service_level
    variant: {within: 20 s, bound: inclusive, abandons: answered_only}
    where: {queue: [care, tech]}
    base: [billing.calls, billing.talk]
    curve: [{at: 70%, pay: -5%}, {at: 80%, pay: 0%}, {at: 90%, pay: +3%}]
    beyond: flat
    missing: worst
  waiting:
    clause: B 3
    kpi: asa
    variant: {of: all_answered}
    where: {queue: [care, tech]}
    per_unit: [{step: 1 s, above: 30 s, pay: -50.5, count: exact}, {step: 1 s, below: 20 s, pay: 12.25, count: full}]
    missing: neutral
  held:
    clause: B 4
    formula: held_over_90s
    unit: count
    better: lower
    where: {queue: [care, tech]}
    per_unit: {step: 10, above: 5% of answered, pay: -5, count: started}
    missing: neutral
  output:
    clause: B 5
    kpi: productivity
    variant: {of: cases, per: productive_hour}
    where: {queue: back}
    rounded: {decimals: 1, mode: half_up}
    bands: [{when: "< 1", pay: -150}, {when: ">= 1", pay: 200.5}]
    missing: neutral
  wishes:
    clause: B 6
    kpi: csat
    variant: {method: top_box}
    base: 10000
    bands: [{when: "< 75%", pay: -1.5%}, {when: ">= 75%", pay: 50 bp}]
    missing: worst
gates:
  - {clause: C 1, when: "used >= 75%", otherwise: no_bonus, kpis: [output], missing: not_met}
limits:
  - {clause: D 1, kpi: waiting, on: penalty, at_most: 40, every: period}
  - {clause: D 2, on: penalty, at_most: 2% of billing after caps, every: period}
  - {clause: D 3, on: net, at_most: 100, every: contract_year}
tax: {treatment: reduces_base, category: S, rate: 21%}
"""

CARE = {"answered": 500, "talk_s": 60_001, "hold_s": 10_000, "wrap_s": 20_000, "answered_in_20s": 351, "wait_answered_s": 15_000}
TECH = {"answered": 300, "talk_s": 150_000, "hold_s": 30_000, "wrap_s": 52_007, "answered_in_20s": 225, "wait_answered_s": 9_820}
BACK = {"productive_h": 200, "ordered_h": "120.5", "busy_h": 77, "paid_h": 110, "cases_closed": 250}

LINES = {
    # (60001 + 10000 + 20000) + (150000 + 30000 + 52007) = 322008 s; at most 390 x 800 = 312000 s = 5200 min; x 0.42
    "billing.calls": ("2184", "2184"),
    # 60001 / 60 = 1000.01666 min: the second tier for all of it; x 0.025 = 60001 / 2400
    "billing.talk": ("60001/2400", "25.00"),
    # at most 1.1 x 120.5 = 132.55 h; x 17.805 = 2360.05275
    "billing.office": ("2360.05275", "2360.05"),
    # 77 / 110 = 70 % of the guaranteed 80 %: 2360.05 x (1 - 0.875) = 295.00625 is credited
    "billing.office.guarantee": ("-295.00625", "-295.01"),
    # 2360.05 - 295.01 = 2065.04 is not above 2400
    "billing.office.billing_cap": ("0", "0"),
    # 100 x 1 + 100 x 0.55 + 3 + 50 x 0.105 = 163.25
    "billing.cases[queue=back]": ("163.25", "163.25"),
    # 40 x 1
    "billing.cases[queue=care]": ("40", "40"),
    "billing.fee": ("1500", "1500"),
    # 322008 / 800 = 402.51 s is above 400: -4 % of 2184
    "kpi.aht": ("-87.36", "-87.36"),
    "kpi.aht.missing": ("0", "0"),
    # 576 / 800 = 72 %: a fifth of the way from -5 % to 0, -4 % of 2184 + 25.00
    "kpi.level": ("-88.36", "-88.36"),
    "kpi.level.missing": ("0", "0"),
    # 24820 / 800 = 31.025 s: 1.025 s beyond 30 x -50.5
    "kpi.waiting": ("-51.7625", "-51.76"),
    # 61 + 0 calls held; 5 % of 800 are 40; 21 beyond make 3 started tens x -5
    "kpi.held": ("-15", "-15"),
    # 250 / 200 = 1.25 an hour, 1.3 as compared
    "kpi.output": ("200.5", "200.5"),
    # no survey was answered: the worst, -1.5 % of 10000
    "kpi.wishes": ("0", "0"),
    "kpi.wishes.missing": ("-150", "-150"),
    # 70 % used, so the bonus of output is withheld
    "gate.1": ("-200.5", "-200.5"),
    # waiting: at most 40 of 51.76
    "limit.1": ("11.76", "11.76"),
    # 87.36 + 88.36 + 40 + 15 + 150 = 380.72 of penalty; 2 % of 2184 + 25 + 2065.04 + 203.25 + 1500 = 5977.29 are 119.55
    "limit.2": ("261.17", "261.17"),
    # 119.55 of penalty and no bonus: at most 100 net in the year
    "limit.3": ("19.55", "19.55"),
    # (5977.29 - 100) x 21 % = 1234.2309
    "tax": ("1234.2309", "1234.23"),
}


@pytest.fixture(scope="module")
def month() -> Settlement:
    rows = [
        {"period": "2026-01", "queue": "care", **CARE, "held_over_90s": 61, "cases_closed": 40},
        {"period": "2026-01", "queue": "tech", **TECH, "held_over_90s": 0},
        {"period": "2026-01", "queue": "back", **BACK},
    ]
    terms = agreed(CONTRACT)
    return settled(terms, measured(terms, tables_of(rows)))


def test_there_is_no_other_line(month: Settlement) -> None:
    assert {line.id for line in month.lines} == LINES.keys()


@pytest.mark.parametrize("line", LINES)
def test_the_line(month: Settlement, line: str) -> None:
    exact, amount = map(Fraction, LINES[line])
    found = next(settled_line for settled_line in month.lines if settled_line.id == line)
    assert plain(found.exact) == exact
    assert plain(found.amount) == amount


def test_the_totals(month: Settlement) -> None:
    assert figure(month, "billing.total", "2026-01") == Fraction("5977.29")
    assert figure(month, "adjustments.net", "2026-01") == -100
    assert figure(month, "total.net", "2026-01") == Fraction("5877.29")
    assert figure(month, "total.gross", "2026-01") == Fraction("7111.52")


@pytest.mark.parametrize(
    ("mode", "up", "down"),
    [("half_up", "0.03", "-0.03"), ("half_even", "0.02", "-0.02"), ("up", "0.03", "-0.03"), ("down", "0.02", "-0.02")],
)
def test_a_tie_goes_where_the_contract_says(mode: str, up: str, down: str) -> None:
    """5 x 0.005 = 0.025: half a coin above 0.02, as a bill and as a penalty."""
    text = CONTRACT[: CONTRACT.index("billing:")].replace("mode: half_up", f"mode: {mode}")
    text += """
billing:
  clicks: {model: per_contact, clause: A, count: answered, rate: 0.005}
kpis:
  bad:
    clause: B
    formula: faults
    unit: count
    better: lower
    base: 1
    bands: [{when: "< 1", pay: 0%}, {when: ">= 1", pay: -2.5%}]
    missing: neutral
limits: []
tax: {treatment: outside_scope, category: S, rate: 0%}
"""
    terms = agreed(text)
    found = settled(terms, measured(terms, tables_of([{"period": "2026-01", "answered": 5, "faults": 1}])))
    amounts = {line.id: plain(line.amount) for line in found.lines}
    assert amounts["billing.clicks"] == Fraction(up)
    assert amounts["kpi.bad"] == Fraction(down)


def test_outside_the_scope_of_tax_the_base_is_the_billing(month: Settlement) -> None:
    """21 % of 5977.29 = 1255.2309, whatever the adjustments."""
    terms = agreed(CONTRACT.replace("reduces_base", "outside_scope"))
    found = settled(terms, month.measures)
    assert figure(found, "total.tax", "2026-01") == Fraction("1255.23")
    assert figure(found, "total.net", "2026-01") == Fraction("5877.29")


def test_the_second_month_of_the_year_has_nothing_left_of_a_yearly_limit() -> None:
    """January used up the 100 of the year; February's penalties are all given back."""
    terms = agreed(CONTRACT)
    rows = [
        {"period": period, "queue": queue, **fields}
        for period in ("2026-01", "2026-02")
        for queue, fields in (
            ("care", CARE | {"held_over_90s": 61, "cases_closed": 40}),
            ("tech", TECH | {"held_over_90s": 0}),
            ("back", BACK),
        )
    ]
    found = settled(terms, measured(terms, tables_of(rows)))
    assert figure(found, "adjustments.net", "2026-01") == -100
    assert figure(found, "adjustments.net", "2026-02") == 0
    assert figure(found, "limit.3.amount", "2026-02") == Fraction("119.55")
