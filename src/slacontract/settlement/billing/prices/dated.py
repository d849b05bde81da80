"""Figures of a line: as the contract says them, by date, by member, or as a figure that it computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slacontract.formula.nodes import Blank, Node, Ref, Total
from slacontract.languages import Message, message
from slacontract.model.agreed import Agreed, By, Dated, figures_of, named_in
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.billing.prices.agreed import by_date, of_member
from slacontract.settlement.draft import Required, Unpriced
from slacontract.settlement.service.scopes import measure


@dataclass(frozen=True, slots=True)
class Said:
    """A figure of a line: what it is called, the unit in which it counts, and how one that is written becomes a node.

    ``name`` ends the ids of its terms and rows, ``billing.LINE.NAME``. Without ``written`` a figure is its term. ``of_member``:
    what is written is computed with figures of the member, so each member has a row of its own.
    """

    name: str
    label: Message
    unit: Unit | None = None
    written: Callable[[Any, str, Message], Node] | None = None
    of_member: bool = False
    what: str = "price"


def figure_of(at: LineScope, how: Said, said: Agreed[Any]) -> Node:
    """A figure as it is for the scope of the line in the period."""
    match said:
        case Word():
            return named(at, said, how.label)
        case By():
            group, found = of_member(at.draft.contract, at.scope, said)
            if found is None:
                at.draft.unpriced.append(Unpriced(group, str(said.by), str(at.name), said.place_of("is"), how.what))
                return at.draft.row(f"{at.ident}.{how.name}.absent", how.label, how.unit or Unit.RATE, Blank(), at.clause)
            label = message("{what} ({scope})", what=how.label, scope=group)
            return figure_of(at, Said(f"{how.name}[{said.by}={group}]", label, how.unit, how.written, how.of_member), found)
        case tuple():
            return _dated(at, how, said)
        case _:
            return _written(at, how, said, f"billing.{at.name}.{how.name}", how.label)


def ref_of(at: LineScope, how: Said, said: Agreed[Any]) -> Ref:
    """The same, where what is written is a term and nothing is computed with it."""
    found = figure_of(at, how, said)
    assert isinstance(found, Ref), "figures are terms and rows"
    return found


def _written(at: LineScope, how: Said, said: Any, ident: str, label: Message) -> Node:
    if how.written is not None:
        return how.written(said, ident, label)
    return at.draft.term(ident, label, said, at.clause, unit=how.unit)


def _dated(at: LineScope, how: Said, steps: tuple[Dated[Any], ...]) -> Ref:
    """The row of a figure that changes on dates: one for all members where nothing in it is of the member."""
    own = how.of_member or any(True for _ in named_in(steps))
    ident = f"{at.ident if own else f'billing.{at.name}'}.{how.name}"
    if ident in at.draft.rows:
        return Ref(ident)

    def figure(said: Any, ident: str, label: Message) -> Node:
        return named(at, said, label) if isinstance(said, Word) else _written(at, how, said, ident, label)

    result = by_date(at.draft, steps, f"billing.{at.name}.{how.name}", how.label, at.clause, figure)
    return at.draft.row(ident, how.label, how.unit or _unit(at, steps[0].is_), result, at.clause)


def _unit(at: LineScope, said: Quantity | Word) -> Unit:
    return said.unit if isinstance(said, Quantity) else Unit(at.draft.contract.figures[said].unit)


def unit_said(at: LineScope, said: Agreed[Any]) -> Unit:
    """What a price is: money for one, or a percentage of money."""
    shares = [figure.unit is Unit.RATIO for figure in figures_of(said)]
    shares += [at.draft.contract.figures[name].unit == "percent" for name in named_in(said)]
    return Unit.RATIO if all(shares) else Unit.RATE


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
