"""What the contract says of events, claims, overrides and incidents, whose facts stand in the events file beside the measures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.findings import NOWHERE, Position
from slacontract.formula.nodes import Arith, Node, Ref, references
from slacontract.formula.text import Figure
from slacontract.model.clauses import NAMED
from slacontract.model.fields import Name, Names, Noun, as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.texts import Word, word_of
from slacontract.quantities.numbers import TextFault


class ExcusedEvents(Noun):
    """What the accepted events of the events file do to a KPI's measures."""

    clause: Word
    count_as: Literal["nothing", "met"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days, working days or periods after the period that it is about."""

    count: int
    of: Literal["days", "working days", "periods"]
    text: str = ""
    at: Position = field(default=NOWHERE, compare=False)


def read_deadline(value: object) -> object:
    """Read ``30 days``, ``20 working days`` or ``2 periods``."""
    if isinstance(value, Deadline):
        return value
    word = word_of(value)
    match = re.fullmatch(r"([1-9][0-9]{0,3}) (day|working day|period)s?", word)
    if match is None:
        remedy = "Write it as '30 days', '20 working days' or '2 periods'."
        raise as_pydantic(TextFault("C231", f"'{word}' is not a deadline.", remedy), word.at)
    return Deadline(int(match[1]), _OF[match[2]], str(word), word.at)


_OF: Final[dict[str, Literal["days", "working days", "periods"]]] = {
    "day": "days", "working day": "working days", "period": "periods",
}  # fmt: skip
DeadlineOf: TypeAlias = Annotated[InstanceOf[Deadline], BeforeValidator(read_deadline)]


class Claims(Noun):
    """Penalties that are due only when the client claims them in time."""

    clause: Word
    within: DeadlineOf
    calendar: Name | None = Field(default=None, description="the calendar, of those listed, by which working days are counted")
    kpis: Names = ()


class Overrides(Noun):
    """That the parties may agree on an amount in place of a KPI's; each is written down with its reason in the events file."""

    clause: Word


class Incident(Noun):
    """KPIs that one incident makes fail together: of their penalties in a period only the highest is charged."""

    clause: Word
    name: Name | None = Field(default=None, description=NAMED)
    kpis: Names
    counts: Literal["highest"]


def parts_of_share(node: Node) -> tuple[str | None, Node | None]:
    """The one field that a share counts, and the expression of its cases; None where a formula is not such a share."""
    if not isinstance(node, Arith) or node.op != "/" or not isinstance(node.left, Ref) or isinstance(node.left, Figure):
        return None, None
    cases = references(node.right)
    if not cases or any(isinstance(ref, Figure) or ref.id == node.left.id for ref in cases):
        return None, None
    return node.left.id, node.right
