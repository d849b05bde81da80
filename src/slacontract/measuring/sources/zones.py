"""Wall clocks to UTC as SQL: the changes of a zone come from zoneinfo and enter as literals, so no engine's zones are used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

Fold = Literal["first", "second", "refuse"]

FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2060, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which a zone's clocks change; ``before`` and ``after`` are its offsets from UTC."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def edges(self) -> tuple[datetime, datetime]:
        """The local times, without zone, between which a wall clock never stands or stands twice."""
        bare = self.at.replace(tzinfo=None)
        low, high = sorted((bare + self.before, bare + self.after))
        return low, high


def zone_of(name: str) -> ZoneInfo | None:
    """The zone of that name; None when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def changes(name: str) -> tuple[Change, ...]:
    """The changes of a zone from 1970 to 2060, found to the second by halving each day that has one."""
    zone, found, here = ZoneInfo(name), [], FIRST
    while here < LAST:
        there = here + timedelta(days=1)
        if here.astimezone(zone).utcoffset() != there.astimezone(zone).utcoffset():
            found.append(_change(zone, here, there))
        here = there
    return tuple(found)


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> Change:
    before, after = _offset(low, zone), _offset(high, zone)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) // 2).replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return Change(high, before, after)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def as_utc(local: str, zone: str, fold: Fold, years: tuple[int, int] | None = None) -> str:
    """SQL for the UTC of a wall-clock expression; null where the clock never stood so, or stood so twice and that is refused.

    ``years`` are the first and last of which times are expected: fewer literals; those of other years are null.

    >>> as_utc("t", "UTC", "refuse")
    't'
    """
    pieces = _pieces(zone, fold)
    if len(pieces) == 1:
        return _shifted(local, pieces[0][1])
    if years is None:
        return _tree(local, pieces)
    first, last = datetime(years[0], 1, 1), datetime(years[1] + 1, 1, 1)  # noqa: DTZ001  # wall clocks
    begun = [piece for piece in pieces if piece[0] is None or piece[0] <= first]
    within = [begun[-1], *(piece for piece in pieces if piece[0] is not None and first < piece[0] < last)]
    inside = f"{local} >= TIMESTAMP '{first:%Y-%m-%d} 00:00:00' AND {local} < TIMESTAMP '{last:%Y-%m-%d} 00:00:00'"
    return f"CASE WHEN {inside} THEN {_tree(local, within)} END"


def _pieces(name: str, fold: Fold) -> list[tuple[datetime | None, timedelta | None]]:
    """From which wall-clock time on which offset holds, in order; None where none does."""
    known = changes(name)
    start = known[0].before if known else _offset(FIRST, ZoneInfo(name))
    pieces: list[tuple[datetime | None, timedelta | None]] = [(None, start)]
    for change in known:
        low, high = change.edges
        twice = change.after < change.before
        between = {"first": change.before, "second": change.after, "refuse": None}[fold] if twice else None
        pieces += [(low, between), (high, change.after)]
    return pieces


def _tree(local: str, pieces: Sequence[tuple[datetime | None, timedelta | None]]) -> str:
    if len(pieces) == 1:
        return _shifted(local, pieces[0][1])
    middle = len(pieces) // 2
    edge = pieces[middle][0]
    assert edge is not None
    return (
        f"CASE WHEN {local} < TIMESTAMP '{edge:%Y-%m-%d %H:%M:%S}' THEN {_tree(local, pieces[:middle])} "
        f"ELSE {_tree(local, pieces[middle:])} END"
    )


def _shifted(local: str, offset: timedelta | None) -> str:
    if offset is None:
        return "NULL"
    seconds = int(offset.total_seconds())
    if not seconds:
        return local
    return f"{local} {'-' if seconds > 0 else '+'} INTERVAL {abs(seconds)} SECOND"


def why_not(local: datetime, zone: str) -> str:
    """Why a wall-clock time has no one UTC: ``gap``, ``fold`` or nothing."""
    for change in changes(zone):
        low, high = change.edges
        if low <= local < high:
            return "fold" if change.after < change.before else "gap"
    return ""
