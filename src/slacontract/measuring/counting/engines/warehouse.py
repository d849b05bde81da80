"""Warehouses and databases: the canonical tables behind a connection URL of SQLAlchemy, with the queries in their dialect."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from slacontract.findings import Finding
from slacontract.measuring.counting.engines.dialects import DIALECTS, beginning_with, rewritten
from slacontract.measuring.counting.engines.engine import Refused, Value, first_words
from slacontract.measuring.counting.engines.held import Held, Judged, expressions, judged
from slacontract.measuring.counting.engines.places import Place, no_folders, no_table
from slacontract.measuring.tables import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

FIRST: Final[Mapping[str, Sequence[str]]] = {
    "databricks": ("SET TIME ZONE 'UTC'", "SET ANSI_MODE = true"),
    "mysql": ("SET SESSION time_zone = '+00:00'",),
}
"""What is said to a session before anything else."""
_ONE_MOMENT: Final[Mapping[str, Mapping[str, Any]]] = {
    "postgres": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "mysql": {"isolation_level": "REPEATABLE READ"},
}
"""All queries see the tables as they are at one moment, whatever is loaded meanwhile."""


class Warehouse:
    """A connection of SQLAlchemy. The canonical tables lie where ``named`` says, else under their own names in ``schema``.

    ``findings`` are what is wrong with those of them that are ``wanted``.
    """

    def __init__(
        self,
        connection: Connection,
        schema: str | None = None,
        named: Mapping[str, Place] | None = None,
        wanted: Collection[str] | None = None,
    ) -> None:
        self.dialect: str = DIALECTS[connection.dialect.name]
        self._connection = connection.execution_options(no_parameters=True, **_ONE_MOMENT.get(self.dialect, {}))
        self._read: dict[str, str] = {}
        self._judged: dict[str, Judged] = {}
        self.sources: dict[str, str] = {}
        self.findings: list[Finding] = []
        for first in FIRST.get(self.dialect, ()):
            connection.exec_driver_sql(first)
        for table in tables():
            if wanted is None or table in wanted:
                self._found(table, (named or {}).get(table), schema)

    def _found(self, table: str, place: Place | None, schema: str | None) -> None:
        """Look a table up, and write the query that reads it as a canonical one."""
        if place is not None and place.folder:
            self.findings.append(no_folders(table, place))
            return
        there = place or Place(f"{schema}.{table}" if schema else table)
        held = self._held(there.name)
        if held is None:
            self.findings += [no_table(table, there)] if place else []
            return
        told = judged(table, there.at, held, self.dialect)
        self.findings += told.findings
        quoted = self._connection.dialect.identifier_preparer.quote
        source = ".".join(quoted(part) for part in there.name.split("."))
        listed = ", ".join(expressions(told, self.dialect, quoted, self._ours))
        self._read[table] = f"SELECT {listed} FROM {source}"  # noqa: S608  # names that the engine gave, quoted by its driver
        self._judged[table] = told
        self.sources[table] = there.told

    def _ours(self, name: str) -> str:
        from sqlglot import exp  # noqa: PLC0415  # an extra

        return str(exp.to_identifier(name, quoted=True).sql(dialect=self.dialect))

    def _held(self, name: str) -> list[Held] | None:
        from sqlalchemy import inspect, types  # noqa: PLC0415  # an extra

        schema, _, table = name.rpartition(".")
        inspector = inspect(self._connection)
        has = inspector.has_table(table, schema=schema or None)
        found = inspector.get_columns(table, schema=schema or None) if has else []
        kinds = {c["name"]: "ENUM" if isinstance(c["type"], types.Enum) else self._told(c["type"]) for c in found}
        return [Held(str(name), kind) for name, kind in kinds.items()] if has else None

    def _told(self, kind: Any) -> str:
        """A type in the words of the engine; some drivers have types without words."""
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415  # an extra

        try:
            return str(kind.compile(dialect=self._connection.dialect))
        except (SQLAlchemyError, AttributeError):
            return type(kind).__name__

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query that is written for the embedded engine."""
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415  # an extra

        try:
            found: Any = self._connection.exec_driver_sql(self.text(sql))
            return [tuple(row) for row in found]
        except SQLAlchemyError as fault:
            raise Refused(first_words(fault)) from fault

    def text(self, sql: str) -> str:
        """A query as this engine is given it: its own reading of the tables first."""
        text = rewritten(sql, self.dialect, {table: _there(table) for table in self._read})
        used = {self._ours(_there(table)): query for table, query in self._read.items() if self._ours(_there(table)) in text}
        return beginning_with(used, text)

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table; none where there is no such table."""
        return frozenset(self.kinds(table))

    def kinds(self, table: str) -> Mapping[str, str]:
        """The columns of a canonical table, each with its canonical kind."""
        told = self._judged.get(table)
        return told.kinds() if told else {}


def _there(table: str) -> str:
    return f"{table}_there"


def connection(url: str) -> Connection:
    """A connection for a URL such as ``postgresql+psycopg://host/database``; its driver must be installed."""
    import sqlalchemy  # noqa: PLC0415  # an extra

    return sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool).connect()
