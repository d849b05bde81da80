"""The canonical tables as views over what each source has filled: all columns of all tables, null where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding
from slacontract.measuring.sources.intake import many
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.repeats import LEG
from slacontract.measuring.sources.sql import MEASURE, name
from slacontract.measuring.tables import SQL_TYPES, Table, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def make_views(connection: DuckDBPyConnection, done: Sequence[Loaded]) -> None:
    """The canonical tables: what the sources fill under one name, all other columns null; tables without a source are empty.

    A measure that an interval does not say is a row without a value: it was not measured, and is not 0.
    """
    for table in tables().values():
        sources = [loaded for loaded in done if loaded.table.name == table.name]
        extra = sorted({t.name for loaded in sources for t in loaded.plan.targets if t.kind == "text"} - set(table.columns))
        parts = [part for loaded in sources for part in _selects(connection, table, loaded, extra)]
        nothing = ", ".join(f"CAST(NULL AS {SQL_TYPES[c.kind]}) AS {name(c.name)}" for c in table.columns.values())
        sql = " UNION ALL ".join(parts) if parts else f"SELECT {nothing} WHERE FALSE"
        connection.execute(f"CREATE OR REPLACE VIEW {name(table.name)} AS {sql}")


def _selects(connection: DuckDBPyConnection, table: Table, loaded: Loaded, extra: Sequence[str]) -> Iterable[str]:
    there = {target.name: target for target in loaded.plan.targets}
    stored = connection.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [loaded.base]).fetchall()
    numbered = (LEG,) in stored

    def said(column: str, kind: str) -> str:
        if column == "leg_no":
            return f"{LEG} AS leg_no" if numbered else "CAST(1 AS BIGINT) AS leg_no"
        return name(column) if column in there else f"CAST(NULL AS {kind}) AS {name(column)}"

    plain = {c.name: said(c.name, SQL_TYPES[c.kind]) for c in table.columns.values()}
    others = [said(column, "VARCHAR") for column in extra]
    measures = [target.name for target in loaded.plan.targets if target.name.startswith(MEASURE)]
    if not measures:
        yield f"SELECT {', '.join([*plain.values(), *others])} FROM {name(loaded.base)}"
    for measure in measures:
        own = {**plain, "measure": f"'{measure.removeprefix(MEASURE)}' AS measure", "value": f"{name(measure)} AS value"}
        yield f"SELECT {', '.join([*own.values(), *others])} FROM {name(loaded.base)}"


def shared_ids(connection: DuckDBPyConnection, done: Sequence[Loaded]) -> list[Finding]:
    """Contacts of two sources with the same id would become one."""
    sources = [s for s in done if s.table.name == "interactions" and any(t.name == "contact_id" for t in s.plan.targets)]
    found = []
    for number, one in enumerate(sources):
        for other in sources[number + 1 :]:
            row = connection.execute(
                f"SELECT count(*) FROM {name(one.base)} SEMI JOIN {name(other.base)} USING (contact_id)"
            ).fetchone()
            if row and row[0] and "accept" not in {one.plan.reading.reused_ids, other.plan.reading.reused_ids}:
                what = f"'{one.source}' and '{other.source}' have {many(row[0], 'id')} of contacts in common."
                remedy = "Make one of the ids of several columns with 'join:', or write 'reused_ids: accept' if both are one."
                found.append(finding("R615", one.plan.reading.place, what, remedy, other.plan.reading.place))
    return found
