"""The two sides of a comparison: a file, a version of a contract, or either of them as it was at a revision of git."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.checks.acceptance import accepted
from slacontract.checks.contract import check_version
from slacontract.findings import Finding, Position, any_stops, finding
from slacontract.parse.contract import read_contract
from slacontract.workflow.files import Folder, find_contracts, read_bytes
from slacontract.workflow.revisions import Revision, inside, revision

if TYPE_CHECKING:
    from slacontract.model.contract import Contract

_NUMBERED: Final = re.compile(r"(.+)@([0-9]{1,6})")
_VERSION_FILE: Final = re.compile(r"v.*\.ya?ml")


@dataclass(frozen=True, slots=True)
class Side:
    """One version, the other versions of its contract that are there, and the folder on disk that has its measures, if any."""

    contract: Contract
    others: tuple[Contract, ...]
    folder: Folder | None


@dataclass(frozen=True, slots=True)
class Files:
    """The version files that an argument names, with their bytes: all of its folder. ``chosen`` is the one that is meant."""

    contents: tuple[tuple[str, bytes], ...]
    chosen: str = ""
    folder: Folder | None = None
    findings: tuple[Finding, ...] = field(default=())


def two_sides(old: str, new: str | None, rev: str | None) -> tuple[tuple[Side, Side] | None, list[Finding]]:
    """Both sides of a comparison: two arguments, the last two versions of one, or one at a revision and as it is now."""
    if rev is not None:
        before, _, after = rev.partition("..")
        return _both(_at(before, old), _at(after, old) if after else _on_disk(old), old, old)
    if new is None:
        files, number = _files(old)
        return _last_two(files, number, old)
    (before_files, before_number), (after_files, after_number) = _files(old), _files(new)
    return _both((before_files, before_number), (after_files, after_number), old, new)


Named = tuple[Files, "int | None"]


def _files(argument: str) -> Named:
    """The files of an argument: on disk where there are such, else at a revision as git writes it, ``HEAD~1:path``."""
    head, colon, path = argument.partition(":")
    if Path(argument).exists() or not colon or not path or len(head) == 1:
        return _on_disk(argument)
    numbered = _NUMBERED.fullmatch(argument)
    if numbered and Path(numbered[1]).exists():
        return _on_disk(argument)
    return _at(head, path, from_root=True)


def _split(argument: str) -> tuple[str, int | None]:
    match = _NUMBERED.fullmatch(argument)
    return (match[1], int(match[2])) if match and not Path(argument).exists() else (argument, None)


def _on_disk(argument: str) -> Named:
    name, number = _split(argument)
    path = Path(name)
    folders, findings = find_contracts(path)
    if len(folders) != 1:
        if folders:
            findings.append(finding("E501", Position(name), f"There are {len(folders)} contracts here.", "Name one of them."))
        return Files((), findings=tuple(findings)), number
    folder = folders[0]
    contents = []
    for version in dict.fromkeys((*folder.versions, *([path] if path.is_file() else []))):
        data, unread = read_bytes(version)
        findings += unread
        contents.append((str(version), data))
    return Files(tuple(contents), str(path) if path.is_file() else "", folder, tuple(findings)), number


def _at(rev: str, argument: str, *, from_root: bool = False) -> Named:
    """The files of an argument at a revision. Git counts a path from the top of the repository; one from here is found too."""
    name, number = _split(argument)
    near = next(p for p in (Path(name), *Path(name).parents, Path()) if p.is_dir()) if not from_root else Path()
    there, findings = revision(near, rev)
    if there is None:
        return Files((), findings=tuple(findings)), number
    from_here = inside(there.root, Path(name))
    paths = dict.fromkeys(path for path in ((name.rstrip("/") if from_root else None), from_here) if path is not None)
    for path in paths:
        found = _contents(there, path)
        if found is not None:
            return found, number
    what = f"There is no contract '{name}' at the revision '{rev}'."
    missing = finding("E501", Position(f"{rev}:{name}"), what, "Compare the path with 'git ls-tree -r --name-only' of it.")
    return Files((), findings=(missing,)), number


def _contents(there: Revision, path: str) -> Files | None:
    """What the repository has at a path: a version with its neighbours, or the versions of a folder."""
    data = there.read(path)
    folder = path if data is None else path.rpartition("/")[0]
    names = [name for name in there.names(folder) or () if _VERSION_FILE.fullmatch(name)]
    versions = [f"{folder}/{name}".strip("/") for name in names if folder != "."] or names
    if data is None and not versions:
        return None
    read = {version: there.read(version) for version in versions}
    if data is not None:
        read[path] = data
    contents = tuple((f"{there.name}:{version}", text) for version, text in read.items() if text is not None)
    return Files(contents, f"{there.name}:{path}" if data is not None else "")


def _read(files: Files) -> tuple[list[Contract], list[Finding]]:
    """Every version that can be read; the one that is chosen must be."""
    versions, findings = [], list(files.findings)
    for name, data in files.contents:
        contract, found = read_contract(data, name)
        if contract is not None:
            versions.append(contract)
        elif files.chosen in {"", name}:
            findings += found
    return versions, findings


def _both(old: Named, new: Named, *names: str) -> tuple[tuple[Side, Side] | None, list[Finding]]:
    """One version of each argument: the file named, the number asked for, or the last."""
    findings: list[Finding] = []
    sides = []
    for (files, number), name in zip((old, new), names, strict=True):
        versions, found = _read(files)
        findings += found
        if any_stops(found):
            continue
        chosen = _chosen(versions, files.chosen, number)
        if chosen is None:
            findings.append(_no_version(versions, number, name))
        else:
            findings += _unsound(chosen)
            sides.append(Side(chosen, tuple(v for v in versions if v is not chosen), files.folder))
    findings = list(dict.fromkeys(findings))
    return (None if any_stops(findings) else (sides[0], sides[1])), findings


def _chosen(versions: list[Contract], name: str, number: int | None) -> Contract | None:
    if number is not None:
        return next((v for v in versions if v.version == number), None)
    if name:
        return next((v for v in versions if v.place.file == name), None)
    return max(versions, key=lambda v: (v.effective, v.version), default=None)


def _no_version(versions: list[Contract], number: int | None, name: str) -> Finding:
    there = ", ".join(str(v.version) for v in sorted(versions, key=lambda v: v.version))
    remedy = f"There are: {there}." if versions else "Name a version file, or a folder with one."
    return finding("E506", Position(name), f"There is no version {number} of this contract.", remedy)


def _last_two(files: Files, number: int | None, name: str) -> tuple[tuple[Side, Side] | None, list[Finding]]:
    """The version that is meant, or the last, and the one before it."""
    versions, findings = _read(files)
    if any_stops(findings):
        return None, findings
    ordered = sorted(versions, key=lambda v: (v.effective, v.version))
    chosen = _chosen(versions, files.chosen, number)
    if chosen is None:
        return None, [*findings, _no_version(versions, number, name)]
    before = ordered[: ordered.index(chosen)]
    if not before:
        what = f"Version {chosen.version} has no version before it that it could be compared with."
        return None, [*findings, finding("E506", Position(name), what, "Name two versions, or a revision of git with --rev.")]
    findings += [*_unsound(before[-1]), *_unsound(chosen)]
    sides = (Side(before[-1], tuple(v for v in versions if v is not before[-1]), files.folder),
             Side(chosen, tuple(v for v in versions if v is not chosen), files.folder))  # fmt: skip
    return (None if any_stops(findings) else sides), findings


def _unsound(contract: Contract) -> list[Finding]:
    """What keeps a version from being compared; that its chain is open does not: drafts are compared before they are sealed."""
    return [found for found in accepted(contract, check_version(contract)) if found.stops]
