"""Spark: the canonical tables as tables of its catalog, or as Parquet files under a folder; counted where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from slacontract.measuring.counting.engines.dialects import rewritten
from slacontract.measuring.counting.engines.engine import Value

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL: Final = "spark:"


class Spark:
    """A Spark session. Tables are found under their canonical names, or under those that ``named`` says."""

    dialect: str = "spark"

    def __init__(self, session: SparkSession, named: Mapping[str, str] | None = None) -> None:
        session.conf.set("spark.sql.session.timeZone", "UTC")
        self._session: Any = session
        for table, source in (named or {}).items():
            frame = self._session.read.parquet(source) if "/" in source else self._session.table(source)
            frame.createOrReplaceTempView(table)

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query that is written for the embedded engine."""
        found: list[tuple[Value, ...]] = [tuple(row) for row in self._session.sql(rewritten(sql, self.dialect)).collect()]
        return found

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table; none where there is no such table."""
        if not self._session.catalog.tableExists(table):
            return frozenset()
        return frozenset(self._session.table(table).columns)


def session(url: str) -> SparkSession:
    """A session for ``spark://host:port`` or, within this machine, ``spark:local[2]``."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra

    builder: Any = SparkSession.builder
    master = url.removeprefix(LOCAL) if url.startswith(f"{LOCAL}local") else url
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "8",
    }
    builder = builder.master(master).appName("slacontract measure")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made: SparkSession = builder.getOrCreate()
    return made
