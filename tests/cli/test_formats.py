"""The forms of findings on the command line, and the exit codes that go with them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from slacontract.cli import main
from support.commands import tree

FAULTS = Path(__file__).parents[1] / "faults"


def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False, env=env)


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FAULTS / "M304-blank-cell-na", tmp_path / "desk", ignore=shutil.ignore_patterns("expected.txt", "good"))
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def test_check_writes_sarif_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTS / "C204-band-gap-edge")
    result = run("check", ".", "--format", "sarif")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "v1.yaml", "uriBaseId": "%SRCROOT%"
    }  # fmt: skip


def test_a_contract_that_nothing_stops_is_a_log_without_errors_and_exit_code_0() -> None:
    result = run("check", str(FAULTS / "C204-band-gap-edge" / "good"), "--format", "sarif")
    assert result.exit_code == 0
    assert "error" not in {found["level"] for found in json.loads(result.stdout)["runs"][0]["results"]}


def test_github_prints_commands_and_then_the_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTS / "C220-minute-incentive-no-cap")
    result = run("check", ".", "--format", "github")
    first, *_, last = result.stdout.splitlines()
    assert first.startswith("::warning file=v1.yaml,line=13,col=5,endColumn=6,title=C220 minute-incentive::")
    assert last.startswith("v1.yaml: desk version 1, ")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_every_verb_writes_for_programs_when_asked_before_it(bad: Path, form: str) -> None:
    before = tree(bad)
    result = run("--findings", form, "settle", ".")
    told = json.loads(result.stderr)
    found = told[0]["code"] if form == "json" else told["runs"][0]["results"][0]["ruleId"]
    assert (result.exit_code, result.stdout, found) == (1, "", "M304")
    assert tree(bad) == before


def test_every_verb_writes_for_github_when_the_environment_says_so(bad: Path) -> None:
    result = run("settle", ".", env={"SLACONTRACT_FINDINGS": "github"})
    first, last = result.stderr.splitlines()
    assert first.startswith("::error file=measures.csv,line=2,col=14,endColumn=17,title=M304 blank-cell::")
    assert last == "1 finding to mend; nothing was written."
    assert result.exit_code == 1


def test_check_takes_the_form_asked_for_before_it_unless_it_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTS / "C204-band-gap-edge")
    assert json.loads(run("--findings", "json", "check", ".").stdout)[0]["code"] == "C204"
    assert run("--findings", "json", "check", ".", "--format", "text").stderr.startswith("v1.yaml:25:17: C204 band-gap\n")


def test_an_unknown_form_is_misuse() -> None:
    assert run("check", ".", "--format", "xml").exit_code == 2
    assert run("--findings", "xml", "check", ".").exit_code == 2


def test_two_versions_name_one_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTS / "C223-fingerprint-altered")
    assert run("check", "v1.yaml", "v2.yaml").stderr == run("check", ".").stderr
    monkeypatch.chdir(Path(__file__).parents[2] / "contracts" / "acme-inbound")
    assert [line.split(":")[0] for line in run("check", "v1.yaml", "v2.yaml").stdout.splitlines()] == ["v1.yaml", "v2.yaml"]


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A contract with one test, that expects -200.00."""
    source = FAULTS.parent / "trials" / "faults" / "T702-expected-name-misspelt"
    shutil.copytree(source, tmp_path / "desk", ignore=shutil.ignore_patterns("expected.txt", "good"))
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk" / "tests" / "terms.yaml"


def test_a_test_that_cannot_be_run_is_annotated(trial: Path) -> None:
    result = run("--findings", "github", "test", ".")
    told = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert result.exit_code == 1
    assert len(told) == 1
    assert told[0].startswith("::error file=tests/terms.yaml,line=7,col=16,endColumn=33,title=T702 expected-name::")


def test_an_expectation_that_is_not_met_is_annotated(trial: Path) -> None:
    text = trial.read_text(encoding="utf-8")
    trial.write_text(text.replace("kpi.servise_level: -200.00", "kpi.service_level: -200.01"), encoding="utf-8")
    result = run("--findings", "github", "test", ".")
    (told,) = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert told.startswith("::error file=tests/terms.yaml,line=7,col=35,endColumn=42,title=below-target::")
    assert "expected -200.01 EUR, found -200.00 EUR.%0A" in told
    assert "::" not in run("test", ".").stdout


def test_a_test_that_passes_is_not_annotated(trial: Path) -> None:
    text = trial.read_text(encoding="utf-8")
    trial.write_text(text.replace("kpi.servise_level", "kpi.service_level"), encoding="utf-8")
    result = run("--findings", "github", "test", ".")
    assert result.exit_code == 0
    assert "::" not in result.stdout
