"""``slacontract test``: exit codes, formats, coverage, one file or a folder of contracts."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from support.commands import process, run, tree

ACME = Path("contracts") / "acme-inbound"
SAMPLES = ("acme-inbound", "nova-backoffice", "orion-sales")


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_pass_and_all_of_them_is_tested(desk: Path, name: str) -> None:
    before = tree(desk)
    result = run("test", f"contracts/{name}", "--at-least", "97%")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert result.stdout.strip().endswith(" passed")
    assert tree(desk) == before


def test_the_sample_from_records_passes_too() -> None:
    from support.commands import CONTRACTS  # noqa: PLC0415

    result = run("test", CONTRACTS / "care-from-records", "--at-least", "100%")
    assert result.exit_code == 0, result.output


def test_a_failing_test_says_place_figures_and_words(desk: Path) -> None:
    spoil(ACME / "v2.yaml", "pay: -2%", "pay: -3%")
    result = run("test", ACME, "--only", "aht")
    assert result.exit_code == 1
    assert "contracts/acme-inbound/tests/version-2.yaml:" in result.stdout
    assert "kpi.aht in 2026-07: expected -154.44 EUR, found -231.66 EUR." in result.stdout
    assert "(-3 %) × Average handle time: base (7,722.00 EUR) = -231.66 EUR" in result.stdout
    assert "2 failed" in result.stdout
    assert "Traceback" not in result.output


def test_spanish(desk: Path) -> None:
    spoil(ACME / "v2.yaml", "pay: -2%", "pay: -3%")
    result = run("test", ACME, "--only", "aht", "--language", "es", "--coverage")
    assert "kpi.aht en 2026-07: se esperaba -154,44 EUR, resulta -231,66 EUR." in result.stdout
    assert "Ninguna prueba toca:" in result.stdout


def test_one_file_its_folder_and_one_test(desk: Path) -> None:
    whole = run("test", ACME).stdout
    assert whole.count(".yaml") == 3
    one = run("test", ACME / "tests" / "months.yaml")
    assert one.exit_code == 0
    assert "months.yaml" in one.stdout
    assert "version-1.yaml" not in one.stdout
    assert run("test", ACME / "tests").stdout == whole
    assert run("test", ACME / "tests" / "months.yaml", "--only", "a-*").stdout.count("3 passed") == 1
    assert run("test", ACME, "--only", "nothing").exit_code == 2


def test_less_than_asked_for_fails(desk: Path) -> None:
    result = run("test", ACME / "tests" / "months.yaml", "--at-least", "80%")
    assert result.exit_code == 1
    assert "Less is tested than --at-least 80% asks for." in result.stdout
    assert run("test", ACME / "tests" / "months.yaml", "--at-least", "10").exit_code == 0
    for wrong in ("all", "180%", "-1%", "0.8.1"):
        assert run("test", ACME, "--at-least", wrong).exit_code == 2


def test_coverage_names_clause_line_and_a_value(desk: Path) -> None:
    result = run("test", ACME / "tests" / "months.yaml", "--coverage")
    assert result.exit_code == 0
    assert "  version 2, Annex B 1\n" in result.stdout
    assert "v2.yaml:50: Average handle time: exactly 350 s (a value of exactly 350 s)" in result.stdout


def test_formats_for_programs(desk: Path) -> None:
    told = json.loads(run("test", "contracts", "--format", "json").stdout)
    assert [contract["contract"] for contract in told] == [f"contracts/{name}" for name in SAMPLES]
    assert all(test["state"] == "passed" for contract in told for test in contract["tests"])
    root = ET.fromstring(run("test", ACME, "--format", "junit").stdout)  # noqa: S314  # our own
    assert root[0].attrib["name"] == "acme-inbound"
    with_coverage = json.loads(run("test", ACME, "--format", "json", "--coverage").stdout)
    assert with_coverage[0]["coverage"]["untouched"] == []


def test_junit_is_written_to_a_file_and_replaced(desk: Path) -> None:
    first = run("test", ACME, "--junit", "out/junit.xml", "--only", "tax")
    assert first.exit_code == 0
    assert ET.parse("out/junit.xml").getroot()[0].attrib["tests"] == "2"  # noqa: S314  # our own
    spoil(ACME / "v2.yaml", "rate: 21%", "rate: 22%")
    assert run("test", ACME, "--junit", "out/junit.xml", "--only", "tax").exit_code == 1
    assert ET.parse("out/junit.xml").getroot()[0].attrib["failures"] == "1"  # noqa: S314  # our own


def test_a_contract_that_check_refuses_is_not_tested(desk: Path) -> None:
    spoil(ACME / "v2.yaml", "< 320 s", "< 310 s")
    result = run("test", ACME)
    assert result.exit_code == 1
    assert "C204 band-gap" in result.stderr


def test_a_folder_of_contracts_says_which_have_no_tests(desk: Path) -> None:
    for path in (Path("contracts") / "nova-backoffice" / "tests").iterdir():
        path.unlink()
    result = run("test", "contracts", "--only", "tax")
    assert result.exit_code == 0
    assert "Without tests: contracts/nova-backoffice" in result.stderr
    alone = run("test", "contracts/nova-backoffice")
    assert alone.exit_code == 1
    assert "T701 no-test" in alone.stderr


def test_misuse(desk: Path) -> None:
    assert run("test").exit_code == 2
    assert run("test", ACME, "--format", "xml").exit_code == 2
    missing = run("test", "contracts/acme-inboud")
    assert missing.exit_code == 1
    assert "Did you mean 'acme-inbound'?" in missing.stderr


def test_files_of_tests_are_no_contracts_and_no_measures(desk: Path) -> None:
    """Whatever stands in the folder of tests, check and settle are as without it."""
    (ACME / "tests" / "measures.csv").write_text("period\n2026-01\n", encoding="utf-8")
    (ACME / "tests" / "v9.yaml").write_text("tests: {}\n", encoding="utf-8")
    assert run("check", ACME).exit_code == 0
    assert run("settle", ACME, "--period", "2026-01").exit_code == 0
    for named in (ACME / "tests", ACME / "tests" / "version-1.yaml"):
        result = run("check", named)
        assert result.exit_code == 1
        assert "These are tests of a contract, and no contract." in result.stderr
        assert f"slacontract test {named}" in result.stderr


def test_within_the_folder_of_tests(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk / ACME / "tests")
    assert "7 passed" in run("test", "months.yaml").stdout
    assert "94 passed" in run("test", ".").stdout


def test_from_another_folder(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = process("test", desk / ACME / "tests" / "months.yaml", cwd=tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == 0, done.stderr
