"""What is proved against every contract that is here: the samples, the mechanisms, the real cases, the templates.

Each finding that remains was looked at and is true; the contract accepts it with the reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from slacontract.codes import Severity
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.files import find_contracts
from slacontract.workflow.verdict import Beside, proofs

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    {path.parent for room in ("contracts", "tests/cases", "benchmarks") for path in (ROOT / room).rglob("v1.yaml")}
    | {path.parent for path in (ROOT / "src" / "slacontract" / "templates").rglob("v1.yaml")}
)
REFUSED = "tests/cases/san-diego-mts-transdev/published"
"""A case that shows what ``check`` refuses."""
MEANT = {
    "tests/cases/sandetel-two-caps/bigger": ["C244"],
    "tests/cases/sandetel-two-caps/published": ["C244"],
    "tests/cases/service-level-credit-one-incident": ["C254"],
}


def name_of(folder: Path) -> str:
    return str(folder.relative_to(ROOT))


def test_there_are_many() -> None:
    assert len(FOLDERS) > 250
    assert MEANT.keys() <= {name_of(folder) for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_nothing_is_proved_that_is_not_meant(folder: Path) -> None:
    (found,), _ = find_contracts(folder)
    agreement, _ = read_agreement(found)
    if agreement is None:
        assert name_of(folder) == REFUSED
        return
    told = proofs(Beside(found, agreement))
    assert [f.code.id for f in told] == MEANT.get(name_of(folder), [])
    assert all(f.weight is Severity.NOTE for f in told), [f.what for f in told]
