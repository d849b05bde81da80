"""Weeks beside periods: the weeks of the term, each of which belongs to one settlement period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacontract.quantities.periods import Period, Schedule

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """Days of a week that lie in the term, ``start <= day < end``; the period it belongs to, and its ordinal there, from 1."""

    start: date
    end: date
    period: str
    number: int


@dataclass(frozen=True, slots=True)
class Weeks:
    """How the term is cut into weeks: their first weekday (0 for Monday), and the day that says to which period one belongs.

    ``cut`` says whether a week of which the term holds a part counts; one that does not belongs to no period.
    """

    schedule: Schedule
    starting_day: int
    straddling: Literal["first_day", "last_day", "most_days"]
    cut: bool

    def of(self, period: Period) -> tuple[Week, ...]:
        """The weeks that belong to a period, in order."""
        return _weeks(self)[0].get(period.id, ())

    def holding(self, day: date) -> Week | None:
        """The week that a day lies in; None where it belongs to no period."""
        return _weeks(self)[1].get(self._first(day))

    @property
    def most(self) -> int:
        """The most weeks that a period has."""
        return max((len(weeks) for weeks in _weeks(self)[0].values()), default=1)

    def _first(self, day: date) -> date:
        """The first day of the week of a day, also where it lies before the term."""
        return day - timedelta(days=(day.weekday() - self.starting_day) % 7)

    def deciding_day(self, first: date, after: date) -> date:
        """The day of a week, or of what the term holds of it, that says to which period it belongs."""
        last = after - timedelta(days=1)
        return {"first_day": first, "last_day": last}.get(self.straddling, first + (last - first) // 2)


@lru_cache(maxsize=64)
def _weeks(weeks: Weeks) -> tuple[Mapping[str, tuple[Week, ...]], Mapping[date, Week]]:
    """The weeks by period, and by the first day of the whole week."""
    by_period: dict[str, tuple[Week, ...]] = {}
    by_day: dict[date, Week] = {}
    periods = weeks.schedule.periods()
    first, after = periods[0].start, periods[-1].end
    start = weeks._first(first)  # noqa: SLF001  # its own module
    for period in periods:
        while start < after:
            held = max(start, first), min(start + _WEEK, after)
            whole = held == (start, start + _WEEK)
            if weeks.deciding_day(*held) >= period.end:
                break
            if whole or weeks.cut:
                number = len(by_period.get(period.id, ())) + 1
                week = Week(*held, period.id, number)
                by_period[period.id] = (*by_period.get(period.id, ()), week)
                by_day[start] = week
            start += _WEEK
    return by_period, by_day
