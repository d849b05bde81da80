"""Between: the time from one day or moment of a case to another, such as from when a report was due to when it came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.findings import NOWHERE, Position
from slacontract.model.fields import Name, Noun, as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.texts import word_of
from slacontract.quantities.numbers import TextFault

Counted: TypeAlias = Literal["days", "working_days", "hours", "minutes"]


@dataclass(frozen=True, slots=True)
class Grace:
    """So many days, working days, hours or minutes that are forgiven."""

    count: int
    of: Counted
    text: str = ""
    at: Position = field(default=NOWHERE, compare=False)


_OF: Final[dict[str, Counted]] = {"day": "days", "working day": "working_days", "hour": "hours", "minute": "minutes"}


def read_grace(value: object) -> object:
    """Read ``3 days``, ``3 working days``, ``4 hours`` or ``10 minutes``."""
    if isinstance(value, Grace):
        return value
    word = word_of(value)
    match = re.fullmatch(r"([1-9][0-9]{0,3}) (day|working day|hour|minute)s?", word)
    if match is None:
        remedy = "Write it as '3 days', '3 working days', '4 hours' or '10 minutes'."
        raise as_pydantic(TextFault("C206", f"'{word}' is no time of grace.", remedy), word.at)
    return Grace(int(match[1]), _OF[match[2]], str(word), word.at)


GraceOf: TypeAlias = Annotated[InstanceOf[Grace], BeforeValidator(read_grace)]


class Between(Noun):
    """The time from one day or moment of a case to another: how late a report is, how long a ticket was open.

    The first day does not count and the last one does: from the 5th to the 6th is 1.
    """

    from_: Name = Field(alias="from", description="the measure with the beginning: `_on` for a day, `_at` for a time")
    to: Name = Field(description="the measure with the end; blank while it is not there yet")
    counted: Counted = Field(description="days and working days lie between days, hours and minutes between times")
    calendar: Name | None = Field(default=None, description="the calendar, of those listed, by which working days are counted")
    grace: GraceOf | None = Field(
        default=None, description="what is forgiven: `3 days`, `3 working days`, `4 hours` or `10 minutes`"
    )
    beyond_grace: Literal["whole", "excess"] | None = Field(
        default=None, description="once the grace is over, whole: all counts from the beginning; excess: only what lies beyond it"
    )
    early: Literal["nothing", "negative"] = Field(description="an end before the beginning counts 0, or below zero")
    open: Literal["no_figure", "end_of_period"] = Field(
        description="a case without an end has no figure, or counts up to the last day of the period"
    )
