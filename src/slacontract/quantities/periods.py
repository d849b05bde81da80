"""Periods: half-open stretches of days, cut from the contract's own starting day; and the contract year they belong to."""

from __future__ import annotations

import calendar
import enum
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Every(enum.Enum):
    """How long a settlement period is; the value is the word of the contract."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A settlement period, ``start <= day < end``; ``year`` counts contract years from 1.

    ``id`` is the month it starts in (``2026-05``), the quarter (``2026-Q2``) or the year (``2026``).
    """

    start: date
    end: date
    id: str
    year: int

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Schedule:
    """The calendar of a contract: how long its periods are, on which day they start, where its years begin."""

    every: Every
    starting_day: int
    first: date
    last: date
    contract_year_from: date

    def periods(self) -> tuple[Period, ...]:
        """All periods of the term, in order; the first begins at ``first`` and the last ends after ``last``."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[Period]:
        start = self.first
        while start <= self.last:
            end = add_months(start, _MONTHS[self.every])
            yield Period(start, end, self._name(start), self._year_of(start))
            start = end

    def _name(self, start: date) -> str:
        if self.every is Every.YEAR:
            return f"{start.year}"
        if self.every is Every.QUARTER:
            return f"{start.year}-Q{(start.month - 1) // 3 + 1}"
        return f"{start:%Y-%m}"

    def _year_of(self, day: date) -> int:
        months = (day.year - self.contract_year_from.year) * 12 + day.month - self.contract_year_from.month
        if day.day < self.contract_year_from.day:
            months -= 1
        return months // 12 + 1


def add_months(day: date, months: int) -> date:
    """The same day so many months later; periods start on days 1 to 28, which every month has.

    >>> add_months(date(2026, 11, 15), 3)
    datetime.date(2027, 2, 15)
    """
    assert day.day <= 28, "a period starts on a day that every month has"
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, day.day)


def read_date(text: str) -> date | None:
    """Read ``2026-05-31``; None for anything else, and for days that no calendar has."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    parts = text.split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    year, month, day = (int(p) for p in parts)
    if not (1900 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)
