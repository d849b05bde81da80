"""What the command line prints and leaves for each bad input here: every folder of this directory is run as a user runs it.

A folder that begins with M, W or E holds a contract with its measures, one that begins with R a contract with its records;
``expected.txt`` is all of standard error, and ``arguments.txt`` the command where it is not ``settle .`` or ``measure .``.
Folders that begin with M- have a text or contract code, found in a file that is not the contract. For S and C folders
``test_contract_faults.py`` holds the findings; here they are run.

To write ``expected.txt`` anew after a change of wording, run with ``SLACONTRACT_PROMOTE=1`` and read the difference.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from slacontract.cli import main
from slacontract.codes import CODES, Severity

HERE = Path(__file__).parent
TEXTS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name[:1] in {"S", "C"})
RUNS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name[:1] in {"M", "R", "W", "E"})
RESULTS = {"settlements", "measures", "feedback"}
OURS = {"expected.txt", "arguments.txt", "good"}
each_run = pytest.mark.parametrize("folder", RUNS, ids=lambda folder: folder.name)
each_text = pytest.mark.parametrize("folder", TEXTS, ids=lambda folder: folder.name)


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash, and every folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def copied(folder: Path, tmp_path: Path) -> Path:
    """A copy of the fixture to run in, without what only the test reads."""
    return shutil.copytree(folder, tmp_path / "desk", ignore=shutil.ignore_patterns(*OURS))


def run(arguments: list[str]) -> Result:
    """Run the command line in this process; a fault of ours is raised, never printed."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False, prog_name="slacontract")


def code_of(folder: Path) -> str:
    return folder.name.removeprefix("M-").split("-")[0]


def arguments_of(folder: Path) -> list[str]:
    named = folder / "arguments.txt"
    verb = "measure" if folder.name.startswith("R") else "settle"
    return shlex.split(named.read_text(encoding="utf-8")) if named.exists() else [verb, "."]


@each_run
def test_what_is_printed_and_left(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = copied(folder, tmp_path)
    before = tree(desk)
    monkeypatch.chdir(desk)
    result = run(arguments_of(folder))
    expected = folder / "expected.txt"
    if os.environ.get("SLACONTRACT_PROMOTE"):
        expected.write_bytes(result.stderr.encode())
    assert result.stderr.encode() == expected.read_bytes()
    goes_on = CODES[code_of(folder)].severity is Severity.WARNING
    assert result.exit_code == (0 if goes_on else 2 if arguments_of(folder)[0] == "diff" else 1)
    assert bool(result.stdout) == goes_on
    after = tree(desk)
    assert {name: data for name, data in after.items() if not goes_on or name.split("/")[0] not in RESULTS} == before


@each_run
def test_the_folder_is_named_after_its_only_code(folder: Path) -> None:
    code = CODES[code_of(folder)]
    printed = (folder / "expected.txt").read_text(encoding="utf-8")
    assert folder.name.removeprefix("M-").startswith(f"{code.id}-{code.slug}-")
    headings = [line for line in printed.split("\n") if line and line[0] != " " and ": " in line]
    assert headings
    assert {line.partition(": ")[2].removesuffix(" (warning)") for line in headings} == {str(code)}
    assert printed.count("  Remedy: ") == len(headings)


@each_text
def test_check_prints_what_is_expected(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = copied(folder, tmp_path)
    before = tree(desk)
    monkeypatch.chdir(desk)
    result = run(["check", "."])
    stops = CODES[code_of(folder)].severity is Severity.ERROR
    assert result.stderr.encode() == (folder / "expected.txt").read_bytes()
    assert result.exit_code == (1 if stops else 0)
    assert bool(result.stdout) != stops
    assert tree(desk) == before


@each_text
def test_settle_refuses_it_too(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = copied(folder, tmp_path)
    before = tree(desk)
    monkeypatch.chdir(desk)
    result = run(["settle", "."])
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    if CODES[code_of(folder)].severity is Severity.ERROR:
        assert result.stderr.startswith(expected)
    else:  # the contract would do; there are no measures beside it
        assert "E501 not-found" in result.stderr
    assert result.stderr.endswith("nothing was written.\n")
    assert result.exit_code == 1
    assert not result.stdout
    assert tree(desk) == before


@pytest.mark.parametrize(
    "name", ["M304-blank-cell-na", "M311-hidden-row", "E504-nothing-to-settle-reversed", "C204-band-gap-hole"]
)
def test_a_process_of_its_own_says_the_same(name: str, tmp_path: Path) -> None:
    folder = HERE / name
    desk = copied(folder, tmp_path)
    before = tree(desk)
    command = [sys.executable, "-c", "from slacontract.cli import main; main()"]
    paths = os.pathsep.join(str(Path(path).resolve()) for path in sys.path if path)
    verb = ["check", "."] if name[0] == "C" else arguments_of(folder)
    done = subprocess.run([*command, *verb], cwd=desk, capture_output=True, env={**os.environ, "PYTHONPATH": paths}, check=False)
    assert done.stderr == (folder / "expected.txt").read_bytes()
    assert (done.returncode, done.stdout) == (1, b"")
    assert tree(desk) == before


def test_every_code_of_measures_workbooks_and_surroundings_has_a_fault() -> None:
    of_records = (HERE.parent / "records" / "faults").iterdir()  # run by tests/records
    told = {code_of(folder) for folder in (*RUNS, *of_records)}
    assert {code for code in CODES if code[0] in "MRWE"} <= told
