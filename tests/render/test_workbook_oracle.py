"""The workbook recalculated by other people's engines gives the engine's figures, and the comparison is able to fail."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from gmpy2 import mpq

import slacontract
from slacontract.languages import LANGUAGES
from slacontract.model.measures import Cell, Figure, Measures
from slacontract.render.workbook import write_workbook
from slacontract.render.workbook.addresses import Addresses
from slacontract.render.workbook.labels import sheet_names
from slacontract.settlement.service.scopes import input_id
from slacontract.settlement.settlement import Settlement, settle
from support.commands import run
from support.everything_contract import agreement, measures, resettled, settlement
from support.recalculation import (
    SOFFICE,
    Cells,
    differences,
    edited_sheets,
    formulas,
    office,
    other_engine,
    stored,
    stripped,
)

CONTRACTS = Path(__file__).parents[2] / "contracts"

needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui); its recalculation is not seen here"
)


def test_libreoffice_must_be_there_in_ci() -> None:
    assert SOFFICE is not None or os.environ.get("CI") != "true", "CI must not skip the LibreOffice oracle"


def engine_values(settled: Settlement, language: str = "en") -> dict[tuple[str, str], object]:
    """What the engine computed, by the cell of the Calculation sheet that must show it."""
    addresses = Addresses(settled.calculation, sheet_names("es" if language == "es" else "en"))
    found: dict[tuple[str, str], object] = {}
    for row, line in addresses.rows.items():
        for column, values in zip(addresses.columns, settled.columns, strict=True):
            if row in values:
                value = values[row]
                found[addresses.sheets["calculation"], f"{column}{line}"] = (
                    value if value is None or isinstance(value, bool) else float(value)
                )
    return found


@pytest.fixture(scope="module")
def settled() -> Settlement:
    return settlement(seed=1)


@pytest.fixture(scope="module")
def book(settled: Settlement) -> bytes:
    return write_workbook(settled)


@pytest.mark.parametrize("seed", range(4))
def test_stored_values_are_the_engines(seed: int) -> None:
    settled = settlement(seed)
    cells = stored(write_workbook(settled))
    expected = engine_values(settled)
    assert len(expected) > 500
    assert differences(expected, cells) == []


@pytest.mark.parametrize("seed", range(8))
def test_ironcalc_recalculates_every_formula_to_the_engines_figure(seed: int) -> None:
    data = write_workbook(settlement(seed), LANGUAGES[seed % 2])
    assert differences(stored(data), other_engine(stripped(data))) == []


@needs_office
@pytest.mark.office
def test_libreoffice_recalculates_every_formula_to_the_engines_figure() -> None:
    books = [write_workbook(settlement(seed), LANGUAGES[seed % 2]) for seed in range(6)]
    for data, recalculated in zip(books, office([stripped(b) for b in books]), strict=True):
        assert len(recalculated) > 1500
        assert differences(stored(data), recalculated) == []


@pytest.mark.parametrize("mode", ["half_up", "half_even", "up", "down"])
@pytest.mark.parametrize("coin", ["0.01", "0.1", "1", "10"])
def test_every_rounding_has_its_formula(mode: str, coin: str) -> None:
    text = _everything().replace("rounding: {mode: half_up, to: 0.01", f"rounding: {{mode: {mode}, to: {coin}")
    data = write_workbook(settlement(seed=5, text=text))
    assert differences(stored(data), other_engine(stripped(data))) == []


def _everything() -> str:
    from support.everything_contract import SOURCE  # noqa: PLC0415

    return SOURCE.read_text(encoding="utf-8")


# --- the samples ---------------------------------------------------------------------------------------------------------

SAMPLES = sorted(path.parent.name for path in CONTRACTS.glob("*/v1.yaml"))


def with_measures(name: str, folder: Path) -> Path:
    """The folder of a sample; one whose measures are counted from records is measured in a folder of its own first."""
    if not (CONTRACTS / name / "records.yaml").is_file():
        return CONTRACTS / name
    desk = shutil.copytree(CONTRACTS / name, folder / name)
    assert run("measure", desk).exit_code == 0
    return desk


@pytest.fixture(scope="module")
def sample_books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Settlement, bytes]]:
    folder = tmp_path_factory.mktemp("samples")
    settlements = {name: slacontract.settle(with_measures(name, folder)) for name in SAMPLES}
    return {
        name: (settled, write_workbook(settled, LANGUAGES[number % 2]))
        for number, (name, settled) in enumerate(settlements.items())
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_recalculates_to_the_engines_figures(name: str, sample_books: dict[str, tuple[Settlement, bytes]]) -> None:
    settled, data = sample_books[name]
    cells = stored(data)
    assert differences(engine_values(settled, LANGUAGES[SAMPLES.index(name) % 2]), cells) == []
    assert differences(cells, other_engine(stripped(data))) == []


@needs_office
@pytest.mark.office
def test_libreoffice_recalculates_every_sample(sample_books: dict[str, tuple[Settlement, bytes]]) -> None:
    books = [data for _, data in sample_books.values()]
    for data, recalculated in zip(books, office([stripped(b) for b in books]), strict=True):
        assert differences(stored(data), recalculated) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_amount_of_every_sample_is_a_formula(name: str, sample_books: dict[str, tuple[Settlement, bytes]]) -> None:
    _, data = sample_books[name]
    book = openpyxl.load_workbook(io.BytesIO(data))
    inputs = {4, 5, 7}  # Measures, Terms, About: what formulas refer to
    plain = [
        f"{sheet.title}!{cell.coordinate}"
        for number, sheet in enumerate(book)
        if number not in inputs
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float))
    ]
    assert plain == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_changed_input_of_a_sample_gives_what_the_engine_gives(
    name: str, sample_books: dict[str, tuple[Settlement, bytes]]
) -> None:
    settled, _ = sample_books[name]
    data = write_workbook(settled)
    chance = random.Random(name)  # noqa: S311
    for _ in range(10):
        cell, value = _legal_change(settled, chance)
        assert _same_calculation(resettled(settled, cell, value), other_engine(_changed(data, settled, cell, value))) == []


# --- the comparison is able to fail --------------------------------------------------------------------------------------


def _calculation_part(data: bytes) -> str:
    """The part of the Calculation sheet: the fourth."""
    return "xl/worksheets/sheet4.xml"


def _edit_one(data: bytes, pattern: bytes, replacement: bytes) -> bytes:
    changes = 0

    def edit(name: str, part: bytes) -> bytes:
        nonlocal changes
        if name != _calculation_part(data):
            return part
        changed, count = re.subn(pattern, replacement, part, count=1)
        changes += count
        return changed

    result = edited_sheets(data, edit)
    assert changes == 1, f"{pattern!r} is not there to be damaged"
    return result


SEEDED = {
    "wrong formula": (rb"<f>MIN\(", rb"<f>MAX("),
    "wrong operator": (rb"<f>(F\d+)\*(Terms)", rb"<f>\1+\2"),
    "wrong constant": (rb"<f>(F\d+)/Terms!\$D\$\d+</f>", rb"<f>\1/61</f>"),
    "wrong reference": (rb"<f>ROUND\(F(\d)", rb"<f>ROUND(G\1"),
}


@pytest.mark.parametrize("damage", SEEDED)
def test_a_damaged_formula_is_caught(book: bytes, damage: str) -> None:
    damaged = _edit_one(book, *SEEDED[damage])
    assert differences(stored(book), other_engine(stripped(damaged)))


@needs_office
@pytest.mark.office
def test_libreoffice_catches_each_seeded_damage(book: bytes) -> None:
    damaged = [_edit_one(book, *SEEDED[name]) for name in SEEDED]
    damaged.append(_with_wrong_stored_value(book))
    for data, recalculated in zip(damaged, office([stripped(d) for d in damaged]), strict=True):
        assert differences(stored(data), recalculated)


def _with_wrong_stored_value(book: bytes) -> bytes:
    return _edit_one(book, rb"(<f>ROUND\([^<]*</f>)<v>[^<]*</v>", rb"\1<v>777.77</v>")


def test_a_wrong_stored_value_is_caught(book: bytes) -> None:
    damaged = _with_wrong_stored_value(book)
    assert len(differences(stored(damaged), other_engine(stripped(damaged)))) == 1


# --- the workbook is alive -----------------------------------------------------------------------------------------------


def _row_of(cell: Cell) -> str:
    return input_id(cell.field, cell.member)


def _changed(data: bytes, settled: Settlement, cell: Cell, value: mpq) -> bytes:
    """The workbook with one input typed over, as a person would."""
    addresses = Addresses(settled.calculation, sheet_names("en"))
    line = addresses.input_rows[_row_of(cell)]
    column = addresses.columns[[p.id for p in settled.calculation.periods].index(cell.period)]
    place = re.compile(rb'(<c r="%s%d"[^>]*>)<v>[^<]*</v>' % (column.encode(), line))
    changes = 0

    def edit(name: str, part: bytes) -> bytes:
        nonlocal changes
        if name != "xl/worksheets/sheet5.xml":
            return part
        changed, count = place.subn(lambda m: m[1] + b"<v>%s</v>" % str(float(value)).encode(), part)
        changes += count
        return changed

    result = edited_sheets(stripped(data), edit)
    assert changes == 1, f"{cell} has no cell"
    return result


def _legal_change(settled: Settlement, chance: random.Random) -> tuple[Cell, mpq]:
    """Another figure for one input, with which the engine settles: no proportion above 100 %."""
    while True:
        cell, value = _change(settled, chance)
        figures = {**settled.measures.cells, cell: Figure(value)}
        if settle(settled.agreement, Measures(figures), settled.asked)[0] is not None:
            return cell, value


def _change(settled: Settlement, chance: random.Random) -> tuple[Cell, mpq]:
    used = Addresses(settled.calculation, sheet_names("en")).input_rows
    periods = {p.id for p in settled.calculation.periods}
    cells = [c for c in settled.measures.cells if c.period in periods and _row_of(c) in used]
    cell = chance.choice(cells)
    before = settled.measures.cells[cell].value
    if cell.field == "csat":
        return cell, mpq(chance.randint(0, 1000), 1000)
    if cell.field.endswith("_h"):
        return cell, mpq(chance.randint(0, 20_000), 100)
    return cell, mpq(chance.choice([0, 1, int(before) + 1, chance.randint(0, 3 * int(before) + 10)]))


def _same_calculation(settled: Settlement, recalculated: Cells) -> list[str]:
    return differences(engine_values(settled), recalculated)


def test_any_input_changed_gives_what_the_engine_gives(settled: Settlement, book: bytes) -> None:
    chance = random.Random(20261121)  # noqa: S311
    for _ in range(40):
        cell, value = _legal_change(settled, chance)
        assert _same_calculation(resettled(settled, cell, value), other_engine(_changed(book, settled, cell, value))) == []


@needs_office
@pytest.mark.office
def test_libreoffice_follows_changed_inputs_too(settled: Settlement, book: bytes) -> None:
    chance = random.Random(7)  # noqa: S311
    changes = [_legal_change(settled, chance) for _ in range(12)]
    recalculated = office([_changed(book, settled, cell, value) for cell, value in changes])
    for (cell, value), cells in zip(changes, recalculated, strict=True):
        assert _same_calculation(resettled(settled, cell, value), cells) == []


def test_the_checks_turn_false_when_an_input_is_changed(settled: Settlement, book: bytes) -> None:
    cell = Cell("2026-03", (("queue", "front"),), "cases_closed")
    cells = other_engine(_changed(book, settled, cell, settled.measures.cells[cell].value + 50))
    assert cells["Summary", "B4"] is False
    assert cells["Checks", "F5"] is False


def test_one_period_alone_carries_the_year_behind_it() -> None:
    """A yearly limit makes the workbook of one month hold the months before it, and its figures are those of the whole run."""
    terms = agreement()
    figures = measures(3)
    periods = terms.latest.schedule.periods()[:6]
    whole, _ = settle(terms, figures, periods)
    alone, _ = settle(terms, figures, periods[5:])
    assert whole is not None
    assert alone is not None
    assert alone.calculation.periods == periods
    assert alone.columns == whole.columns
    data = write_workbook(alone)
    assert differences(stored(data), other_engine(stripped(data))) == []


def test_every_formula_cell_was_compared(book: bytes) -> None:
    assert formulas(book).keys() == stored(book).keys()
