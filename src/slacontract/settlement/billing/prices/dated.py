"""Dated figures: the last of some figures whose day has come."""

from __future__ import annotations

from collections.abc import Sequence

from slacontract.formula.nodes import If, Node, Ref, Total
from slacontract.languages import Message, message
from slacontract.model.billing.rates import DatedRate, named_in
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.draft import Required
from slacontract.settlement.service.scopes import measure
from slacontract.settlement.time import calendar


def dated(at: LineScope, name: str, label: Message, steps: Sequence[DatedRate], unit: Unit | None) -> Ref:
    """The last of some figures whose day has come; ``check`` has seen that the first holds from the beginning."""
    ident = f"{at.ident if any(True for _ in named_in(tuple(steps))) else f'billing.{at.name}'}.{name}"
    if ident in at.draft.rows:
        return Ref(ident)
    result: Node | None = None
    for step in steps:
        day = step.from_.isoformat()
        of_day = message("{what}, from {day}", what=label, day=day)
        figure = named(at, step.is_, of_day) if isinstance(step.is_, Word) else at.draft.term(
            f"billing.{at.name}.{name}.{day}", of_day, step.is_, at.clause, unit=unit
        )  # fmt: skip
        begun = calendar.since(at.draft, step.from_, f"billing.{at.name}.{name}.{day}.from", of_day, at.clause)
        result = figure if result is None else If(begun, figure, result)
    assert result is not None, "check refuses an empty list of dates"
    return at.draft.row(ident, label, unit or _unit(at, steps[0].is_), result, at.clause)


def _unit(at: LineScope, said: Quantity | Word) -> Unit:
    return said.unit if isinstance(said, Quantity) else Unit(at.draft.contract.figures[said].unit)


def named(at: LineScope, name: Word, label: Message) -> Ref:
    """A rate that is a figure of the contract, as the scope of the line has it.

    A member that is not in service bills nothing, whatever it costs; for any other a figure without a value stops the settlement.
    """
    row = measure(at.draft, at.service, str(name), at.scope)
    others = [need.together for need in at.draft.required if need.clause == at.clause and need.together]
    together = others[-1] if at.line.each and others else ()
    at.draft.required.append(Required(row.id, str(name), at.scope.where, at.clause, together))
    if not together:
        return row
    ident = f"{at.ident}.of.{name}"
    if ident in at.draft.rows:
        return Ref(ident)
    return at.draft.row(ident, label, at.draft.rows[row.id].unit, Total((row,)), at.clause)
