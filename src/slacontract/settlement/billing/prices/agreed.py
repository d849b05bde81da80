"""Agreed figures: those that stand in the contract, as terms, by date and by member; and members that have none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from slacontract.findings import Finding, finding
from slacontract.formula.nodes import Blank, If, Node
from slacontract.languages import message
from slacontract.model.agreed import By
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Unpriced
from slacontract.settlement.service.groups import group_of
from slacontract.settlement.time import calendar

if TYPE_CHECKING:
    from slacontract.languages import Message
    from slacontract.model.agreed import Dated
    from slacontract.model.contract import Contract
    from slacontract.model.figures import NamedFigure
    from slacontract.quantities.numbers import Quantity
    from slacontract.settlement.draft import Clause, Draft
    from slacontract.settlement.service.scopes import Scope

T = TypeVar("T")


def agreed(draft: Draft, name: str, noun: NamedFigure, scope: Scope, clause: Clause) -> Node:
    """The figure as the contract says it for a scope; no figure, and a finding, where it says none for the member."""
    ident, label, said = f"figure.{name}", message("{name}", name=noun.title or name), noun.value
    assert said is not None, "the caller has seen it"
    if isinstance(said, By):
        group, found = of_member(draft.contract, scope, said)
        if found is None:
            draft.unvalued.append(Unpriced(group, str(said.by), name, said.place_of("is")))
            return Blank()
        ident, label, said = f"{ident}[{said.by}={group}]", message("{what} ({scope})", what=label, scope=group), found

    def term(quantity: Quantity, ident: str, label: Message) -> Node:
        return draft.term(ident, label, quantity, clause, unit=Unit(noun.unit))

    return by_date(draft, said, ident, label, clause, term) if isinstance(said, tuple) else term(said, ident, label)


def of_member(contract: Contract, scope: Scope, said: By[T]) -> tuple[str, T | tuple[Dated[T], ...] | None]:
    """The member or group that a scope is about, and its figure; none where the contract says none for it."""
    group = group_of(contract, scope, str(said.by))
    return group, next((one for key, one in said.is_.items() if key == group), None)


def by_date(draft: Draft, steps: tuple[Dated[T], ...], ident: str, label: Message, clause: Clause,
            figure: Callable[[T, str, Message], Node]) -> Node:  # fmt: skip
    """The last of some figures whose day has come; ``check`` has seen that the first holds from the beginning.

    ``figure`` makes the node of one of them, with the end of its id and its label.
    """
    result: Node | None = None
    for step in steps:
        of_day = message("{what}, from {day}", what=label, day=step.from_.isoformat())
        dated = f"{ident}.{step.from_.isoformat()}"
        found = figure(step.is_, dated, of_day)
        begun = calendar.since(draft, step.from_, f"{dated}.from", of_day, clause)
        result = found if result is None else If(begun, found, result)
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
