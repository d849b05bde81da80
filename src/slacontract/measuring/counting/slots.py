"""Slots: local days and periods of a contract as half-open stretches of UTC, and the SQL that says which one a moment lies in.

Local midnights are computed here from the zone's own rules, so that no engine's zone database is used: the day on which clocks
go forward has 23 hours, the one on which they go back 25.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slacontract.quantities.periods import Period


@dataclass(frozen=True, slots=True)
class Slot:
    """``start <= moment < end`` in UTC without a zone; ``period`` is its id, ``day`` the local day where it is one."""

    start: datetime
    end: datetime
    period: str
    day: date | None = None


def midnight(day: date, zone: str) -> datetime:
    """The instant in UTC, without a zone, at which a local day begins.

    >>> midnight(date(2025, 3, 30), "Europe/Madrid"), midnight(date(2025, 3, 31), "Europe/Madrid")
    (datetime.datetime(2025, 3, 29, 23, 0), datetime.datetime(2025, 3, 30, 22, 0))
    """
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def by_period(periods: Iterable[Period], zone: str) -> tuple[Slot, ...]:
    """One slot for each period, in order."""
    return tuple(Slot(midnight(p.start, zone), midnight(p.end, zone), p.id) for p in periods)


def by_day(periods: Iterable[Period], zone: str) -> tuple[Slot, ...]:
    """One slot for each local day of each period, in order."""
    return tuple(
        Slot(midnight(day, zone), midnight(day + timedelta(days=1), zone), p.id, day)
        for p in periods
        for day in (p.start + timedelta(days=n) for n in range(p.days))
    )


def within(slots: Sequence[Slot], first: datetime, last: datetime) -> tuple[Slot, ...]:
    """Those that hold any moment from ``first`` to ``last``, both included."""
    return tuple(slot for slot in slots if slot.start <= last and first < slot.end)


@dataclass(frozen=True, slots=True)
class Edge:
    """An instant from which on the clock of a zone goes evenly, and the second of the local day that it shows there."""

    begins: datetime
    second: int


def even_clock(first: datetime, last: datetime, zone: str) -> tuple[Edge, ...]:
    """Where stretches begin, from ``first`` on and before ``last``, in which the clock of a zone is not set.

    >>> [edge.second for edge in even_clock(midnight(date(2025, 3, 1), "Europe/Madrid"), datetime(2025, 4, 1), "Europe/Madrid")]
    [0, 10800]
    """
    local, found, at = ZoneInfo(zone), [_edge(first, zone)], first
    while at < last:
        following = min(at + timedelta(days=1), last)
        if _offset(at, local) != _offset(following, local):
            set_at = _when_set(at, following, local)
            found += [_edge(set_at, zone)] if set_at < last else []
        at = following
    return tuple(found)


def _when_set(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second at which a zone is as far from UTC as at ``after``."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if _offset(middle, zone) == _offset(before, zone) else (before, middle)
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.replace(tzinfo=UTC).astimezone(zone).utcoffset()


def _edge(moment: datetime, zone: str) -> Edge:
    shown = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return Edge(moment, shown.hour * 3600 + shown.minute * 60 + shown.second)


def literal(moment: datetime) -> str:
    """A moment as SQL; parts of a second are kept."""
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


def number_of(moment: str, slots: Sequence[Slot]) -> str:
    """SQL for the number of the slot that a moment lies in, from 0; NULL outside of all of them.

    Questions are asked by halves, so that a year of days takes nine comparisons and not hundreds.
    """
    if not slots:
        return "CAST(NULL AS INTEGER)"
    edges: list[tuple[datetime, str]] = []
    for number, slot in enumerate(slots):
        if edges and edges[-1][0] == slot.start:
            edges.pop()
        edges += [(slot.start, str(number)), (slot.end, "NULL")]
    return f"CASE WHEN {moment} < {literal(edges[0][0])} THEN NULL ELSE {_halves(moment, edges)} END"


def _halves(moment: str, edges: Sequence[tuple[datetime, str]]) -> str:
    if len(edges) == 1:
        return edges[0][1]
    middle = len(edges) // 2
    low, high = _halves(moment, edges[:middle]), _halves(moment, edges[middle:])
    return f"CASE WHEN {moment} < {literal(edges[middle][0])} THEN {low} ELSE {high} END"


def local_day(moment: datetime, zone: str) -> date:
    """The local day of a moment in UTC."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def as_table(slots: Sequence[Slot]) -> str:
    """The slots as rows ``slot, slot_start, slot_end``."""
    rows = ", ".join(f"({n}, {literal(slot.start)}, {literal(slot.end)})" for n, slot in enumerate(slots))
    return f"SELECT v.slot, v.slot_start, v.slot_end FROM (VALUES {rows}) AS v(slot, slot_start, slot_end)"  # noqa: S608  # our own figures
