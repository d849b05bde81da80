"""The one place that lines the rooms up: paths in, nouns and files out. The front door of the library stands here too."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.checks.contract import check_versions
from slacontract.findings import Finding, Position, Refused, any_stops, finding, nearest
from slacontract.parse.contract import read_contract
from slacontract.settlement.settlement import Settlement
from slacontract.settlement.settlement import settle as settle_periods
from slacontract.settlement.wanted import ready_made_faults, wanted_by

if TYPE_CHECKING:
    import pandas as pd

    from slacontract.languages import Language
    from slacontract.model.contract import Agreement, Contract
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period


@dataclass(frozen=True, slots=True)
class Folder:
    """A contract on disk: the files of its versions, its measures, and the declaration of how these are read."""

    path: Path
    versions: tuple[Path, ...]
    measures: tuple[Path, ...] = ()
    feed: Path | None = None


MEASURES = frozenset({".csv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet"})
"""Endings that may hold measures; those that cannot be read are refused by name rather than passed over."""


def find_contracts(path: Path) -> tuple[list[Folder], list[Finding]]:
    """Find the contract at a path: a version file, a folder with ``v*.yaml``, or a folder of such folders."""
    if path.is_file():
        return [Folder(path.parent, (path,), *_beside(path.parent))], []
    if not path.is_dir():
        return [], [finding("E501", Position(str(path)), "There is no such file or folder.", _near_path(path))]
    folders = [path] if _versions(path) else sorted(p for p in path.iterdir() if p.is_dir() and _versions(p))
    if not folders:
        return [], [finding("E501", Position(str(path)), "There is no contract here: no v1.yaml, nor a folder with one.",
                            "Name a contract folder, or begin one with 'slacontract new'.")]  # fmt: skip
    return [Folder(p, _versions(p), *_beside(p)) for p in folders], []


def _versions(path: Path) -> tuple[Path, ...]:
    return tuple(sorted((p for p in path.glob("v*.y*ml") if p.is_file()), key=lambda p: (len(p.stem), p.name)))


def _beside(path: Path) -> tuple[tuple[Path, ...], Path | None]:
    """The measures beside a contract (``measures.*`` or a folder ``measures/``), and its feed declaration."""
    found = [p for p in path.glob("measures.*") if p.suffix.lower() in MEASURES]
    inside = path / "measures"
    if inside.is_dir():
        found += [p for p in inside.iterdir() if p.suffix.lower() in MEASURES and not p.name.startswith(("~", "."))]
    feed = path / "feed.yaml"
    return tuple(sorted(found)), feed if feed.is_file() else None


def _near_path(path: Path) -> str:
    siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    close = nearest(path.name, siblings)
    return f"{close} Check the spelling, and the folder you are in." if close.startswith("Did") else "Check the path."


def read_bytes(path: Path) -> tuple[bytes, list[Finding]]:
    """Read a file once; everything that follows works on these bytes."""
    try:
        if not path.is_file():
            return b"", [finding("E501", Position(str(path)), "This is not a file.", "Name a plain file.")]
        return path.read_bytes(), []
    except OSError as fault:
        return b"", [finding("E501", Position(str(path)), f"The file cannot be read: {fault.strerror}.", "Check its rights.")]


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


def read_folder_measures(folder: Folder, agreement: Agreement, files: Sequence[Path] = ()) -> tuple[Measures, list[Finding]]:
    """Read the measures of a contract: the files named, or those that stand beside it."""
    from slacontract.parse.feed import read_feeds  # noqa: PLC0415
    from slacontract.parse.measures import read_measures  # noqa: PLC0415

    findings: list[Finding] = []
    feeds = None
    if folder.feed is not None:
        data, unread = read_bytes(folder.feed)
        feeds, found = read_feeds(data, str(folder.feed))
        findings += unread or found
    contents = []
    for path in files or folder.measures:
        data, unread = read_bytes(path)
        findings += unread
        contents.append((str(path), data))
    if not contents:
        findings.append(
            finding("E501", Position(str(folder.path)), "There are no measures beside the contract.",
                    "Put measures.csv or measures.xlsx there, or name a file with --measures.")
        )  # fmt: skip
    measures, found = read_measures(contents if not any_stops(findings) else (), feeds, wanted_by(agreement))
    return measures, findings + found


def asked_periods(agreement: Agreement, measures: Measures, text: str | None) -> tuple[tuple[Period, ...], list[Finding]]:
    """The periods that ``2026-05``, ``2026-01..2026-06`` or nothing (all that were measured) ask for."""
    known = {p.id: p for p in agreement.latest.schedule.periods()}
    at = agreement.latest.place
    if text is None:
        measured = sorted(known[name] for name in measures.periods() if name in known)
        if not measured:
            return (), [finding("E504", at, "The measures have no period of this contract's term.", "Add their rows.")]
        return tuple(p for p in known.values() if measured[0] <= p <= measured[-1]), []
    first, _, last = text.partition("..")
    unknown = [name for name in (first, last or first) if name not in known]
    if unknown:
        return (), [finding("E504", at, f"'{unknown[0]}' is no period of this contract: they run from {min(known)} to "
                            f"{max(known)}.", nearest(unknown[0], known) if len(unknown[0]) > 3 else "Write it as 2026-05."
                            )]  # fmt: skip
    chosen = tuple(p for p in known.values() if known[first] <= p <= known[last or first])
    if not chosen:
        return (), [finding("E504", at, f"'{text}' ends before it begins.", f"Write {last}..{first}.")]
    return chosen, []


def settle_folder(folder: Folder, period: str | None = None,
                  files: Sequence[Path] = ()) -> tuple[Settlement | None, list[Finding]]:  # fmt: skip
    """Settle one contract: read, check, measure, compute."""
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    measures, found = read_folder_measures(folder, agreement, files)
    findings += found
    if any_stops(findings):
        return None, findings
    return _settle(agreement, measures, period, findings)


def _settle(agreement: Agreement, measures: Measures, period: str | None,
            findings: list[Finding]) -> tuple[Settlement | None, list[Finding]]:  # fmt: skip
    asked, found = asked_periods(agreement, measures, period)
    found += ready_made_faults(agreement, measures)
    if found:
        return None, findings + found
    settlement, found = settle_periods(agreement, measures, asked)
    return settlement, findings + found


@dataclass(frozen=True, slots=True)
class Output:
    """A file to be written, whole."""

    path: Path
    data: bytes


def workbook_of(settlement: Settlement, folder: Path, language: Language) -> tuple[Output | None, list[Finding]]:
    """The workbook of a settlement, and where it goes: named after the contract and its periods."""
    from slacontract.render.workbook import write_workbook  # noqa: PLC0415  # XlsxWriter costs 70 ms
    from slacontract.render.workbook.book import WorkbookLimitError  # noqa: PLC0415

    first, last = settlement.asked[0], settlement.asked[-1]
    span = first.id if first == last else f"{first.id}_{last.id}"
    try:
        data = write_workbook(settlement, language)
    except WorkbookLimitError as fault:
        return None, [finding("W402", settlement.agreement.latest.place, f"The workbook cannot hold {fault}.",
                              "Settle fewer periods at a time, or split the contract.")]  # fmt: skip
    return Output(folder / f"{settlement.agreement.name}_{span}.xlsx", data), []


def write_outputs(outputs: Sequence[Output]) -> list[Finding]:
    """Write all files or none: a file of that name with other content is never overwritten."""
    findings = [f for output in outputs for f in _conflict(output)]
    if findings:
        return findings
    for output in outputs:
        if not output.path.exists():
            try:
                _publish(output)
            except OSError as fault:
                findings.append(finding("E503", Position(str(output.path)), f"The file cannot be written: {fault.strerror}.",
                                        "Check the folder, its rights and the space that is left."))  # fmt: skip
    return findings


def _conflict(output: Output) -> list[Finding]:
    path = output.path
    if not path.exists():
        return []
    data, unread = read_bytes(path)
    if unread or data != output.data:
        return [finding("E502", Position(str(path)), "There is already another file of that name; it was left as it is.",
                        "Move or delete it, or choose another folder with --output.")]  # fmt: skip
    return []


def _publish(output: Output) -> None:
    """Write beside the target and rename, so that the name never stands for half a file."""
    output.path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=output.path.parent, prefix=".slacontract-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(output.data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(output.path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _one(path: str | Path) -> Folder:
    folders, findings = find_contracts(Path(path))
    if len(folders) > 1:
        findings.append(finding("E501", Position(str(path)), f"There are {len(folders)} contracts here.", "Name one of them."))
    if findings:
        raise Refused(findings)
    return folders[0]


def load(path: str | Path) -> Agreement:
    """Read and check a contract.

    Raises:
        Refused: with all findings, when one of them stops.
    """
    agreement, findings = read_agreement(_one(path))
    if agreement is None:
        raise Refused(findings)
    return agreement


def check(path: str | Path) -> list[Finding]:
    """All findings on the contract or contracts at a path, also those that do not stop."""
    folders, findings = find_contracts(Path(path))
    return findings + [f for folder in folders for f in read_agreement(folder)[1]]


def settle(path: str | Path, period: str | None = None,
           measures: str | Path | Iterable[str | Path] | pd.DataFrame | None = None) -> Settlement:  # fmt: skip
    """Settle a contract: one period (``2026-05``), a range (``2026-01..2026-06``), or all that were measured.

    ``measures`` names files, or is a pandas frame with a column for the period, the dimensions and each base field; without it
    the files beside the contract are read.

    Raises:
        Refused: with all findings, when one of them stops.
    """
    folder = _one(path)
    if measures is None or isinstance(measures, (str, Path)):
        files = () if measures is None else (Path(measures),)
        settlement, findings = settle_folder(folder, period, files)
    elif hasattr(measures, "columns"):
        settlement, findings = _settle_frame(folder, period, measures)  # type: ignore[arg-type]  # it is a frame
    else:
        settlement, findings = settle_folder(folder, period, [Path(m) for m in measures])
    if settlement is None:
        raise Refused(findings)
    return settlement


def _settle_frame(folder: Folder, period: str | None, frame: pd.DataFrame) -> tuple[Settlement | None, list[Finding]]:
    from slacontract.parse.frames import measures_from_frame  # noqa: PLC0415

    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    measures, found = measures_from_frame(frame, wanted_by(agreement))
    if any_stops(found):
        return None, findings + found
    return _settle(agreement, measures, period, findings + found)


def begin(path: Path, template: str, values: dict[str, str]) -> tuple[list[Output], list[Finding]]:
    """Begin a contract folder from a template; nothing is written when one of its files is already there."""
    from slacontract.model.fields import read_identifier  # noqa: PLC0415
    from slacontract.model.texts import Word  # noqa: PLC0415
    from slacontract.quantities.numbers import TextFault  # noqa: PLC0415
    from slacontract.render.beginning import beginning  # noqa: PLC0415

    try:
        name = read_identifier(Word(path.resolve().name))
    except TextFault as fault:
        return [], [finding(fault.code, Position(str(path)), fault.what, fault.remedy)]
    outputs = [Output(path / file, data) for file, data in beginning(template, {**values, "name": name})]
    findings = [
        finding("E502", Position(str(output.path)), "There is already a file of that name; it was left as it is.",
                "Choose another folder.")
        for output in outputs
        if output.path.exists()
    ]  # fmt: skip
    return outputs, findings or write_outputs(outputs)
