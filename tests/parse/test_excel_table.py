"""Workbooks: values with the cell they stand in, and one finding for each way in which a cell can deceive."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from gmpy2 import mpq

from slacontract.findings import Finding
from slacontract.model.measures import Cell, Measures
from slacontract.parse.excel_table import number_text

Only = Callable[..., Finding]
Read = Callable[..., tuple[Measures, list[Finding]]]
Workbook = Callable[..., bytes]

HEAD = ["period", "queue", "offered", "talk_s"]
ROW = ["2026-05", "care", 100, 5400.5]
CARE = (("queue", "care"),)


def edited(data: bytes, member: str, old: str, new: str) -> bytes:
    """Change the XML of a workbook as no spreadsheet program would."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            text = source.read(item)
            if item.filename == member:
                assert old.encode() in text, text
                text = text.replace(old.encode(), new.encode())
            target.writestr(item.filename, text)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_figures_and_the_cells_they_stand_in(workbook: Workbook, read: Read) -> None:
    measures, findings = read(workbook([HEAD, ROW, ["2026-06", "care", 0.1 + 0.2 + 9.7, 7]]))
    assert findings == []
    assert {c: (f.value, str(f.at)) for c, f in measures.cells.items()} == {
        Cell("2026-05", CARE, "offered"): (mpq(100), "m.xlsx!May!C2"),
        Cell("2026-05", CARE, "talk_s"): (mpq(10801, 2), "m.xlsx!May!D2"),
        Cell("2026-06", CARE, "offered"): (mpq(10), "m.xlsx!May!C3"),
        Cell("2026-06", CARE, "talk_s"): (mpq(7), "m.xlsx!May!D3"),
    }


def test_a_table_may_stand_anywhere_and_hold_blank_rows(workbook: Workbook, read: Read) -> None:
    measures, findings = read(workbook([[], [None, None, *HEAD], [], [None, None, *ROW]]))
    assert findings == []
    assert [str(f.at) for f in measures.cells.values()] == ["m.xlsx!May!E4", "m.xlsx!May!F4"]


def test_days_of_a_workbook(workbook: Workbook, read: Read) -> None:
    rows = [["date", "queue", "offered"], [date(2026, 5, 1), "care", 10], [datetime(2026, 5, 31), "care", 5]]  # noqa: DTZ001
    measures, findings = read(workbook(rows))
    assert findings == []
    figure = measures.cells[Cell("2026-05", CARE, "offered")]
    assert (figure.value, figure.rows) == (mpq(15), 2)


def test_percent_cells(workbook: Workbook, read: Read, only: Only) -> None:
    def percent(_book: Any, sheet: Any) -> None:
        sheet["B2"].number_format = "0.0%"

    measures, findings = read(workbook([["period", "csat"], ["2026-05", 0.862]], percent))
    assert findings == []
    assert measures.cells[Cell("2026-05", (), "csat")].value == mpq(431, 500)
    only(read(workbook([["period", "csat"], ["2026-05", 0.862]]))[1], "M308", "m.xlsx!May!B2", "0.862% or 86.2%")
    only(read(workbook([["period", "offered"], ["2026-05", 1]], percent))[1], "M308", "m.xlsx!May!B2", "percentage")


def with_cell(place: str, value: Any, number_format: str | None = None) -> Callable[[Any, Any], None]:
    def change(_book: Any, sheet: Any) -> None:
        sheet[place] = value
        if number_format:
            sheet[place].number_format = number_format

    return change


@pytest.mark.parametrize(
    ("place", "value", "number_format", "code", "word"),
    [
        ("C2", "=50+50", None, "M310", "'formulas: accept_cached'"),
        ("C2", "#DIV/0!", None, "M304", "error #DIV/0!"),
        ("C2", True, None, "M309", "TRUE or FALSE"),
        ("C2", datetime(2026, 5, 1), None, "M309", "date"),  # noqa: DTZ001
        ("C2", "100", "@", "M309", "Text to Columns"),
        ("C2", None, None, "M304", "blank"),
        ("C2", "NA", None, "M304", "'NA'"),
        ("C2", 100, '"99"', "M312", "holds 100"),
        ("C2", 100000, "0,", "M312", "holds 100000"),
        ("B2", 7, "000", "M312", "queue 7"),
        ("B2", "=A1", None, "M310", "name of the queue"),
        ("B2", True, None, "M309", "name of the queue"),
        ("B2", None, None, "M304", "which queue"),
        ("A2", datetime(2026, 5, 1), None, "M314", "'format: excel date'"),  # noqa: DTZ001
    ],
)
def test_cells_that_are_refused(
    place: str, value: Any, number_format: str | None, code: str, word: str, workbook: Workbook, read: Read
) -> None:
    _, findings = read(workbook([HEAD, ROW], with_cell(place, value, number_format)))
    assert [(f.code.id, str(f.at)) for f in findings] == [(code, f"m.xlsx!May!{place}")], findings
    assert word in f"{findings[0].what} {findings[0].remedy}"


def test_a_blank_that_the_feed_declares(workbook: Workbook, read: Read) -> None:
    measures, findings = read(workbook([HEAD, ["2026-05", "care", None, 7]]), "missing: ['']")
    assert findings == []
    assert measures.fields() == {"talk_s"}


def test_accepted_formulas_need_the_value_they_had(workbook: Workbook, read: Read, only: Only) -> None:
    data = workbook([HEAD, ["2026-05", "care", "=50+50", 7]])
    only(read(data, "formulas: accept_cached")[1], "M310", "m.xlsx!May!C2", "never computed")
    saved = edited(data, SHEET, "<f>50+50</f><v></v>" if b"<v></v>" in _sheet(data) else "<f>50+50</f><v />",
                   "<f>50+50</f><v>100</v>")  # fmt: skip
    measures, findings = read(saved, "formulas: accept_cached")
    assert findings == []
    assert measures.cells[Cell("2026-05", CARE, "offered")].value == mpq(100)
    only(read(saved)[1], "M310", "m.xlsx!May!C2", "Paste values")


def _sheet(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(SHEET)


def test_formulas_in_columns_that_are_ignored(workbook: Workbook, read: Read) -> None:
    measures, findings = read(workbook([[*HEAD, "total"], [*ROW, "=C2+D2"]]), "ignore: [total]")
    assert findings == []
    assert len(measures.cells) == 2


def _hide_row(_book: Any, sheet: Any) -> None:
    sheet.row_dimensions[2].hidden = True


def _hide_column(_book: Any, sheet: Any) -> None:
    sheet.column_dimensions["C"].hidden = True


def _hide_by_default(_book: Any, sheet: Any) -> None:
    sheet.sheet_format.zeroHeight = True


def _hide_sheet(book: Any, _sheet: Any) -> None:
    book.create_sheet("Old").sheet_state = "veryHidden"


def _filter(_book: Any, sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:D2"
    sheet.auto_filter.add_filter_column(1, ["care"])


def _merge(_book: Any, sheet: Any) -> None:
    sheet.merge_cells("F1:G1")


@pytest.mark.parametrize(
    ("change", "at", "word"),
    [
        (_hide_row, "A2", "Row 2 is hidden"),
        (_hide_column, "C1", "Column C is hidden"),
        (_filter, "A1", "filter is set on A1:D2"),
        (_merge, "F1", "F1:G1 are merged"),
    ],
)
def test_what_is_out_of_sight(
    change: Callable[[Any, Any], None], at: str, word: str, workbook: Workbook, read: Read, only: Only
) -> None:
    data = workbook([HEAD, ROW], change)
    only(read(data)[1], "M311", f"m.xlsx!May!{at}", word, "'hidden: accept'")
    measures, findings = read(data, "hidden: accept")
    assert (findings, len(measures.cells)) == ([], 2)


def test_a_row_without_height(workbook: Workbook, read: Read, only: Only) -> None:
    data = edited(workbook([HEAD, ROW]), SHEET, '<row r="2">', '<row r="2" ht="0" customHeight="1">')
    only(read(data)[1], "M311", "m.xlsx!May!A2", "Row 2 is hidden")


def test_hidden_sheets_and_rows_hidden_by_default(workbook: Workbook, read: Read, only: Only) -> None:
    only(read(workbook([HEAD, ROW], _hide_sheet))[1], "M311", "m.xlsx!Old!A1", "sheet 'Old' is hidden")
    only(read(workbook([HEAD, ROW], _hide_by_default))[1], "M311", "m.xlsx!May!A1", "Rows 1, 2 are hidden")


def test_what_is_hidden_beside_the_table_does_not_matter(workbook: Workbook, read: Read) -> None:
    def far(_book: Any, sheet: Any) -> None:
        sheet.column_dimensions["Z"].hidden = True
        sheet.row_dimensions[99].hidden = True
        sheet.auto_filter.ref = "A1:D2"  # arrows without a criterion

    assert read(workbook([HEAD, ROW], far))[1] == []


def test_which_sheet(workbook: Workbook, read: Read, only: Only) -> None:
    def second(book: Any, _sheet: Any) -> None:
        book.create_sheet("June").append(["x"])
        book.create_sheet("Empty")

    data = workbook([HEAD, ROW], second)
    only(read(data)[1], "M318", "m.xlsx", "'May', 'June'", "'sheet: May'")
    assert read(data, "sheet: May")[1] == []
    only(read(data, "sheet: Mai")[1], "M318", "feed.yaml:2:16", "no sheet 'Mai'", "Did you mean 'May'?")
    only(read(data, "sheet: Empty")[1], "M307", "m.xlsx!Empty!A1", "empty")
    only(read(workbook([]))[1], "M307", "m.xlsx", "no table")


def test_headings(workbook: Workbook, read: Read, only: Only) -> None:
    only(read(workbook([["period", None, "offered"], ["2026-05", 5, 7]]))[1], "M307", "m.xlsx!May!B1", "no heading")
    only(read(workbook([["period", "offered", "offered"], ["2026-05", 5, 7]]))[1], "M307", "m.xlsx!May!C1", "twice")
    titled = read(workbook([["May 2026"], HEAD, ROW]))[1]
    assert [(f.code.id, str(f.at)) for f in titled] == [("M307", f"m.xlsx!May!{c}1") for c in "BCD"]


def test_the_calendar_of_old_macintoshes(workbook: Workbook, read: Read, only: Only) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    def mac(book: Any, sheet: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet["A2"] = datetime(2026, 5, 1)  # noqa: DTZ001

    only(read(workbook([["date", "offered"], [None, 5]], mac))[1], "M314", "m.xlsx!May!A2", "from 1904",
         "2026-05-01 or 2022-04-30")  # fmt: skip

    def no_dates(book: Any, _sheet: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    assert read(workbook([HEAD, ROW], no_dates))[1] == []


def test_serials_that_spreadsheets_date_differently(workbook: Workbook, read: Read, only: Only) -> None:
    data = workbook([["date", "offered"], [59, 5]], with_cell("A2", 59, "yyyy-mm-dd"))
    only(read(data)[1], "M314", "m.xlsx!May!A2", "before March 1900")
    only(read(workbook([["date", "offered"], [46143, 5]]))[1], "M314", "m.xlsx!May!A2", "46143 is a number")


def test_a_cell_at_the_end_of_the_world(workbook: Workbook, read: Read, only: Only) -> None:
    only(read(workbook([HEAD, ROW], with_cell("XFD1048576", 1)))[1], "M317", "m.xlsx!May!XFD1048576", "1,048,576 rows")


def test_parts_that_openpyxl_cannot_read(workbook: Workbook, read: Read, only: Only) -> None:
    data = workbook([HEAD, ROW])
    only(read(edited(data, SHEET, "<v>100</v>", "<v>1x0</v>"))[1], "M317", "m.xlsx", "broken", "save it anew")
    only(read(edited(data, SHEET, "</worksheet>", "</work"))[1], "M317", "m.xlsx", "broken")
    only(read(edited(data, "xl/workbook.xml", "<sheets>", "<sheats>"))[1], "M317", "m.xlsx", "broken")


def test_a_style_that_is_not_there(workbook: Workbook, read: Read) -> None:
    data = edited(workbook([HEAD, ROW]), SHEET, '<c r="C2" t="n">', '<c r="C2" s="99" t="n">')
    assert {f.code.id for f in read(data)[1]} <= {"M317", "M312"}
    assert read(data)[1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100, "100"),
        (0.1 + 0.2, "0.3"),
        (0.285 * 100, "28.5"),
        (-0.0, "0"),
        (1e-05, "0.00001"),
        (123456789.12345679, "123456789.123457"),
        (1e300, "1E+300"),
        (10**18, "a number of more than 15 digits"),
        (float("inf"), "inf"),
    ],
)
def test_doubles_say_fifteen_digits(value: float, text: str) -> None:
    assert number_text(value) == text


def test_nobody_pays_for_openpyxl_or_pandas_who_reads_text() -> None:
    code = (
        "import sys, slacontract.parse.measures, slacontract.parse.frames; "
        "sys.exit(bool({'openpyxl', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
