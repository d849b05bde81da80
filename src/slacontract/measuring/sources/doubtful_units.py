"""Durations that are probably of another unit than is declared."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.sql import DECLARATION, name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def units(connection: DuckDBPyConnection, loaded: Loaded, at: Position) -> list[Finding]:
    """Columns that look like another unit; where no single one does, contacts that do as a whole."""
    return _each(connection, loaded, at) or _whole(connection, loaded, at)


def _whole(connection: DuckDBPyConnection, loaded: Loaded, at: Position) -> list[Finding]:
    """The median handle time of answered contacts lies between 30 s and an hour, in any service that people run."""
    there = {t.name for t in loaded.plan.targets if t.kind == "seconds"}
    parts = [name(c) for c in ("talk_s", "hold_s", "wrap_s") if c in there]
    if loaded.table.name != "interactions" or "talk_s" not in there:
        return []
    handle = " + ".join(f"COALESCE({p}, 0)" for p in parts)
    row: Any = connection.execute(
        f"SELECT count(*), median(h) FROM (SELECT {handle} AS h FROM {name(loaded.base)} WHERE {name('talk_s')} > 0 LIMIT 200000)"
    ).fetchone()
    if row[0] < 30 or 5 <= row[1] <= 7200:
        return []
    unit = loaded.plan.reading.unit
    likely = "min, h or hh:mm:ss" if row[1] < 5 else "ms"
    what = f"Half of the contacts have a handle time of {Decimal(str(row[1])).normalize():f} s or less when read as '{unit}'."
    if row[1] > 7200:
        what = what.replace("or less", "or more")
    return [finding("R616", at, what, f"Write 'unit:' for the source or its columns in records.yaml, probably {likely}.")]


_LONGEST_USUAL: Final = 7200
_LEAST_PARTS: Final = 5
_SEEN: Final = 30
"""Half of the times that are not 0 last at most two hours; half of them do not have parts of a second and last less than five;
asked of 30 and more."""


def _each(connection: DuckDBPyConnection, loaded: Loaded, at: Position) -> list[Finding]:
    """Columns of seconds that nobody said to be seconds, and that look like another unit: waits in ms beside talk in s."""
    if loaded.table.name != "interactions":
        return []
    told = []
    for target in (t for t in loaded.plan.targets if t.kind == "seconds" and not t.said.unit and t.said.from_):
        heading = target.said.from_[0]
        if loaded.plan.reading.unit != "s" or heading == target.name or not heading.at.file.endswith(DECLARATION):
            continue  # a profile knows its units, and so does who calls a column as we do
        column = name(target.name)
        row: Any = connection.execute(
            f"SELECT count(*), median(s), count(*) FILTER (WHERE s % 1 <> 0) FROM "
            f"(SELECT {column} AS s FROM {name(loaded.base)} WHERE {column} > 0 LIMIT 200000)"
        ).fetchone()
        long, parts = row[0] and row[1] > _LONGEST_USUAL, row[0] and row[1] < _LEAST_PARTS and 2 * row[2] >= row[0]
        if row[0] < _SEEN or not (long or parts):
            continue
        half = f"Half of the times under '{heading}' that are not 0 are {Decimal(str(row[1])).normalize():f} s"
        likely = "ms" if long else "min"
        remedy = f"Write '{target.name}: {{from: {heading}, unit: {likely}}}', or 'unit: s' if they are seconds indeed."
        told.append(finding("R616", at, f"{half} or {'more' if long else 'less'} when read as 's'.", remedy))
    return told
