"""Periods: how the time of a contract is cut into settlements, and what clauses mean by a quarter or half year."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.model.calendars import Weekday
from slacontract.model.fields import Date, Name, Noun, as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.texts import Word, word_of
from slacontract.quantities.numbers import TextFault, read_quantity
from slacontract.quantities.periods import WEEKDAYS, Every
from slacontract.quantities.units import Unit

Proration: TypeAlias = Literal["by_days", "by_working_days", "by_30ths", "in_full"]


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


class PartPeriods(Noun):
    """What becomes of figures for a whole period where the term or an amendment leaves a part of it."""

    fees: Proration = Field(
        description="fixed fees that do not say `prorated:` themselves, and FTE-months that are counted: by_days (days of the "
        "part / days of the whole period), by_working_days, by_30ths (a month counts 30 days), or in_full"
    )
    calendar: Name | None = Field(default=None, description="with by_working_days: the calendar of `calendars` that counts")
    other_figures: Literal["in_full"] = Field(
        description="edges of tiers, caps, limits and payments in money, where their clause says nothing else: in full in "
        "each part"
    )
    counted: Literal["each_part"] | None = Field(
        default=None,
        description="what clauses that count periods, such as `2 consecutive`, make of a period that an amendment "
        "cuts in two: each part is a period",
    )


class WeeksOfPeriods(Noun):
    """Weeks beside settlement periods, for what is judged by `each: week`."""

    starting_day: Weekday = Field(description="the weekday on which a week begins")
    straddling: Literal["first_day", "last_day", "most_days"] = Field(
        description="a week that lies in two periods belongs to that of its first day, its last day, or most of its days; all of "
        "its days count there"
    )
    part_week: Literal["judged", "not_judged"] = Field(
        description="a week of which the term holds only a part: judged by the days that it holds, or not at all"
    )


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
        default=None, description="a period that lies in two months, quarters or contract years belongs to that of its first "
        "day, its "
        "last day, or most of its days (of two equal halves, the first)"
    )  # fmt: skip
    weeks: WeeksOfPeriods | None = Field(default=None, description="what a week is, where a clause looks at `each: week`")
    part_periods: PartPeriods | None = Field(
        default=None, description="where the term or an amendment cuts a period, what becomes of figures that are for a whole one"
    )
