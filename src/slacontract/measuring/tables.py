"""The canonical tables: their columns, of what kind each is, and what tells one row from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import yaml

Kind: TypeAlias = Literal["text", "instant", "day", "seconds", "count", "amount", "score", "flag"]

SQL_TYPES: Final[Mapping[Kind, str]] = {
    "text": "VARCHAR",
    "instant": "TIMESTAMP",
    "day": "DATE",
    "seconds": "DECIMAL(18, 3)",
    "count": "BIGINT",
    "amount": "DECIMAL(18, 4)",
    "score": "DECIMAL(18, 4)",
    "flag": "BOOLEAN",
}
"""How a kind is stored. ``seconds`` are BIGINT where a source has whole ones; instants are UTC, without a zone."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table; ``one_of`` are its words, where it has no others."""

    name: str
    kind: Kind
    says: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table. ``key`` are the columns that tell one row from another."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]


@cache
def tables() -> Mapping[str, Table]:
    """All canonical tables, by name."""
    text = (Path(__file__).parent / "tables.yaml").read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # our own data, safe loader
    return {name: _table(name, entry) for name, entry in data.items()}


def _table(name: str, entry: dict[str, Any]) -> Table:
    columns = {str(column): _column(str(column), told) for column, told in entry["columns"].items()}
    return Table(name, entry["says"], tuple(entry["key"]), columns)


def _column(name: str, told: dict[str, Any]) -> Column:
    return Column(name, told["kind"], told.get("says", ""), tuple(told.get("one_of", ())))
