"""DuckDB on tables that lie elsewhere: in a file of its database, or in folders of Parquet files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, finding
from slacontract.measuring.counting.engines.embedded import Embedded
from slacontract.measuring.counting.engines.engine import Refused, Value, first_words
from slacontract.measuring.counting.engines.held import Held, Judged, expressions, judged
from slacontract.measuring.counting.engines.places import Place, folder_faults, no_folders, no_table
from slacontract.measuring.tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

_FILE: Final = "there"
_IS_THERE: Final = """
SELECT COUNT(*) FROM (
  SELECT table_name, schema_name, database_name FROM duckdb_tables()
  UNION ALL SELECT view_name, schema_name, database_name FROM duckdb_views()
) t WHERE t = (?, ?, ?)
"""


class Local:
    """The embedded engine, with views whose columns are canonical over what lies elsewhere.

    ``database`` is attached for reading; ``findings`` are what is wrong with the tables that are ``wanted``.
    """

    dialect: str = "duckdb"

    def __init__(
        self,
        connection: DuckDBPyConnection,
        database: Path | None = None,
        named: Mapping[str, Place] | None = None,
        wanted: Collection[str] | None = None,
    ) -> None:
        self.connection = connection
        self._embedded = Embedded(connection)
        self._judged: dict[str, Judged] = {}
        self.sources: dict[str, str] = {}
        self.findings: list[Finding] = []
        self._schema = f"{_FILE}.main" if database else ""
        if database is not None:
            connection.execute(f"ATTACH {_text(str(database))} AS {_FILE} (READ_ONLY)")
        for table in tables():
            if wanted is None or table in wanted:
                self._found(table, (named or {}).get(table))

    def _found(self, table: str, place: Place | None) -> None:
        """Look a table up, and make a view of it whose columns are canonical."""
        there = place or Place(table)
        faults = self._folder_faults(table, there) if there.folder else []
        source = f"read_parquet({_files(there)}, {_AS_WRITTEN})" if there.folder else self._named(there.name)
        if faults or source is None:
            self.findings += faults or ([no_table(table, there)] if place else [])
            return
        told = self._judge(table, there, source)
        if told is None or told.findings:
            self.findings += told.findings if told else []
            return
        listed = ", ".join(expressions(told, self.dialect, _quoted, _quoted))
        self.connection.execute(f"CREATE VIEW {_quoted(table)} AS SELECT {listed} FROM {source}")  # noqa: S608  # quoted names
        self._judged[table] = told
        self.sources[table] = there.told

    def _folder_faults(self, table: str, place: Place) -> list[Finding]:
        return [no_folders(table, place)] if place.remote else folder_faults(table, place)

    def _named(self, name: str) -> str | None:
        """A table of the file, as SQL; None where there is none of that name."""
        schema, _, table = name.rpartition(".")
        found = self.connection.execute(_IS_THERE, [table, schema or "main", _FILE]).fetchone()
        return f"{_FILE}.{_quoted(schema or 'main')}.{_quoted(table)}" if found and found[0] else None

    def _judge(self, table: str, place: Place, source: str) -> Judged | None:
        import duckdb  # noqa: PLC0415  # loaded where records are counted, and nowhere else

        try:
            described = self.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608  # quoted names
        except duckdb.Error as fault:
            told = f"'{place.told}' for '{table}' cannot be read: {first_words(fault)}."
            self.findings.append(finding("R637", place.at, told, "Write all files of a table with the same columns and types."))
            return None
        return judged(table, place.at, [Held(str(row[0]), str(row[1])) for row in described], self.dialect)

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query."""
        import duckdb  # noqa: PLC0415  # loaded where records are counted, and nowhere else

        try:
            return self._embedded.rows(sql)
        except duckdb.Error as fault:
            raise Refused(first_words(fault)) from fault

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table; none where there is no such table."""
        return frozenset(self.kinds(table))

    def kinds(self, table: str) -> Mapping[str, str]:
        """The columns of a canonical table, each with its canonical kind."""
        told = self._judged.get(table)
        return told.kinds() if told else {}


_AS_WRITTEN: Final = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"
"""The queue of a folder ``queue=007`` is 007 and not 7; a column that some files lack is empty there."""


def _files(place: Place) -> str:
    return _text(str(place.path / "**" / "*.parquet") if place.path.is_dir() else str(place.path))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
