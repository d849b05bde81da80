"""Rows that are made here rather than read, such as scored calls, beside those of a canonical table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from slacontract.measuring.sources.sql import name
from slacontract.measuring.tables import SQL_TYPES, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def add_rows(connection: DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Put rows beside those that a canonical table has; columns that a row does not say are null."""
    given = list(rows)
    if not given:
        return
    columns = tables()[table].columns
    number = len(connection.execute("SELECT view_name FROM duckdb_views() WHERE view_name LIKE '_before_%'").fetchall())
    before, added = f"_before_{number}", f"_added_{number}"
    kinds = ", ".join(f"{name(column.name)} {SQL_TYPES[column.kind]}" for column in columns.values())
    connection.execute(f"CREATE TABLE {added} ({kinds})")
    marks = ", ".join("?" * len(columns))
    values = [[row.get(column) for column in columns] for row in given]
    connection.executemany(f"INSERT INTO {added} VALUES ({marks})", values)
    connection.execute(f"ALTER VIEW {name(table)} RENAME TO {before}")
    connection.execute(
        f"CREATE VIEW {name(table)} AS SELECT * FROM {before} UNION ALL BY NAME SELECT * FROM {added}"  # our own names
    )
