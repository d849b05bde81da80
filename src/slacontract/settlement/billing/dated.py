"""Dated figures: the last of some figures whose day has come."""

from __future__ import annotations

from collections.abc import Sequence

from slacontract.formula.nodes import If, Node, Ref
from slacontract.languages import Message, message
from slacontract.model.rates import DatedRate
from slacontract.quantities.units import Unit
from slacontract.settlement import calendar
from slacontract.settlement.billing.billed import LineScope


def dated(at: LineScope, name: str, label: Message, steps: Sequence[DatedRate], unit: Unit | None) -> Ref:
    """The last of some figures whose day has come; ``check`` has seen that the first holds from the beginning."""
    ident = f"billing.{at.name}.{name}"
    if ident in at.draft.rows:
        return Ref(ident)
    result: Node | None = None
    for step in steps:
        day = step.from_.isoformat()
        of_day = message("{what}, from {day}", what=label, day=day)
        figure = at.draft.term(f"{ident}.{day}", of_day, step.is_, at.clause, unit=unit)
        begun = calendar.since(at.draft, step.from_, f"{ident}.{day}.from", of_day, at.clause)
        result = figure if result is None else If(begun, figure, result)
    assert result is not None, "check refuses an empty list of dates"
    return at.draft.row(ident, label, unit or steps[0].is_.unit, result, at.clause)
