"""Workbooks of records: the rows of one sheet written as text, so that they are read like any other file."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from slacontract.findings import Finding, Position, finding, nearest
from slacontract.measuring.sources.files import Opened, open_csv, unreadable
from slacontract.parse.excel_table import number_text

if TYPE_CHECKING:
    from slacontract.model.records import Reading


def open_excel(path: Path, name: str, reading: Reading, spill: Path) -> tuple[Opened | None, list[Finding]]:
    """Write the rows of a sheet as CSV and look at that; its rows keep their numbers."""
    import openpyxl  # noqa: PLC0415  # a quarter of a second that only readers of workbooks pay

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as fault:  # openpyxl has no error of its own: any kind comes from a broken part
        return None, [unreadable(name, f"{type(fault).__name__}")]
    sheet, faults = _sheet(book, name, reading)
    if sheet is None:
        return None, faults
    if faults := _never_computed(path, sheet, name):
        return None, faults
    target = spill / "sheet.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in sheet.iter_rows(values_only=True):
            texts = [_text(value) for value in row]
            writer.writerow(texts if any(texts) else ["", *texts[1:]])
    book.close()
    plain = reading.model_copy(update={"encoding": "utf-8", "delimiter": "comma", "quotes": "double"})
    opened, faults = open_csv(target, name, plain, spill)
    if opened is None:
        return None, faults
    return Opened(opened.path, name, "excel", opened.headings, skip=opened.skip, heading=opened.heading, sheet=sheet.title,
                  sample=opened.sample), []  # fmt: skip


def _sheet(book: Any, name: str, reading: Reading) -> tuple[Any, list[Finding]]:
    titles = [sheet.title for sheet in book.worksheets]
    if reading.sheet is None:
        if len(titles) == 1:
            return book.worksheets[0], []
        what = f"The workbook has {len(titles)} sheets: {', '.join(titles)}."
        return None, [finding("R602", Position(name), what, "Write 'sheet:' with the one that has the records.")]
    if reading.sheet in titles:
        return book[str(reading.sheet)], []
    return None, [finding("R602", reading.place_of("sheet"), f"'{reading.sheet}' is not a sheet of {name}.",
                          nearest(reading.sheet, titles))]  # fmt: skip


def _never_computed(path: Path, sheet: Any, name: str) -> list[Finding]:
    """Formulas of which none has a value: a program wrote the workbook, and no spreadsheet has opened it since."""
    import openpyxl  # noqa: PLC0415  # as above

    with ZipFile(path) as parts:
        texts = [part for part in parts.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
        if not any(re.search(rb"<f[ >]", parts.read(part)) for part in texts):
            return []
    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    first = ""
    for values, cells in zip(sheet.iter_rows(), book[sheet.title].iter_rows(), strict=True):
        for value, cell in zip(values, cells, strict=True):
            if cell.data_type == "f":
                if value.value is not None:
                    return []
                first = first or f"{sheet.title}!{cell.coordinate}"
    if not first:
        return []
    what = "The formulas of the workbook have no values: they were never computed. The first is here."
    return [finding("R602", Position(name, cell=first), what, "Open the workbook in a spreadsheet and save it, or paste values.")]


def _text(value: object) -> str:
    """A cell as text: days and times as ISO, durations in hours that may pass 24, numbers by their sure digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round_to_whole(value)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    """A number; of one whose last digits are lost it is seen that they are, if it stands for an id."""
    return f"{value:.14E}" if abs(value) >= _MORE_THAN_IT_KNOWS else number_text(value)


_MORE_THAN_IT_KNOWS: Final = 10**15
"""Where a spreadsheet's numbers have no sure digit for each place any more."""


def _instant(value: datetime) -> str:
    """A workbook holds a time as part of a day in binary: microseconds beside a whole second are its noise."""
    nearest_second = (value + timedelta(microseconds=500)).replace(microsecond=0)
    near = abs(value - nearest_second) < timedelta(milliseconds=1)
    return (nearest_second if near else value).isoformat(sep=" ")


def round_to_whole(value: timedelta) -> int:
    """Whole seconds, the half up: a workbook's durations are binary parts of a day.

    >>> round_to_whole(timedelta(seconds=59, microseconds=999999))
    60
    """
    return (value + timedelta(microseconds=500_000)) // timedelta(seconds=1)
