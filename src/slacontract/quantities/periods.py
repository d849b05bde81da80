"""Periods: half-open stretches of days, cut from the contract's own starting day; and the spans they belong to.

Every period is counted from the anchor of the contract and not from the period before it, so that a calendar that begins on
day 31 does not drift. A period that the term or an amendment cuts knows the whole one that it is a part of.
"""

from __future__ import annotations

import calendar
import enum
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


class Every(enum.Enum):
    """How long a settlement period is; the value is the word of the contract."""

    WEEK = "week"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


SpanName: TypeAlias = Literal["month", "quarter", "half_year", "contract_year", "term"]
"""A stretch of several periods, as clauses say it."""

MONTHS: Final = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
"""The length of periods that are counted in months."""
WEEKS: Final = {Every.WEEK: 1, Every.FOUR_WEEKS: 4}
"""The length of periods that are counted in weeks."""
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN_MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "contract_year": 12}
"""The length of spans; the term has its own."""
_PARTS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A settlement period, ``start <= day < end``; ``year`` and the other spans count from 1.

    ``id`` is the month it starts in (``2026-05``), the quarter (``2026-Q2``), half year (``2026-H1``), year (``2026``) or the ISO
    week of its fourth day (``2026-W05``); a letter tells the parts that amendments cut it into (``2026-05a``). ``whole`` are the
    days of the whole calendar period, and ``uncut`` those of them that lie in the term.
    """

    start: date
    end: date
    id: str
    year: int
    half_year: int = 0
    quarter: int = 0
    month: int = 0
    number: int = 0
    whole: tuple[date, date] | None = None
    uncut: tuple[date, date] | None = None

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def whole_days(self) -> int:
        """How many days the whole calendar period has."""
        first, after = self.whole or (self.start, self.end)
        return (after - first).days

    @property
    def is_part(self) -> bool:
        """Whether the term or an amendment cuts it."""
        return self.days != self.whole_days

    @property
    def is_cut(self) -> bool:
        """Whether an amendment cuts it: the term has days of the calendar period that are not in it."""
        return self.uncut is not None and (self.start, self.end) != self.uncut

    def span(self, name: SpanName) -> int:
        """The ordinal of the span it belongs to; the term is one span."""
        of = {"month": self.month, "quarter": self.quarter, "half_year": self.half_year, "contract_year": self.year}
        return of.get(name, 1)

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Schedule:
    """The calendar of a contract: how long its periods are, on which day they start, where its years begin.

    ``starting_day`` is a day of the month (31: the last where a month is shorter) or, for weeks, a weekday from 0. Months,
    quarters and half years of clauses are those of the calendar or of the contract year (``spans``). A period that lies in two
    of them belongs to that of its first day, its last, or most of its days (``straddling``).
    """

    every: Every
    starting_day: int
    first: date
    last: date
    contract_year_from: date
    spans: Literal["calendar", "contract_year"] = "contract_year"
    straddling: Literal["first_day", "last_day", "most_days"] = "first_day"
    cuts: tuple[date, ...] = ()

    def periods(self) -> tuple[Period, ...]:
        """All periods of the term, in order; the first begins with the term and the last ends with it."""
        return _periods(self)

    def is_whole(self, name: SpanName, period: Period) -> bool:
        """Whether the term holds all of the span that a period belongs to."""
        if name == "term":
            return True
        periods = self.periods()
        mine = [p for p in periods if p.span(name) == period.span(name)]
        first, last = mine[0], mine[-1]
        if first.uncut != first.whole or last.uncut != last.whole:
            return False
        return (
            self._span_of(name, self.index(first.start) - 1)
            != first.span(name)
            != self._span_of(name, self.index(last.start) + 1)
        )

    def _span_of(self, name: SpanName, index: int) -> int:
        return self.ordinal(name, self.deciding_day(self.start(index), self.start(index + 1)))

    def start(self, index: int) -> date:
        """The first day of a period; period 0 lies about the beginning of the contract year."""
        if self.every in WEEKS:
            back = (self.contract_year_from.weekday() - self.starting_day) % 7
            return self.contract_year_from + timedelta(days=index * 7 * WEEKS[self.every] - back)
        begins = self.contract_year_from
        return _day_of(begins.year * 12 + begins.month - 1 + index * MONTHS[self.every], self.starting_day)

    def index(self, day: date) -> int:
        """The index of the period that holds a day."""
        if self.every in WEEKS:
            return (day - self.start(0)).days // (7 * WEEKS[self.every])
        begins = self.contract_year_from
        index = ((day.year - begins.year) * 12 + day.month - begins.month) // MONTHS[self.every]
        return index if self.start(index) <= day else index - 1

    def begins(self, day: date) -> bool:
        """Whether a whole calendar period begins on a day."""
        return self.start(self.index(day)) == day

    def bounds(self, name: SpanName, ordinal: int) -> tuple[date, date]:
        """The first day of a span and the first after it, by the calendar; the term's own days for the term."""
        if name == "term":
            return self.first, self.last + timedelta(days=1)
        months, anchor = SPAN_MONTHS[name], self._anchor(name)
        return add_months(anchor, months * (ordinal - 1)), add_months(anchor, months * ordinal)

    def ordinal(self, name: SpanName, day: date) -> int:
        """Which span a day lies in, counted from 1; 0 and below lie before the first contract year."""
        if name == "term":
            return 1
        months, anchor = SPAN_MONTHS[name], self._anchor(name)
        passed = (day.year - anchor.year) * 12 + day.month - anchor.month
        if add_months(anchor, passed) > day:
            passed -= 1
        return passed // months + 1

    def _anchor(self, name: SpanName) -> date:
        if name != "contract_year" and self.spans == "calendar":
            return date(self.contract_year_from.year, 1, 1)
        return self.contract_year_from

    def deciding_day(self, first: date, after: date) -> date:
        """The day of a period that says which span it belongs to."""
        last = after - timedelta(days=1)
        return {"first_day": first, "last_day": last}.get(self.straddling, first + (last - first) // 2)

    def name(self, index: int) -> str:
        """How a period is called."""
        start = self.start(index)
        if self.every in WEEKS:
            year, week, _ = (start + timedelta(days=3)).isocalendar()
            return f"{year}-W{week:02}"
        return {
            Every.YEAR: f"{start.year}",
            Every.HALF_YEAR: f"{start.year}-H{(start.month - 1) // 6 + 1}",
            Every.QUARTER: f"{start.year}-Q{(start.month - 1) // 3 + 1}",
        }.get(self.every, f"{start:%Y-%m}")


@lru_cache(maxsize=64)
def _periods(schedule: Schedule) -> tuple[Period, ...]:
    return tuple(_walk(schedule))


def _walk(schedule: Schedule) -> Iterator[Period]:
    index, number, after_term = schedule.index(schedule.first), 0, schedule.last + timedelta(days=1)
    while schedule.start(index) <= schedule.last:
        whole = schedule.start(index), schedule.start(index + 1)
        uncut = max(whole[0], schedule.first), min(whole[1], after_term)
        deciding = schedule.deciding_day(*uncut)
        cuts = [day for day in schedule.cuts if uncut[0] < day < uncut[1]]
        edges = [uncut[0], *cuts, uncut[1]]
        for part, (start, end) in enumerate(pairwise(edges)):
            number += 1
            yield Period(
                start, end, schedule.name(index) + (_PARTS[part] if cuts else ""), schedule.ordinal("contract_year", deciding),
                schedule.ordinal("half_year", deciding), schedule.ordinal("quarter", deciding),
                schedule.ordinal("month", deciding), number, whole, uncut,
            )  # fmt: skip
        index += 1


def _day_of(months: int, day: int) -> date:
    """A day of a month that is counted from year 0; the month's last day where it is shorter."""
    year, month = divmod(months, 12)
    return date(year, month + 1, max(1, min(day, calendar.monthrange(year, month + 1)[1])))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is shorter.

    >>> add_months(date(2026, 11, 15), 3), add_months(date(2026, 1, 31), 1)
    (datetime.date(2027, 2, 15), datetime.date(2026, 2, 28))
    """
    return _day_of(day.year * 12 + day.month - 1 + months, day.day)


def serial(day: date) -> int:
    """The number that spreadsheets hold for a day.

    >>> serial(date(2026, 1, 1))
    46023
    """
    return (day - date(1899, 12, 30)).days


def from_serial(number: int) -> date:
    """The day that a spreadsheet's number stands for."""
    return date(1899, 12, 30) + timedelta(days=number)


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
