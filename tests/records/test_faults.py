"""Every folder under ``faults`` is a declaration of records with one fault, and ``expected.txt`` what is printed for it.

To write ``expected.txt`` anew after a change of wording, run with ``SLACONTRACT_PROMOTE=1`` and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from slacontract.codes import CODES
from slacontract.findings import Finding
from slacontract.measuring.sources.load import Wish, load
from slacontract.parse.records import read_records
from slacontract.render.findings_text import write_findings

FOLDERS = sorted(path for path in (Path(__file__).parent / "faults").iterdir() if path.name.startswith(("R60", "R61", "R62")))


def findings_of(folder: Path) -> list[Finding]:
    """What reading the declaration and its files finds."""
    records, findings = read_records((folder / "records.yaml").read_bytes(), "records.yaml")
    if records is None:
        return findings
    home = folder / "records"
    files = sorted(home.iterdir()) if home.is_dir() else []
    return load(duckdb.connect(), records, files, Wish("salt", folder))[1]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_fault_is_told(folder: Path) -> None:
    findings = findings_of(folder)
    printed = write_findings(findings) + "\n"
    expected = folder / "expected.txt"
    if os.environ.get("SLACONTRACT_PROMOTE"):
        expected.write_bytes(printed.encode())
    assert printed.encode() == expected.read_bytes()
    code = CODES[folder.name.split("-")[0]]
    assert code in {found.code for found in findings}
    assert folder.name.startswith(f"{code.id}-{code.slug}-")
    assert {found.code for found in findings if found.stops} <= {code}
    assert all(found.what.endswith(".") and found.remedy.endswith((".", "?")) for found in findings)
