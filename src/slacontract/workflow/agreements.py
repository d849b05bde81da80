"""From a folder to a checked contract: what `check` needs, and nothing that settles or draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.checks.contract import check_versions
from slacontract.findings import any_stops
from slacontract.parse.contract import read_contract
from slacontract.workflow.files import Folder, read_bytes

if TYPE_CHECKING:
    from slacontract.findings import Finding
    from slacontract.model.contract import Agreement, Contract


def read_agreement(folder: Folder) -> tuple[Agreement | None, list[Finding]]:
    """Read and check all versions of a contract."""
    versions: list[Contract] = []
    findings: list[Finding] = []
    for path in folder.versions:
        data, unread = read_bytes(path)
        findings += unread
        if unread:
            continue
        contract, found = read_contract(data, str(path))
        findings += found
        if contract is not None:
            versions.append(contract)
    if any_stops(findings):
        return None, findings
    agreement, found = check_versions(versions)
    return agreement, findings + found
