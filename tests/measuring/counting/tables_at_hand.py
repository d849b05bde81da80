"""Canonical tables for tests: empty ones, and rows given as mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from slacontract.measuring.counting.engines.embedded import Embedded, connect
from slacontract.measuring.tables import SQL_TYPES, tables
from slacontract.quantities.periods import Every, Period, Schedule

Rows = Sequence[Mapping[str, Any]]


def embedded(**given: Rows) -> Embedded:
    """The embedded engine with these rows in these tables; tables that are not given do not exist."""
    connection = connect()
    for name, rows in given.items():
        columns = {column: SQL_TYPES[told.kind] for column, told in tables()[name].columns.items()}
        extra = {key: "VARCHAR" for row in rows for key in row if key not in columns}
        listed = ", ".join(f'"{column}" {kind}' for column, kind in (columns | extra).items())
        connection.execute(f"CREATE TABLE {name} ({listed})")
        if rows:
            names = list(dict.fromkeys(name for row in rows for name in row))
            frame = pa.table({column: [row.get(column) for row in rows] for column in names})
            connection.register("given", frame)
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM given")  # noqa: S608
            connection.unregister("given")
    return Embedded(connection)


def all_empty() -> Embedded:
    """The embedded engine with every canonical table, without rows."""
    return embedded(**dict.fromkeys(tables(), ()))


def utc(text: str, zone: str = "Europe/Madrid", fold: int = 0) -> datetime:
    """A wall-clock time in a zone as an instant in UTC without a zone."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return local.astimezone(UTC).replace(tzinfo=None)


def months(first: str, last: str, starting_day: int = 1) -> tuple[Period, ...]:
    """The months of a contract."""
    begin = date.fromisoformat(first)
    return Schedule(Every.MONTH, starting_day, begin, date.fromisoformat(last), begin.replace(day=1)).periods()
