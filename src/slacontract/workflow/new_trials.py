"""A first file of tests for a contract, proposed from its history; files that are there are left as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.findings import any_stops
from slacontract.render.trials.proposed import proposed_history, proposed_tables
from slacontract.trials.proposing import propose
from slacontract.workflow.files import TESTS, Output
from slacontract.workflow.runs import settle_folder

if TYPE_CHECKING:
    from slacontract.findings import Finding
    from slacontract.workflow.files import Folder


def proposed(folder: Folder) -> tuple[list[Output], list[Finding]]:
    """The files of tests that are proposed for a contract; the findings that keep its history from being settled."""
    settlement, findings = settle_folder(folder)
    if settlement is None:
        return [], [f for f in findings if f.stops]
    assert not any_stops(findings), "what stops leaves no settlement"
    found = list(propose(settlement.agreement, settlement))
    outputs = [Output(folder.path / TESTS / "proposed-history.yaml", proposed_history(found).encode())]
    for part in found:
        if part.tables:
            path = folder.path / TESTS / f"proposed-version-{part.version}.yaml"
            outputs.append(Output(path, proposed_tables(part).encode()))
    return outputs, []
