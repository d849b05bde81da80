"""The embedded engine: DuckDB within this process, on tables that it holds or on files that it reads in passing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.measuring.counting.engines.engine import Value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY: Final = "2800MB"
"""What DuckDB may hold before it writes to the disk: with what it holds outside of this, the process stays under 4 GB."""


class Embedded:
    """DuckDB. ``connection`` has the canonical tables under their own names, as tables or as views over files."""

    dialect: str = "duckdb"

    def __init__(self, connection: DuckDBPyConnection, progress: Callable[[float], None] | None = None) -> None:
        self.connection = connection
        self._progress = progress
        self._columns: dict[str, frozenset[str]] = {}

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query."""
        if self._progress is None:
            return self.connection.execute(sql).fetchall()
        return _watched(self.connection, sql, self._progress)

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table or view; those that are there stay as they were when they were first asked for."""
        if table not in self._columns and (described := self._described(table)):
            self._columns[table] = described
        return self._columns.get(table, frozenset())

    def _described(self, table: str) -> frozenset[str]:
        import duckdb  # noqa: PLC0415  # loaded where records are counted, and nowhere else

        try:
            rows = self.connection.execute(f'DESCRIBE "{table}"').fetchall()
        except duckdb.CatalogException:  # there is no such table
            return frozenset()
        return frozenset(str(row[0]) for row in rows)


def connect(database: Path | None = None, spill: Path | None = None, memory: str = MEMORY) -> DuckDBPyConnection:
    """A connection that keeps to its memory and uses all cores; ``spill`` is where it writes what does not fit."""
    import duckdb  # noqa: PLC0415  # loaded where records are counted, and nowhere else

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if spill is not None:
        settings["temp_directory"] = str(spill)
    connection = duckdb.connect(str(database) if database else ":memory:", config=settings)
    connection.execute("SET parquet_metadata_cache = true")  # files are asked several times: what they are like, then what counts
    connection.execute("SET enable_progress_bar_print = false; SET enable_progress_bar = true")  # it is asked, and shows nothing
    return connection


def _watched(connection: DuckDBPyConnection, sql: str, progress: Callable[[float], None]) -> Sequence[Sequence[Value]]:
    """Run a query in a thread of its own and tell now and then how far it is, from 0 to 100."""
    import threading  # noqa: PLC0415  # only where somebody watches

    found: list[Sequence[Sequence[Value]]] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(connection.execute(sql).fetchall())
        except BaseException as fault:  # handed to the one who asked
            failed.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_PAUSE)
        progress(max(connection.query_progress(), 0))
    if failed:
        raise failed[0]
    return found[0]


_PAUSE: Final = 0.2
