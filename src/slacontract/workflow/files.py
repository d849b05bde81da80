"""Contracts and measures on disk: found, read once, and results written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from slacontract.codes import Severity
from slacontract.findings import Finding, Position, finding, nearest


@dataclass(frozen=True, slots=True)
class Folder:
    """A contract on disk: the files of its versions, its measures, and the declaration of how these are read."""

    path: Path
    versions: tuple[Path, ...]
    measures: tuple[Path, ...] = ()
    feed: Path | None = None
    events: Path | None = None
    manifests: tuple[Path, ...] = ()


MEASURES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet"})
"""Endings that may hold measures; those that cannot be read are refused by name rather than passed over."""
FEED: Final = "feed.yaml"
RECORDS: Final = "records.yaml"
TESTS: Final = "tests"
MANIFEST: Final = ".manifest.json"


def find_contracts(path: Path) -> tuple[list[Folder], list[Finding]]:
    """Find the contract at a path: a folder with ``v*.yaml``, one of these files, or a folder of such folders."""
    if (tested := contract_of_tests(path)) is not None:
        return [], [finding("E501", Position(str(path)), "These are tests of a contract, and no contract.",
                            f"Name the contract, {tested}; or run them: slacontract test {path}")]  # fmt: skip
    if path.is_file():
        return _by_file(path)
    if not path.is_dir():
        return [], [finding("E501", Position(str(path)), "There is no such file or folder.", _near_path(path))]
    try:
        inside = sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith("."))
        folders = [path] if _versions(path) else [p for p in inside if _versions(p)]
        if not folders:
            return [], [_no_contract(path)]
        strange = [] if folders == [path] else [p for p in inside if p not in folders and _looks_like_one(p)]
        return [_folder(p) for p in folders], [replace(_no_contract(p), severity=Severity.WARNING) for p in strange]
    except OSError as fault:
        return [], [_unreadable(path, fault)]


def contract_of_tests(path: Path) -> Path | None:
    """The contract whose folder of tests a path is, or lies in; None for all else."""
    here = path.parent if path.is_file() else path
    if here.absolute().name != TESTS:
        return None
    above = here.parent if here.name == TESTS else here / ".."
    return above if _versions(above) else None


def _by_file(path: Path) -> tuple[list[Folder], list[Finding]]:
    """A file that is named stands for its contract: one version says little without the others beside it."""
    if path.name == FEED or path.suffix.lower() in MEASURES:
        return [], [finding("E501", Position(str(path)), "This is no contract, but measures or how they are read.",
                            "Name the folder it lies in.")]  # fmt: skip
    whole = _folder(path.parent)
    return [whole if path in whole.versions else replace(whole, versions=(path,))], []


def _folder(path: Path) -> Folder:
    feed = path / FEED
    return Folder(path, _versions(path), _measures(path), feed if feed.is_file() else None, _events(path), _manifests(path))


def _versions(path: Path) -> tuple[Path, ...]:
    return tuple(sorted((p for p in path.glob("v*.y*ml") if p.is_file()), key=lambda p: (len(p.stem), p.name)))


def _measures(path: Path) -> tuple[Path, ...]:
    """The measures beside a contract: ``measures.*`` or a folder ``measures/``."""
    found = [p for p in path.glob("measures.*") if p.suffix.lower() in MEASURES]
    inside = path / "measures"
    if inside.is_dir():
        found += [p for p in inside.iterdir() if p.suffix.lower() in MEASURES and not p.name.startswith(("~", "."))]
    return tuple(sorted(found))


def _manifests(path: Path) -> tuple[Path, ...]:
    """What `slacontract measure` wrote beside the measures that it counted."""
    return tuple(sorted((path / "measures").glob(f"*{MANIFEST}")))


def _events(path: Path) -> Path | None:
    """The events file beside a contract: excused events, claims and overrides."""
    return next((p for p in sorted(path.glob("events.*")) if p.suffix.lower() in MEASURES), None)


def _looks_like_one(path: Path) -> bool:
    return bool(_measures(path)) or any(p.suffix.lower() in {".yaml", ".yml"} for p in path.iterdir())


def _no_contract(path: Path) -> Finding:
    """Say that no version is here; a YAML file of another name is probably the one that is meant."""
    texts = sorted(p.name for p in path.iterdir() if p.suffix.lower() in {".yaml", ".yml"} and p.name != FEED)
    if texts:
        return finding("E501", Position(str(path)), f"No version of a contract is here; there is {texts[0]}.",
                       f"Call it v1.yaml, with the number of its version: mv {path / texts[0]} {path / 'v1.yaml'}")  # fmt: skip
    return finding("E501", Position(str(path)), "There is no contract here: no v1.yaml, nor a folder with one.",
                   "Name a contract folder, or begin one with 'slacontract new'.")  # fmt: skip


def no_measures(folder: Folder) -> Finding:
    """Say that a contract has no measures; a table of another name is probably what is meant."""
    tables = sorted(p for p in folder.path.iterdir() if p.suffix.lower() in MEASURES - {".txt"})
    remedy = "Put measures.csv or measures.xlsx there, or name a file with --measures."
    if (folder.path / RECORDS).is_file():
        remedy = f"Count them from the records: slacontract measure {folder.path}"
    elif tables:
        remedy = f"Is it {tables[0].name}? Call it measures{tables[0].suffix.lower()}, or write --measures {tables[0]}."
    return finding("E501", Position(str(folder.path)), "There are no measures beside the contract.", remedy)


def _near_path(path: Path) -> str:
    """Where the path leaves what is there, and the nearest name at that place."""
    known = next(p for p in (*path.parents, Path()) if p.is_dir())
    missing = path.relative_to(known).parts[0] if path.is_relative_to(known) else path.name
    with suppress(OSError):
        close = nearest(missing, [p.name for p in known.iterdir()])
        if close.startswith("Did"):
            return f"{close} Check the spelling, and the folder you are in."
    return f"Check the spelling: '{missing}' is not in {known.resolve()}."


def read_bytes(path: Path) -> tuple[bytes, list[Finding]]:
    """Read a file once; everything that follows works on these bytes."""
    if path.is_symlink() and not _leads_somewhere(path):
        return b"", [finding("E501", Position(str(path)), "This link leads to no file.", "Put the file itself there.")]
    if not path.exists():
        return b"", [finding("E501", Position(str(path)), "There is no such file.", _near_path(path))]
    if not path.is_file():
        return b"", [finding("E501", Position(str(path)), "This is not a file.", "Name a plain file.")]
    try:
        return path.read_bytes(), []
    except OSError as fault:
        return b"", [_unreadable(path, fault)]


def _leads_somewhere(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a link to itself
        return False


def _unreadable(path: Path, fault: OSError) -> Finding:
    return finding("E501", Position(str(path)), f"It cannot be read: {fault.strerror}.",
                   "Check its rights, and whether another program holds it.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """A file to be written, whole."""

    path: Path
    data: bytes


def unwritable(folder: Path) -> list[Finding]:
    """Say, before anything is computed, that no file can be written into a folder that is there or would be made."""
    there = next(p for p in (folder, *folder.parents, Path()) if p.exists())
    if not there.is_dir():
        return [finding("E503", Position(str(there)), "A file stands where the folder for results belongs.",
                        "Move it, or choose another folder with --output.")]  # fmt: skip
    if not os.access(there, os.W_OK | os.X_OK):
        return [finding("E503", Position(str(there)), "Nothing may be written into this folder.",
                        "Change its rights, or choose another folder with --output.")]  # fmt: skip
    return []


def write_outputs(outputs: Sequence[Output]) -> list[Finding]:
    """Write all files or none: a file of that name with other content is never overwritten."""
    findings = [*_collisions(outputs), *(f for output in outputs for f in _conflict(output))]
    if findings:
        return findings
    made: list[Path] = []
    for output in outputs:
        try:
            if not output.path.exists():
                _publish(output, made)
        except OSError as fault:
            _take_back(made)
            return [_not_written(output.path, fault)]
        except BaseException:
            _take_back(made)
            raise
    return []


def replace_outputs(outputs: Sequence[Output]) -> list[Finding]:
    """Write all files or none, in place of those that are there; where one cannot be written all are as before."""
    aside: list[tuple[Path, Path]] = []
    try:
        for output in outputs:
            if output.path.is_file() and output.path.read_bytes() != output.data:
                kept = output.path.with_name(f".slacontract-before-{output.path.name}")
                output.path.replace(kept)
                aside.append((kept, output.path))
        findings = write_outputs(outputs)
    except OSError as fault:
        findings = [_not_written(Path(str(fault.filename)), fault)]
    for kept, path in aside:
        if findings:
            kept.replace(path)
        else:
            kept.unlink()
    return findings


def _collisions(outputs: Sequence[Output]) -> Iterator[Finding]:
    seen: set[Path] = set()
    for output in outputs:
        if output.path in seen:
            yield finding("E502", Position(str(output.path)), "Two contracts that are settled here have one name, and so would "
                          "their files.", "Settle one of them, or give it another name under 'contract:'.")  # fmt: skip
        seen.add(output.path)


def _conflict(output: Output) -> list[Finding]:
    path = output.path
    if not path.exists():
        return []
    data, unread = read_bytes(path)
    return [_another_is_there(path)] if unread or data != output.data else []


def _another_is_there(path: Path) -> Finding:
    return finding("E502", Position(str(path)), "There is already another file of that name; it was left as it is.",
                   "Move or delete it, or choose another folder with --output.")  # fmt: skip


def _not_written(path: Path, fault: OSError) -> Finding:
    if isinstance(fault, FileExistsError):
        return _another_is_there(path)
    return finding("E503", Position(str(path)), f"The file cannot be written: {fault.strerror}.",
                   "Check the folder, its rights and the space that is left.")  # fmt: skip


def _publish(output: Output, made: list[Path]) -> None:
    """Write beside the target and give it its name at the end, so that the name never stands for half a file."""
    _make_folder(output.path.parent, made)
    handle, name = tempfile.mkstemp(dir=output.path.parent, prefix=".slacontract-")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(output.data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        _name(draft, output.path)
        made.append(output.path)
    finally:
        draft.unlink(missing_ok=True)


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        made.append(path)


def _name(draft: Path, path: Path) -> None:
    """Give a finished file its name. A link refuses where a file has come meanwhile; a rename would overwrite it."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError from None
        draft.replace(path)


def _take_back(made: Iterable[Path]) -> None:
    """Remove what this run has made, newest first, so that a refused run leaves everything as it was."""
    for path in reversed(list(made)):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
