"""Where a row stands in its file: asked for the few rows that a finding shows, after DuckDB has read them all."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from slacontract.findings import Position
from slacontract.measuring.sources.files import QUOTING
from slacontract.measuring.sources.relations import same
from slacontract.measuring.sources.sql import text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slacontract.measuring.sources.files import Opened


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a file: its texts by heading as the profile spells it, and the place of each."""

    row: Position
    cells: Mapping[str, tuple[str, Position]]

    def cell(self, heading: str) -> tuple[str, Position]:
        """The text of a cell and its place; the place of the row where the file does not have the heading."""
        return self.cells.get(same(heading), ("", self.row))


def places(connection: DuckDBPyConnection, opened: Opened, rows: Collection[int]) -> dict[int, Place]:
    """The rows of a file by their number from 0, as DuckDB counts them."""
    if opened.format in {"csv", "excel"}:
        return dict(_of_text(opened, set(rows)))
    return {row: _of_table(connection, opened, row) for row in rows}


def _of_text(opened: Opened, rows: set[int]) -> Iterator[tuple[int, Place]]:
    wanted, number = sorted(rows, reverse=True), -1
    with _lines(opened) as file:
        for _ in range(opened.skip):
            file.readline()
        tape = _Tape(file)
        reader = csv.reader(tape, delimiter=opened.delimiter, quoting=QUOTING[opened.quote])
        waiting = opened.heading
        for cells in reader:
            line, taken = opened.skip + reader.line_num - len(tape.taken) + 1, tape.taken.copy()
            tape.taken.clear()
            if waiting:
                waiting = False
                continue
            if not cells or (len(cells) != len(opened.headings) and not opened.fill):
                continue  # DuckDB has not counted it either
            number += 1
            if wanted and number == wanted[-1]:
                wanted.pop()
                yield number, _place(opened, cells, line, taken)
            if not wanted:
                return


def _lines(opened: Opened) -> IO[str]:
    if opened.path.suffix == ".gz":
        return gzip.open(opened.path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return opened.path.open(encoding="utf-8-sig", errors="replace", newline="")


class _Tape:
    """The lines of a file, with those that the reader has taken for the current row."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.taken: list[str] = []

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        line = next(self.file)
        self.taken.append(line)
        return line


def _place(opened: Opened, cells: list[str], line: int, taken: list[str]) -> Place:
    plain = len(taken) == 1 and '"' not in taken[0]
    found, column = {}, 1
    for number, (heading, cell) in enumerate(zip(opened.headings, cells, strict=False)):
        if opened.sheet:
            at = Position(opened.name, cell=f"{opened.sheet}!{_letters(number)}{line}")
        else:
            at = Position(opened.name, line, column if plain else 0, width=max(1, len(cell)))
        found[same(heading)] = (cell.strip(), at)
        column += len(cell) + 1
    row = Position(opened.name, cell=f"{opened.sheet}!A{line}") if opened.sheet else Position(opened.name, line)
    return Place(row, found)


def _letters(number: int) -> str:
    """The letters of a column of a sheet.

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _of_table(connection: DuckDBPyConnection, opened: Opened, row: int) -> Place:
    """A row of Parquet or JSON: its number from 1 stands for a line."""
    at = Position(opened.name, row + 1) if opened.format == "json" else Position(opened.name, cell=f"row {row + 1}")
    if opened.format != "parquet":
        return Place(at, {})
    columns = ", ".join(f'CAST("{h}" AS VARCHAR)' for h in opened.headings)
    found = connection.execute(f"SELECT {columns} FROM read_parquet({text(str(opened.path))}) LIMIT 1 OFFSET {row}").fetchone()
    cells = {same(h): (str(v) if v is not None else "", at) for h, v in zip(opened.headings, found or (), strict=False)}
    return Place(at, cells)
