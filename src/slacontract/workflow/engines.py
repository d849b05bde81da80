"""Engines by their connection URL: where the canonical tables of a large user already lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.counting.engines.dialects import DIALECTS
from slacontract.measuring.counting.engines.embedded import Embedded, connect
from slacontract.measuring.counting.engines.spark import Spark, session
from slacontract.measuring.counting.engines.warehouse import Warehouse, connection

if TYPE_CHECKING:
    from contextlib import ExitStack

    from slacontract.measuring.counting.engines.engine import Engine

EXTRA = "pip install 'slacontract[engines]'"


def opened(url: str, held: ExitStack) -> tuple[Engine | None, str, list[Finding]]:
    """The engine behind a URL and how it is called, without the secrets of the URL; None with what is wrong.

    ``duckdb:///warehouse.duckdb`` is a database file, ``spark:local[2]`` or ``spark://host:7077`` a Spark session, anything else
    a URL of SQLAlchemy. ``?schema=name`` tells where the canonical tables lie.
    """
    kind, _, rest = url.partition(":")
    dialect = kind.partition("+")[0]
    if dialect not in DIALECTS:
        known = ", ".join(sorted(DIALECTS))
        return None, "", [finding("R636", Position("--engine"), f"'{kind}' is no engine.", f"Known are: {known}.")]
    try:
        return _opened(dialect, url, rest, held), DIALECTS[dialect], []
    except ImportError as fault:
        told = finding("R636", Position("--engine"), f"'{fault.name}' is not installed.", f"Install it: {EXTRA}, and its driver.")
    except Exception as fault:  # each driver has errors of its own; all of them mean that there is no connection
        first = str(fault).strip().splitlines()[:1]
        told = finding("R636", Position("--engine"), f"{dialect} cannot be reached: {' '.join(first)[:200]}",
                       "Check the URL, the rights, and whether it runs.")  # fmt: skip
    return None, "", [told]


def _opened(dialect: str, url: str, rest: str, held: ExitStack) -> Engine:
    if dialect == "duckdb":
        path = Path(rest.removeprefix("///"))
        if not path.is_file():
            raise FileNotFoundError(f"there is no file {path}")
        return Embedded(held.enter_context(connect(path)))
    if dialect == "spark":
        spark = session(url)
        held.callback(spark.stop)
        return Spark(spark)
    address, schema = _without_schema(url)
    return Warehouse(held.enter_context(connection(address)), schema)


def _without_schema(url: str) -> tuple[str, str | None]:
    """A URL without the key that is ours, and what the key says.

    >>> _without_schema("postgresql://host/db?sslmode=require&schema=calls")
    ('postgresql://host/db?sslmode=require', 'calls')
    >>> _without_schema("trino://host/hive?schema=calls&source=x")
    ('trino://host/hive?source=x', 'calls')
    """
    address, _, query = url.partition("?")
    keys = [key for key in query.split("&") if key]
    named = [key.removeprefix("schema=") for key in keys if key.startswith("schema=")]
    rest = "&".join(key for key in keys if not key.startswith("schema="))
    return f"{address}?{rest}" if rest else address, named[0] if named else None
