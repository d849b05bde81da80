"""Ids that are no longer what the system wrote: cut short by a spreadsheet, or taken for numbers by a program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from slacontract.codes import Severity
from slacontract.findings import Finding, finding
from slacontract.measuring.sources.intake import many
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.sql import name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slacontract.measuring.sources.columns import Target

_ROWS_OF_A_SHEET: Final = 1_048_576
"""No workbook has more rows: in larger files no spreadsheet has touched the ids."""


def ids(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """What is wrong with the columns of ids of a source."""
    if loaded.rows > _ROWS_OF_A_SHEET:
        return []
    columns = [t for t in loaded.plan.targets if t.name.endswith("_id") and t.kind == "text" and t.said.from_]
    return [found for target in columns for look in (_shortened, _decimal) for found in look(connection, loaded, target)]


def _shortened(connection: DuckDBPyConnection, loaded: Loaded, target: Target) -> list[Finding]:
    """Ids such as 1.23E+15: several may have become one."""
    number, first, _ = _like(connection, loaded, target, "'+'", "[0-9][.,]?[0-9]*[eE][+][0-9]+")
    if not number:
        return []
    cell, at = loaded.places(connection, [first])[0].cell(str(target.said.from_[0]))
    what = f"A spreadsheet has shortened '{cell}'; ids that were different may be the same now. Like it: {many(number)}."
    remedy = "Take the export as the system wrote it: opened and saved by a spreadsheet, long numbers lose their digits."
    return [finding("R612", at, what, remedy)]


def _decimal(connection: DuckDBPyConnection, loaded: Loaded, target: Target) -> list[Finding]:
    """Ids such as 7.0, all of them: other files may have 7, and rows that belong together would not be found."""
    heading = str(target.said.from_[0])
    number, first, filled = _like(connection, loaded, target, "'.0'", "[0-9]+[.]0")
    if not number or number < filled:
        return []
    cell, at = loaded.places(connection, [first])[0].cell(heading)
    what = f"All ids under '{heading}' end in '.0', such as '{cell}': a program took them for numbers, and other files may not."
    without = f"replace({name(heading)}, '.0', '')"
    remedy = f'If others have them without it, write "{target.name}: {{sql: {without}}}"; else nothing.'
    return [replace(finding("R612", at, what, remedy), severity=Severity.WARNING)]


def _like(connection: DuckDBPyConnection, loaded: Loaded, target: Target, part: str, form: str) -> tuple[int, int, int]:
    """How many ids have a form, the first row that has, and how many ids there are; ``part`` is what all of that form contain."""
    column = name(target.name)
    test = f"contains({column}, {part}) AND regexp_full_match({column}, '{form}')"
    counts = f"count(*) FILTER (WHERE {test}), min({loaded.row}) FILTER (WHERE {test}), count({column})"
    row: Any = connection.execute(f"SELECT {counts} FROM {name(loaded.base)}").fetchone()
    return int(row[0]), int(row[1] or 0), int(row[2])
