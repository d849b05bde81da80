"""Agreed figures against a little computation of their own, and what is told where one is lacking."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.settlement.settlement import settle
from support.settling import HEAD, agreed, amounts, measured, small, tables_of

ALLOWED = {"p1": Fraction(4), "p2": Fraction(8), "p3": Fraction(24)}
WEIGHTS = {"p1": Fraction(10), "p2": Fraction(5, 2), "p3": Fraction(1)}
TICKETS = """
figures:
  allowed_h: {clause: B 2, unit: hours, value: {by: priority, is: {p1: 4, p2: 8, p3: 24}}}
  weight: {clause: B 2, unit: number, value: {by: tier, is: {top: 10, middle: 2.5, low: 1}}}
  late_weight:
    clause: B 3
    unit: number
    members: {each: [ticket, priority], take: sum, of: "if(resolved_h > allowed_h, weight, 0)", missing: no_figure}
attributes:
  priority: {p1: {tier: top}, p2: {tier: middle}, p3: {tier: low}}
billing: {service: {model: fixed, clause: A 1, amount: 50000}}
kpis:
  late: {clause: B 1, formula: late_weight, unit: number, better: lower, missing: neutral,
         per_unit: {step: 1, above: 0, pay: -100, count: exact}}
limits: []
"""
SITES = """
figures: {goal: {clause: B 2, unit: percent, value: {by: site, is: {lima: 90%, leon: 80%}}}}
billing: {care: {model: per_contact, clause: A 1, count: answered, each: site, rate: 2}}
kpis:
  csat: {clause: B 1, formula: surveys_satisfied / surveys, unit: percent, better: higher, each: site, missing: neutral,
         bands: [{when: "< 80%", pay: 0}, {when: ">= 80%", pay: 100}],
         relief: {clause: B 3, when: "csat < goal", missing: not_met, effect: no_bonus}}
gates: GATES
limits: []
"""

tickets = st.lists(st.tuples(st.sampled_from(sorted(ALLOWED)), st.integers(0, 200)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=40)
@given(tickets)
def test_each_ticket_is_judged_by_the_figures_of_its_priority(found: list[tuple[str, int]]) -> None:
    rows = [
        {"period": "2026-01", "ticket": f"t{number}", "priority": priority, "resolved_h": str(quarters / 4)}
        for number, (priority, quarters) in enumerate(found)
    ]
    late = sum((WEIGHTS[p] for p, quarters in found if Fraction(quarters, 4) > ALLOWED[p]), Fraction(0))
    assert amounts(small(TICKETS, rows))["2026-01", "kpi.late"] == -100 * late


def told(text: str, rows: list[dict[str, object]]) -> list[str]:
    agreement = agreed(HEAD + text)
    measures = measured(agreement, tables_of(rows))
    settlement, findings = settle(agreement, measures, agreement.schedule.periods()[:1])
    assert settlement is None
    return [f"{finding.code.id}: {finding.what}" for finding in findings]


def row(site: str) -> dict[str, object]:
    return {"period": "2026-01", "site": site, "answered": 100, "surveys": 20, "surveys_satisfied": 17}


def test_the_goal_is_that_of_the_site() -> None:
    """17 of 20 are 85 %: below the 90 % of Lima, above the 80 % of Leon."""
    found = amounts(small(SITES.replace("GATES", "[]"), [row("lima"), row("leon")]))
    assert found["2026-01", "kpi.csat[site=lima].relief.1"] == -100
    assert found["2026-01", "kpi.csat[site=leon].relief.1"] == 0


def test_a_member_without_an_agreed_figure_stops_the_settlement() -> None:
    what = "C226: 'goal' has no figure for site quito, which is in the measures."
    assert told(SITES.replace("GATES", "[]"), [row("lima"), row("quito")]) == [what]


@pytest.mark.parametrize("condition", ["goal > 50%", "goal > 50% and answered > 10"])
def test_a_clause_of_the_whole_service_reads_no_figure_of_its_members(condition: str) -> None:
    gate = f'[{{clause: G, when: "{condition}", otherwise: no_bonus, missing: met}}]'
    what = "C226: 'goal' differs by site, and what reads it is not about one site at a time."
    assert told(SITES.replace("GATES", gate), [row("lima"), row("leon")]) == [what]
