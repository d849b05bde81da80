"""``slacontract show``: a version as an annex, on standard output or in files."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from support.commands import run, tree

ACME = Path("contracts") / "acme-inbound"


def test_the_latest_version_as_markdown(desk: Path) -> None:
    before = tree(desk)
    result = run("show", ACME)
    assert result.exit_code == 0
    assert not result.stderr
    assert result.stdout.startswith("# Inbound customer care\n\nAnnex to the contract between Acme Telecom S.A. and ")
    assert "| Version | 2, in force from 1 July 2026 |" in result.stdout
    assert tree(desk) == before


@pytest.mark.parametrize(("words", "number"), [(("--version", "1"), 1), (("--on", "2026-06-30"), 1), (("--on", "2026-07-01"), 2)])
def test_a_version_by_its_number_or_by_a_day(desk: Path, words: tuple[str, ...], number: int) -> None:
    assert f"| Version | {number}, in force from" in run("show", ACME, *words).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--version", "7"), "There are: 1, 2."), (("--on", "2031-01-01"), "Write a day from 2026-01-01 to 2027-12-31."),
     (("--on", "1/7/2026"), "Write a day such as 2026-05-31.")],
)  # fmt: skip
def test_a_version_that_is_not_there(desk: Path, words: tuple[str, ...], told: str) -> None:
    result = run("show", ACME, *words)
    assert result.exit_code == 1
    assert told in result.stderr
    assert not result.stdout


def test_number_and_day_together_are_misuse(desk: Path) -> None:
    assert run("show", ACME, "--version", "1", "--on", "2026-07-01").exit_code == 2


def test_markdown_in_a_file_has_its_pictures_beside_it(desk: Path) -> None:
    result = run("show", ACME, "--output", "out/annex.md")
    assert result.exit_code == 0
    names = ["annex.md", "annex-aht.svg", "annex-service_level.svg", "annex-answer_speed.svg", "annex-fcr.svg"]
    assert result.stdout.splitlines() == [str(Path("out") / name) for name in names]
    text = Path("out/annex.md").read_text(encoding="utf-8")
    assert re.findall(r"\((annex-.*?\.svg)\)", text) == names[1:]
    for name in names[1:]:
        ET.parse(Path("out") / name)  # noqa: S314  # our own text


def test_another_file_is_never_overwritten(desk: Path) -> None:
    Path("annex.html").write_text("mine", encoding="utf-8")
    result = run("show", ACME, "--format", "html", "--output", "annex.html")
    assert result.exit_code == 1
    assert "E502" in result.stderr
    assert Path("annex.html").read_text(encoding="utf-8") == "mine"


def test_the_page_in_spanish(desk: Path) -> None:
    page = run("show", ACME, "--format", "html", "--language", "es").stdout
    assert page.startswith('<!doctype html>\n<html lang="es">')
    assert "Ejemplos resueltos" in page
    assert "Lo que está en juego" in page


def test_examples_and_exposure_need_measures(desk: Path) -> None:
    whole, terms = run("show", ACME).stdout, run("show", ACME, "--terms-only").stdout
    assert whole.startswith(terms.rstrip())
    assert "Worked examples" in whole.removeprefix(terms.rstrip())
    assert "What is at stake" in whole.removeprefix(terms.rstrip())


def test_worked_examples_by_hand(desk: Path) -> None:
    """Bands of v2: 319 s pay +2.5 % of what 319 s x 34,437 contacts / 60 x 0.44 bill, 391 s cost 4 % of the capped 380 s.

    319 x 34,437 / 60 x 0.44 = 80,559.622 -> 80,559.62; 2.5 % of it 2,013.9905 -> 2,013.99.
    380 x 34,437 / 60 x 0.44 = 95,964.44; 4 % of it 3,838.5776 -> 3,838.58.
    """
    text = run("show", ACME).stdout
    assert "| Most that the scale pays | 319 s | +2.5 % | +2,013.99 EUR |" in text
    assert "| Most that the scale charges | 391 s | −4 % | −3,838.58 EUR |" in text


def test_a_contract_with_a_fault_is_refused(desk: Path) -> None:
    path = ACME / "v2.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('when: "> 390 s"', 'when: "> 395 s"'), encoding="utf-8")
    result = run("show", ACME)
    assert result.exit_code == 1
    assert "C204" in result.stderr
    assert not result.stdout


def test_without_measures_the_examples_are_on_round_figures(desk: Path) -> None:
    for path in ACME.glob("measures*"):
        path.unlink()
    text = run("show", ACME).stdout
    assert "Nothing was measured yet: the examples are on round figures that are made up." in text
    assert "| Contacts answered within 20 s (care) | 800 |" in text
    assert "What is at stake" not in text


def test_faulty_measures_are_told_and_leave_the_terms(desk: Path) -> None:
    path = ACME / "measures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",25343,", ",twenty,"), encoding="utf-8")
    result = run("show", ACME)
    assert result.exit_code == 0
    assert "M305" in result.stderr
    assert "Worked examples" not in result.stdout
    assert run("show", ACME, "--measures", path).exit_code == 1
