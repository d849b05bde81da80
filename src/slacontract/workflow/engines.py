"""Engines by their connection URL: where the canonical tables of a large user already lie."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from slacontract.findings import Finding, finding
from slacontract.measuring.counting.engines.dialects import DIALECTS
from slacontract.measuring.counting.engines.embedded import connect
from slacontract.measuring.counting.engines.engine import Refused, first_words
from slacontract.measuring.counting.engines.local import Local
from slacontract.measuring.counting.engines.places import HERE, places
from slacontract.measuring.counting.engines.spark import Spark, session
from slacontract.measuring.counting.engines.warehouse import Warehouse, connection

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.measuring.counting.engines.engine import Elsewhere

EXTRAS: Final[Mapping[str, str]] = {
    "athena": "athena", "awsathena": "athena", "bigquery": "bigquery", "clickhouse": "clickhouse", "clickhousedb": "clickhouse",
    "databricks": "databricks", "mariadb": "mysql", "mssql": "sqlserver", "mysql": "mysql", "postgres": "postgresql",
    "postgresql": "postgresql", "redshift": "redshift", "snowflake": "snowflake", "spark": "spark", "trino": "trino",
}  # fmt: skip
"""The extra of this package that brings what an engine needs."""
DRIVERS: Final[Mapping[str, str]] = {
    "athena": "awsathena+rest", "clickhouse": "clickhousedb", "mariadb": "mariadb+pymysql", "mssql": "mssql+pyodbc",
    "mysql": "mysql+pymysql", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg",
    "redshift": "redshift+redshift_connector",
}  # fmt: skip
"""The driver that the extra brings, for a URL that names none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which engine, which of its tables, and where they lie: by canonical table, a name or folder and who says so."""

    url: str
    wanted: Collection[str] | None = None
    named: Mapping[str, tuple[str, Position]] = field(default_factory=dict)
    home: Path = field(default_factory=Path)

    @property
    def kind(self) -> str:
        """The first word of the URL."""
        return self.url.partition(":")[0].partition("+")[0]


def opened(asked: Asked, held: ExitStack) -> tuple[Elsewhere | None, str, list[Finding]]:
    """The engine behind a URL and how it is called, without the secrets of the URL; None with what is wrong.

    ``duckdb:///warehouse.duckdb`` is a database file, ``duckdb:`` none but folders; ``spark:local[2]`` or ``spark://host:7077`` a
    Spark session, anything else a URL of SQLAlchemy. ``?schema=name`` tells where the canonical tables lie.
    """
    if asked.kind not in DIALECTS:
        known = ", ".join(sorted(DIALECTS))
        return None, "", [finding("R636", HERE, f"'{_start(asked.url)}' is no engine.", f"Known are: {known}.")]
    try:
        engine, told = _opened(asked, held)
    except Exception as fault:  # each driver has errors of its own; all of them mean that there is no connection
        return None, "", [_unreachable(asked, fault)]
    return (None if told else engine), _called(asked), told


def _opened(asked: Asked, held: ExitStack) -> tuple[Elsewhere, list[Finding]]:
    if asked.kind == "duckdb":
        rest = asked.url.removeprefix("duckdb:").partition("?")[0]
        path = Path(rest.removeprefix("///")) if rest not in ("", "//") else None
        if path is not None and not path.is_file():
            raise FileNotFoundError(f"there is no file {path}")
        local = Local(held.enter_context(connect()), path, places(asked.named, asked.home), asked.wanted)
        return local, local.findings
    if asked.kind == "spark":
        made, given_back = session(asked.url)
        held.callback(given_back)
        spark = Spark(made, places(asked.named, asked.home), asked.wanted)
        held.callback(spark.close)
        return spark, spark.findings
    address, schema = without_schema(with_driver(asked.url))
    warehouse = Warehouse(
        held.enter_context(connection(address)), schema, places(asked.named, asked.home, schema), asked.wanted
    )  # fmt: skip
    return warehouse, warehouse.findings


def _unreachable(asked: Asked, fault: Exception) -> Finding:
    """Why there is no connection; a driver that is missing with the command that brings it."""
    missing = _missing(fault)
    if missing:
        what = f"The driver for {asked.kind} is not installed: there is no '{missing}'."
        return finding("R636", HERE, what, _installed(asked))
    if isinstance(fault, ValueError) or "Could not parse" in str(fault):
        remedy = f"Write {asked.kind}://user:password@host:port/database; in a password @ is %40, : is %3A and / is %2F."
        return finding("R636", HERE, f"The URL for {asked.kind} cannot be read.", remedy)
    said = without_secrets(str(fault) if isinstance(fault, Refused) else first_words(fault), asked.url)
    return finding("R636", HERE, f"{asked.kind} cannot be reached: {said}.", "Check the URL, the rights, and whether it runs.")


def _installed(asked: Asked) -> str:
    """How a driver that is missing is brought; one that the URL names may be another than ours."""
    ours = f"pip install 'slacontract[{EXTRAS.get(asked.kind, 'engines')}]'"
    driver = asked.url.partition(":")[0].partition("+")[2]
    if driver and asked.kind in DRIVERS and not DRIVERS[asked.kind].endswith(f"+{driver}"):
        return f"Install it; or leave '+{driver}' out of the URL and install ours: {ours}."
    return f"Install it: {ours}."


def _missing(fault: Exception) -> str:
    """The package that an error says is missing; SQLAlchemy says it in words of its own."""
    if isinstance(fault, ModuleNotFoundError):
        return str(fault.name)
    found = re.search(r"Can't load plugin: sqlalchemy\.dialects:(\S+)", str(fault))
    return found.group(1) if found else ""


def _start(url: str) -> str:
    """What comes before the address: nothing of it is secret."""
    return re.split(r"://|:|@", url)[0][:40]


def _called(asked: Asked) -> str:
    """How the engine is called: its kind, host and database; neither user nor password nor any key."""
    if asked.kind in ("duckdb", "spark"):
        return {"duckdb": "DuckDB", "spark": "Spark"}[asked.kind]
    from sqlalchemy.engine import make_url  # noqa: PLC0415  # an extra

    url = make_url(without_schema(with_driver(asked.url))[0])
    return " ".join(filter(None, (asked.kind, "/".join(filter(None, (url.host, url.database))))))


def without_secrets(words: str, url: str) -> str:
    """What a driver says, without the password of the URL and the values of keys that are secret.

    >>> without_secrets("no user x with s:cret at h", "postgresql://x:s%3Acret@h/db")
    'no user x with *** at h'
    """
    user = url.partition("?")[0].rpartition("@")[0].partition("://")[2]  # a password may hold an @ that nobody escaped
    password = user.partition(":")[2]
    pairs = [pair.partition("=") for pair in url.partition("?")[2].split("&")]
    keys = [value for key, _, value in pairs if _SECRET.search(key)]
    for secret in sorted({password, *password.split("@"), *keys}, key=len, reverse=True):
        for form in (secret, unquote_plus(secret)):
            if len(form) > 2:
                words = words.replace(form, "***")
    return words


_SECRET: Final = re.compile(r"(?i)pass|pwd|token|secret|key|cred|auth|sas")


def with_driver(url: str) -> str:
    """A URL with the driver that our extra brings, where it names none.

    >>> with_driver("postgres://host/db"), with_driver("postgresql+psycopg2://host/db")
    ('postgresql+psycopg://host/db', 'postgresql+psycopg2://host/db')
    """
    kind, colon, rest = url.partition(":")
    return f"{DRIVERS.get(kind, kind)}{colon}{rest}"


def without_schema(url: str) -> tuple[str, str | None]:
    """A URL without the key that is ours, and what the key says.

    >>> without_schema("postgresql://host/db?sslmode=require&schema=calls")
    ('postgresql://host/db?sslmode=require', 'calls')
    >>> without_schema("trino://host/hive?schema=calls&source=x")
    ('trino://host/hive?source=x', 'calls')
    """
    address, _, query = url.partition("?")
    keys = [key for key in query.split("&") if key]
    named = [key.removeprefix("schema=") for key in keys if key.startswith("schema=")]
    rest = "&".join(key for key in keys if not key.startswith("schema="))
    return f"{address}?{rest}" if rest else address, named[0] if named else None
