"""Every folder of ``faults`` is a contract that passes ``check``, and one thing is proved of it; ``good`` is its repaired twin.

To write ``expected.txt`` anew after a change of wording, run with ``SLACONTRACT_PROMOTE=1`` and read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from gmpy2 import mpq

from slacontract.checks.contract import check_versions
from slacontract.codes import CODES
from slacontract.findings import Finding
from slacontract.model.contract import Agreement
from slacontract.parse.contract import read_contract
from slacontract.proofs.months import made_up
from slacontract.proofs.probe import Probe
from slacontract.proofs.proof import Proof, Witness
from slacontract.proofs.prove import proofs_of, prove
from slacontract.render.findings_text import write_findings
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.stages import compile_versions

HERE = Path(__file__).parent / "faults"
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir())
PROVED = {code for code in CODES if "C240" <= code < "C260"}
by_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def agreement_of(path: Path) -> Agreement:
    contract, findings = read_contract(path.read_bytes(), path.name)
    assert contract is not None, findings
    agreement, findings = check_versions([contract])
    assert agreement is not None
    assert findings == []
    return agreement


def proofs(path: Path) -> list[Proof]:
    return [proof for _, found in proofs_of(agreement_of(path)) for proof in found]


@by_folder
def test_one_thing_is_proved_at_its_place(folder: Path) -> None:
    found = prove(agreement_of(folder / "v1.yaml"))
    printed = write_findings(found) + "\n"
    expected = folder / "expected.txt"
    if os.environ.get("SLACONTRACT_PROMOTE"):
        expected.write_bytes(printed.encode())
    assert printed.encode() == expected.read_bytes()
    code = CODES[folder.name.split("-")[0]]
    assert [f.code for f in found] == [code]
    assert folder.name.startswith(f"{code.id}-{code.slug}-")


@by_folder
def test_of_the_repaired_twin_nothing_is_proved(folder: Path) -> None:
    assert prove(agreement_of(folder / "good" / "v1.yaml")) == []


@by_folder
def test_the_twin_is_near(folder: Path) -> None:
    bad, good = (path.read_text(encoding="utf-8").split("\n") for path in (folder / "v1.yaml", folder / "good" / "v1.yaml"))
    assert len(set(bad) ^ set(good)) <= 4


@by_folder
def test_the_text_is_that_of_a_finding(folder: Path) -> None:
    for proof in proofs(folder / "v1.yaml"):
        found: Finding = proof.finding
        lines = (folder / "v1.yaml").read_text(encoding="utf-8").split("\n")
        assert found.at.excerpt == lines[found.at.line - 1]
        assert found.what.endswith(".")
        assert found.remedy.endswith(".")
        assert f"accept: [{{code: {found.code.id}, why: ...}}]" in found.remedy


@by_folder
def test_it_is_a_note_once_it_is_accepted(folder: Path) -> None:
    text = (folder / "v1.yaml").read_text(encoding="utf-8")
    code = folder.name.split("-")[0]
    contract, _ = read_contract(f"{text}accept: [{{code: {code}, why: It is meant.}}]\n".encode(), "v1.yaml")
    assert contract is not None
    agreement, _ = check_versions([contract])
    assert agreement is not None
    (found,) = prove(agreement)
    assert found.weight.value == "note"
    assert found.what.endswith("Accepted: It is meant.")


WITHOUT_MONTH = {
    "C248-never-in-play-window",
    "C252-beyond-precision-mode",
}
"""What follows from the text alone, so that no month of figures shows more than the text."""


@by_folder
def test_the_engine_computes_the_witness_again(folder: Path) -> None:
    """The months of a proof, put into the whole plan of the contract and computed by the exact engine."""
    agreement = agreement_of(folder / "v1.yaml")
    compiled = compile_versions(agreement.with_parts, Service(made_up(agreement)))
    witnesses = [witness for proof in proofs(folder / "v1.yaml") for witness in proof.witnesses]
    from_text = folder.name in WITHOUT_MONTH or folder.name.startswith(("C251", "C253"))
    assert bool(witnesses) != from_text
    for witness in witnesses:
        rows = tuple(compiled[witness.version].plan.rows)
        pinned = frozenset(row for month in witness.given for row in month)
        probe = Probe(compiled[witness.version], agreement.schedule, rows, pinned)
        periods = agreement.schedule.periods()[: len(witness.given)]
        again = probe.months([probe.given(period, month) for period, month in zip(periods, witness.given, strict=True)])
        assert again is not None
        for column, found in zip(again, witness.found, strict=True):
            assert {row: column[row] for row in found} == dict(found)


def test_every_code_of_proofs_has_an_example() -> None:
    assert {folder.name.split("-")[0] for folder in FOLDERS} == PROVED
    assert all(CODES[code].acceptable for code in PROVED)


def figures(text: str) -> list[mpq]:
    """The figures of a sentence, as they are written."""
    return [mpq(number) for number in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", text)]


def witness_of(name: str) -> tuple[Finding, tuple[Witness, ...]]:
    (proof,) = proofs(HERE / name / "v1.yaml")
    return proof.finding, proof.witnesses
