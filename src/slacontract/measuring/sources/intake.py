"""The account of what was read: files with their hashes, rows by table, what was dropped and why, what is empty or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from slacontract.findings import Position
from slacontract.measuring.counting.look import SPANS, Look


def many(count: int, what: str = "row") -> str:
    """A number of things in words that agree with it.

    >>> many(1), many(1200), many(2, "day")
    ('1 row', '1,200 rows', '2 days')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file of records: the source it belongs to, the SHA-256 of its bytes, and the rows that it has."""

    name: str
    source: str
    table: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that were read and do not count, by the rule that says so; ``examples`` are the first of them."""

    reason: str
    rows: int
    examples: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """A contact or state of an agent that lasts longer than any does: somebody must look at it."""

    table: str
    id: str
    agent: str
    start: datetime | None
    seconds: Decimal


@dataclass(frozen=True, slots=True)
class TableIntake:
    """What came into one canonical table. ``unknown`` counts the rows in which a column of scope is empty.

    ``first`` and ``last`` are instants in UTC; ``days_without`` the local days between them that have no row. ``empty`` are
    columns that a file has and no row fills; ``absent`` headings that no file has; ``unused`` headings that nothing reads.
    """

    table: str
    read: int
    kept: int
    dropped: tuple[Dropped, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    empty: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)
    days_without: tuple[date, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    stuck_rows: int = 0
    overlaps: int = 0
    legs_of_several: int = 0
    look: Look | None = None
    longest: Decimal | None = None

    def share_unknown(self, column: str) -> Decimal | None:
        """The share of rows in which a column of scope is empty; None where there are no rows."""
        return Decimal(self.unknown.get(column, 0)) / self.kept if self.kept else None


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read from all files of a declaration."""

    files: tuple[RecordFile, ...] = ()
    tables: Mapping[str, TableIntake] = field(default_factory=dict)

    def looks(self) -> dict[str, Look]:
        """The look at each table that was taken in reading it; tables that no file fills have no rows."""
        filled = {file.table for file in self.files}
        empty = {name: Look(0, None, None, {}, {}) for name in SPANS if name not in filled} if filled else {}
        return {**empty, **{name: table.look for name, table in self.tables.items() if table.look is not None}}

    @property
    def rows(self) -> int:
        """The rows of all files."""
        return sum(file.rows for file in self.files)
