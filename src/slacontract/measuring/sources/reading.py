"""One source, from its files to one table with a mark on every row that is not as it should be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.sources.columns import Target
from slacontract.measuring.sources.files import Opened, unreadable
from slacontract.measuring.sources.intake import many
from slacontract.measuring.sources.places import Place, places
from slacontract.measuring.sources.relations import REJECTS, SCANS, Relation, relation
from slacontract.measuring.sources.sql import name, text
from slacontract.measuring.sources.statements import MARK, Plan, query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slacontract.measuring.tables import Table

EXAMPLES: Final = 3
"""How many rows a finding shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one file in the table of its source: from which row number on, and how many."""

    file: Opened
    first: int
    rows: int


@dataclass(slots=True)
class Loaded:
    """A source in DuckDB: ``base`` is its table, whose row numbers are those of the files one after the other.

    ``virtual`` where it is a view over Parquet files, which are read again for each question and never held.
    """

    source: str
    table: Table
    plan: Plan
    base: str
    parts: tuple[Part, ...] = ()
    misfits: int = 0
    virtual: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows of all files that have the right number of cells."""
        return sum(part.rows for part in self.parts)

    @property
    def row(self) -> str:
        """SQL for the number of a row; a view has none, and its places are only files."""
        return "0" if self.virtual else "rowid"

    def part_of(self, row: int) -> Part:
        """The file that a row stands in."""
        return self.parts[bisect_right([part.first for part in self.parts], row) - 1]

    def places(self, connection: DuckDBPyConnection, rows: Sequence[int]) -> list[Place]:
        """Where rows stand."""
        return [self._place(connection, row) for row in rows]

    def _place(self, connection: DuckDBPyConnection, row: int) -> Place:
        part = self.part_of(row)
        if part.file.format == "prepared" or self.virtual:
            return Place(Position(part.file.name), {})
        found = places(connection, part.file, [row - part.first])
        return found.get(row - part.first, Place(Position(part.file.name), {}))


def read_source(connection: DuckDBPyConnection, loaded: Loaded, files: Sequence[Opened]) -> None:
    """Read all files of a source; once more where the first rows did not tell what the others are like."""
    if all(file.format == "parquet" for file in files):
        _view(connection, loaded, files)
        return
    hold(connection, loaded, files)


def hold(connection: DuckDBPyConnection, loaded: Loaded, files: Sequence[Opened]) -> None:
    """Read the rows into a table of DuckDB."""
    if loaded.virtual:
        connection.execute(f"DROP VIEW {name(loaded.base)}")
        loaded.virtual = False
    _read(connection, loaded, files)
    if loaded.findings or not (seen := _not_understood(connection, loaded)):
        return
    targets = tuple(replace(t, exact=t.exact or t.name in seen) for t in loaded.plan.targets)
    years = None if any(t.kind == "instant" and t.name in seen for t in targets) else loaded.plan.years
    plan = replace(loaded.plan, targets=targets, years=years)
    if plan != loaded.plan:
        loaded.plan = plan
        _read(connection, loaded, files)


def _view(connection: DuckDBPyConnection, loaded: Loaded, files: Sequence[Opened]) -> None:
    """Parquet files stay where they are: columns are read from them as they are asked for."""
    parts: list[Part] = []
    for file in files:
        count = connection.execute(f"SELECT count(*) FROM read_parquet({text(str(file.path))})").fetchone()
        parts.append(Part(file, parts[-1].first + parts[-1].rows if parts else 0, int(count[0]) if count else 0))
    loaded.parts, loaded.virtual = tuple(parts), True
    _say(connection, loaded, loaded.plan)


def _say(connection: DuckDBPyConnection, loaded: Loaded, plan: Plan) -> None:
    sql = " UNION ALL ".join(query(plan, _relation(loaded, part.file)) for part in loaded.parts)
    connection.execute(f"DROP VIEW IF EXISTS {name(loaded.base)}; CREATE VIEW {name(loaded.base)} AS {sql}")


def trust(connection: DuckDBPyConnection, loaded: Loaded) -> None:
    """Read Parquet files from now on without looking at each cell: all of them were looked at, and none was amiss."""
    _say(connection, loaded, replace(loaded.plan, trusted=True))


def _read(connection: DuckDBPyConnection, loaded: Loaded, files: Sequence[Opened]) -> None:
    import duckdb  # noqa: PLC0415  # loaded where records are read, and nowhere else

    connection.execute(f"DROP TABLE IF EXISTS {name(loaded.base)}")
    parts: list[Part] = []
    loaded.misfits = 0
    for file in files:
        sql = query(loaded.plan, _relation(loaded, file))
        into = f"INSERT INTO {name(loaded.base)}" if parts else f"CREATE TABLE {name(loaded.base)} AS"
        try:
            count = connection.execute(f"{into} {sql}").fetchone()
        except duckdb.Error as fault:
            loaded.findings.append(unreadable(file.name, _in_words(str(fault))))
            return
        parts.append(Part(file, parts[-1].first + parts[-1].rows if parts else 0, int(count[0]) if count else 0))
        loaded.findings += _misfits(connection, loaded, file)
    loaded.parts = tuple(parts)


def _in_words(fault: str) -> str:
    """What DuckDB says of a file, in words for who exported it."""
    return "line ends differ, or quotes stand in cells" if "state machine" in fault else fault


def _relation(loaded: Loaded, file: Opened) -> Relation:
    if file.format == "prepared":
        return Relation(name(str(file.path)), {h: name(h) for h in loaded.plan.headings() if h in file.types}, file.types)
    return relation(file, loaded.plan.headings())


def _misfits(connection: DuckDBPyConnection, loaded: Loaded, file: Opened) -> list[Finding]:
    """Rows that DuckDB could not divide as the headings say, with their lines."""
    if file.format not in {"csv", "excel"}:
        return []
    rejected = connection.execute(f"SELECT DISTINCT line, error_type FROM {REJECTS} ORDER BY line").fetchall()
    connection.execute(f"DROP TABLE {REJECTS}; DROP TABLE {SCANS}")
    if not rejected:
        return []
    encoding = [int(line) for line, kind in rejected if "ENCODING" in str(kind).upper()]
    others = sorted({int(line) for line, _ in rejected} - set(encoding))
    found = []
    if encoding:
        remedy = "Write 'encoding: cp1252' for it in records.yaml when it comes from an older Windows program."
        what = f"{many(len(set(encoding)))} that {'is' if len(set(encoding)) == 1 else 'are'} not UTF-8 text; the first is here."
        found.append(finding("R603", Position(file.name, encoding[0]), what, remedy))
    loaded.misfits += len(others)
    if others and loaded.plan.reading.short_rows != "leave_out":
        what = f"{many(len(others))} with more or fewer cells than the {len(file.headings)} headings; the first is here."
        remedy = (
            "Check 'delimiter' and quotes; write 'short_rows: leave_out' for totals at the end, 'short_rows: fill' for a log "
            "whose rows differ in length."
        )
        found.append(finding("R605", Position(file.name, others[0]), what, remedy))
    return found


def _not_understood(connection: DuckDBPyConnection, loaded: Loaded) -> frozenset[str]:
    """The columns of which a cell was not understood: durations may have decimals, times be of other years."""
    bits = connection.execute(f"SELECT bit_or({MARK}) FROM {name(loaded.base)} WHERE {MARK} > 0").fetchone()
    seen = int(bits[0]) if bits and bits[0] is not None else 0
    return frozenset(target.name for target in marked_targets(loaded, seen))


def marked_targets(loaded: Loaded, mark: int) -> list[Target]:
    """The columns that a mark says were not understood."""
    return [target for place, target in enumerate(loaded.plan.marked()) if mark & (1 << place)]
