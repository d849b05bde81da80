"""The fixtures that show a finding and its remedy: every fault folder with a folder ``good`` in it.

``good`` holds the files of the repaired twin that differ from the bad example, and nothing else; ``good/removed.txt`` names files
that the twin does not have, and ``good/arguments.txt`` is another command. A folder of faults lies in ``tests/faults`` or in
``tests/*/faults``, and its name begins with its code. A reference page takes the first such folder of its code.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Final

import duckdb
from click.testing import CliRunner

from slacontract.checks.contract import check_versions
from slacontract.cli import main
from slacontract.findings import Finding
from slacontract.measuring.sources.load import Wish, load
from slacontract.parse.contract import read_contract
from slacontract.parse.records import read_records
from slacontract.render.codes.compiled import GOOD, REMOVED, code_of, example_folders

TESTS: Final = Path(__file__).parents[1]
EXAMPLES: Final = example_folders(TESTS)
VERBS: Final = {"C": "check", "R": "measure", "T": "test"}
"""What a folder is run with where it does not bring ``arguments.txt``; ``settle`` for all others."""


def laid_out(folder: Path, desk: Path, *, repaired: bool) -> Path:
    """A copy of the fixture to run in, as it is or as its twin."""
    shutil.copytree(folder, desk, ignore=shutil.ignore_patterns(GOOD, "expected.txt"))
    if not repaired:
        return desk
    shutil.copytree(folder / GOOD, desk, dirs_exist_ok=True)
    removed = desk / REMOVED
    for name in removed.read_text(encoding="utf-8").split() if removed.exists() else []:
        (desk / name).unlink()
    removed.unlink(missing_ok=True)
    return desk


def told(folder: Path, desk: Path) -> tuple[set[str], str]:
    """The codes that the laid-out fixture raises, and what is printed.

    A text or contract is read and checked; what is proved about it later, and judged of it, are phases with their own fixtures.
    """
    if folder.parent.parent.name == "records":
        return _told(_of_records(desk))
    if folder.parent.parent == TESTS and folder.name[0] in "SC":
        return _told(_of_versions(desk))
    named = desk / "arguments.txt"
    arguments = (
        shlex.split(named.read_text(encoding="utf-8")) if named.exists() else [VERBS.get(code_of(folder)[0], "settle"), "."]
    )
    named.unlink(missing_ok=True)
    result = CliRunner().invoke(main, arguments, catch_exceptions=False, prog_name="slacontract")
    headings = re.findall(r"^\S.*?: ([A-Z][0-9]{3}) [a-z]", result.stdout + result.stderr, flags=re.MULTILINE)
    return set(headings), result.stderr


def _told(found: list[Finding]) -> tuple[set[str], str]:
    return {f.code.id for f in found}, "\n".join(f.what for f in found)


def _of_versions(desk: Path) -> list[Finding]:
    versions, findings = [], []
    for path in sorted(desk.glob("v*.yaml")):
        contract, found = read_contract(path.read_bytes(), path.name)
        findings += found
        versions += [contract] if contract else []
    return findings or check_versions(versions)[1]


def _of_records(desk: Path) -> list[Finding]:
    """A declaration of records without a contract is only read: nothing counts it."""
    records, findings = read_records((desk / "records.yaml").read_bytes(), "records.yaml")
    if records is None:
        return findings
    home = desk / "records"
    return load(duckdb.connect(), records, sorted(home.iterdir()) if home.is_dir() else [], Wish("salt", desk))[1]
