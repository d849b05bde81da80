"""A Parquet file to a table: its columns are typed, so whole numbers and decimals count exactly and nothing is guessed.

DuckDB is imported inside of the function: only who reads Parquet pays for it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from slacontract.findings import Finding, Position, finding
from slacontract.parse.tables import SourceTable, header_faults
from slacontract.parse.typed_table import table_of

MOST_ROWS = 1_000_000


def read_parquet(data: bytes, name: str) -> tuple[SourceTable | None, list[Finding]]:
    """Read all rows; None when the file cannot be read. A place is ``measures.parquet!offered[3]``, rows from 0."""
    import duckdb  # noqa: PLC0415  # a quarter of a second that only readers of Parquet pay

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        copy = Path(folder) / "measures.parquet"  # what was hashed is what is read
        copy.write_bytes(data)
        try:
            found = connection.read_parquet(str(copy))
            columns, rows = found.columns, found.limit(MOST_ROWS + 1).fetchall()
        except duckdb.Error as fault:
            what = f"It cannot be read as Parquet: {str(fault).splitlines()[0].removeprefix('Invalid Input Error: ')[:120]}."
            return None, [finding("M317", Position(name), what.replace(str(copy), "the file"), "Write the file anew.")]
    if len(rows) > MOST_ROWS:
        what = f"The file has more than {MOST_ROWS:,} rows."
        return None, [finding("S104", Position(name), what, "Sum the figures by day or period before you hand them over.")]
    table = table_of(columns, rows, name)
    faults = header_faults(table.header)
    return (None, faults) if faults else (table, [])
