"""Every mechanism of the language by a small contract worked out by hand: exact = spreadsheet = words = the figures of the page.

``contracts/mechanisms/NAME`` has the contract, its measures, ``example.yaml`` with what is said, and ``tests/example.yaml``, a
test as of any contract: the arithmetic in words, and the figures expected. ``docs/generate.py`` makes reference pages of them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from gmpy2 import mpq

from slacontract import languages
from slacontract.codes import CODES
from slacontract.formula.figures import write_value
from slacontract.render import explanation, terminal
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from slacontract.trials.running import Verdict
from slacontract.workflow.front import settle
from slacontract.workflow.trials import find_tests, run_tests
from support.recalculation import SOFFICE, differences, office, other_engine, shares, stored, stripped

ROOT = Path(__file__).parents[2]
HERE = ROOT / "contracts" / "mechanisms"
FAULTS = ROOT / "tests" / "faults"
NAMES = sorted(path.parent.name for path in HERE.glob("*/example.yaml"))
SAME_IN_BOTH = {"%"}
NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+|/[0-9]+)?")


@cache
def example(name: str) -> dict[str, Any]:
    text = (HERE / name / "example.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # figures stay text
    return told


@cache
def settled(name: str) -> Settlement:
    return settle(HERE / name)


@cache
def book(name: str) -> bytes:
    return write_workbook(settled(name))


@cache
def worked(name: str) -> tuple[str, Verdict]:
    """The arithmetic in words, and what became of the test."""
    ((folder, files),), _ = find_tests(HERE / name)
    result = run_tests(folder, files)
    assert result.findings == ()
    (verdict,) = result.verdicts
    return verdict.why, verdict


def expected(name: str) -> list[tuple[str, str, str]]:
    """Period, line or row, and the figure as the test has it."""
    text = yaml.load((HERE / name / "tests" / "example.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    figures = text["tests"]["worked-by-hand"]["expected"]
    return [(period, row, figure) for period, rows in figures.items() for row, figure in rows.items()]


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_are_those_worked_out_by_hand(name: str) -> None:
    _, verdict = worked(name)
    assert len(verdict.asked_of) == len(expected(name)) >= 2, "one figure alone proves little"
    assert verdict.findings == ()
    assert verdict.failures == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_arithmetic_arrives_at_every_figure(name: str) -> None:
    why, verdict = worked(name)
    told = {abs(mpq(number.replace(",", ""))) for number in NUMBER.findall(why)}
    assert verdict.settlement is not None
    for row, period in verdict.asked_of:  # each is as expected, so what was found is what is worked out
        found = verdict.settlement.value(row, period)
        if found and not isinstance(found, bool):
            assert {abs(mpq(found)), abs(mpq(found)) * 100} & told, f"{row} = {found} is not worked out"


@pytest.mark.parametrize("name", NAMES)
def test_another_spreadsheet_engine_recalculates_the_workbook(name: str) -> None:
    assert differences(stored(book(name)), other_engine(stripped(book(name)))) == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
@pytest.mark.office
@pytest.mark.parametrize("names", shares(NAMES), ids=lambda names: f"{names[0]}..{names[-1]}")
def test_libreoffice_recalculates_every_workbook(names: list[str]) -> None:
    books = [book(name) for name in names]
    for name, data, cells in zip(names, books, office([stripped(data) for data in books]), strict=True):
        assert differences(stored(data), cells) == [], name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_the_words_say_the_same_figures(name: str, language: languages.Language) -> None:
    settlement = settled(name)
    for period, row, _ in expected(name):
        (when,) = [p for p in settlement.asked if p.id == period]
        line = next((item.line for item in settlement.lines if item.period == when and item.id == row), None)
        ident = line.amount if line else row
        unit = settlement.calculation.rows[ident].unit
        currency = str(settlement.contract(when).currency)
        shown = write_value(settlement.value(ident, when), unit, language, currency, settlement.decimals)
        assert shown in (explanation.explain(settlement, when, row, language) or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_has_its_spanish(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known, missing = languages.translations("es"), set[str]()

    class Recording(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            if key not in self:
                missing.add(key)
            return super().get(key, default or "")

    monkeypatch.setattr(languages, "translations", lambda _language: Recording(known))
    settlement = settled(name)
    write_workbook(settlement, "es")
    terminal.result_rows(settlement, "es")
    for period in settlement.asked:
        for row in settlement.calculation.rows:
            explanation.explain(settlement, period, row, "es")
    assert {key for key in missing if re.sub(r"\{\w+\}|[\W\d]", "", key)} - SAME_IN_BOTH == set()


@pytest.mark.parametrize("name", NAMES)
def test_its_contradictory_use_is_a_fault(name: str) -> None:
    for folder in example(name)["contradictions"]:
        assert (FAULTS / folder / "expected.txt").is_file(), folder
        assert folder.partition("-")[0] in CODES


def test_every_folder_is_complete() -> None:
    keys = {"family", "title", "written", "says", "contradictions"}
    for path in HERE.iterdir():
        assert path.name in NAMES, f"{path.name} has no example.yaml"
        assert set(example(path.name)) == keys, path.name
        assert (path / "v1.yaml").is_file()
        assert [file.name for file in (path / "tests").iterdir()] == ["example.yaml"]
