"""Chains of versions on disk: shown, and closed by the fingerprint of the version before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slacontract.comparison.chain import Link, State, chain, chain_faults, neighbours
from slacontract.findings import Finding, Position, any_stops, finding
from slacontract.model.contract import Contract
from slacontract.parse.contract import read_contract
from slacontract.parse.sealing import sealed
from slacontract.workflow.files import Folder, Output, find_contracts, read_bytes, replace_outputs


def read_chain(folder: Folder) -> tuple[tuple[Link, ...], list[Finding]]:
    """The chain of a contract, and what is wrong with it."""
    versions, findings = _versions(folder)
    return chain(versions), [*findings, *chain_faults(versions)]


def _versions(folder: Folder) -> tuple[list[Contract], list[Finding]]:
    versions, findings = [], []
    for path in folder.versions:
        data, unread = read_bytes(path)
        contract, found = (None, unread) if unread else read_contract(data, str(path))
        findings += found
        versions += [contract] if contract is not None else []
    return versions, findings


@dataclass(frozen=True, slots=True)
class Seal:
    """What became of a version that was to be sealed: ``before`` is None for the first, and ``written`` says whether it was."""

    contract: Contract
    before: Contract | None
    written: bool


def seal(path: Path, *, check: bool = False) -> tuple[Seal | None, list[Finding]]:
    """Write into a version which text it replaces; the last version of a folder. With ``check`` nothing is written."""
    folders, findings = find_contracts(path)
    if len(folders) > 1:
        findings.append(finding("E501", Position(str(path)), f"There are {len(folders)} contracts here.", "Name one of them."))
    if any_stops(findings):
        return None, findings
    folder = folders[0]
    versions, findings = _versions(folder)
    if any_stops(findings):
        return None, findings
    meant = next((v for v in versions if path.is_file() and Path(v.place.file) == path), None)
    contract = meant or chain(versions)[-1].contract
    return _checked(versions, contract) if check else _sealed(versions, contract)


def _checked(versions: list[Contract], contract: Contract) -> tuple[Seal | None, list[Finding]]:
    """Whether the whole chain is closed."""
    faults = chain_faults(versions)
    return (None if any_stops(faults) else Seal(contract, neighbours(versions, contract)[0], written=False)), faults


def _sealed(versions: list[Contract], contract: Contract) -> tuple[Seal | None, list[Finding]]:
    """Close the chain up to a version; drafts that come after it are sealed after it."""
    before, after = neighbours(versions, contract)
    state = next(link.state for link in chain(versions) if link.contract is contract)
    day = (contract.effective, contract.version)
    so_far = [v for v in versions if (v.effective, v.version) <= day or v.version <= contract.version]
    if state is not State.OPEN:
        faults = chain_faults(so_far)
        return (None if any_stops(faults) else Seal(contract, before, written=False)), faults
    assert before is not None, "only a version with one before it is open"
    if after is not None and after.replaces is not None:
        what = f"Version {after.version} already replaces version {contract.version} as it stands, which a seal would alter."
        remedy = f"Take 'replaces:' out of version {after.version}, seal this one, and then that one."
        return None, [finding("E508", contract.place, what, remedy, after.replaces.place)]
    return _written(so_far, contract, before)


def _written(so_far: list[Contract], contract: Contract, before: Contract) -> tuple[Seal | None, list[Finding]]:
    """The seal in the file, if the chain holds with it; the file as it was, if it does not."""
    path = Path(contract.place.file)
    data, unread = read_bytes(path)
    if unread:
        return None, unread
    made = sealed(data, str(path), before.version, before.fingerprint)
    if made is None:
        line = f"replaces: {{version: {before.version}, fingerprint: {before.fingerprint}}}"
        return None, [finding("E508", contract.effective.at, "The seal cannot be put below 'effective:' as a line of its own.",
                              f"Write it yourself: {line}")]  # fmt: skip
    again, _ = read_contract(made, str(path))
    assert again is not None, "it could be read without the seal"
    faults = chain_faults([*(version for version in so_far if version is not contract), again])
    if any_stops(faults):
        return None, faults
    mode = path.stat().st_mode
    unwritten = replace_outputs([Output(path.resolve(), made)])
    if not unwritten:
        path.chmod(mode)
    return (None if unwritten else Seal(again, before, written=True)), [*faults, *unwritten]
