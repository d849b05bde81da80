"""A look at what was read: first and last, empty and unknown, days without rows, stuck and overlapping."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from slacontract.measuring.sources.intake import Stuck, TableIntake
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.sql import name
from slacontract.measuring.sources.summary import Summary, lasts, moment_of, summary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCOPES: Final = ("queue", "site", "channel", "team", "campaign", "language", "segment", "direction", "outcome", "reason",
                 "customer_key", "agent_key", "disposition")  # fmt: skip
MOST_STUCK: Final = 100
LONGEST_CONTACT: Final = 4 * 3600
LONGEST_STATE: Final = 12 * 3600


def look(connection: DuckDBPyConnection, loaded: Loaded, seen: Summary | None = None) -> TableIntake:
    """What a source brought into its table; ``seen`` is its summary where nothing has changed since."""
    targets = loaded.plan.targets
    said = seen or summary(connection, loaded)
    kept, filled = said.rows, said.filled
    extra = [t.name for t in targets if t.name not in loaded.table.columns and t.kind == "text"]
    return TableIntake(
        loaded.table.name,
        loaded.rows + loaded.misfits,
        kept,
        first=said.first,
        last=said.last,
        empty=tuple(t.name for t in targets if kept and not filled[t.name]),
        unknown={c: kept - int(filled[c]) for c in (*SCOPES, *extra) if c in filled},
        days_without=_days_without(connection, loaded) if said.first is not None else (),
        look=said.look,
        longest=said.longest,
    )


def _days_without(connection: DuckDBPyConnection, loaded: Loaded) -> tuple[date, ...]:
    found = connection.execute(
        f"SELECT DISTINCT CAST({moment_of(loaded)} AS DATE) FROM {name(loaded.base)} ORDER BY 1"
    ).fetchall()
    days = {row[0] for row in found if row[0] is not None}
    if not days:
        return ()
    first, last = min(days), max(days)
    span = (last - first).days
    if span > 4000 or loaded.table.name == "interval_stats":
        return ()
    return tuple(day for day in (first + timedelta(days=n) for n in range(span)) if day not in days)


def stuck(
    connection: DuckDBPyConnection, loaded: Loaded, contact: int, state: int, longest: Decimal | None
) -> tuple[int, tuple[Stuck, ...]]:  # fmt: skip
    """Contacts and states longer than so many seconds, and states that never end: how many, and the longest."""
    there = {t.name for t in loaded.plan.targets}
    seconds = lasts(loaded)
    if not seconds:
        return 0, ()
    if loaded.table.name == "interactions":
        key, start, limit = "contact_id", moment_of(loaded), contact
    else:
        key, start, limit = "state" if "state" in there else "agent_key", "start_at", state
    if longest is None or longest <= limit:
        return 0, ()
    agent = "agent_key" if "agent_key" in there else "NULL"
    found = connection.execute(
        f"SELECT count(*) OVER (), {key}, {agent}, {start}, CAST({seconds} AS DECIMAL(18, 3)) FROM {name(loaded.base)} "
        f"WHERE {seconds} > {limit} ORDER BY 5 DESC, 4, 2 LIMIT {MOST_STUCK}"
    ).fetchall()
    rows = tuple(Stuck(loaded.table.name, str(r[1]), str(r[2] or ""), r[3], Decimal(r[4])) for r in found)
    return (int(found[0][0]) if found else 0), rows


def overlaps(connection: DuckDBPyConnection, loaded: Loaded) -> int:
    """States of an agent that begin before the one before has ended; stretches of being logged in go along with others."""
    there = {t.name for t in loaded.plan.targets}
    if loaded.table.name != "agent_states" or not {"agent_key", "start_at", "end_at"} <= there:
        return 0
    apart = "WHERE class IS DISTINCT FROM 'session'" if "class" in there else ""
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT start_at, max(end_at) OVER (PARTITION BY agent_key ORDER BY start_at, end_at "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS _before FROM {name(loaded.base)} {apart}) WHERE start_at < _before"
    ).fetchone()
    return int(row[0]) if row else 0
