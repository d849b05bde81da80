"""A workbook to a table: values only, each with its type and format, nothing that a reader of the sheet cannot see.

openpyxl is imported inside of the functions: only who reads a workbook pays for it.
"""

from __future__ import annotations

import io
import math
import warnings
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from slacontract.findings import Finding, Position, finding, nearest
from slacontract.parse.tables import Kind, Row, SourceCell, SourceTable, header_faults, shown
from slacontract.parse.workbook_sight import out_of_sight
from slacontract.parse.workbook_zip import zip_faults

if TYPE_CHECKING:
    from slacontract.model.feed import Feed

MOST_CELLS: Final = 2_000_000
_KINDS = {
    "n": Kind.NUMBER,
    "s": Kind.TEXT,
    "inlineStr": Kind.TEXT,
    "b": Kind.TRUTH,
    "e": Kind.ERROR,
    "d": Kind.DATE,
    "f": Kind.FORMULA,
}


def read_excel(data: bytes, name: str, feed: Feed) -> tuple[SourceTable | None, list[Finding]]:
    """Read one sheet of a workbook; None when it cannot be read, or not without doubt."""
    faults = zip_faults(data, name, merged_too=feed.hidden == "refuse")
    if faults:
        return None, faults
    book, faults = _opened(data, name, values=False)
    if book is None:
        return None, faults
    sheet, faults = _sheet(book, name, feed)
    if sheet is None:
        return None, faults
    if feed.hidden == "refuse":
        faults = out_of_sight(book, sheet, name)
    if faults:
        return None, faults
    values, faults = _cached(data, name, sheet, feed)
    if faults:
        return None, faults
    return _table(sheet, values, book, name)


def _opened(data: bytes, name: str, *, values: bool) -> tuple[Any, list[Finding]]:
    import openpyxl  # noqa: PLC0415  # a quarter of a second that only readers of workbooks pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # features that hold no figures: styles, validations, drawings
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False), []
    except Exception as fault:  # openpyxl has no error of its own: any kind comes from a broken part
        return None, [
            finding(
                "M317",
                Position(name),
                f"A part of the workbook is broken ({type(fault).__name__}).",
                "Open it in a spreadsheet program and save it anew as .xlsx.",
            )
        ]


def _sheet(book: Any, name: str, feed: Feed) -> tuple[Any, list[Finding]]:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if feed.sheet is not None:
        if feed.sheet in sheets:
            return _measured(sheets[feed.sheet], name)
        return None, [
            finding(
                "M318",
                feed.sheet.at if feed.sheet.at.file else Position(name),
                f"{name} has no sheet '{shown(feed.sheet)}'.",
                nearest(feed.sheet, sheets),
            )
        ]
    filled = [title for title, sheet in sheets.items() if any(c.value is not None for c in _existing(sheet))]
    if len(filled) == 1:
        return _measured(sheets[filled[0]], name)
    if not filled:
        return None, [finding("M307", Position(name), "The workbook holds no table.", "Its first row names the columns.")]
    listed = ", ".join(f"'{shown(title)}'" for title in filled[:10])
    return None, [
        finding(
            "M318",
            Position(name),
            f"{len(filled)} sheets hold something: {listed}.",
            f"Write 'sheet: {filled[0]}' for this file in feed.yaml.",
        )
    ]


def _existing(sheet: Any) -> Any:
    """The cells that the file has, without making those between them."""
    return sheet._cells.values()  # noqa: SLF001  # iter_rows would make every cell up to XFD1048576


def _measured(sheet: Any, name: str) -> tuple[Any, list[Finding]]:
    filled = [cell for cell in _existing(sheet) if cell.value is not None]
    if not filled:
        return None, [
            finding(
                "M307",
                Position(name, cell=f"{sheet.title}!A1"),
                "The sheet is empty.",
                "Its first row names the columns.",
            )
        ]
    far = max(filled, key=lambda cell: (cell.row - 1) * cell.column)
    rows, columns = max(c.row for c in filled), max(c.column for c in filled)
    if rows * columns > MOST_CELLS:
        return None, [
            finding(
                "M317",
                _place(name, sheet.title, far),
                f"The sheet spans {rows:,} rows and {columns:,} columns; at most {MOST_CELLS:,} cells are read.",
                "Delete what stands far from the table, or hand the figures over as CSV.",
            )
        ]
    return sheet, []


def _cached(data: bytes, name: str, sheet: Any, feed: Feed) -> tuple[Any, list[Finding]]:
    """The same sheet with the values that formulas had when it was saved, where the feed accepts them."""
    if feed.formulas == "refuse" or not any(cell.data_type == "f" for cell in _existing(sheet)):
        return None, []
    book, faults = _opened(data, name, values=True)
    return (None, faults) if book is None else (book[sheet.title], [])


def _table(sheet: Any, values: Any, book: Any, name: str) -> tuple[SourceTable | None, list[Finding]]:
    filled = [cell for cell in _existing(sheet) if cell.value is not None]
    top, bottom = min(c.row for c in filled), max(c.row for c in filled)
    left, right = min(c.column for c in filled), max(c.column for c in filled)
    rows = [_row(sheet, values, name, number, (left, right)) for number in range(top, bottom + 1)]
    rows = [row for row in rows if not all(cell.blank for cell in row)]
    faults = _calendar_faults(rows, book) or header_faults(rows[0])
    return (None, faults) if faults else (SourceTable(name, rows[0], tuple(rows[1:])), [])


def _row(sheet: Any, values: Any, name: str, number: int, span: tuple[int, int]) -> Row:
    cells = []
    for column in range(span[0], span[1] + 1):
        cell = sheet._cells.get((number, column))  # noqa: SLF001  # cell() would make it
        if cell is None:
            letters = _letters(column)
            cells.append(SourceCell("", Position(name, number, column, f"{sheet.title}!{letters}{number}"), Kind.BLANK))
        else:
            cells.append(_cell(cell, values, name, sheet.title))
    return tuple(cells)


def _cell(cell: Any, values: Any, name: str, title: str) -> SourceCell:
    at = _place(name, title, cell)
    value, kind = cell.value, _KINDS.get(cell.data_type, Kind.TEXT)
    if kind is Kind.FORMULA and values is not None:
        cached = values._cells.get((cell.row, cell.column))  # noqa: SLF001
        if cached is not None and cached.value is not None:
            value, kind = cached.value, _KINDS.get(cached.data_type, Kind.TEXT)
    if value is None:
        return SourceCell("", at, Kind.BLANK)
    text = _formula(value) if kind is Kind.FORMULA else _text(value)
    return SourceCell(text, at, kind, _format(cell))


def _format(cell: Any) -> str:
    try:
        return str(cell.number_format or "General")
    except (IndexError, KeyError):
        return "?"  # a style that the workbook does not have: nobody knows what is shown


def _place(name: str, title: str, cell: Any) -> Position:
    return Position(name, cell.row, cell.column, f"{title}!{_letters(cell.column)}{cell.row}")


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _formula(value: Any) -> str:
    return str(getattr(value, "text", None) or (value if isinstance(value, str) else "=..."))


def _text(value: object) -> str:
    """The text of a value: exact decimals for numbers, ISO for days."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """Write a double as the decimal that its 15 sure digits say: 0.1 + 0.2 is 0.3, as the spreadsheet shows it.

    >>> number_text(0.1 + 0.2), number_text(42), number_text(12.50)
    ('0.3', '42', '12.5')
    """
    if isinstance(value, int) and abs(value) >= 10**15:
        return "a number of more than 15 digits"
    if not math.isfinite(value):
        return str(value)
    exact = Decimal(format(value, ".15g"))
    if exact == 0:
        return "0"
    return format(exact, "f") if -25 < exact.adjusted() < 25 else str(exact)


def _calendar_faults(rows: list[Row], book: Any) -> list[Finding]:
    """Dates of a workbook that counts from 1904 are four years off for who counts from 1900."""
    if book.epoch.year != 1904:
        return []
    first = next((cell for row in rows for cell in row if cell.kind is Kind.DATE), None)
    if first is None:
        return []
    try:
        other = f" or {date.fromisoformat(first.text[:10]) - _FOUR_YEARS}"
    except (ValueError, OverflowError):
        other = ""
    return [
        finding(
            "M314",
            first.at,
            f"The workbook counts days from 1904: this is {first.text}{other}, if the cell was pasted from another one.",
            "Save it without 'Use 1904 date system' and check the days, or write them as text.",
        )
    ]


_FOUR_YEARS = date(1904, 1, 1) - date(1899, 12, 30)
