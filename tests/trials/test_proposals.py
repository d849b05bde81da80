"""`slacontract test --write`: what is proposed from the history passes, is unconfirmed, and overwrites nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slacontract.workflow.trials import find_tests, read_file_of_tests
from support.commands import CONTRACTS, run, tree


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def copied(name: str, desk: Path) -> Path:
    return shutil.copytree(CONTRACTS / name, desk / "contract", ignore=shutil.ignore_patterns("tests", "records"))


@pytest.mark.parametrize("name", ["acme-inbound", "nova-backoffice", "orion-sales", "care-from-records",
                                  "mechanisms/days-late-by-the-calendar", "mechanisms/kpi-judged-every-week",
                                  "mechanisms/planned-maintenance-outside-availability",
                                  "mechanisms/service-level-in-service-hours"])  # fmt: skip
def test_what_is_proposed_passes_and_is_unconfirmed(name: str, desk: Path) -> None:
    copied(name, desk)
    written = run("test", "contract", "--write")
    assert written.exit_code == 0, written.output
    assert "confirmed: no" in written.stdout
    ((_, files),), _ = find_tests(Path("contract"))
    assert files
    for path in files:
        file, findings = read_file_of_tests(path)
        assert findings == []
        assert file is not None
        assert {trial.confirmed for _, trial in file.trials()} == {"no"}
    result = run("test", "contract", *(["--at-least", "50%"] if "/" not in name else []))
    assert result.exit_code == 0, result.output
    assert "T709 unconfirmed (warning)" in result.stdout
    assert " failed" not in result.stdout
    assert " not run" not in result.stdout


def test_each_edge_of_each_paying_kpi_is_proposed(desk: Path) -> None:
    folder = copied("acme-inbound", desk)
    run("test", "contract", "--write")
    text = (folder / "tests" / "proposed-version-2.yaml").read_text(encoding="utf-8")
    edges = ("320 s", "350 s", "390 s", "319 s", "351 s", "391 s", "70%", "80%", "84%", "92%", "74%", "78%", "30 s")
    assert [edge for edge in edges if f"      {edge}," not in text] == []
    history = (folder / "tests" / "proposed-history.yaml").read_text(encoding="utf-8")
    assert "2026-06: {billing: 106641.49, bonus: 0.00, penalty: -6398.49, net: 100243.00}" in history
    assert "Annex B 1, at the target" in history


def test_nothing_is_overwritten(desk: Path) -> None:
    folder = copied("nova-backoffice", desk)
    (folder / "tests").mkdir()
    own = folder / "tests" / "proposed-version-1.yaml"
    own.write_text("tests:\n  mine: {why: x, from: history, expected: {2025-10: {net: 101369.55}}}\n", encoding="utf-8")
    before = tree(desk)
    result = run("test", "contract", "--write")
    assert result.exit_code == 1
    assert "E502" in result.stderr
    assert tree(desk) == before


def test_without_a_history_nothing_is_proposed(desk: Path) -> None:
    folder = copied("acme-inbound", desk)
    (folder / "measures.csv").unlink()
    before = tree(desk)
    result = run("test", "contract", "--write")
    assert result.exit_code == 1
    assert "E501" in result.stderr
    assert tree(desk) == before
