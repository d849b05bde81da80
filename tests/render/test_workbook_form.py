"""The form of the workbook: formulas where amounts are, functions that three spreadsheets share, text that stays text."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from slacontract.formula.excel import FUNCTIONS
from slacontract.languages import LANGUAGES
from slacontract.render.workbook import write_workbook
from slacontract.render.workbook.invoice import COLUMNS
from slacontract.settlement.settlement import Settlement
from support.everything_contract import settlement
from support.recalculation import formulas

SHEETS = {
    "en": ["Summary", "Invoice", "KPIs", "Calculation", "Measures", "Terms", "Checks", "About"],
    "es": ["Resumen", "Factura", "KPI", "Cálculo", "Medidas", "Condiciones", "Controles", "Acerca de"],
}


@pytest.fixture(scope="module")
def settled() -> Settlement:
    return settlement(seed=2)


@pytest.fixture(scope="module")
def book(settled: Settlement) -> bytes:
    return write_workbook(settled)


def test_sheets_stand_in_order_in_both_languages(settled: Settlement) -> None:
    for language in LANGUAGES:
        names = openpyxl.load_workbook(io.BytesIO(write_workbook(settled, language))).sheetnames
        assert names == SHEETS[language]


@pytest.mark.parametrize("sheet", ["Summary", "Invoice", "KPIs", "Calculation", "Checks"])
def test_every_number_outside_of_the_inputs_is_a_formula(book: bytes, sheet: str) -> None:
    plain = [
        cell.coordinate
        for row in openpyxl.load_workbook(io.BytesIO(book))[sheet].iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float))
    ]
    assert plain == []


def test_formulas_hold_no_constant_and_only_shared_functions(book: bytes) -> None:
    for (sheet, cell), formula in formulas(book).items():
        bare = re.sub(r"'[^']*'!|[A-Za-z]+!|\$?[A-Z]{1,3}\$?\d+|\"\"", "", formula)
        functions = set(re.findall(r"([A-Z]+)\(", bare))
        assert functions <= FUNCTIONS, (sheet, cell, formula)
        numbers = set(re.findall(r"(?<![A-Za-z_])\d+\.?\d*", bare))
        half_even = {"2", "10", "0.5"} if "MOD(" in formula else set()  # a mode that spreadsheets have no function for
        assert numbers <= {"0", "1"} | half_even, (sheet, cell, formula)


def test_text_from_outside_stays_text(book: bytes) -> None:
    summary = openpyxl.load_workbook(io.BytesIO(book))["Summary"]
    assert summary["A1"].value == "=Every clause once"
    assert summary["A1"].data_type == "s"
    assert summary["A1"].quotePrefix


def test_invoice_is_one_flat_table_with_its_schema(book: bytes, settled: Settlement) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book), data_only=True)["Invoice"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert len(rows) == len(settled.lines) + 1
    assert not sheet.merged_cells.ranges
    assert list(sheet.tables) == ["invoice"]
    for row, line in zip(rows[1:], settled.lines, strict=True):
        assert row[1] == line.id
        assert row[10] == pytest.approx(float(line.amount), abs=1e-9)


def test_invoice_sums_to_what_is_paid(book: bytes, settled: Settlement) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book), data_only=True)["Invoice"]
    for period in settled.asked:
        rows = [r for r in sheet.iter_rows(min_row=2, values_only=True) if r[0] == f"everything/{period.id}"]
        for column, total in ((8, settled.net(period)), (9, settled.tax(period)), (10, settled.gross(period))):
            assert sum(float(str(r[column])) for r in rows) == pytest.approx(float(total), abs=1e-6)


def test_no_links_macros_or_volatile_functions(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = archive.namelist()
        assert not [n for n in names if "external" in n.lower() or "vba" in n.lower()]
    assert not any(re.search(r"NOW|TODAY|RAND|OFFSET|INDIRECT|\[", f) for f in formulas(book).values())


def test_terms_carry_clause_and_place(book: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Terms"]
    rows = {row[7]: row for row in sheet.iter_rows(min_row=6, values_only=True) if row[7]}
    rate = rows["v1:billing.care.rate"]
    assert (rate[3], rate[4], rate[5]) == (0.4217, "0.4217", "A 1")
    assert re.fullmatch(r"v1\.yaml:\d+", str(rate[6]))
    assert all(row[5] for row in rows.values()), "a figure without clause"


def test_key_cells_have_names(book: bytes) -> None:
    names = openpyxl.load_workbook(io.BytesIO(book)).defined_names
    assert {"all_checks", "net_2026_03", "gross_2026_06", "billing_2026_01", "penalty_2026_02"} <= set(names)


def test_native_charts_are_there(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert len([n for n in archive.namelist() if n.startswith("xl/charts/chart")]) >= 2


SCRIPT = """
import hashlib, sys
from support.everything_contract import settlement
from slacontract.render.workbook import write_workbook
print(hashlib.sha256(write_workbook(settlement(seed=2), sys.argv[1])).hexdigest())
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_inputs_same_bytes_over_zones_locales_seeds_and_folders(language: str, tmp_path: Path) -> None:
    tests = Path(__file__).parents[1]
    surroundings = [
        {"TZ": "UTC", "PYTHONHASHSEED": "0", "LC_ALL": "C"},
        {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1", "LC_ALL": "es_ES.UTF-8"},
        {"TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8"},
    ]
    digests = set()
    for number, extra in enumerate(surroundings):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths = os.pathsep.join([str(tests), str(tests.parent / "src")])
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, language], env={**os.environ, **extra, "PYTHONPATH": paths},
            cwd=folder, capture_output=True, check=True, text=True,
        )  # fmt: skip
        digests.add(run.stdout)
    assert len(digests) == 1


def test_the_plain_worksheet_writes_what_the_stock_one_writes(settled: Settlement, monkeypatch: pytest.MonkeyPatch) -> None:
    from xlsxwriter.worksheet import Worksheet  # noqa: PLC0415

    from slacontract.render.workbook import book as module  # noqa: PLC0415

    ours = write_workbook(settled)
    monkeypatch.setattr(module, "PlainWorksheet", Worksheet)
    assert write_workbook(settled) == ours


def test_reading_it_back_gives_the_amounts_of_the_library(book: bytes, settled: Settlement) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book), data_only=True)["Invoice"]
    shown = [str(row[10]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [float(v) for v in shown] == [float(str(r["amount"])) for r in settled.records()]
