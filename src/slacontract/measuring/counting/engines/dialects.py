"""The same query in the dialect of another engine: rewritten by sqlglot, with what it cannot know put right.

sqlglot rewrites syntax and knows no types. Seconds between instants, later instants and the precision of instants are said here
for each dialect. Every name of ours is quoted, so that no dialect takes one for a word of its own or changes its case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from slacontract.measuring.tables import tables

if TYPE_CHECKING:
    from sqlglot.expressions import Expression

OWN: Final = "duckdb"
DIALECTS: Final = {
    "athena": "athena",
    "awsathena": "athena",
    "bigquery": "bigquery",
    "clickhouse": "clickhouse",
    "clickhousedb": "clickhouse",
    "databricks": "databricks",
    "duckdb": "duckdb",
    "mariadb": "mysql",
    "mssql": "tsql",
    "mysql": "mysql",
    "postgres": "postgres",
    "postgresql": "postgres",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "spark": "spark",
    "trino": "trino",
}
"""The first word of a connection URL, and what sqlglot calls its dialect."""

_ELAPSED: Final = "DATE_DIFF('second', DATE_TRUNC('second', a), DATE_TRUNC('second', b))"
_UNIX: Final = "UNIX_SECONDS(CAST(b AS TIMESTAMP)) - UNIX_SECONDS(CAST(a AS TIMESTAMP))"
SECONDS_BETWEEN: Final[Mapping[str, str]] = {
    "athena": _ELAPSED,
    "bigquery": "DATETIME_DIFF(b, a, SECOND)",
    "clickhouse": "dateDiff('second', a, b)",
    "databricks": _UNIX,
    "mysql": "TO_SECONDS(b) - TO_SECONDS(a)",
    "postgres": "CAST(EXTRACT(EPOCH FROM DATE_TRUNC('second', b) - DATE_TRUNC('second', a)) AS BIGINT)",
    "redshift": "DATEDIFF(SECOND, a, b)",
    "snowflake": "DATEDIFF(SECOND, a, b)",
    "spark": _UNIX,
    "trino": _ELAPSED,
    "tsql": "DATEDIFF_BIG(SECOND, a, b)",
}
"""Whole seconds from a to b, each without its parts of a second.

DuckDB, BigQuery, ClickHouse, Redshift, Snowflake and SQL Server count the seconds that begin between two instants; elsewhere
time that has passed would be counted, and rounded, so both are cut to the second first. TO_SECONDS and UNIX_SECONDS cut.
"""
SECONDS_LATER: Final[Mapping[str, str]] = {
    "bigquery": "DATETIME_ADD(a, INTERVAL n SECOND)",
    "clickhouse": "a + INTERVAL n SECOND",
    "mysql": "a + INTERVAL n SECOND",
    "tsql": "DATEADD(SECOND, n, a)",
}
"""n seconds after a, where ``INTERVAL 'n' SECOND`` is not understood."""
MICROSECONDS: Final = frozenset({"athena", "mysql", "trino"})
"""Dialects in which an instant has no or fewer than six decimals of a second unless one says so."""
REMAINDER: Final[Mapping[str, str]] = {
    "clickhouse": "toDecimal128(a, 6) - n * floor(toDecimal128(a, 6) / n)",
}
"""What is left of a when it is divided by n, where ``%`` leaves out the decimals of a."""
NOT_KEPT: Final = frozenset({"postgres"})
"""Dialects that write down a named query that is read twice, unless they are told not to."""


def rewritten(sql: str, dialect: str, names: Mapping[str, str] | None = None) -> str:
    """A query of ours in another dialect; ``names`` says what canonical tables are called there.

    >>> rewritten("SELECT DATE_DIFF('second', a, b) AS s FROM sales", "mysql", {"sales": "those"})
    'SELECT (TO_SECONDS(`b`) - TO_SECONDS(`a`)) AS `s` FROM `those`'
    """
    if dialect == OWN and not names:
        return sql
    import sqlglot  # noqa: PLC0415  # an extra
    from sqlglot import exp  # noqa: PLC0415  # an extra

    tree = sqlglot.parse_one(sql, read=OWN)
    for cast in list(tree.find_all(exp.Cast)):
        _precise(cast, dialect)
    for difference in list(tree.find_all(exp.DateDiff)):
        _replaced(difference, SECONDS_BETWEEN.get(dialect), dialect, a=difference.expression, b=difference.this)
    for later in [node for node in tree.find_all(exp.Add) if isinstance(node.expression, exp.Interval)]:
        seconds = exp.Literal.number(later.expression.this.name)
        _replaced(later, SECONDS_LATER.get(dialect), dialect, a=later.this, n=seconds)
    for rest in reversed(list(tree.find_all(exp.Mod))):
        _replaced(rest, REMAINDER.get(dialect), dialect, a=rest.this, n=rest.expression)
    for table in list(tree.find_all(exp.Table)):
        if table.name in tables() and names:
            table.set("this", exp.to_identifier(names.get(table.name, table.name)))
    for named in tree.find_all(exp.CTE) if dialect in NOT_KEPT else ():
        if named.alias.endswith("_rows"):
            named.set(arg_key="materialized", value=False)
    if dialect in _PECULIAR:
        _PECULIAR[dialect](tree)
    text: str = tree.sql(dialect=dialect, identify=True, unsupported_level=sqlglot.ErrorLevel.IGNORE)
    return text


def _precise(cast: Any, dialect: str) -> None:
    """An instant with microseconds."""
    from sqlglot import exp  # noqa: PLC0415  # an extra

    if cast.to.this not in (exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ):
        return
    if dialect in MICROSECONDS:
        cast.to.set("expressions", [exp.DataTypeParam(this=exp.Literal.number(6))])
    if dialect == "clickhouse":
        cast.set("to", exp.DataType.build("Nullable(DateTime64(6, 'UTC'))", dialect=dialect))


def _replaced(node: Expression, template: str | None, dialect: str, **given: Expression) -> None:
    """Put a template of a dialect, with its letters filled in, in the place of a node."""
    import sqlglot  # noqa: PLC0415  # an extra
    from sqlglot import exp  # noqa: PLC0415  # an extra

    if template is None:
        return
    made = exp.paren(sqlglot.parse_one(template, read=dialect), copy=False)
    for column in list(made.find_all(exp.Column)):
        column.replace(given[column.name].copy() if column.name in given else exp.var(column.name))
    node.replace(made)


def _for_clickhouse(tree: Any) -> None:
    """A join that finds nothing gives nothing, not zero; columns and sums keep their names; times without a zone are UTC."""
    from sqlglot import exp  # noqa: PLC0415  # an extra

    for select in tree.find_all(exp.Select):
        named = [
            exp.alias_(one, one.name) if isinstance(one, exp.Column) and one.name != "*" else one for one in select.expressions
        ]
        select.set("expressions", named)
    settings = [exp.EQ(this=exp.var(name), expression=exp.var(value)) for name, value in CLICKHOUSE.items()]
    tree.set("settings", settings)


CLICKHOUSE: Final[Mapping[str, str]] = {
    "join_use_nulls": "1",
    "aggregate_functions_null_for_empty": "1",
    "prefer_column_name_to_alias": "1",
    "session_timezone": "'UTC'",
}


def _for_snowflake(tree: Any) -> None:
    """Rows of a table that is written out are constants there; an instant is none."""
    from sqlglot import exp  # noqa: PLC0415  # an extra

    for values in list(tree.find_all(exp.Values)):
        alias = values.args["alias"]
        rows = [exp.select(*(exp.alias_(cell, column.name) for cell, column in zip(row.expressions, alias.columns, strict=True)))
                for row in values.expressions]  # fmt: skip
        several = exp.union(*rows, distinct=False) if len(rows) > 1 else rows[0]
        place = values.parent if isinstance(values.parent, exp.Subquery) else values
        place.replace(several.subquery(alias.name))


def _for_sql_server(tree: Any) -> None:
    """Text that is not there is compared like text that is."""
    import sqlglot  # noqa: PLC0415  # an extra
    from sqlglot import exp  # noqa: PLC0415  # an extra

    for cast in list(tree.find_all(exp.Cast)):
        if isinstance(cast.this, exp.Null) and cast.to.this in exp.DataType.TEXT_TYPES:
            cast.replace(sqlglot.parse_one("CAST(NULL AS NVARCHAR(4000)) COLLATE Latin1_General_100_BIN2", read="tsql"))


_PECULIAR: Final[Mapping[str, Callable[[Any], None]]] = {
    "clickhouse": _for_clickhouse,
    "snowflake": _for_snowflake,
    "tsql": _for_sql_server,
}


def beginning_with(named: Mapping[str, str], text: str) -> str:
    """A query in a dialect, after more named queries in the same dialect.

    >>> beginning_with({"a": "SELECT 1"}, "WITH b AS (SELECT 2) SELECT 3")
    'WITH a AS (SELECT 1), b AS (SELECT 2) SELECT 3'
    >>> beginning_with({}, "SELECT 3")
    'SELECT 3'
    """
    if not named:
        return text
    head = ", ".join(f"{name} AS ({query})" for name, query in named.items())
    return f"WITH {head}, {text.removeprefix('WITH ')}" if text.startswith("WITH ") else f"WITH {head} {text}"
