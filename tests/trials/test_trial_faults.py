"""Every folder in ``faults`` is a contract with a test file that has one fault; ``good`` has the file of its repaired twin.

``expected.txt`` is what `slacontract test .` prints. To write it anew after a change of wording, run with
``SLACONTRACT_PROMOTE=1`` and read the difference.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from slacontract.codes import CODES
from slacontract.findings import Finding
from slacontract.workflow.trials import find_tests, run_tests
from support.commands import run, tree

HERE = Path(__file__).parent / "faults"
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir())
each_fault = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def copied(folder: Path, desk: Path, *, good: bool = False) -> None:
    shutil.copytree(folder, desk, dirs_exist_ok=True, ignore=shutil.ignore_patterns("good", "expected.txt"))
    if good:
        shutil.copytree(folder / "good", desk, dirs_exist_ok=True)


def findings() -> list[Finding]:
    """What reading and running the tests of the working folder finds, each once."""
    ((folder, files),), missing = find_tests(Path())
    result = run_tests(folder, files)
    return list(dict.fromkeys([*missing, *result.findings, *(f for verdict in result.verdicts for f in verdict.findings)]))


@each_fault
def test_the_fault_is_told_alone_and_nothing_is_written(folder: Path, desk: Path) -> None:
    copied(folder, desk)
    before = tree(desk)
    result = run("test", ".")
    printed = result.stdout + result.stderr
    expected = folder / "expected.txt"
    if os.environ.get("SLACONTRACT_PROMOTE"):
        expected.write_text(printed, encoding="utf-8")
    assert printed == expected.read_text(encoding="utf-8")
    code = CODES[folder.name.partition("-")[0]]
    assert [found.code for found in findings()] == [code]
    assert folder.name.startswith(f"{code.id}-{code.slug}")
    assert result.exit_code == (0 if code.id == "T709" else 1)
    assert tree(desk) == before


@each_fault
def test_the_place_is_exact_and_the_remedy_is_said(folder: Path, desk: Path) -> None:
    copied(folder, desk)
    for found in findings():
        assert found.what.endswith(".")
        assert found.remedy.endswith((".", "?"))
        if found.at.line:
            lines = Path(found.at.file).read_text(encoding="utf-8").split("\n")
            assert found.at.excerpt == lines[found.at.line - 1]
            assert 1 <= found.at.column <= len(found.at.excerpt)


@each_fault
def test_its_near_twin_has_no_fault(folder: Path, desk: Path) -> None:
    copied(folder, desk, good=True)
    result = run("test", ".")
    assert result.exit_code == 0, result.output
    assert findings() == []


def test_every_code_of_tests_has_a_fault() -> None:
    assert {folder.name.partition("-")[0] for folder in FOLDERS} == {code for code in CODES if code.startswith("T")}
