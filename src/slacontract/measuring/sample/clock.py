"""Instants as whole seconds since 1970 in UTC, and how the local clock shows them, across switches to summer time and back."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_S = 86_400


class LocalClock:
    """The clock of one zone over a stretch of days: offsets are looked up once, then it is arithmetic of whole numbers."""

    def __init__(self, zone: str, first: date, last: date) -> None:
        self.zone = ZoneInfo(zone)
        self._starts: list[int] = []
        self._offsets: list[int] = []
        instant = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=2)
        while instant.date() <= last + timedelta(days=3):  # an hour is as fine as any zone switches
            offset = instant.astimezone(self.zone).utcoffset() or timedelta()
            if not self._offsets or self._offsets[-1] != int(offset.total_seconds()):
                self._starts.append(int(instant.timestamp()))
                self._offsets.append(int(offset.total_seconds()))
            instant += timedelta(hours=1)

    def shown(self, at: int) -> int:
        """Seconds since 1970 as the local clock shows them."""
        return at + self._offsets[bisect_right(self._starts, at) - 1]

    def day(self, at: int) -> date:
        """The local day of an instant."""
        return _day(self.shown(at) // DAY_S)

    def at(self, day: date, second: int) -> int:
        """The instant at which the local clock shows a second of a day; the first where it comes twice, later where never."""
        wall = datetime(day.year, day.month, day.day) + timedelta(seconds=second)  # noqa: DTZ001  # the zone comes next
        return int(wall.replace(tzinfo=self.zone).timestamp())

    def midnight(self, day: date) -> int:
        """The instant at which a local day begins."""
        return self.at(day, 0)


@lru_cache(maxsize=4096)
def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


@lru_cache(maxsize=4096)
def _day_text(number: int) -> str:
    return _day(number).isoformat()


def iso(at: int) -> str:
    """An instant in UTC.

    >>> iso(1772323200)
    '2026-03-01T00:00:00Z'
    """
    day, second = divmod(at, DAY_S)
    return f"{_day_text(day)}T{clock(second)}Z"


def wall(shown: int, form: str = "{day} {time}") -> str:
    """What a local clock shows, without a zone; ``shown`` comes from ``LocalClock.shown``."""
    day, second = divmod(shown, DAY_S)
    return form.format(day=_day_text(day), time=clock(second))


def spoken(shown: int) -> str:
    """As one vendor writes it.

    >>> spoken(1477579894)
    'Thu, 27 Oct 2016 14:51:34'
    """
    number, second = divmod(shown, DAY_S)
    day = _day(number)
    return f"{_DAYS[day.weekday()]}, {day.day:02} {_MONTHS[day.month - 1]} {day.year} {clock(second)}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(seconds: int) -> str:
    """Seconds as hours, minutes and seconds; hours may pass 24.

    >>> clock(3661), clock(100_000)
    ('01:01:01', '27:46:40')
    """
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}"


def days_of(month: str) -> list[date]:
    """The days of a month.

    >>> len(days_of("2026-02"))
    28
    """
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=n) for n in range((following - first).days)]
