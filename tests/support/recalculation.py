"""Oracles: other people's spreadsheet engines recalculate a workbook whose stored values were taken out.

LibreOffice keeps stored values on load unless its profile says otherwise (``OOXMLRecalcMode`` 0), and a comparison with values
that were merely kept would prove nothing: so both are done, values stripped and the profile set.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, TypeVar

import ironcalc
import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

Cells: TypeAlias = "dict[tuple[str, str], object]"

T = TypeVar("T")

SOFFICE = shutil.which("soffice")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_FORMULA_CELL = re.compile(rb"<c ([^>]*?)><f>(.*?)</f><v>(.*?)</v></c>")


def edited_sheets(data: bytes, edit: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with the XML of its worksheets edited; ``edit`` is given each part's name and bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                part = edit(info.filename, part)
            target.writestr(info, part)
    return result.getvalue()


def stripped(data: bytes) -> bytes:
    """The workbook without the stored values of its formulas."""

    def strip(_name: str, part: bytes) -> bytes:
        return _FORMULA_CELL.sub(lambda m: b"<c %s><f>%s</f></c>" % (re.sub(rb' t="\w+"', b"", m[1]), m[2]), part)

    return edited_sheets(data, strip)


@lru_cache(maxsize=64)
def formulas(data: bytes) -> dict[tuple[str, str], str]:
    """Every formula, by sheet and cell."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type == "f"
    }


@lru_cache(maxsize=64)
def stored(data: bytes) -> Cells:
    """The stored value of every formula, as a reader that does not recalculate sees it; an empty text is None."""
    wanted = formulas(data)
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {key: _plain(book[key[0]][key[1]].value) for key in wanted}


MOST_IN_A_START = 100
"""LibreOffice leaves off after some 240 files of one start, without a word."""
_ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
"""Each sheet as a CSV file in UTF-8: texts quoted, all else not, and figures as they are held, not as they are shown.

That takes half the time of a workbook that is written and read again.
"""


SHARE = 30
"""So many workbooks are one test: LibreOffice starts seldom enough, and no process of the suite waits long for another."""


def shares(items: Sequence[T]) -> list[Sequence[T]]:
    """The items in shares of one test each."""
    return [items[start : start + SHARE] for start in range(0, len(items), SHARE)]


def office(books: Sequence[bytes]) -> list[Cells]:
    """What LibreOffice computes for the formulas of each workbook, in as few starts of the program as it can bear."""
    starts = range(0, len(books), MOST_IN_A_START)
    return [cells for start in starts for cells in _one_start(books[start : start + MOST_IN_A_START])]


def _one_start(books: Sequence[bytes]) -> list[Cells]:
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "profile" / "user").mkdir(parents=True)
        (root / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE)
        (root / "in").mkdir()
        names = [root / "in" / f"book{number}.xlsx" for number in range(len(books))]
        for name, data in zip(names, books, strict=True):
            name.write_bytes(data)
        command = [SOFFICE, f"-env:UserInstallation={(root / 'profile').as_uri()}", "--headless", "--norestore", "--convert-to",
                   _ALL_SHEETS, "--outdir", str(root / "out"), *map(str, names)]  # fmt: skip
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        subprocess.run(command, check=True, capture_output=True, timeout=300, env=environment)  # the program found on the path
        return [_values(root / "out", name.stem, formulas(data)) for name, data in zip(names, books, strict=True)]


def _values(folder: Path, book: str, wanted: Iterable[tuple[str, str]]) -> Cells:
    sheets: dict[str, list[list[object]]] = {}
    found: Cells = {}
    for sheet, cell in wanted:
        if sheet not in sheets:
            sheets[sheet] = _table((folder / f"{book}-{sheet}.csv").read_text(encoding="utf-8"))
        row, column = coordinate_to_tuple(cell)
        found[sheet, cell] = sheets[sheet][row - 1][column - 1]
    return found


_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|\Z)')


def _table(text: str) -> list[list[object]]:
    """The rows of a sheet: quoted fields are texts, all others what they are written as."""
    rows: list[list[object]] = [[]]
    for field in _FIELD.finditer(text):
        rows[-1].append(_plain(field[1].replace('""', '"')) if field[1] is not None else _written(field[2]))
        if field[3] == "\n":
            rows.append([])
    return rows


def _written(text: str) -> object:
    """A figure, percentage, truth or day as LibreOffice writes it; nothing is None, and an error its name."""
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return (date.fromisoformat(text) - date(1899, 12, 30)).days
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return _plain(text)


def other_engine(data: bytes) -> Cells:
    """What IronCalc computes: a second opinion that needs no program installed. It wants some stored value: 0, for all."""
    data = edited_sheets(data, lambda _name, part: part.replace(b"</f></c>", b"</f><v>0</v></c>"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(data)
        model = ironcalc.load_from_xlsx(str(path))
        model.evaluate()
        sheets = {sheet["name"]: index for index, sheet in enumerate(model.get_worksheets_properties())}
        return {key: _ironcalc_value(model, sheets[key[0]], key[1]) for key in formulas(data)}


def _ironcalc_value(model: object, sheet: int, cell: str) -> object:
    return _plain(model.get_cell_value(sheet, *coordinate_to_tuple(cell)))  # type: ignore[attr-defined]


def _plain(value: object) -> object:
    return None if value == "" else value


A_THIRD_OF_A_CENT = 0.0033  # however large the amount: a wrong cent is a difference


def differences(expected: Cells, found: Cells) -> list[str]:
    """Where two readings of the same formulas differ: numbers beyond the ninth significant digit, all else at all."""
    return [
        f"{key[0]}!{key[1]}: {expected[key]!r} stored, {found.get(key)!r} recalculated"
        for key in expected
        if not _same(expected[key], found.get(key))
    ]


def _same(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= min(1e-9 * max(1.0, abs(one), abs(other)), A_THIRD_OF_A_CENT)
    return one == other
