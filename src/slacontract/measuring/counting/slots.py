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
