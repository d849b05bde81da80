"""Make the workbooks of the fixtures here: ``python tests/faults/make_workbooks.py``. Same script, same bytes.

Each function builds one folder's ``measures.xlsx``, from the sound table below with one thing wrong in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent
HEADER = ("period", "offered", "answered", "answered_in_20s")
ROWS = (("2026-01", 1000, 950, 800), ("2026-02", 1100, 1050, 900))

Build = Callable[[Any, Any], None]


def sound(sheet: Any, header: tuple[str, ...] = HEADER, rows: tuple[tuple[object, ...], ...] = ROWS) -> None:
    """Write the table with nothing wrong in it."""
    for number, row in enumerate((header, *rows)):
        sheet.write_row(number, 0, row)


def number_as_text(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_string("C2", "950")


def truth(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_boolean("C2", True)  # noqa: FBT003  # the value of the cell


def date_for_figure(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_datetime("C2", datetime(2026, 9, 5), book.add_format({"num_format": "d mmm"}))  # noqa: DTZ001


def formula(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_formula("C2", "=B2-50", None, 950)


def error_of_a_formula(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_formula("C2", "=B2/0", None, "#DIV/0!")


def hidden_row(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.set_row(1, None, None, {"hidden": True})


def hidden_column(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.set_column("C:C", None, None, {"hidden": True})


def hidden_sheet(book: Any, sheet: Any) -> None:
    sound(sheet)
    book.add_worksheet("Old").hide()


def filtered(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.autofilter("A1:D3")
    sheet.filter_column("A", "x == 2026-02")
    sheet.set_row(1, None, None, {"hidden": True})


def merged(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.merge_range("C2:C3", 950)


def shows_another_figure(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_number("C2", 950, book.add_format({"num_format": '"970"'}))


def in_thousands(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_number("B2", 1_000_000, book.add_format({"num_format": "0,"}))


def percentage_of_a_count(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_number("C2", 0.95, book.add_format({"num_format": "0%"}))


def day(book: Any, sheet: Any, when: datetime) -> None:
    """Write the table with a date in its first column."""
    sound(sheet, ("date", *HEADER[1:]), ROWS[:1])
    sheet.write_datetime("A2", when, book.add_format({"num_format": "yyyy-mm-dd"}))


def counted_from_1904(book: Any, sheet: Any) -> None:
    day(book, sheet, datetime(2026, 1, 15))  # noqa: DTZ001


def day_as_number(book: Any, sheet: Any) -> None:
    sound(sheet, ("date", *HEADER[1:]), ROWS[:1])
    sheet.write_number("A2", 46037)


def day_and_month(book: Any, sheet: Any) -> None:
    day(book, sheet, datetime(2026, 5, 3))  # noqa: DTZ001


def first_days_of_1900(book: Any, sheet: Any) -> None:
    day(book, sheet, datetime(1900, 1, 15))  # noqa: DTZ001


def date_for_period(book: Any, sheet: Any) -> None:
    sound(sheet)
    sheet.write_datetime("A2", datetime(2026, 1, 1), book.add_format({"num_format": "mmm-yy"}))  # noqa: DTZ001


def two_sheets(book: Any, sheet: Any) -> None:
    sound(sheet)
    sound(book.add_worksheet("Corrected"))


def one_sheet(book: Any, sheet: Any) -> None:
    sound(sheet)


WORKBOOKS: dict[str, Build] = {
    "M304-blank-cell-error-of-a-formula": error_of_a_formula,
    "M308-unit-percentage-cell": percentage_of_a_count,
    "M309-cell-type-number-as-text": number_as_text,
    "M309-cell-type-truth": truth,
    "M309-cell-type-date": date_for_figure,
    "M310-formula-cell-answered": formula,
    "M311-hidden-row": hidden_row,
    "M311-hidden-column": hidden_column,
    "M311-hidden-sheet": hidden_sheet,
    "M311-hidden-filter": filtered,
    "M311-hidden-merged": merged,
    "M312-display-another-figure": shows_another_figure,
    "M312-display-in-thousands": in_thousands,
    "M314-date-system-1904": counted_from_1904,
    "M314-date-system-number": day_as_number,
    "M314-date-system-day-and-month": day_and_month,
    "M314-date-system-1900": first_days_of_1900,
    "M314-date-system-date-for-period": date_for_period,
    "M318-feed-two-sheets": two_sheets,
    "M318-feed-no-such-sheet": one_sheet,
    "M309-cell-type-number-as-text/good": one_sheet,
    "M310-formula-cell-answered/good": one_sheet,
    "M311-hidden-row/good": one_sheet,
    "M312-display-another-figure/good": one_sheet,
    "M314-date-system-date-for-period/good": one_sheet,
}


def main() -> None:
    """Write every workbook."""
    for name, build in WORKBOOKS.items():
        (HERE / name).mkdir(exist_ok=True)
        with xlsxwriter.Workbook(HERE / name / "measures.xlsx", {"date_1904": build is counted_from_1904}) as book:
            book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001  # no clock enters the bytes
            build(book, book.add_worksheet("Measures"))


if __name__ == "__main__":
    main()
