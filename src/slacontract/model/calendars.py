"""Calendars: which days are working days. The contract lists its holidays, so that no library's next version moves money."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, TypeAlias

from pydantic import Field

from slacontract.model.fields import Date, Noun
from slacontract.model.texts import Word
from slacontract.quantities.periods import WEEKDAYS

Weekday: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class WorkingCalendar(Noun):
    """Which days are working days: those that are neither of the weekend nor listed as holidays."""

    country: Word | None = Field(
        default=None, description="ISO 3166 code, such as ES: check then compares the list with the public holidays it knows"
    )
    subdivision: Word | None = Field(default=None, description="part of the country, such as MD for Madrid")
    timezone: Word | None = Field(
        default=None, description="the clock of its place where it is not that of `periods`, such as America/Lima"
    )
    weekend: tuple[Weekday, ...] = Field(description="days of the week without work; [] where work never stops")
    holidays: tuple[Date, ...] | None = Field(
        default=None,
        description="every day of the term without work beside the weekend, local ones too; check prints the public ones",
    )
    work_on: tuple[Date, ...] = Field(default=(), description="days that are worked although they are of the weekend or holidays")

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        if day in self.work_on:
            return True
        return WEEKDAYS[day.weekday()] not in self.weekend and day not in (self.holidays or ())

    def count(self, first: date, after: date) -> int:
        """The working days from the first day up to the one before ``after``."""
        return sum(self.works(first + timedelta(days=number)) for number in range((after - first).days))
