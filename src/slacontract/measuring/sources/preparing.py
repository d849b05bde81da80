"""Logs of events and nested records: a query of the profile makes rows of them before their columns are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding
from slacontract.measuring.sources.files import Opened
from slacontract.measuring.sources.relations import REJECTS, SCANS, cleaned, relation
from slacontract.measuring.sources.sql import name
from slacontract.parse.tables import shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slacontract.model.records import Reading


def prepare(
    connection: DuckDBPyConnection, source: str, files: Sequence[Opened], reading: Reading
) -> tuple[list[Opened], list[Finding]]:
    """All files of a source as one relation: ``source`` has their rows, each once, in the order of files and lines."""
    import duckdb  # noqa: PLC0415  # loaded where records are read, and nowhere else

    staged = f"_prepared_{source}"
    try:
        parts = [_rows(file, number, reading) for number, file in enumerate(files)]
        connection.execute(f"CREATE OR REPLACE TEMP TABLE _events AS {' UNION ALL '.join(parts)}")
        if files[0].format == "csv":
            connection.execute(f"DROP TABLE IF EXISTS {REJECTS}; DROP TABLE IF EXISTS {SCANS}")
        each = ", ".join(name(c) for c in _names(files))
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW source AS SELECT * FROM _events "
            f"QUALIFY row_number() OVER (PARTITION BY {each} ORDER BY _file, _row) = 1"
        )
        connection.execute(f"CREATE OR REPLACE TABLE {name(staged)} AS {reading.prepare}")
        connection.execute("DROP VIEW source; DROP TABLE _events")
        described = connection.execute(f"DESCRIBE {name(staged)}").fetchall()
    except duckdb.Error as fault:
        why = shown(" ".join(str(fault).split("\n", maxsplit=1)[0].split()))
        return [], [finding("R601", reading.place_of("prepare"), f"The query of the profile cannot be run on the files: {why}.",
                            "Check that these are the files of the export, and the query under 'prepare:'.")]  # fmt: skip
    types = {str(row[0]): str(row[1]) for row in described}
    label = "; ".join(file.name for file in files)
    return [Opened(Path(staged), label, "prepared", tuple(types), types=types)], []


def _names(files: Sequence[Opened]) -> list[str]:
    if files[0].format == "json":
        return ["json"]
    return list(dict.fromkeys(h for file in files for h in file.headings if h))


def _rows(file: Opened, number: int, reading: Reading) -> str:
    """The rows of a file with its number and theirs."""
    if file.format == "json":
        there = relation(file, [])
        return f"SELECT json, {number} AS _file, row_number() OVER () AS _row FROM {there.sql}"
    heads = _names([file])
    there = relation(file, heads)
    empty = [str(mark) for mark in reading.empty]
    cells = [f"{cleaned(there.columns[h], empty, there.types.get(h, 'VARCHAR'))} AS {name(h)}" for h in heads]
    return f"SELECT {', '.join(cells)}, {number} AS _file, row_number() OVER () AS _row FROM {there.sql}"
