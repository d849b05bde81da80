"""``slacontract explain``: a line or a row in words, with the figures of its settlement."""

from __future__ import annotations

from pathlib import Path

import pytest

import slacontract
from support.commands import run, tree

ACME = Path("contracts") / "acme-inbound"


def test_a_line_from_its_clause_to_its_amount(desk: Path) -> None:
    before = tree(desk)
    result = run("explain", ACME, "kpi.aht", "--period", "2026-05")
    assert result.exit_code == 0
    assert not result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Average handle time · 2026-05"
    assert lines[1] == "Clause Annex B 1, v1.yaml:35 (acme-inbound, version 1)"
    assert lines[3].startswith("  1. Talk time (care, tech) = the sum of")
    assert lines[-1].endswith("rounded half up to 2 decimals = 1,557.98 EUR")
    assert tree(desk) == before


def test_in_spanish_with_spanish_figures(desk: Path) -> None:
    result = run("explain", ACME, "kpi.aht", "--period", "2026-05", "--language", "es")
    assert result.stdout.startswith("Tiempo medio operativo (TMO) · 2026-05\nCláusula Annex B 1,")
    assert result.stdout.rstrip().endswith("= 1.557,98 EUR")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("period", ["2026-03", "2026-09"])
def test_every_line_and_row_can_be_explained_and_ends_in_its_amount(desk: Path, language: str, period: str) -> None:
    settlement = slacontract.settle(ACME, period=period)
    for record in settlement.records(language):  # type: ignore[arg-type]  # one of the two
        result = run("explain", ACME, record["line"], "--period", period, "--language", language)
        assert result.exit_code == 0
        amount = f"{record['amount']:,}"
        if language == "es":
            amount = amount.translate(str.maketrans(",.", ".,"))
        assert result.stdout.rstrip().endswith(f"= {amount} EUR"), record["line"]


def test_a_row_of_the_calculation(desk: Path) -> None:
    result = run("explain", ACME, "kpi.service_level.value", "--period", "2026-05")
    assert result.exit_code == 0
    assert result.stdout.startswith("Service level · 2026-05\n")
    assert "%" in result.stdout.splitlines()[-1]


def test_the_measures_that_are_named_are_explained(desk: Path) -> None:
    text = (ACME / "measures.csv").read_text(encoding="utf-8")
    Path("other.csv").write_text(text.replace(",25343,", ",25300,"), encoding="utf-8")
    beside = run("explain", ACME, "kpi.service_level.value", "--period", "2026-05").stdout
    named = run("explain", ACME, "kpi.service_level.value", "--period", "2026-05", "--measures", "other.csv").stdout
    assert named != beside


UNKNOWN = {
    "kpi.ath": "Did you mean 'kpi.aht'?",
    "kpi.service_level.vale": "Did you mean 'kpi.service_level.value'?",
    "aht": "kpi.aht",
    "zzz": "There are: billing.care, billing.retention,",
}


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_an_unknown_line_is_misuse_and_the_near_names_are_told(desk: Path, name: str) -> None:
    result = run("explain", ACME, name, "--period", "2026-05")
    assert result.exit_code == 2
    assert f"There is no line '{name}' in 2026-05." in result.stderr
    assert UNKNOWN[name] in result.stderr
    assert not result.stdout


def test_a_folder_of_contracts_is_misuse(desk: Path) -> None:
    result = run("explain", "contracts", "kpi.aht", "--period", "2026-05")
    assert (result.exit_code, "Name one contract" in result.stderr) == (2, True)


@pytest.mark.parametrize(("path", "period", "code"), [("contracts/acme", "2026-05", "E501"), (str(ACME), "2026-5", "E504")])
def test_what_cannot_be_settled_cannot_be_explained(desk: Path, path: str, period: str, code: str) -> None:
    result = run("explain", path, "kpi.aht", "--period", period)
    assert (result.exit_code, code in result.stderr, result.stdout) == (1, True, "")
