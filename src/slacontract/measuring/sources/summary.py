"""One pass over what was read: its rows, first and last moment, the cells that are filled, and what counting asks of a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from slacontract.measuring.counting.look import MARKS, SPANS, Look, first_and_last, span
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.sql import name
from slacontract.measuring.sources.statements import MARK

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WHEN: Final[Mapping[str, tuple[str, ...]]] = {
    "interactions": ("queued_at", "started_at"),
    "agent_states": ("start_at",),
    "tickets": ("created_at",),
    "ticket_events": ("at",),
    "surveys": ("sent_at", "answered_at"),
    "evaluations": ("at",),
    "sales": ("at",),
    "repairs": ("in_at", "out_at"),
    "records": ("loaded_at", "first_dial_at"),
    "schedules": ("start_at",),
    "interval_stats": ("start_at",),
    "exclusions": (),
}
"""By table, the instants of which a row needs one."""


@dataclass(frozen=True, slots=True)
class Summary:
    """``marked`` rows are not as they should be; ``filled`` counts the cells of each column.

    No contact or state lasts more seconds than ``longest``.
    """

    marked: int
    rows: int
    first: datetime | None
    last: datetime | None
    filled: Mapping[str, int]
    longest: Decimal | None
    look: Look | None


def summary(connection: DuckDBPyConnection, loaded: Loaded) -> Summary:
    """One pass over all columns of a source."""
    there = [target.name for target in loaded.plan.targets]
    marks = {n: m for n, m in MARKS.get(loaded.table.name, {}).items() if set(m.needs) <= set(there) and n != "several_legs"}
    begins, ends = span(loaded.table.name, there)
    moment = moment_of(loaded)
    asked = [
        f"count(*) FILTER (WHERE {MARK} <> 0), count(*), min({moment}), max({moment}), {_at_most(loaded)}",
        *begins,
        *ends,
        *(f"count({name(column)})" for column in there),
        *(f"count(*) FILTER (WHERE {mark.condition})" for mark in marks.values()),
    ]
    row = connection.execute(f"SELECT {', '.join(asked)} FROM {name(loaded.base)}").fetchone()
    assert row is not None
    marked, rows, first, last, longest = row[:5]
    place = 5 + 2 * len(begins)
    filled = dict(zip(there, row[place:], strict=False))
    look = _look(loaded, int(rows), row[5:place], filled, dict(zip(marks, row[place + len(there) :], strict=True)))
    return Summary(int(marked), int(rows), first, last, filled, None if longest is None else Decimal(str(longest)), look)


def _look(loaded: Loaded, rows: int, found: tuple[Any, ...], filled: Mapping[str, int], marks: Mapping[str, int]) -> Look | None:
    """What counting asks of a table; sums of intervals are rows of another kind, and are looked at when they are there."""
    if loaded.table.name not in SPANS or loaded.table.name == "interval_stats":
        return None
    first, last = first_and_last(found)
    nulls = {column: rows - filled.get(column, 0) for column in loaded.table.columns}
    return Look(rows, first, last, nulls, marks, frozenset(loaded.table.columns.keys() - filled.keys()))


def moment_of(loaded: Loaded) -> str:
    """The moment of a row, as SQL."""
    when = [c for c in WHEN[loaded.table.name] if any(t.name == c for t in loaded.plan.targets)]
    return f"COALESCE({', '.join(map(name, when))})" if when else "CAST(NULL AS TIMESTAMP)"


def _at_most(loaded: Loaded) -> str:
    """Seconds that nothing exceeds, as SQL: the sum of the longest parts, which a file of columns knows at once."""
    there = {target.name for target in loaded.plan.targets}
    if loaded.table.name != "interactions" or {"answered_at", "ended_at"} <= there:
        return f"max({lasts(loaded) or 'NULL'})"
    return " + ".join(f"COALESCE(max({name(c)}), 0)" for c in ("talk_s", "hold_s", "wrap_s") if c in there) or "NULL"


def lasts(loaded: Loaded) -> str:
    """How many seconds a contact or a state of an agent lasts, as SQL; empty for what does not last."""
    there = {target.name for target in loaded.plan.targets}
    if loaded.table.name == "agent_states" and {"start_at", "end_at"} <= there:
        return "COALESCE(epoch(end_at) - epoch(start_at), 1e9)"
    if loaded.table.name != "interactions":
        return ""
    said = " + ".join(f"COALESCE({name(c)}, 0)" for c in ("talk_s", "hold_s", "wrap_s") if c in there)
    if not {"answered_at", "ended_at"} <= there:
        return said
    span = "COALESCE(epoch(ended_at) - epoch(answered_at), 0)"
    return f"GREATEST({said}, {span})" if said else span
