"""Warehouses and databases: the canonical tables behind a connection URL of SQLAlchemy, with the queries in their dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from slacontract.measuring.counting.engines.dialects import DIALECTS, rewritten
from slacontract.measuring.counting.engines.engine import Value

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

FIRST: Final[Mapping[str, str]] = {
    "databricks": "SET TIME ZONE 'UTC'",
    "mysql": "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')",
}
"""What is said to a session before anything else."""


class Warehouse:
    """A connection of SQLAlchemy. The canonical tables lie in ``schema``, or where the connection looks first."""

    def __init__(self, connection: Connection, schema: str | None = None) -> None:
        self.dialect: str = DIALECTS[connection.dialect.name]
        self._connection = connection
        self._schema = schema
        self._columns: dict[str, frozenset[str]] = {}
        if first := FIRST.get(self.dialect):
            connection.exec_driver_sql(first)

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query that is written for the embedded engine."""
        text = rewritten(sql, self.dialect, schema=self._schema)
        found: Any = self._connection.execution_options(no_parameters=True).exec_driver_sql(text)
        return [tuple(row) for row in found]

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table; none where there is no such table."""
        if table not in self._columns:
            self._columns[table] = self._looked_up(table)
        return self._columns[table]

    def _looked_up(self, table: str) -> frozenset[str]:
        from sqlalchemy import inspect  # noqa: PLC0415  # an extra

        inspector = inspect(self._connection)
        if not inspector.has_table(table, schema=self._schema):
            return frozenset()
        return frozenset(str(column["name"]).lower() for column in inspector.get_columns(table, schema=self._schema))


def connection(url: str) -> Connection:
    """A connection for a URL such as ``postgresql+psycopg://host/database``; its driver must be installed."""
    import sqlalchemy  # noqa: PLC0415  # an extra

    return sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool).connect()
