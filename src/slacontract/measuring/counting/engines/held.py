"""Tables as they lie on another engine, and what makes canonical ones of them: text, whole and decimal numbers, instants in UTC.

What can be said exactly is brought into the canonical kind in passing; anything else is told, column by column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.tables import Kind, Table, tables

Found: TypeAlias = Literal["text", "whole", "decimal", "float", "instant", "zoned", "day", "flag", "other"]


@dataclass(frozen=True, slots=True)
class Held:
    """A column as it lies there: its name and its type, both in the words of the engine."""

    there: str
    told: str

    @property
    def name(self) -> str:
        """Its name in small letters, as ours are."""
        return self.there.lower()


@dataclass(frozen=True, slots=True)
class Read:
    """A column that is read: its name there, the kind of values it has there, and the kind that they become."""

    there: str
    found: Found
    kind: Kind


_KINDS: Final[Sequence[tuple[str, Found]]] = (
    (r"BOOL|BIT$|BIT\(1\)|TINYINT\(1\)", "flag"),
    (r"U?(BIG|SMALL|TINY|MEDIUM|HUGE|BYTE)?INT(EGER)?\d*\b|LONG$|SHORT$|BYTE$", "whole"),
    (r"(BIG)?(DECIMAL|NUMERIC|NUMBER)\d*(\(\d+(, ?0)?\))$", "whole"),
    (r"(BIG)?(DECIMAL|NUMERIC|NUMBER)|(SMALL)?MONEY", "decimal"),
    (r"FLOAT|DOUBLE|REAL", "float"),
    (r"(TIMESTAMP|DATETIME)\S* WITH (LOCAL )?TIME ZONE|TIMESTAMP_?L?TZ|DATETIMEOFFSET", "zoned"),
    (r"TIMESTAMP|(SMALL)?DATETIME", "instant"),
    (r"DATE(32)?$", "day"),
    (r"N?(VAR)?CHAR|CHARACTER|(TINY|MEDIUM|LONG|N|CI)?TEXT|STRING|UUID|ENUM|UNIQUEIDENTIFIER|FIXEDSTRING", "text"),
)
_WITH_A_ZONE: Final = {"bigquery": "TIMESTAMP", "clickhouse": "DATETIME", "databricks": "TIMESTAMP", "mysql": "TIMESTAMP",
                       "spark": "TIMESTAMP"}  # fmt: skip
"""Where a name without more means an instant with a zone, or one that is shown in that of the session."""


def kind_of(told: str, dialect: str) -> Found:
    """What kind of values a type holds.

    >>> kind_of("NUMERIC(38, 0)", "snowflake"), kind_of("timestamp", "spark"), kind_of("TIMESTAMP WITH TIME ZONE", "postgres")
    ('whole', 'zoned', 'zoned')
    >>> kind_of("DOUBLE PRECISION", "postgres"), kind_of("Nullable(Decimal(18, 3))", "clickhouse"), kind_of("INTERVAL", "trino")
    ('float', 'decimal', 'other')
    """
    name = told.upper()
    while wrapped := re.fullmatch(r"(?:NULLABLE|LOWCARDINALITY)\((.*)\)", name):
        name = wrapped.group(1)
    if (zoned := _WITH_A_ZONE.get(dialect)) and re.match(rf"{zoned}(?!_NTZ)", name):
        return "zoned"
    return next((kind for pattern, kind in _KINDS if re.match(pattern, name)), "other")


_TAKEN: Final[Mapping[Kind, frozenset[Found]]] = {
    "text": frozenset({"text", "whole"}),
    "instant": frozenset({"instant", "zoned"}),
    "day": frozenset({"day"}),
    "seconds": frozenset({"whole", "decimal"}),
    "count": frozenset({"whole"}),
    "amount": frozenset({"whole", "decimal"}),
    "score": frozenset({"whole", "decimal"}),
    "flag": frozenset({"flag"}),
}
_WANTED: Final[Mapping[Kind, tuple[str, str]]] = {
    "text": ("text", "CAST({c} AS VARCHAR)"),
    "instant": ("an instant, a TIMESTAMP in UTC", "CAST({c} AS TIMESTAMP)"),
    "day": ("a day", "CAST({c} AS DATE)"),
    "seconds": ("seconds, whole or with decimals", "CAST({c} AS DECIMAL(18, 3))"),
    "count": ("a whole number", "CAST({c} AS BIGINT)"),
    "amount": ("an amount with decimals", "CAST({c} AS DECIMAL(18, 4))"),
    "score": ("points with decimals", "CAST({c} AS DECIMAL(18, 4))"),
    "flag": ("true or false", "CAST({c} AS BOOLEAN)"),
}
_WHY: Final[Mapping[Found, str]] = {
    "float": " Binary numbers are not exact, and their sums depend on the order of the rows.",
    "day": " A day has no time.",
}
_NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "interactions": (("contact_id",), ("started_at", "queued_at")),
    "agent_states": (("agent_key",), ("class",), ("start_at",), ("end_at",)),
    "tickets": (("ticket_id",), ("created_at",)),
    "ticket_events": (("ticket_id",), ("at",), ("field",)),
    "surveys": (("survey_id",), ("sent_at", "answered_at")),
    "evaluations": (("evaluation_id",), ("at",)),
    "sales": (("sale_id",), ("kind",), ("at",)),
    "repairs": (("repair_id",), ("in_at", "out_at", "diagnosed_at")),
    "records": (("record_id",), ("loaded_at", "first_dial_at")),
    "schedules": (("kind",), ("start_at",)),
    "interval_stats": (("start_at",), ("measure",), ("value",)),
    "exclusions": (("exclusion_id",), ("decision",)),
}
"""What a table cannot be counted without: of each group at least one column."""
PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is read of a table: its columns by our name for them, and what does not fit."""

    columns: Mapping[str, Read]
    findings: tuple[Finding, ...] = ()

    def kinds(self) -> dict[str, Kind]:
        """The columns with their canonical kinds."""
        return {name: read.kind for name, read in self.columns.items()}


def judged(table: str, at: Position, columns: Collection[Held], dialect: str) -> Judged:
    """Which columns of a table are read, and how; what does not fit is told, all of it at once.

    More columns than the canonical ones may tell members apart: those of text and whole numbers, with a plain name.
    """
    canonical = tables()[table].columns
    kinds = {one.name: kind_of(one.told, dialect) for one in columns}
    names = {one.name: one.there for one in columns}
    found = [*_missing(tables()[table], at, kinds), *_unfit(tables()[table], at, columns, kinds)]
    own = {name: Read(names[name], kinds[name], told.kind) for name, told in canonical.items() if name in kinds}
    more = sorted(n for n, kind in kinds.items() if n not in canonical and kind in _TAKEN["text"] and PLAIN.fullmatch(n))
    return Judged({**own, **{name: Read(names[name], kinds[name], "text") for name in more}}, tuple(found))


def _missing(table: Table, at: Position, kinds: Mapping[str, Found]) -> Iterator[Finding]:
    for group in _NEEDED[table.name]:
        if not kinds.keys() & set(group):
            lacking = " or ".join(f"'{name}'" for name in group)
            has = ", ".join(sorted(kinds)) or "none"
            what = f"'{table.name}' has no column {lacking}, without which it cannot be counted; it has: {has}."
            yield finding("R637", at, what,
                          "Name the column so, in a view over the table where it cannot be renamed.")  # fmt: skip


def _unfit(table: Table, at: Position, columns: Collection[Held], kinds: Mapping[str, Found]) -> Iterator[Finding]:
    for one in columns:
        column = table.columns.get(one.name)
        if column is None or kinds[one.name] in _TAKEN[column.kind]:
            continue
        wanted, cast = _WANTED[column.kind]
        yield finding(
            "R637",
            at,
            f"'{table.name}.{one.name}' is {one.told}, and must be {wanted}.{_WHY.get(kinds[one.name], '')}",
            f"Convert it where it is written, or in a view: {cast.format(c=one.name)} AS {one.name}.",
        )


_IN_UTC: Final = "({x} AT TIME ZONE 'UTC')"
_UTC: Final[Mapping[str, str]] = {
    "athena": f"CAST({_IN_UTC} AS TIMESTAMP(6))",
    "bigquery": "DATETIME({x}, 'UTC')",
    "clickhouse": "CAST({x} AS Nullable(DateTime64(6, 'UTC')))",
    "databricks": "CAST({x} AS TIMESTAMP_NTZ)",
    "duckdb": "make_timestamp(epoch_us({x}))",
    "mysql": "{x}",
    "snowflake": "CAST(CONVERT_TIMEZONE('UTC', {x}) AS TIMESTAMP_NTZ)",
    "spark": "CAST({x} AS TIMESTAMP_NTZ)",
    "trino": f"CAST({_IN_UTC} AS TIMESTAMP(6))",
    "tsql": f"CAST({_IN_UTC} AS DATETIME2)",
}
"""An instant with a zone as one in UTC without; the sessions of MySQL, Spark and Databricks are in UTC."""
_BYTES: Final[Mapping[str, str]] = {
    "clickhouse": "CAST({x} AS Nullable(String))",
    "mysql": "CONVERT({x} USING utf8mb4) COLLATE utf8mb4_bin",
    "postgres": 'CAST({x} AS TEXT) COLLATE "C"',
    "tsql": "CAST({x} AS NVARCHAR(4000)) COLLATE Latin1_General_100_BIN2",
}
"""Text that is compared and ordered by its letters as they are, where an engine might take a for A, or order by language."""
_TEXT: Final = {"bigquery": "STRING", "databricks": "STRING", "redshift": "VARCHAR(64)", "spark": "STRING"}
_FLAG: Final = {"clickhouse": "CAST({x} AS Nullable(Bool))", "mysql": "({x} <> 0)"}
_WHOLE: Final = {"clickhouse": "CAST({x} AS Nullable(Int64))", "tsql": "CAST({x} AS BIGINT)"}


def as_canonical(column: str, found: Found, kind: Kind, dialect: str) -> str:
    """A column, quoted as its engine has it, as the canonical kind; in the engine's own dialect.

    >>> as_canonical("moment", "zoned", "instant", "bigquery"), as_canonical("moment", "instant", "instant", "bigquery")
    ("DATETIME(moment, 'UTC')", 'moment')
    """
    if kind == "text":
        text = _BYTES.get(dialect, "{x}" if found == "text" else f"CAST({{x}} AS {_TEXT.get(dialect, 'VARCHAR')})")
        return text.format(x=column)
    if found == "zoned":
        return _UTC.get(dialect, _IN_UTC).format(x=column)
    if found == "whole":
        return _WHOLE.get(dialect, "{x}").format(x=column)
    if found == "flag":
        return _FLAG.get(dialect, "{x}").format(x=column)
    return f"toNullable({column})" if dialect == "clickhouse" else column


def expressions(told: Judged, dialect: str, quoted: Callable[[str], str], own: Callable[[str], str]) -> list[str]:
    """Each column as a canonical one, named. ``quoted`` is how the engine writes a name it has, ``own`` how it writes ours."""
    return [f"{as_canonical(quoted(read.there), read.found, read.kind, dialect)} AS {own(name)}"
            for name, read in told.columns.items()]  # fmt: skip
