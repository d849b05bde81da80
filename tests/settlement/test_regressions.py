"""Faults of the engine that were found once: each with the contract that showed it, and the figure that is due."""

from __future__ import annotations

from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import HEAD, agreed, amounts, figure, measured, read, settled, small, tables_of

JAN = "2026-01"


def recalculates(settlement: Settlement) -> bool:
    data = write_workbook(settlement)
    return differences(stored(data), other_engine(stripped(data))) == []


def test_a_member_that_is_not_billed_is_no_percentage_of_the_other_members_billing() -> None:
    """Queue y has no case billed, so its 10 % penalty is of nothing; it was taken of queue x's 1,000."""
    settlement = small(
        """
billing:
  cases: {model: per_resolution, clause: A, count: cases_closed, each: [queue], rate: 1}
kpis:
  answered_well:
    clause: B
    formula: good / judged
    unit: percent
    better: higher
    each: [queue]
    base: billing.cases
    bands: [{when: "< 50%", pay: -10%}, {when: ">= 50%", pay: 0%}]
    missing: worst
limits: []
""",
        [
            {"period": JAN, "queue": "x", "cases_closed": 1000, "good": 9, "judged": 10},
            {"period": JAN, "queue": "y", "good": 1, "judged": 10},
        ],
    )
    assert amounts(settlement)[JAN, "kpi.answered_well[queue=y]"] == 0
    assert figure(settlement, "total.net", JAN) == 1000


def test_a_guarantee_is_not_measured_on_another_member() -> None:
    """Utilisation was measured for x alone: 40 % of 80 % guaranteed, half of 1,000 is credited; y owes nothing."""
    settlement = small(
        """
billing:
  hours:
    model: per_fte_hour
    clause: A
    hours: productive
    rate: 10
    each: [queue]
    guarantee: {clause: G, kpi: used, at_least: 80%}
kpis:
  used: {clause: B, kpi: utilisation, variant: {used: busy, of: paid}, each: [queue]}
""",
        [
            {"period": JAN, "queue": "x", "productive_h": 100, "busy_h": 40, "paid_h": 100},
            {"period": JAN, "queue": "y", "productive_h": 100},
        ],
    )
    found = amounts(settlement)
    assert found[JAN, "billing.hours[queue=x].guarantee"] == -500
    assert found[JAN, "billing.hours[queue=y].guarantee"] == 0


def test_a_guarantee_that_was_never_measured_credits_nothing() -> None:
    settlement = small(
        """
billing:
  hours:
    model: per_fte_hour
    clause: A
    hours: productive
    rate: 10
    each: [queue]
    guarantee: {clause: G, kpi: used, at_least: 80%}
kpis:
  used: {clause: B, kpi: utilisation, variant: {used: busy, of: paid}, each: [queue]}
""",
        [{"period": JAN, "queue": "x", "productive_h": 100}],
    )
    assert figure(settlement, "total.net", JAN) == 1000
    assert recalculates(settlement)


def test_a_gate_over_kpis_that_pay_nothing_takes_nothing() -> None:
    settlement = small(
        """
billing:
  fee: {model: fixed, clause: A, amount: 100}
kpis:
  good: {clause: B, formula: well / judged, unit: percent, better: higher}
gates: [{clause: C, when: "good > 50%", otherwise: no_bonus, missing: met}]
""",
        [{"period": JAN, "well": 1, "judged": 10}],
    )
    assert amounts(settlement)[JAN, "gate.1"] == 0
    assert recalculates(settlement)


def test_a_kpi_of_members_that_were_never_measured_pays_nothing() -> None:
    settlement = small(
        """
billing:
  fee: {model: fixed, clause: A, amount: 100}
kpis:
  good:
    clause: B
    formula: well / judged
    unit: percent
    better: higher
    each: [queue]
    base: billing
    bands: [{when: "< 50%", pay: -10%}, {when: ">= 50%", pay: +5%}]
    missing: worst
gates: [{clause: C, when: "answered > 5", otherwise: no_bonus, missing: met}]
limits: [{clause: D, kpi: good, on: penalty, at_most: 1000, every: contract_year}]
""",
        [{"period": JAN, "answered": 9}],
    )
    assert figure(settlement, "total.net", JAN) == 100
    assert recalculates(settlement)


def test_a_knee_that_is_a_share_of_a_missing_figure_is_missing_too() -> None:
    settlement = small(
        """
billing:
  fee: {model: fixed, clause: A, amount: 100}
kpis:
  held:
    clause: B
    formula: held_over_90s
    unit: count
    better: lower
    per_unit: {step: 1, above: 5% of answered, pay: -5, count: full}
    missing: neutral
limits: []
""",
        [{"period": JAN, "held_over_90s": 9}],
    )
    assert amounts(settlement)[JAN, "kpi.held"] == 0
    assert recalculates(settlement)


def test_the_lower_of_one_figure_is_that_figure() -> None:
    settlement = small(
        """
billing:
  fee: {model: fixed, clause: A, amount: 100}
kpis:
  least: {clause: B, formula: min(answered), unit: count, better: lower}
  most: {clause: B, formula: max(answered), unit: count, better: lower}
""",
        [{"period": JAN, "answered": 9}],
    )
    assert figure(settlement, "kpi.least.value", JAN) == figure(settlement, "kpi.most.value", JAN) == 9
    assert recalculates(settlement)


HOURS = """
billing:
  hours:
    model: per_fte_hour
    clause: A
    hours: productive
    cap: {hours: 110% of ordered_h}
    tiers: {mode: graduated, edges: EDGES, counted: period, steps: [{up_to: 110, rate: 1}, {rate: 2, flat: 50}]}
"""


def test_binary_noise_does_not_reach_the_next_tier_in_a_spreadsheet() -> None:
    """110 % of 100 h are 110 h; a spreadsheet's 1.1 * 100 is a little more, and must not pay the flat fee of the next tier."""
    settlement = small(HOURS.replace("EDGES", "inclusive"), [{"period": JAN, "productive_h": 200, "ordered_h": 100}])
    assert amounts(settlement)[JAN, "billing.hours"] == 110
    assert recalculates(settlement)


def test_an_edge_that_belongs_to_the_upper_tier_brings_its_flat_fee() -> None:
    """110 h at 1, and 50 once the second tier is reached, which with exclusive edges it is at 110 h."""
    settlement = small(HOURS.replace("EDGES", "exclusive"), [{"period": JAN, "productive_h": 200, "ordered_h": 100}])
    assert amounts(settlement)[JAN, "billing.hours"] == 160
    assert recalculates(settlement)


def test_a_yearly_limit_on_a_kpi_counts_what_an_earlier_version_settled() -> None:
    """40 of penalty in January under version 1, which has no limit; version 2 allows 50 a year, so February may take 10."""
    body = """
billing:
  fee: {model: fixed, clause: A, amount: 100}
kpis:
  bad:
    clause: B
    formula: faults
    unit: number
    better: lower
    per_unit: {step: 1, above: 0, pay: -5, count: full}
    missing: neutral
"""
    first = HEAD + body + "limits: []\n"
    second = HEAD.replace("version: 1", "version: 2").replace("effective: 2026-01-01", "effective: 2026-02-01") + body
    second += "limits: [{clause: L, kpi: bad, on: penalty, at_most: 50, every: contract_year}]\n"
    second += f"replaces: {{version: 1, fingerprint: {read(first).fingerprint}}}\n"
    agreement = agreed(first, second)
    rows = [{"period": JAN, "faults": 8}, {"period": "2026-02", "faults": 8}]
    settlement = settled(agreement, measured(agreement, tables_of(rows)))
    found = amounts(settlement)
    assert found[JAN, "kpi.bad"] == found["2026-02", "kpi.bad"] == -40
    assert found["2026-02", "limit.1"] == 30
    assert recalculates(settlement)
