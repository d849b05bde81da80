"""Files of records to the canonical tables: the one way in. What is read, dropped and not understood is accounted for."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, any_stops, finding, in_reading_order, nearest
from slacontract.measuring.sources import faults, looks, planning, preparing, relations
from slacontract.measuring.sources.accounts import account, quiet
from slacontract.measuring.sources.canonical import make_views, shared_ids
from slacontract.measuring.sources.doubts import doubts
from slacontract.measuring.sources.files import Opened, format_of, names_of, open_csv, sha256
from slacontract.measuring.sources.intake import Intake, TableIntake
from slacontract.measuring.sources.profiles import export_of
from slacontract.measuring.sources.reading import Loaded, hold, read_source, trust
from slacontract.measuring.sources.repeats import Repeats, key_of, repeats
from slacontract.measuring.sources.sql import text
from slacontract.measuring.sources.statements import Plan, figures_known
from slacontract.measuring.sources.summary import WHEN, summary
from slacontract.measuring.sources.workbooks import open_excel
from slacontract.measuring.tables import Table, tables
from slacontract.model.records import merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from slacontract.measuring.counting.look import Look
    from slacontract.model.records import Reading, Records, RecordSource

BASE: Final = "_read_"
"""What begins the name of a source's own table; the canonical tables are views over these."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller knows: the salt of private columns, where profiles lie, which columns are read, what is too long.

    ``columns`` names for each table the columns that are needed; None reads all that the sources have.
    """

    salt: str
    folder: Path | None = None
    columns: Mapping[str, Collection[str]] | None = None
    longest_contact: int = looks.LONGEST_CONTACT
    longest_state: int = looks.LONGEST_STATE


def load(connection: DuckDBPyConnection, declared: Records, files: Sequence[Path], wish: Wish) -> tuple[Intake, list[Finding]]:
    """Make the canonical tables of DuckDB from files; with a finding that stops, the tables are not to be used."""
    names = names_of(files)
    found = _unclaimed(declared, names)
    with tempfile.TemporaryDirectory(prefix="slacontract-") as spill, _in_order(connection), ThreadPoolExecutor(1) as pool:
        hashes = {path: pool.submit(sha256, path) for path in names}
        done = []
        for source_name, source in declared.records.items():
            loaded, table, findings = _source(connection, str(source_name), source, Files(names, Path(spill)), wish)
            found += findings
            if loaded is not None and table is not None:
                done.append((loaded, table))
        make_views(connection, [loaded for loaded, _ in done])
        found += shared_ids(connection, [loaded for loaded, _ in done])
        return account(done, hashes, names), in_reading_order(found)


@contextmanager
def _in_order(connection: DuckDBPyConnection) -> Iterator[None]:
    """Rows keep the order of their file while they are read, so that a row can be found in it again.

    DuckDB makes a join of a longer list of values, and a join does not keep the order.
    """
    settings = {"preserve_insertion_order": "true", "disabled_optimizers": "'in_clause'"}
    before = {key: _setting(connection, key) for key in settings}
    for key, value in settings.items():
        connection.execute(f"SET {key} = {value}")
    try:
        yield
    finally:
        for key, value in before.items():
            connection.execute(f"SET {key} = {text(value)}")


def _setting(connection: DuckDBPyConnection, key: str) -> str:
    row = connection.execute(f"SELECT CAST(current_setting({text(key)}) AS VARCHAR)").fetchone()
    return str(row[0]) if row and row[0] is not None else ""


@dataclass(frozen=True, slots=True)
class Files:
    """Files of records: what people call each, and a folder for those that must be written anew before they are read."""

    names: Mapping[Path, str]
    spill: Path

    def new_folder(self) -> Path:
        """A folder for one file alone, since others may have the same name."""
        return Path(tempfile.mkdtemp(dir=self.spill))


def _unclaimed(declared: Records, files: Mapping[Path, str]) -> list[Finding]:
    """Files that no source reads, and patterns that fit no file."""
    patterns = [(pattern, source) for source in declared.records.values() for pattern in source.files]
    found = [
        finding("R602", pattern.at, f"No file of records fits '{pattern}'.", nearest(pattern, {path.name for path in files}))
        for pattern, _ in patterns
        if not any(path.match(str(pattern)) for path in files)
    ]
    found += [
        finding(
            "R602",
            Position(name),
            "No source of records.yaml reads this file.",
            "Name it under 'files:' of a source, or take it away.",
        )
        for path, name in files.items()
        if not any(path.match(str(pattern)) for pattern, _ in patterns)
    ]
    return found


def _source(
    connection: DuckDBPyConnection, source_name: str, source: RecordSource, files: Files, wish: Wish
) -> tuple[Loaded | None, TableIntake | None, list[Finding]]:
    export, found = export_of(source, wish.folder)
    if export is None:
        return None, None, found
    reading = merged(export, source)
    if reading.table is None:
        return None, None, [finding("R601", source.place, f"The source '{source_name}' does not say which table it fills.",
                                    f"Add 'table:' with one of: {', '.join(tables())}.")]  # fmt: skip
    own = sorted({path for path in files.names for pattern in source.files if path.match(str(pattern))})
    opened, found = _open(connection, own, reading, files)
    if reading.prepare is not None and opened and not found:
        opened, found = preparing.prepare(connection, source_name, opened, reading)
    if found or not opened:
        return None, None, found
    loaded = _planned(tables()[reading.table], source_name, reading, opened, wish)
    loaded.plan = figures_known(connection, loaded.plan)
    said = _planned(loaded.table, source_name, reading, opened, replace(wish, columns=None)).plan
    sight = planning.sight(opened, said.headings())
    found = planning.check(source, loaded.table, reading, said.targets, sight)
    if any_stops(found):
        return None, None, found
    table = _read(connection, loaded, opened, wish)
    if table is not None:
        table = replace(
            table, absent=planning.absent(said.targets, sight), unused=planning.unused(said.headings(), said.targets, opened)
        )
        loaded.findings += [] if any_stops(loaded.findings) else quiet(table, loaded)
    return (loaded if table else None), table, [*found, *loaded.findings]


def _open(
    connection: DuckDBPyConnection, paths: Sequence[Path], reading: Reading, files: Files
) -> tuple[list[Opened], list[Finding]]:
    opened, found = [], []
    for path in paths:
        file, faults_of_file = _open_one(connection, path, reading, files)
        found += faults_of_file
        if file is not None:
            opened.append(file)
    return opened, found


def _open_one(connection: DuckDBPyConnection, path: Path, reading: Reading, files: Files) -> tuple[Opened | None, list[Finding]]:
    kind, name = format_of(path, reading), files.names[path]
    if not path.is_file():
        return None, [finding("R602", Position(name), "The file is not there.", "Check its name and folder.")]
    if kind == "csv":
        return open_csv(path, name, reading, files.new_folder())
    if kind == "excel":
        return open_excel(path, name, reading, files.new_folder())
    if kind in {"json", "parquet"}:
        return relations.look_into(connection, Opened(path, name, kind))
    return None, [finding("R602", Position(name), "The ending of the name does not say what the file is.",
                          "Add 'format:' to the source: csv, json, parquet or excel.")]  # fmt: skip


def _planned(table: Table, source_name: str, reading: Reading, opened: Sequence[Opened], wish: Wish) -> Loaded:
    wanted = wish.columns.get(table.name) if wish.columns is not None else None
    targets = planning.targets_of(table, reading, opened, wanted)
    plan = Plan(tuple(targets), reading, wish.salt, planning.years_of(targets, opened))
    return Loaded(source_name, table, plan, f"{BASE}{source_name}")


def _read(connection: DuckDBPyConnection, loaded: Loaded, opened: Sequence[Opened], wish: Wish) -> TableIntake | None:
    """Read the files, and go through what is not as it should be, in the order in which one thing hides another."""
    read_source(connection, loaded, opened)
    if not loaded.parts:
        return None
    seen = summary(connection, loaded) if loaded.virtual else None
    if seen and seen.marked:
        hold(connection, loaded, opened)
    dropped = faults.left_out(connection, loaded)
    told, more = faults.not_understood(connection, loaded)
    keys, times = _needed(loaded)
    filled = seen.filled if seen and loaded.virtual else {}
    whole = {column for column, number in filled.items() if seen and number == seen.rows}
    lacking = [key for key in keys if key not in whole], [] if whole & set(times) else times
    loaded.findings += [*told, *faults.without_key(connection, loaded, *lacking)]
    if loaded.virtual:
        trust(connection, loaded)
    twice = repeats(connection, loaded) if not any_stops(loaded.findings) else Repeats()
    loaded.findings += twice.findings
    table = looks.look(connection, loaded, seen if loaded.virtual else None)
    long, longest = looks.stuck(connection, loaded, wish.longest_contact, wish.longest_state, table.longest)
    if not any_stops(loaded.findings):
        loaded.findings += doubts(connection, loaded)
    return replace(
        table, dropped=(*dropped, *more, *twice.dropped), stuck=longest, stuck_rows=long,
        overlaps=looks.overlaps(connection, loaded), legs_of_several=twice.several, look=_with_legs(table.look, twice.several),
    )  # fmt: skip


def _with_legs(seen: Look | None, several: int) -> Look | None:
    return replace(seen, marks={**seen.marks, "several_legs": several}) if seen and several else seen


def _needed(loaded: Loaded) -> tuple[list[str], list[str]]:
    """The columns that no row may lack, and the times of which it must have one."""
    there = {target.name for target in loaded.plan.targets}
    whole = loaded.table.key[0]
    key = [whole] if whole in there and whole not in {"agent_key", "start_at"} else []
    if loaded.table.name == "agent_states":
        key = [c for c in ("agent_key",) if c in there]
    times = [c for c in WHEN[loaded.table.name] if c in there]
    return list(dict.fromkeys([*key, *(c for c in key_of(loaded)[:1] if c in there and c not in times)])), times
