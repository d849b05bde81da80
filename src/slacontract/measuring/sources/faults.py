"""Rows that were not understood, or that a rule leaves out: counted, and the first of them told with their places."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from slacontract.codes import Severity
from slacontract.findings import Finding, Position, finding
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
    from slacontract.measuring.sources.places import Place

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
    heading = _culprit(target, spots[0])
    cell, at = spots[0].cell(heading)
    code, why, remedy = _why(loaded, target, _with_day(target, spots[0], heading, cell))
    quoted = "A cell" if target.name in PRIVATE or not cell else f"'{shown(cell)}'"
    more = f" {many(count)} with such a cell in this column." if count > 1 else ""
    others = tuple(spot.cell(heading)[1] for spot in spots[1:])
    made = finding(code, at, f"{quoted} under '{heading}' {why}.{more}", remedy, *others)
    if loaded.plan.reading.unreadable == "refuse":
        return made
    return Finding(code=made.code, at=at, what=made.what, remedy=made.remedy, also=others, severity=Severity.WARNING)


def _culprit(target: Target, spot: Place) -> str:
    """The heading whose cell is told: a day that is not written as the others, else what the column is read from.

    Of several headings it is the first with a text that the expression itself does not name: that one was expected.
    """
    day = str(target.said.date) if target.said.date else None
    if day and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0:]+)?", spot.cell(day)[0]):
        return day
    headings = [h for h in columns.headings_of(target.said) if h != day]
    said = [h for h in headings if spot.cell(h)[0]]
    new = [h for h in said if f"'{spot.cell(h)[0]}'" not in (target.said.sql or "")]
    return next(iter([*new, *said, *headings]), target.name)


def _with_day(target: Target, spot: Place, heading: str, cell: str) -> str:
    """A time of day with its day before it, so that it can be said whether it ever was."""
    day = str(target.said.date) if target.said.date else None
    if not day or heading == day or not re.fullmatch(r"[0-9]{1,2}(:[0-9]{2}){1,2}", cell):
        return cell
    return f"{spot.cell(day)[0][:10]} {cell.zfill(8 if cell.count(':') == 2 else 5)}"


_OR_LEAVE = "or write 'unreadable: leave_out' (or 'empty') for the source in records.yaml."


def _why(loaded: Loaded, target: Target, cell: str) -> tuple[str, str, str]:
    """The code, what is wrong with a cell, and what to do."""
    if target.kind == "instant":
        return _why_time(loaded, target, cell)
    if target.kind in {"text", "flag"}:
        return _why_word(target)
    return _why_figure(loaded, target, cell)


def _why_word(target: Target) -> tuple[str, str, str]:
    allowed = ", ".join(target.column.one_of) or "yes, no"
    how = f"Add a case for it under '{target.name}'" if target.said.cases else f"Add it to 'map:' of {target.name}"
    rows = "leave such rows out with 'leave_out: [{when: {…}, because: …}]' if they are totals"
    return "R611", f"is no {target.name} that is known", f"{how} ({allowed}), {rows}, {_OR_LEAVE}"


def _why_figure(loaded: Loaded, target: Target, cell: str) -> tuple[str, str, str]:
    if not re.search(r"[0-9]", cell):
        kind = "duration" if target.kind == "seconds" else "number"
        return "R609", f"is no {kind}", f"If it stands for nothing, write 'empty: [\"{cell}\"]' for the source, {_OR_LEAVE}"
    if target.kind in {"seconds", "amount", "score"} and re.fullmatch(r"-?[1-9][0-9]{0,2}[.][0-9]{3}", cell):
        return "R610", "is one thing with a decimal point and another with a point for thousands", (
            "Write 'numbers: {decimal: point, thousands: none}' or '{decimal: comma, thousands: point}' in records.yaml."
        )  # fmt: skip
    if target.kind in {"seconds", "amount", "score", "count"} and re.fullmatch(r"-?[0-9.]*[0-9],[0-9]+", cell):
        return "R609", "has a comma, and nothing says whether decimals come after it", (
            "Write 'numbers: {decimal: comma, thousands: point}' for the source in records.yaml, or with comma and point the "
            "other way round."
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
    likely = f", probably '{found}'" if (found := _likely(cell)) and found != form else ""
    return (
        "R606",
        f"is not a time written as '{form}'",
        f"Write its form under 'time:'{likely}, its marks for never under 'empty:', {_OR_LEAVE}",
    )


_SPELLINGS: Final = {
    "%b-%y": "MMM-YY", "%B-%y": "MMMM-YY", "%b %Y": "MMM YYYY", "%B %Y": "MMMM YYYY", "%Y-%m": "YYYY-MM", "%Y%m%d": "YYYYMMDD",
    "%Y%m%d%H%M%S": "YYYYMMDDHHmmss", "%Y/%m/%d %H:%M:%S": "YYYY/MM/DD HH:mm:ss", "%Y/%m/%d %H:%M": "YYYY/MM/DD HH:mm",
    "%Y/%m/%d": "YYYY/MM/DD", "%d %b %Y %H:%M:%S": "DD MMM YYYY HH:mm:ss", "%d-%b-%Y %H:%M:%S": "DD-MMM-YYYY HH:mm:ss",
    "%d-%b-%y %H:%M:%S": "DD-MMM-YY HH:mm:ss", "%d-%b-%Y": "DD-MMM-YYYY", "%d-%b-%y": "DD-MMM-YY",
    "%b %d, %Y %I:%M:%S %p": "MMM DD, YYYY hh:mm:ss A", "%Y-%m-%d %I:%M:%S %p": "YYYY-MM-DD hh:mm:ss A",
    "%a, %d %b %Y %H:%M:%S": "ddd, DD MMM YYYY HH:mm:ss",
}  # fmt: skip
"""Forms in which day and month cannot be taken for each other, as Python and as a declaration writes them."""


def _likely(cell: str) -> str:
    """The form that a text has, where only one is possible."""
    if re.fullmatch("[0-9]{10}|[0-9]{13}", cell):
        return "epoch s" if len(cell) == len("1700000000") else "epoch ms"
    for form, declared in _SPELLINGS.items():
        try:
            datetime.strptime(cell, form)  # noqa: DTZ007  # a wall clock has no zone: only its spelling is asked
        except ValueError:
            continue
        return declared
    return ""


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
