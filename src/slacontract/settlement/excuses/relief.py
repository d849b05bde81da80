"""Relief: what is not due although the scale says so. The KPI's line keeps its amount; what is taken back is its own line."""

from __future__ import annotations

from dataclasses import replace

from slacontract.formula.nodes import ZERO, All, If, Known, Node, Not, Ref
from slacontract.languages import Message, message
from slacontract.model.kpis.effects import SIDES, Effect, Side
from slacontract.model.kpis.excuses import Relief, SharedRelief
from slacontract.model.kpis.kpi import points_count_against
from slacontract.quantities.units import Unit
from slacontract.settlement.adjustments.effects import kept, share_terms
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.excuses.judged import Values, shared_reliefs
from slacontract.settlement.excuses.reasons import said
from slacontract.settlement.kpis.kpi_values import KpiValue, kpi_name
from slacontract.settlement.kpis.outcomes import Member, Standing
from slacontract.settlement.reading.conditions import FALSE


def relief(draft: Draft, values: Values, standing: Standing) -> None:
    """Yield the reliefs of each KPI, scope by scope, in the order written; and of points, also those that KPIs share."""
    stage, draft.stage = draft.stage, "relief"
    for scopes in values.values():
        for value in scopes:
            relieve(draft, value, standing)
    draft.stage = stage


def relieve(draft: Draft, value: KpiValue, standing: Standing) -> None:
    """Apply the reliefs of one KPI in one scope to what it stands at: money, with a line for each, or points."""
    key = (str(value.name), value.scope.member_suffix)
    for number, (found, row) in enumerate(value.reliefs, 1):
        if found.effect.counts != "own":
            continue
        if key in standing.points:
            _of_points(draft, value, standing, number, found, row)
        elif key in standing.amounts and not isinstance(found, SharedRelief):
            line = _line(value, number, found)
            prefixed = _prefixed(draft, value, number, found)
            left = {part: _left(draft, standing, part, found, row, *prefixed) for part in standing.parts(*key)}
            standing.change(draft, line, f"relief_{_name(number, found)}", left)


def shared_relief(draft: Draft, standing: Standing) -> None:
    """Yield the reliefs of several KPIs: one line for all that a relief takes back or leaves."""
    draft.stage = "relief"
    for name, shared, row in shared_reliefs(draft):
        if shared.effect.counts != "own":
            continue
        clause = Clause(shared.clause, shared.place)
        label = message("Relief {number}, {reason}", number=name, reason=said(shared))
        after = {
            key: _left(draft, standing, key, shared, row, f"relief.{name}", label)
            for key in standing.amounts
            if not shared.kpis or key[0] in shared.kpis
        }
        line = Line(id=f"relief.{name}", kind="relief", label=label, clause=clause, amount="")
        standing.change(draft, line, f"shared_relief_{name}", after)


def costs(draft: Draft, values: Values, standing: Standing) -> None:
    """Say what results cost after relief, where a window uses up what has cost a penalty; a missing figure uses up none."""
    draft.stage = "relief"
    for value in (value for scopes in values.values() for value in scopes):
        if value.kpi.window is None or not value.kpi.window.used_once:
            continue
        amount = standing.amounts[str(value.name), value.scope.member_suffix]
        draft.row(f"{value.ident}.cost", message("{kpi}: bonus or penalty of the result, after relief", kpi=value.label),
                  Unit.MONEY, If(Known(value.own or value.value), amount, ZERO), value.clause)  # fmt: skip


def excused(draft: Draft) -> None:
    """Show on the KPIs sheet what is excused."""
    for number, outcome in enumerate(draft.outcomes):
        ident = f"kpi.{outcome.kpi}{outcome.suffix}.excused"
        if ident in draft.rows:
            draft.outcomes[number] = replace(outcome, excused=ident)


def _of_points(draft: Draft, value: KpiValue, standing: Standing, number: int, found: Relief, row: Ref) -> None:
    """Points are relieved like money. Where points count against the vendor they are the penalty; neutral leaves no score."""
    key = (str(value.name), value.scope.member_suffix)
    effect = found.effect
    if points_count_against(value.name, draft.contract.kpis):
        effect = _turned(effect)
    prefix, called = _prefixed(draft, value, number, found)
    shares = share_terms(draft, prefix, called, effect, Clause(found.clause, found.place))
    points = standing.points[key]
    left = If(row, kept(draft, points, effect, shares, coins=False), points)
    step = f"relief_{_name(number, found)}" if not isinstance(found, SharedRelief) else f"shared_relief_{number}"
    standing.change_points(draft, _line(value, number, found), step, {key: left})
    if len(effect.none) == len(SIDES):
        standing.scored[key] = All((standing.scored[key], Not(row)))


def _turned(effect: Effect) -> Effect:
    """The same effect where a penalty is above zero and a bonus below."""
    other: dict[Side, Side] = {"bonus": "penalty", "penalty": "bonus"}
    none = tuple(other[side] for side in effect.none)
    shares = tuple((other[side], share) for side, share in effect.shares)
    return replace(effect, none=none, shares=shares)


def _name(number: int, found: Relief) -> str:
    return str(found.name or number)


def _line(value: KpiValue, number: int, found: Relief) -> Line:
    name, clause = _name(number, found), Clause(found.clause, found.place)
    label = message("{kpi}: relief {number}, {reason}", kpi=value.label, number=name, reason=said(found))
    return Line(id=f"{value.ident}.relief.{name}", kind="relief", label=label, clause=clause, amount="", booked=value.kpi)


def _prefixed(draft: Draft, value: KpiValue, number: int, found: Relief) -> tuple[str, Message]:
    """How the terms of a KPI's relief begin, and how they are called: the same for all its members."""
    name, kpi = _name(number, found), kpi_name(value.name, draft.contract)
    return f"kpi.{value.name}.relief.{name}", message("{kpi}: relief {number}", kpi=kpi, number=name)


def _left(draft: Draft, standing: Standing, key: Member, found: Relief, row: Ref, prefix: str, called: Message) -> Node:
    shares = share_terms(draft, prefix, called, found.effect, Clause(found.clause, found.place))
    amount, holds = standing.amounts[key], standing.asked(draft, key, row, unknown=FALSE)
    return If(holds, kept(draft, amount, found.effect, shares), amount)
