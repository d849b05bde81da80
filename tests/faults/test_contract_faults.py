"""Every folder here that begins with S or C is one bad contract, and ``expected.txt`` what is printed for it.

To write ``expected.txt`` anew after a change of wording, run with ``SLACONTRACT_PROMOTE=1`` and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slacontract.checks.contract import check_versions
from slacontract.codes import CODES
from slacontract.findings import Finding, any_stops
from slacontract.parse.contract import read_contract
from slacontract.render.findings_text import write_findings

HERE = Path(__file__).parent
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name[:1] in {"S", "C"})
PHASES = ("S1", "C2")


def findings_of(folder: Path) -> list[Finding]:
    """What reading and checking the versions of a folder finds; a version that cannot be read keeps all from being checked."""
    versions, findings = [], []
    for path in sorted(folder.glob("v*.yaml")):
        contract, found = read_contract(path.read_bytes(), path.name)
        assert (contract is None) == any_stops(found)
        findings += found
        versions += [contract] if contract else []
    if findings:
        return findings
    agreement, findings = check_versions(versions)
    assert (agreement is None) == any_stops(findings)
    return findings


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_fault_is_told(folder: Path) -> None:
    findings = findings_of(folder)
    expected = folder / "expected.txt"
    printed = write_findings(findings) + "\n"
    if os.environ.get("SLACONTRACT_PROMOTE"):
        expected.write_bytes(printed.encode())
    assert printed.encode() == expected.read_bytes()
    code = CODES[folder.name.split("-")[0]]
    assert [(found.code, found.weight) for found in findings] == [(code, code.severity)]
    assert folder.name.startswith(f"{code.id}-{code.slug}-")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_place_is_exact_and_the_remedy_is_said(folder: Path) -> None:
    for found in findings_of(folder):
        lines = (folder / found.at.file).read_bytes().decode("utf-8", "replace").split("\n")
        assert found.at.excerpt in {"", lines[found.at.line - 1]}
        assert 1 <= found.at.column <= len(lines[found.at.line - 1]) + 1
        assert found.what.endswith(".")
        assert found.remedy.endswith((".", "?"))


def test_every_code_of_text_and_contract_has_a_fault() -> None:
    later = HERE.parent.glob("*/faults/*/v1.yaml")  # of what is asked once a contract has passed
    told = {folder.name.split("-")[0] for folder in (*FOLDERS, *(path.parent for path in later))}
    assert {code for code in told if code.startswith(PHASES)} == {code for code in CODES if code.startswith(PHASES)}
