"""Where a canonical table lies on an engine: under its own name, under another, or in a folder of Parquet files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from slacontract.findings import Finding, Position, finding

HERE: Final = Position("--engine")


@dataclass(frozen=True, slots=True)
class Place:
    """One table: what it is called there, or the path or address of its folder; ``at`` is who says so, ``said`` in what words."""

    name: str
    at: Position = HERE
    folder: bool = False
    said: str = ""

    @property
    def told(self) -> str:
        """The name as it was said, without keys that an address may hold: it stands in reports."""
        return re.sub(r"//[^/@]*@", "//", self.said or self.name)

    @property
    def remote(self) -> bool:
        """Whether the folder is none of this machine."""
        return "://" in self.name and not self.name.startswith("file://")

    @property
    def path(self) -> Path:
        """The folder within this machine."""
        return Path(self.name.removeprefix("file://"))


def places(named: Mapping[str, tuple[str, Position]], home: Path, schema: str | None = None) -> dict[str, Place]:
    """What is said of tables, as places; a name with a slash is a folder, seen from ``home``.

    >>> said = {"sales": ("cc.deals", HERE), "records": ("lake/records", HERE), "repairs": ("s3a://b/r", HERE)}
    >>> found = places(said, Path("/h"))
    >>> {table: (place.name, place.folder) for table, place in found.items()}
    {'sales': ('cc.deals', False), 'records': ('/h/lake/records', True), 'repairs': ('s3a://b/r', True)}
    """
    found = {}
    for table, (name, at) in named.items():
        folder = "/" in name
        full = str(home / name) if folder and "://" not in name else name
        found[table] = Place(
            full if folder or schema is None or "." in name else f"{schema}.{name}", at, folder, name if folder else ""
        )
    return found


def no_table(table: str, place: Place) -> Finding:
    """A table that was named and is not there."""
    return finding("R637", place.at, f"There is no table '{place.told}' for '{table}' on this engine, or it may not be read.",
                   "Check its name, the schema, and the rights of the user.")  # fmt: skip


def no_folders(table: str, place: Place) -> Finding:
    """A folder for an engine that reads tables only."""
    return finding("R637", place.at, f"'{table}' is a folder, '{place.told}', and this engine reads tables only.",
                   "Name a table of the engine; or read folders of Parquet files with spark: or duckdb:.")  # fmt: skip


def folder_faults(table: str, place: Place) -> list[Finding]:
    """What is wrong with a folder of this machine, without looking into its files."""
    path = place.path
    if not path.exists():
        remedy = "Check the path; it is seen from the folder of records.yaml."
        return [finding("R637", place.at, f"There is no folder '{place.told}' for '{table}'.", remedy)]
    if (kind := kept_by(path)) is not None:
        return [_kept(table, place, kind)]
    if path.is_dir() and next(path.rglob("*.parquet"), None) is None:
        there = sorted({one.suffix or one.name for one in path.rglob("*") if one.is_file()})
        has = f"it has {', '.join(there[:5])}" if there else "it is empty"
        return [no_parquet(table, place, has)]
    return []


def kept_by(path: Path) -> str | None:
    """Delta and Iceberg keep files that no longer count beside those that do, and say in a log which these are."""
    if (path / "_delta_log").is_dir():
        return "Delta"
    return "Iceberg" if any((path / "metadata").glob("*.metadata.json")) else None


def _kept(table: str, place: Place, kind: str) -> Finding:
    return finding(
        "R637",
        place.at,
        f"'{place.told}' for '{table}' is a table of {kind}: of its files only those count that its log names.",
        "Name it as a table of a Spark catalog that reads it, or write it out as Parquet.",
    )


def no_parquet(table: str, place: Place, has: str) -> Finding:
    """A folder without files that can be read."""
    return finding("R637", place.at, f"The folder '{place.told}' for '{table}' has no Parquet files; {has}.",
                   "Write the table as Parquet there; CSV is measured from the folder records, without --engine.")  # fmt: skip
