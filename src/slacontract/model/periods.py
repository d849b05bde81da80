"""Periods: how the time of a contract is cut into settlements, and what clauses mean by a quarter or half year."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, InstanceOf

from slacontract.model.fields import Date, Noun, as_pydantic
from slacontract.model.texts import Word, word_of
from slacontract.quantities.numbers import TextFault, read_quantity
from slacontract.quantities.periods import WEEKDAYS, Every
from slacontract.quantities.units import Unit


class StartingDay(int):
    """A day of the month, from 1, or a weekday, from 0 for Monday."""

    weekday: bool = False


def read_starting_day(value: object) -> object:
    """Read ``16`` or ``monday``."""
    if isinstance(value, int):
        return value if isinstance(value, StartingDay) else StartingDay(value)
    word = word_of(value)
    if word in WEEKDAYS:
        day = StartingDay(WEEKDAYS.index(word))
        day.weekday = True
        return day
    try:
        found = read_quantity(word, word.at)
    except TextFault:
        found = None
    if found is None or found.unit is not Unit.NUMBER or found.value.denominator != 1 or found.value < 0:
        remedy = "Write a day of the month such as 1, or a weekday such as monday."
        raise as_pydantic(TextFault("C206", f"'{word}' is no day on which periods begin.", remedy))
    return StartingDay(int(found.value))


StartingDayOf: TypeAlias = Annotated[InstanceOf[StartingDay], BeforeValidator(read_starting_day)]


class Periods(Noun):
    """How time is cut into settlements."""

    every: Every
    starting_day: StartingDayOf = Field(
        description="day on which a period begins: of the month, 1 to 31 (the last day where a month is shorter), or a weekday "
        "where a period is a week or four"
    )
    timezone: Word = Field(description="where a day begins, such as Europe/Madrid")
    contract_year_from: Date = Field(description="first day of the contract year that yearly limits count in")
    quarters: Literal["calendar", "contract_year"] | None = Field(
        default=None, description="whether the months, quarters and half years of clauses are those of the calendar or of the "
        "contract year"
    )  # fmt: skip
    straddling: Literal["first_day", "last_day", "most_days"] | None = Field(
        default=None, description="a period that lies in two months, quarters or contract years belongs to that of its first day, its "
        "last day, or most of its days (of two equal halves, the first)"
    )  # fmt: skip
    part_periods: Literal["figures_in_full"] | None = Field(
        default=None, description="where the term or an amendment cuts a period: edges of tiers, caps, limits and payments in money "
        "that do not say `prorated:` hold in full for each part"
    )  # fmt: skip
