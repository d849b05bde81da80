"""Spark: the canonical tables as tables of its catalog, or as folders of Parquet files; counted where they lie."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from slacontract.findings import Finding, finding
from slacontract.measuring.counting.engines.dialects import rewritten
from slacontract.measuring.counting.engines.engine import Refused, Value, first_words
from slacontract.measuring.counting.engines.held import Held, Judged, expressions, judged
from slacontract.measuring.counting.engines.places import Place, folder_faults, no_parquet, no_table
from slacontract.measuring.tables import tables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL: Final = "spark:"
SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
"""Instants in UTC; an overflow is an error and not another number; the queue of a folder ``queue=007`` is 007 and not 7."""


class Spark:
    """A Spark session. Tables are found under their canonical names, or where ``named`` says; ``findings`` are what is wrong."""

    dialect: str = "spark"

    def __init__(
        self, session: SparkSession, named: Mapping[str, Place] | None = None, wanted: Collection[str] | None = None
    ) -> None:  # fmt: skip
        self._session: Any = session
        self._before = {name: self._session.conf.get(name, None) for name in SETTINGS}
        for name, value in SETTINGS.items():
            self._session.conf.set(name, value)
        self._judged: dict[str, Judged] = {}
        self.sources: dict[str, str] = {}
        self.findings: list[Finding] = []
        for table in tables():
            if wanted is None or table in wanted:
                self._found(table, (named or {}).get(table))

    def _found(self, table: str, place: Place | None) -> None:
        """Look a table up, and make a view of it whose columns are canonical."""
        there = place or Place(table)
        faults = folder_faults(table, there) if there.folder and not there.remote else []
        try:
            frame = None if faults else self._folder(there.name) if there.folder else self._table(there.name)
        except _faults() as fault:
            frame, faults = None, [_unreadable(table, there, fault)]
        if frame is None:
            self.findings += faults or ([no_table(table, there)] if place else [])
            return
        held = [Held(name, kind) for name, kind in frame.dtypes]
        told = judged(table, there.at, held, self.dialect)
        self.findings += told.findings
        if told.findings:
            return
        frame.selectExpr(*expressions(told, self.dialect, _quoted, _quoted)).createOrReplaceTempView(_view(table))
        self._judged[table] = told
        self.sources[table] = there.told

    def _folder(self, address: str) -> Any:
        return self._session.read.option("mergeSchema", "true").parquet(address)

    def _table(self, name: str) -> Any:
        return self._session.table(name) if self._session.catalog.tableExists(name) else None

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query that is written for the embedded engine."""
        text = rewritten(sql, self.dialect, {table: _view(table) for table in self._judged})
        try:
            found: list[tuple[Value, ...]] = [tuple(row) for row in self._session.sql(text).collect()]
        except _faults() as fault:
            raise Refused(_words(fault)) from fault
        return found

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table; none where there is no such table."""
        return frozenset(self.kinds(table))

    def kinds(self, table: str) -> Mapping[str, str]:
        """The columns of a canonical table, each with its canonical kind."""
        told = self._judged.get(table)
        return told.kinds() if told else {}

    def close(self) -> None:
        """Leave the session as it was."""
        for table in self._judged:
            self._session.catalog.dropTempView(_view(table))
        for name, value in self._before.items():
            if value is not None:
                self._session.conf.set(name, value)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _faults() -> tuple[type[Exception], ...]:
    """What Spark raises: errors of its own, and those of its machine."""
    from py4j.protocol import Py4JError  # noqa: PLC0415  # comes with Spark
    from pyspark.errors import PySparkException  # noqa: PLC0415  # an extra

    return PySparkException, Py4JError


def _words(fault: Exception) -> str:
    """What an error of Spark says, which begins with its class in brackets.

    >>> _words(ValueError("An error occurred while calling o1.x.\\n: [FAILED_READ_FILE.NO_HINT] Cannot read a.\\n  at java"))
    '[FAILED_READ_FILE.NO_HINT] Cannot read a'
    """
    found = re.search(r"\[[A-Z_]+(?:\.[A-Z_]+)*\] .*", str(fault))
    return found.group()[:300].rstrip(". ") if found else first_words(fault)


def _view(table: str) -> str:
    return f"slacontract_{table}"


def _unreadable(table: str, place: Place, fault: Any) -> Finding:
    """A folder that Spark does not read, in its own words; what happens often is said in ours."""
    told = str(fault)
    if "PATH_NOT_FOUND" in told:
        return finding("R637", place.at, f"There is no folder '{place.told}' for '{table}'.", "Check the address.")
    if "UNABLE_TO_INFER_SCHEMA" in told:
        return no_parquet(table, place, "it is empty")
    if "NANOS" in told:
        return finding("R637", place.at, f"'{place.told}' for '{table}' has instants in nanoseconds, which Spark does not read.",
                       "Write them in microseconds: pandas and pyarrow take coerce_timestamps='us'.")  # fmt: skip
    return finding("R637", place.at, f"'{place.told}' for '{table}' cannot be read: {_words(fault)}.",
                   "Write all files of a table with the same columns and types.")  # fmt: skip


def session(url: str) -> tuple[SparkSession, Callable[[], None]]:
    """A session for ``spark://host:port`` or, within this machine, ``spark:local[2]``, and how it is given back.

    One that there is already is used, and left running.
    """
    from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra

    if (there := SparkSession.getActiveSession()) is not None:
        return there, lambda: None
    builder: Any = SparkSession.builder
    master = url.removeprefix(LOCAL) if url.startswith(f"{LOCAL}local") else url
    settings = {
        **SETTINGS,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "8",
    }
    builder = builder.master(master).appName("slacontract measure")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made: SparkSession = builder.getOrCreate()
    made.sparkContext.setLogLevel("OFF")  # what goes wrong is a finding, and not pages of the log
    return made, made.stop
