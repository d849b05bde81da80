"""A file as a relation of DuckDB: its headings as the profile spells them, cells without blanks and marks that say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding
from slacontract.measuring.sources.files import Opened, unreadable
from slacontract.measuring.sources.sql import among, name, text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REJECTS: Final = "_rejected_rows"
SCANS: Final = "_rejected_scans"
_HARD: Final = "\u00a0"
_BLANKS: Final = " \u00a0\t\r\n\ufeff"


@dataclass(frozen=True, slots=True)
class Relation:
    """SQL that reads a file. ``columns``: heading as the profile spells it to SQL over the rows; those not there are absent.

    ``types`` are the engine's types of headings that are not text.
    """

    sql: str
    columns: Mapping[str, str]
    types: Mapping[str, str]

    def has(self, heading: str) -> bool:
        """Whether the file has the heading."""
        return heading in self.columns


def same(heading: str) -> str:
    """What of a heading counts when it is looked for: neither case nor blanks do.

    >>> same(" Call  ID ") == same("CALL ID")
    True
    """
    return " ".join(heading.split()).casefold()


def relation(opened: Opened, wanted: Iterable[str]) -> Relation:
    """The relation of a file; ``wanted`` are the headings that the profile reads."""
    if opened.format == "json":
        return Relation(_json(opened), {h: _path(h) for h in wanted if _has_path(opened, h)}, {})
    places = {same(heading): number for number, heading in reversed(list(enumerate(opened.headings)))}
    there = {heading: places[same(heading)] for heading in wanted if same(heading) in places}
    if opened.format == "parquet":
        columns = {heading: name(opened.headings[place]) for heading, place in there.items()}
        types = {heading: opened.types[opened.headings[place]] for heading, place in there.items()}
        return Relation(f"read_parquet({text(str(opened.path))})", columns, types)
    return Relation(_csv(opened), {heading: f"c{place}" for heading, place in there.items()}, {})


def _csv(opened: Opened) -> str:
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(opened.headings)))
    single = opened.fill and opened.quote
    options = [
        f"auto_detect = false, header = {str(opened.heading).lower()}, skip = {opened.skip}",
        f"delim = {text(opened.delimiter)}, quote = {text(opened.quote)}, escape = {text(opened.quote)}",
        f"columns = {{{columns}}}, store_rejects = true, rejects_table = '{REJECTS}', rejects_scan = '{SCANS}'",
        f"null_padding = {str(opened.fill).lower()}{', parallel = false' if single else ''}",
        f"compression = '{'gzip' if opened.path.suffix == '.gz' else 'none'}'",
    ]
    return f"read_csv({text(str(opened.path))}, {', '.join(options)})"


def _json(opened: Opened) -> str:
    return f"read_json_objects({text(str(opened.path))}, format = 'auto', maximum_object_size = 67108864)"


def _path(heading: str) -> str:
    """A heading of JSON is the way to it: ``Queue.Name``."""
    steps = "".join(f'."{step}"' for step in heading.split("."))
    return f"json_extract_string(json, {text('$' + steps)})"


def _has_path(opened: Opened, heading: str) -> bool:
    return heading.split(".", maxsplit=1)[0] in opened.headings or heading in opened.headings


def look_into(connection: DuckDBPyConnection, opened: Opened) -> tuple[Opened | None, list[Finding]]:
    """Headings, types and first rows of a file that DuckDB itself must look into: Parquet and JSON."""
    import duckdb  # noqa: PLC0415  # loaded where records are read, and nowhere else

    try:
        if opened.format == "parquet":
            source = f"read_parquet({text(str(opened.path))})"
            described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            types = {str(row[0]): str(row[1]) for row in described}
            return replace(opened, headings=tuple(types), types=types), []
        found = connection.execute(
            f"SELECT DISTINCT unnest(json_keys(json)) FROM (SELECT json FROM {_json(opened)} LIMIT 2000) ORDER BY 1"
        ).fetchall()
        return replace(opened, headings=tuple(str(row[0]) for row in found)), []
    except duckdb.Error as fault:
        return None, [unreadable(opened.name, str(fault))]


def _whole(column: str) -> str:
    """An id that a program took for a number with decimals: 7.0 is the 7 of other files."""
    return f"CAST(CAST({column} AS BIGINT) AS VARCHAR)"


def cleaned(column: str, empty: Sequence[str], kind: str = "VARCHAR") -> str:
    """A cell without blanks around it; null where it says nothing. Trimming is slow, so it is done where there is something."""
    if kind in {"FLOAT", "DOUBLE"}:
        return f"CASE WHEN {column} % 1 = 0 AND abs({column}) < 1e15 THEN {_whole(column)} ELSE CAST({column} AS VARCHAR) END"
    if kind != "VARCHAR":
        return f"CAST({column} AS VARCHAR)"
    bare = f"trim({column}, {text(_BLANKS)})"
    blank = f"{column} < '!' OR suffix({column}, ' ') OR suffix({column}, {text(_HARD)}) OR prefix({column}, {text(_HARD)})"
    marks = [mark for mark in dict.fromkeys(empty) if mark]
    said = f"WHEN {among(column, marks)} THEN NULL " if marks else ""
    trimmed = f"CASE WHEN {among(bare, ['', *marks])} THEN NULL ELSE {bare} END"
    return f"CASE WHEN {blank} THEN {trimmed} {said}ELSE {column} END"
