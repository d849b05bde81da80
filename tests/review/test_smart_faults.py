"""Every folder of ``faults`` is a contract with one defect that the review finds, and ``good`` the files of its repaired twin.

``expected.txt`` is all of standard error of ``slacontract check .``; it was read by a person, and the figures in it are computed
once more in ``test_smart_figures.py``. After a change of wording run with ``SLACONTRACT_PROMOTE=1`` and read the difference.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from slacontract.codes import CODES, Severity
from slacontract.review.smart.card import OURS
from support.commands import run

HERE = Path(__file__).parent / "faults"
FOLDERS = sorted(path for path in HERE.iterdir() if path.name[:4] in OURS)
each = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def laid_out(folder: Path, desk: Path, *, repaired: bool) -> Path:
    shutil.copytree(folder, desk, ignore=shutil.ignore_patterns("good", "expected.txt"))
    if repaired:
        shutil.copytree(folder / "good", desk, dirs_exist_ok=True)
    return desk


def codes(printed: str) -> list[str]:
    headings = [line for line in printed.splitlines() if line and line[0] != " " and ": " in line]
    return [line.partition(": ")[2][:4] for line in headings]


@each
def test_check_prints_the_defect_and_nothing_else(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(folder, tmp_path / "desk", repaired=False))
    result = run("check", ".")
    expected = folder / "expected.txt"
    if os.environ.get("SLACONTRACT_PROMOTE"):
        expected.write_text(result.stderr, encoding="utf-8")
    assert result.stderr == expected.read_text(encoding="utf-8")
    code = CODES[folder.name[:4]]
    assert codes(result.stderr) == [code.id]
    assert folder.name.startswith(f"{code.id}-{code.slug}-")
    assert result.exit_code == 0, "a warning stops nothing"


@each
def test_the_twin_has_nothing_to_tell(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(folder, tmp_path / "desk", repaired=True))
    result = run("check", ".")
    assert result.stderr == ""
    assert result.exit_code == 0


@each
def test_what_is_accepted_stays_visible_with_its_reason(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = laid_out(folder, tmp_path / "desk", repaired=False)
    monkeypatch.chdir(desk)
    last = max(desk.glob("v*.yaml"))
    code = folder.name[:4]
    last.write_text(
        f"{last.read_text(encoding='utf-8')}accept:\n  - {{code: {code}, why: Both parties mean it.}}\n", encoding="utf-8"
    )
    result = run("check", ".")
    assert codes(result.stderr) == [code]
    assert "(note)" in result.stderr
    assert "Accepted: Both parties mean it." in result.stderr
    card = run("review", ".", "--section", "smart")
    assert f"{code})" in card.stdout
    assert "Accepted: Both parties mean it." in card.stdout


@each
def test_settling_says_nothing_of_it(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(folder, tmp_path / "desk", repaired=False))
    if (folder / "measures.csv").exists():
        assert codes(run("settle", ".").stderr) == []


def test_every_code_has_a_fault() -> None:
    ours = {code for code in CODES if code in OURS}
    assert {folder.name[:4] for folder in FOLDERS} == ours
    assert all(CODES[code].acceptable and CODES[code].severity is Severity.WARNING for code in ours)
