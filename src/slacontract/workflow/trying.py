"""A contract with changes: its files read with other texts, its measures with other figures, and settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slacontract.checks.contract import check_versions
from slacontract.findings import Finding, any_stops
from slacontract.model.changes import Change, FigureChange, TextChange
from slacontract.parse.contract import read_contract
from slacontract.parse.edited import edited
from slacontract.scenarios.changed import with_figures
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import Folder, read_bytes
from slacontract.workflow.runs import read_folder_measures, settle_measures

if TYPE_CHECKING:
    from pathlib import Path

    from slacontract.model.contract import Agreement, Contract
    from slacontract.settlement.settlement import Settlement


def settle_changed(
    folder: Folder, changes: Sequence[Change], period: str | None = None, files: Sequence[Path] | None = None
) -> tuple[Settlement | None, list[Finding]]:
    """Settle a contract as it would be with some changes. A text is changed in each version that has it."""
    agreement, findings = read_changed(folder, [change for change in changes if isinstance(change, TextChange)])
    if agreement is None:
        return None, findings
    measures, found = read_folder_measures(folder, agreement, files)
    if not any_stops(found):
        measures, more = with_folder_events(folder, agreement, measures)
        found += more
    if not any_stops(found):
        measures, more = with_figures(measures, [change for change in changes if isinstance(change, FigureChange)])
        found += more
    findings += found
    return (None, findings) if any_stops(findings) else settle_measures(agreement, measures, period, findings)


def read_changed(folder: Folder, changes: Sequence[TextChange]) -> tuple[Agreement | None, list[Finding]]:
    """Read and check a contract with other texts; the chain of its fingerprints is that of the changed texts."""
    versions: list[Contract] = []
    findings: list[Finding] = []
    missed: dict[TextChange, list[list[Finding]]] = {change: [] for change in changes}
    for path in folder.versions:
        data, found = read_bytes(path)
        for change in changes:
            data, not_there = edited(data, str(path), [change])
            missed[change].append(not_there)
        contract, more = read_contract(data, str(path)) if not found else (None, [])
        findings += found + more
        versions += [contract] if contract else []
    findings += [found for attempts in missed.values() if all(attempts) for found in attempts[-1]]
    if any_stops(findings):
        return None, findings
    agreement, found = check_versions(rechained(versions) if changes else versions)
    return agreement, findings + found


def rechained(versions: Sequence[Contract]) -> list[Contract]:
    """The versions, each naming the one it replaces by the fingerprint that this has now."""
    now = {version.version: version.fingerprint for version in versions}
    return [
        version.model_copy(update={"replaces": said.model_copy(update={"fingerprint": now.get(said.version, said.fingerprint)})})
        if (said := version.replaces)
        else version
        for version in versions
    ]
