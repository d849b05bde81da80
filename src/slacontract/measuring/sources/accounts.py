"""The account of all sources, table by table, and the warnings that it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.counting.look import together
from slacontract.measuring.sources.intake import Dropped, Intake, RecordFile, TableIntake, many
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.sql import MEASURE


def quiet(table: TableIntake, loaded: Loaded) -> list[Finding]:
    """What does not stop and must be seen: rows left out, columns that nothing fills, what lasts too long, gaps."""
    at = Position(loaded.parts[0].file.name)
    told = [
        finding("R618", drop.examples[0] if drop.examples else at, f"Left out: {many(drop.rows)}, {drop.reason}.",
                "Nothing, if both sides agree with the rule.")
        for drop in table.dropped
        if not drop.reason.startswith(("same row", "older version"))
    ]  # fmt: skip
    if table.empty or table.absent:
        names = ", ".join([*(c.removeprefix(MEASURE) for c in table.empty), *(f"'{h}' (no such heading)" for h in table.absent)])
        told.append(
            finding("R620", at, f"Nothing fills these columns: {names}.", "Nothing, if no KPI of the contract needs them.")
        )
    if table.stuck_rows:
        first = table.stuck[0]
        what = f"Too long: {many(table.stuck_rows)}, the longest of {first.seconds.normalize():f} s ({first.id})."
        told.append(
            finding("R619", at, what, "Look at them with the other side; 'counting:' of the contract says what becomes of them.")
        )
    if table.overlaps:
        what = f"{many(table.overlaps, 'state')} of agents that began before the one before had ended."
        told.append(finding("R621", at, what, "Nothing: time is counted once, by the order of priority of states."))
    if table.days_without:
        days = ", ".join(str(day) for day in table.days_without[:3])
        what = f"Between the first and the last row {many(len(table.days_without), 'day')} without any ({days})."
        told.append(finding("R622", at, what, "Nothing, if the service was closed; else a file is missing."))
    return told


def account(done: Sequence[tuple[Loaded, TableIntake]], hashes: Mapping[Path, Future[str]], names: Mapping[Path, str]) -> Intake:
    """All files with their hashes, and what came into each table; ``names`` say what people call each file."""
    files: list[RecordFile] = []
    by_table: dict[str, TableIntake] = {}
    paths = {name: path for path, name in names.items()}
    for loaded, table in done:
        for part in loaded.parts:
            for file in part.file.name.split("; "):
                path = paths[file]
                files.append(RecordFile(file, loaded.source, table.table, hashes[path].result(), path.stat().st_size, part.rows))
        by_table[table.table] = _joined(by_table.get(table.table), table)
    return Intake(tuple(files), by_table)


def _joined(one: TableIntake | None, other: TableIntake) -> TableIntake:
    """The accounts of two sources of one table as one."""
    if one is None:
        return other
    dropped: dict[str, Dropped] = {}
    for drop in (*one.dropped, *other.dropped):
        before = dropped.get(drop.reason, Dropped(drop.reason, 0))
        dropped[drop.reason] = Dropped(drop.reason, before.rows + drop.rows, (*before.examples, *drop.examples)[:3])
    columns = {*one.unknown, *other.unknown}
    return TableIntake(
        one.table,
        one.read + other.read,
        one.kept + other.kept,
        tuple(dropped.values()),
        min((i.first for i in (one, other) if i.first), default=None),
        max((i.last for i in (one, other) if i.last), default=None),
        tuple(c for c in one.empty if c in other.empty),
        (*one.absent, *other.absent),
        (*one.unused, *other.unused),
        {c: one.unknown.get(c, one.kept) + other.unknown.get(c, other.kept) for c in columns},
        tuple(day for day in one.days_without if day in other.days_without),
        tuple(sorted((*one.stuck, *other.stuck), key=lambda s: -s.seconds)),
        one.stuck_rows + other.stuck_rows,
        one.overlaps + other.overlaps,
        one.legs_of_several + other.legs_of_several,
        together(one.look, other.look) if one.look and other.look else None,
        max(filter(None, (one.longest, other.longest)), default=None),
    )
