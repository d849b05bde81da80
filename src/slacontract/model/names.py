"""Names in formulas: what may stand where a measure is named, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Literal

from slacontract.findings import NOWHERE, Position
from slacontract.formula.nodes import Node, Ref, children, references
from slacontract.formula.text import Expression, Figure, Share
from slacontract.formula.written import Previous, Window
from slacontract.model.fields import Noun
from slacontract.model.kpis.bases import Base
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.figures import NamedFigure

CALENDAR: Final = {
    "calendar.days": Unit.DAYS, "calendar.whole_days": Unit.DAYS, "calendar.number": Unit.COUNT, "calendar.month": Unit.COUNT,
    "calendar.contract_year": Unit.COUNT, "calendar.period_of_year": Unit.COUNT, "calendar.periods_of_year": Unit.COUNT,
}  # fmt: skip
"""Facts of the calendar that formulas can name, with their units."""

INDEXATION: Final = "indexation."
"""The beginning of the names by which figures read the factor in force of a clause of indexation."""

_STAGES: Final[dict[str, Literal["before caps", "after caps"]]] = {".before_caps": "before caps", ".after_caps": "after caps"}


def fact_unit(name: str) -> Unit | None:
    """The unit of a fact of the calendar, or of a factor: ``indexation.yearly``; None for what is neither."""
    return Unit.NUMBER if name.startswith(INDEXATION) else CALENDAR.get(name)


def billing_name(contract: Contract, name: str) -> Base | None:
    """``billing``, ``billing.care`` or ``billing.care.after_caps`` in a formula; None for what is no billing of the contract."""
    stage: Literal["", "before caps", "after caps"] = ""
    for ending, said in _STAGES.items():
        if name.endswith(ending):
            name, stage = name.removesuffix(ending), said
    if name == "billing":
        return Base((), stage)
    line = Word(name.removeprefix("billing."))
    return Base((line,), stage) if name.startswith("billing.") and line in contract.billing else None


def expressions(noun: NamedFigure) -> Iterator[Expression]:
    """Every formula and condition of a figure."""
    over = noun.members
    ranked = (noun.rank.of, noun.rank.among) if noun.rank else ()
    said = (noun.formula, *((over.of, over.when, over.among, over.weight) if over else ()), *ranked)
    yield from (expression for expression in said if expression is not None)


def names_of(noun: NamedFigure) -> tuple[str, ...]:
    """The names that a figure reads, each once."""
    ends = (str(noun.between.from_), str(noun.between.to)) if noun.between else ()
    return (*names_in(expressions(noun)), *ends)


def names_in(said: Iterable[Expression]) -> tuple[str, ...]:
    """The names that some formulas read, each once."""
    return tuple(dict.fromkeys(
        ref.id for one in said for ref in references(one.node) if not isinstance(ref, Figure)
    ))  # fmt: skip


def now(node: Node) -> Iterator[str]:
    """The names whose figures of the same period a formula reads; not those of which it reads earlier ones alone."""
    if isinstance(node, Previous) or (isinstance(node, Window) and node.until):
        yield from now(node.otherwise)
    elif isinstance(node, Ref):
        if not isinstance(node, Figure):
            yield node.id
    else:
        for child in children(node):
            yield from now(child)


def mentions(value: object, at: Position = NOWHERE) -> Iterator[tuple[str, Position]]:
    """Every name that a noun mentions, in a formula, a share or alone, with its place."""
    match value:
        case Expression():
            yield from ((name, value.at) for name in now(value.node))
        case Share():
            yield value.of, value.at
        case Word():
            yield str(value), value.at
        case Noun():
            for key in type(value).model_fields:
                yield from mentions(getattr(value, key), value.place_of(key))
        case dict():
            for item in (*value.keys(), *value.values()):
                yield from mentions(item, at)
        case tuple() | list():
            for item in value:
                yield from mentions(item, at)
