"""False alarms: what the review says with a code of every sample contract, mechanism and published case is listed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.test_cases import EXAMPLES, Example
from slacontract.review.case import Case
from slacontract.review.smart.card import card, findings
from slacontract.workflow.files import find_contracts
from slacontract.workflow.review import case_of
from support.commands import CONTRACTS

KNOWN = {("care-from-records", "C262")}
"""Late hang-ups lower its service level and raise its abandonment, and both cost the vendor: that is so."""

SAMPLES = [folder.path for root in (CONTRACTS, CONTRACTS / "mechanisms") for folder in find_contracts(root)[0]]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples_raise_what_is_known_of_them(path: Path) -> None:
    (folder,), _ = find_contracts(path)
    case, found = case_of(folder)
    assert case is not None, found
    assert {(path.name, one.code.id) for one in findings(case)} == {(name, code) for name, code in KNOWN if name == path.name}
    assert all(str(point.reason) for point in card(case).points)
    before_any_month = {(path.name, one.code.id) for one in findings(Case(case.agreement))}
    assert before_any_month <= KNOWN


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_published_cases_raise_nothing(example: Example) -> None:
    settlement = example.settlement()
    assert findings(Case(settlement.agreement, settlement, settlement)) == []
    assert findings(Case(settlement.agreement)) == []
