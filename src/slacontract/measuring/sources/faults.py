"""Rows that were not understood, or that a rule leaves out: counted, and the first of them told with their places."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, Severity, finding
from slacontract.measuring.sources import columns
from slacontract.measuring.sources.intake import Dropped, many
from slacontract.measuring.sources.reading import EXAMPLES, Loaded
from slacontract.measuring.sources.sql import name
from slacontract.measuring.sources.statements import BLANK_ROW, MARK
from slacontract.measuring.sources.zones import why_not
from slacontract.parse.tables import shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slacontract.measuring.sources.columns import Target

PRIVATE: Final = frozenset({"customer_key"})
_CODES: Final = {"instant": "R606", "day": "R606", "seconds": "R609", "count": "R609", "amount": "R609", "score": "R609",
                 "flag": "R611", "text": "R611"}  # fmt: skip


def left_out(connection: DuckDBPyConnection, loaded: Loaded) -> list[Dropped]:
    """Take away the rows that rules leave out; each with its reason, its number and the places of the first."""
    if loaded.virtual:
        return []
    found = connection.execute(
        f"SELECT {MARK}, count(*), list(rowid ORDER BY rowid)[:{EXAMPLES}] FROM {name(loaded.base)} "
        f"WHERE {MARK} < 0 GROUP BY {MARK} ORDER BY {MARK} DESC"
    ).fetchall()
    rules = loaded.plan.reading.leave_out
    dropped = []
    for mark, count, rows in found:
        reason = "empty row" if mark == BLANK_ROW else str(rules[-2 - int(mark)].because)
        dropped.append(Dropped(reason, int(count), tuple(place.row for place in loaded.places(connection, rows))))
    if dropped:
        connection.execute(f"DELETE FROM {name(loaded.base)} WHERE {MARK} < 0")
    if loaded.misfits:
        dropped.append(Dropped("more or fewer cells than headings", loaded.misfits))
    return dropped


def not_understood(connection: DuckDBPyConnection, loaded: Loaded) -> tuple[list[Finding], list[Dropped]]:
    """A finding for each column with cells that cannot be read; their rows go only where the declaration says so."""
    told: list[Finding] = []
    if loaded.virtual:
        return told, []
    for place, target in enumerate(loaded.plan.marked()):
        found = connection.execute(
            f"SELECT count(*), list(rowid ORDER BY rowid)[:{EXAMPLES}] FROM {name(loaded.base)} "
            f"WHERE {MARK} > 0 AND ({MARK} & {1 << place}) <> 0"
        ).fetchone()
        if found and found[0]:
            told.append(_told(connection, loaded, target, int(found[0]), list(found[1])))
    if told and loaded.plan.reading.unreadable == "leave_out":
        gone = connection.execute(f"SELECT count(*) FROM {name(loaded.base)} WHERE {MARK} > 0").fetchone()
        connection.execute(f"DELETE FROM {name(loaded.base)} WHERE {MARK} > 0")
        return told, [Dropped("a cell that cannot be read", int(gone[0]) if gone else 0)]
    return told, []


def _told(connection: DuckDBPyConnection, loaded: Loaded, target: Target, count: int, rows: list[int]) -> Finding:
    spots = loaded.places(connection, rows)
    headings = columns.headings_of(target.said)
    heading = next((h for h in headings if spots[0].cell(h)[0]), headings[0] if headings else target.name)
    cell, at = spots[0].cell(heading)
    code, why, remedy = _why(loaded, target, cell)
    quoted = "A cell" if target.name in PRIVATE or not cell else f"'{shown(cell)}'"
    more = f" {many(count)} with such a cell in this column." if count > 1 else ""
    others = tuple(spot.cell(heading)[1] for spot in spots[1:])
    made = finding(code, at, f"{quoted} under '{heading}' {why}.{more}", remedy, *others)
    if loaded.plan.reading.unreadable == "refuse":
        return made
    return Finding(code=made.code, at=at, what=made.what, remedy=made.remedy, also=others, severity=Severity.WARNING)


_OR_LEAVE = "or write 'unreadable: leave_out' (or 'empty') for the source in records.yaml."


def _why(loaded: Loaded, target: Target, cell: str) -> tuple[str, str, str]:
    """The code, what is wrong with a cell, and what to do."""
    if target.kind == "instant":
        return _why_time(loaded, target, cell)
    if target.kind in {"text", "flag"}:
        allowed = ", ".join(target.column.one_of) or "yes, no"
        return "R611", f"is no {target.name} that is known", f"Add it to 'map:' of {target.name} ({allowed}), {_OR_LEAVE}"
    if target.kind in {"seconds", "amount", "score"} and re.fullmatch(r"-?[1-9][0-9]{0,2}[.][0-9]{3}", cell):
        return "R610", "is one thing with a decimal point and another with a point for thousands", (
            "Write 'numbers: {decimal: point, thousands: none}' or '{decimal: comma, thousands: point}' in records.yaml."
        )  # fmt: skip
    if target.kind == "seconds":
        unit = target.said.unit or loaded.plan.reading.unit
        how = "Write its 'unit:' (ms, s, min, h, hh:mm:ss, mm:ss, hh:mm or iso duration)"
        return "R609", f"is not a duration written as '{unit}'", f"{how}, {_OR_LEAVE}"
    return "R609", "is not a number as it is declared", f"Declare 'numbers:' and 'currency:' or 'empty:', {_OR_LEAVE}"


def _why_time(loaded: Loaded, target: Target, cell: str) -> tuple[str, str, str]:
    reading, form = loaded.plan.reading, str(target.said.time or loaded.plan.reading.time)
    zone = target.said.timezone or reading.timezone
    local = _parsed(cell)
    if local and not zone and form == "iso":
        return "R607", "names no zone", "Add 'timezone:' to the source in records.yaml, such as Europe/Madrid."
    why = why_not(local, str(zone)) if local and zone else ""
    if why == "fold":
        return "R608", f"comes twice in {zone}, when clocks go back", (
            "Add 'fold: first' or 'fold: second' to the source, or export times with their offset."
        )  # fmt: skip
    if why == "gap":
        return "R606", f"never was in {zone}: clocks went forward", f"Check 'timezone:', {_OR_LEAVE}"
    if re.match(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", cell):
        return "R606", f"is not a time written as '{form}'", (
            "Add 'time:' to the source, such as 'DD/MM/YYYY HH:mm:ss' or 'MM/DD/YYYY HH:mm:ss': both can be meant."
        )  # fmt: skip
    return (
        "R606",
        f"is not a time written as '{form}'",
        f"Write its form under 'time:', its marks for never under 'empty:', {_OR_LEAVE}",
    )


def _parsed(cell: str) -> datetime | None:
    """A wall clock in one of the usual spellings; only to say what is wrong with it."""
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
                 "%a, %d %b %Y %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f"):  # fmt: skip
        try:
            return datetime.strptime(cell, form)  # noqa: DTZ007  # a wall clock has no zone: that is what is asked
        except ValueError:
            continue
    return None


def without_key(connection: DuckDBPyConnection, loaded: Loaded, key: list[str], times: list[str]) -> list[Finding]:
    """Rows that lack a column of their key, or have none of the times that say when they were."""
    found: list[Finding] = []
    lacking = [(column, f"{name(column)} IS NULL", f"has no {column}") for column in key]
    if times:
        nothing = " AND ".join(f"{name(column)} IS NULL" for column in times)
        lacking.append((times[0], nothing, f"has no {' and no '.join(times)}"))
    told = f"{MARK} = 0 AND " if loaded.plan.reading.unreadable == "refuse" else ""  # what was not understood is told already
    for column, test, what in lacking:
        row = connection.execute(f"SELECT count(*), min({loaded.row}) FROM {name(loaded.base)} WHERE {told}{test}").fetchone()
        if row and row[0]:
            found.append(_lacks(loaded.places(connection, [row[1]])[0].row, column, what, int(row[0])))
    return found


def _lacks(at: Position, column: str, what: str, count: int) -> Finding:
    more = f" There are {many(count)} like it." if count > 1 else ""
    remedy = f"Say where {column} is, or leave such rows out with 'leave_out: [{{when: {{…}}, because: …}}]' in records.yaml."
    return finding("R612", at, f"The row {what}.{more}", remedy)
