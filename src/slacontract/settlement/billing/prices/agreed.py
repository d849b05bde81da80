"""Agreed figures: those that stand in the contract, as terms, by date and by member; and members that have none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding
from slacontract.formula.nodes import Blank, If, Node
from slacontract.languages import message
from slacontract.model.figures import ValueBy
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Unpriced
from slacontract.settlement.service.groups import group_of
from slacontract.settlement.time import calendar

if TYPE_CHECKING:
    from slacontract.languages import Message
    from slacontract.model.figures import DatedValue, NamedFigure
    from slacontract.settlement.draft import Clause, Draft
    from slacontract.settlement.service.scopes import Scope


def agreed(draft: Draft, name: str, noun: NamedFigure, scope: Scope, clause: Clause) -> Node:
    """The figure as the contract says it for a scope; no figure, and a finding, where it says none for the member."""
    ident, label, said = f"figure.{name}", message("{name}", name=noun.title or name), noun.value
    assert said is not None, "the caller has seen it"
    if not isinstance(said, ValueBy):
        return _one(draft, ident, label, said, Unit(noun.unit), clause)
    group = group_of(draft.contract, scope, str(said.by))
    found = next((one for key, one in said.is_.items() if key == group), None)
    if found is None:
        draft.unvalued.append(Unpriced(group, str(said.by), name, said.place_of("is")))
        return Blank()
    label = message("{what} ({scope})", what=label, scope=group)
    return _one(draft, f"{ident}[{said.by}={group}]", label, found, Unit(noun.unit), clause)


def _one(draft: Draft, ident: str, label: Message, said: Quantity | tuple[DatedValue, ...], unit: Unit, clause: Clause) -> Node:
    if isinstance(said, Quantity):
        return draft.term(ident, label, said, clause, unit=unit)
    result: Node | None = None
    for step in said:
        of_day = message("{what}, from {day}", what=label, day=step.from_.isoformat())
        dated = f"{ident}.{step.from_.isoformat()}"
        figure = draft.term(dated, of_day, step.is_, clause, unit=unit)
        begun = calendar.since(draft, step.from_, f"{dated}.from", of_day, clause)
        result = figure if result is None else If(begun, figure, result)
    assert result is not None, "check refuses an empty list of dates"
    return result


def unvalued(lacking: Iterable[Unpriced]) -> Iterator[Finding]:
    """Members that occur in the measures and have no agreed figure."""
    for one in dict.fromkeys(lacking):
        if not one.member:
            what = f"'{one.line}' differs by {one.dimension}, and what reads it is not about one {one.dimension} at a time."
            remedy = "Read it in a clause with 'each:' or a 'where:' of one, or in 'members:' of a figure."
            yield finding("C226", one.at, what, remedy)
        else:
            what = f"'{one.line}' has no figure for {one.dimension} {one.member}, which is in the measures."
            yield finding("C226", one.at, what,
                          f"Add '{one.member}:' with its figure; or correct the measures.")  # fmt: skip
