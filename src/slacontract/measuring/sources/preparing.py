"""Logs of events and nested records: a query of the profile makes rows of them before their columns are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.sources.files import Opened
from slacontract.measuring.sources.intake import many
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
        misfits = _misfits(connection, files, reading) if files[0].format == "csv" else []
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
    return [Opened(Path(staged), label, "prepared", tuple(types), types=types)], misfits


def _misfits(connection: DuckDBPyConnection, files: Sequence[Opened], reading: Reading) -> list[Finding]:
    """Rows that DuckDB could not divide as the headings say: told for each file, for the query of the profile never sees them."""
    there = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [REJECTS]).fetchone()
    if not there or not there[0]:
        return []
    rejected = connection.execute(
        f"SELECT s.file_path, min(r.line), count(DISTINCT r.line) FROM {REJECTS} r JOIN {SCANS} s USING (scan_id, file_id) "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    connection.execute(f"DROP TABLE {REJECTS}; DROP TABLE {SCANS}")
    names = {str(file.path): file.name for file in files}
    told = []
    for path, line, rows in rejected:
        at = Position(names.get(str(path), str(path)), int(line))
        if reading.short_rows == "leave_out":
            what = f"Left out: {many(rows)}, more or fewer cells than headings."
            told.append(finding("R618", at, what, "Nothing, if both sides agree with the rule."))
        else:
            what = f"{many(rows)} with more cells than there are headings, or that cannot be divided; the first is here."
            told.append(
                finding(
                    "R605", at, what, "Check 'delimiter', quotes and 'headings:' of the source; more headings take more cells."
                )
            )
    return told


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
