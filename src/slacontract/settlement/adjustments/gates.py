"""Gates: a condition without which there is no bonus, or a table of how much is kept. What it changes is a line of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from slacontract.formula.nodes import ONE, ZERO, All, Greatest, If, Known, Least, Node, Ref, Rounded, Steady, plus, times
from slacontract.languages import Message, message
from slacontract.model.kpis.effects import SIDES, Side
from slacontract.model.kpis.gates import Gate, GateStep
from slacontract.quantities.units import Unit
from slacontract.settlement.adjustments.effects import kept, share_terms
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.kpis.outcomes import Member, Standing
from slacontract.settlement.reading.conditions import TRUE, Names, condition, condition_row
from slacontract.settlement.service.scopes import Scope, Service, measure

Values = dict[str, tuple[KpiValue, ...]]
Leave = Callable[[Standing, Member], Node]
"""What a gate leaves of an amount that stands."""

_SHARES: Final[dict[Side, str]] = {
    "bonus": "Gate {number}: share of the bonus that is kept",
    "penalty": "Gate {number}: share of the penalty that is kept",
}
_STEP_SHARES: Final[dict[Side, str]] = {
    "bonus": "Gate {number}: step {step} keeps of the bonus",
    "penalty": "Gate {number}: step {step} keeps of the penalty",
}


def gates(draft: Draft, service: Service, values: Values, standing: Standing) -> None:
    """Yield the gates in the order of the contract."""
    draft.stage = "gates"
    for number, gate in enumerate(draft.contract.gates, 1):
        _gate(draft, service, values, standing, str(gate.name or number), gate)


def _gate(draft: Draft, service: Service, values: Values, standing: Standing, number: str, gate: Gate) -> None:
    clause = Clause(gate.clause, gate.place)
    held = {str(name) for name in gate.kpis}
    by_steps = bool(gate.steps)
    leave = _by_steps(draft, values, number, gate) if by_steps else _by_condition(draft, service, values, number, gate)
    after = {key: leave(standing, key) for key in standing.amounts if not held or key[0] in held}
    label = message("Bonus withheld by gate {number}: {condition}", number=number, condition=_said(gate))
    if _raises(gate):
        label = message("Changed by gate {number}: {condition}", number=number, condition=_said(gate))
    line = Line(id=f"gate.{number}", kind="gate", label=label, clause=clause, amount="")
    standing.change(draft, line, f"gate_{number}", after)


def _said(gate: Gate) -> str:
    return gate.when.text if gate.when else str(gate.of)


def _raises(gate: Gate) -> bool:
    """Whether it does anything but withhold a bonus."""
    effects = [step.effect for step in gate.steps] or ([gate.otherwise] if gate.otherwise else [])
    return any("penalty" in effect.shared or effect.shared["bonus"].value > 1 for effect in effects if effect.shared)


def _by_condition(draft: Draft, service: Service, values: Values, number: str, gate: Gate) -> Leave:
    """What a gate leaves of an amount: all where its condition holds, else what ``otherwise`` says."""
    clause = Clause(gate.clause, gate.place)
    met = _met(draft, service, values, number, gate, clause)
    assert gate.otherwise is not None, "check asks for 'otherwise'"
    effect = gate.otherwise
    shares = share_terms(draft, f"gate.{number}", _called(number), effect, clause)

    def leave(standing: Standing, key: Member) -> Node:
        amount, holds = standing.amounts[key], standing.asked(draft, key, met, unknown=TRUE)
        return If(holds, amount, kept(draft, amount, effect, shares))

    return leave


def _called(number: str) -> Message:
    return message("Gate {number}", number=number)


def _met(draft: Draft, service: Service, values: Values, number: str, gate: Gate, clause: Clause) -> Ref:
    assert gate.when is not None, "check asks for 'when' or 'steps'"

    def row_of(name: str) -> Ref:
        return values[name][0].value if name in values else measure(draft, service, name, Scope())

    names = Names(f"gate.{number}", clause, row_of, lambda text: message("gate {number}: {text}", number=number, text=text))
    holds = condition(draft, gate.when, gate.missing, names)
    label = message("Gate {number}: {condition}", number=number, condition=gate.when.text)
    return condition_row(draft, f"gate.{number}.met", label, holds, clause)


def _by_steps(draft: Draft, values: Values, number: str, gate: Gate) -> Leave:
    """What a gate leaves of an amount by its table: the shares of the step in which the KPI's value lies."""
    clause = Clause(gate.clause, gate.place)
    assert gate.of is not None, "check asks for 'of'"
    of = values[gate.of][0]
    held = [_holds(draft, of, number, place, step, clause) for place, step in enumerate(gate.steps, 1)]
    rows = {side: _share(draft, of, number, gate, side, held, clause) for side in SIDES
            if any(side in step.effect.shared for step in gate.steps)}  # fmt: skip

    def leave(standing: Standing, key: Member) -> Node:
        amount, earlier = standing.amounts[key], key in standing.of_before
        sides: dict[Side, Node] = {"bonus": Greatest((amount, ZERO)), "penalty": Least((amount, ZERO))}
        shares = {side: _before(row) if earlier else row for side, row in rows.items()}
        return plus(*(_to_the_coin(draft, times(part, shares[side])) if side in rows else part for side, part in sides.items()))

    return leave


def _before(share: Ref) -> Node:
    """The share that the period before kept; all of it where that period had no such gate."""
    earlier = Ref(share.id, 1)
    return If(Known(earlier), earlier, ONE)


def _to_the_coin(draft: Draft, amount: Node) -> Node:
    return Rounded(Steady(amount), draft.decimals, draft.contract.rounding.mode)


def _holds(draft: Draft, of: KpiValue, number: str, place: int, step: GateStep, clause: Clause) -> Node:
    conditions = []
    for side, bound in enumerate(step.when.bounds, 1):
        label = message("Gate {number}: step {step}, value {relation}", number=number, step=place, relation=bound.relation)
        limit = draft.term(f"gate.{number}.steps.{place}.{side}", label, bound.limit, clause, unit=of.how.unit)
        conditions.append(of.compared(bound.relation, limit))
    return conditions[0] if len(conditions) == 1 else All(tuple(conditions))


def _share(draft: Draft, of: KpiValue, number: str, gate: Gate, side: Side, held: list[Node], clause: Clause) -> Ref:
    """The row of the share that is kept; without a figure all of it, or the worst of the table."""
    shares = [_step_share(draft, number, place, step, side, clause) for place, step in enumerate(gate.steps, 1)]
    worst: Node = Least(tuple(shares)) if side == "bonus" else Greatest(tuple(shares))
    chosen = shares[-1]
    for holds, share in reversed(list(zip(held, shares, strict=True))[:-1]):
        chosen = If(holds, share, chosen)
    share_row = If(Known(of.value), chosen, ONE if gate.missing == "met" else worst)
    return draft.row(f"gate.{number}.{side}", message(_SHARES[side], number=number), Unit.RATIO, share_row, clause)


def _step_share(draft: Draft, number: str, place: int, step: GateStep, side: Side, clause: Clause) -> Node:
    share = step.effect.shared.get(side)
    if share is None:
        return ONE
    label = message(_STEP_SHARES[side], number=number, step=place)
    return draft.term(f"gate.{number}.steps.{place}.{side}_kept", label, share, clause)
