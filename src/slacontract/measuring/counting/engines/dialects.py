"""The same query in the dialect of another engine: rewritten by sqlglot, with the few constructs put right that it does not know.

sqlglot rewrites syntax and knows no types. What it would get wrong is replaced by a node that it gets right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    "presto": "presto",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "spark": "spark",
    "trino": "trino",
}
"""The first word of a connection URL, and what sqlglot calls its dialect."""


def rewritten(sql: str, dialect: str, schema: str | None = None) -> str:
    """A query of ours in another dialect, with canonical tables looked up in a schema where one is told.

    >>> rewritten("SELECT DATE_DIFF('second', a, b) AS s FROM t", "mysql")
    'SELECT TIMESTAMPDIFF(SECOND, a, b) AS s FROM t'
    """
    if dialect == OWN:
        return sql
    import sqlglot  # noqa: PLC0415  # an extra

    tree = sqlglot.parse_one(sql, read=OWN)
    tree = tree.transform(lambda node: _put_right(node, dialect, schema))
    text: str = tree.sql(dialect=dialect)
    return text


def _put_right(node: Expression, dialect: str, schema: str | None) -> Expression:
    """A construct that the dialect says in another way than sqlglot would, without knowing that these are instants."""
    from sqlglot import exp  # noqa: PLC0415  # an extra

    if isinstance(node, exp.DateDiff):
        return _seconds_between(node.expression, node.this, dialect) or node
    if isinstance(node, exp.Add) and isinstance(node.expression, exp.Interval):
        return _seconds_later(node.this, node.expression.this, dialect) or node
    if isinstance(node, exp.Table) and schema and node.name in tables():
        node.set("db", exp.to_identifier(schema))
    return node


def _seconds_between(a: Expression, b: Expression, dialect: str) -> Expression | None:
    """Whole seconds from a to b, each without its parts of a second, as DuckDB counts them."""
    from sqlglot import exp  # noqa: PLC0415  # an extra

    if dialect == "bigquery":
        return exp.DatetimeDiff(this=b, expression=a, unit=exp.var("SECOND"))
    if dialect == "mysql":
        return exp.TimestampDiff(this=b, expression=a, unit=exp.var("SECOND"))
    if dialect in ("spark", "databricks"):  # in a session whose zone is UTC
        late, early = (exp.UnixSeconds(this=exp.cast(moment, "TIMESTAMPTZ")) for moment in (b, a))
        return exp.paren(exp.Sub(this=late, expression=early))
    return None


def _seconds_later(moment: Expression, seconds: Expression, dialect: str) -> Expression | None:
    from sqlglot import exp  # noqa: PLC0415  # an extra

    if dialect == "bigquery":
        return exp.DatetimeAdd(this=moment, expression=seconds, unit=exp.var("SECOND"))
    if dialect == "tsql":
        return exp.DateAdd(this=moment, expression=exp.Literal.number(seconds.name), unit=exp.var("SECOND"))
    return None
