"""The front door of the library: paths or frames in, a settlement out, and ``Refused`` where a command line would print."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, Refused, any_stops, finding
from slacontract.settlement.wanted import wanted_by
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.decisions import with_folder_events
from slacontract.workflow.files import Folder, find_contracts
from slacontract.workflow.runs import settle_folder, settle_measures
from slacontract.workflow.verdict import verdict

if TYPE_CHECKING:
    import pandas as pd

    from slacontract.model.contract import Agreement
    from slacontract.settlement.settlement import Settlement


def _one(path: str | Path) -> Folder:
    folders, findings = find_contracts(Path(path))
    if len(folders) > 1:
        findings.append(finding("E501", Position(str(path)), f"There are {len(folders)} contracts here.", "Name one of them."))
    if any_stops(findings):
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
    return findings + [f for folder in folders for f in verdict(folder)[1]]


def settle(
    path: str | Path,
    period: str | None = None,
    measures: str | Path | Iterable[str | Path] | pd.DataFrame | None = None,
) -> Settlement:
    """Settle a contract: one period (``2026-05``), a range (``2026-01..2026-06``), or all that were measured.

    ``measures`` names files, or is a pandas frame with a column for the period, the dimensions and each base field; without it
    the files beside the contract are read.

    Raises:
        Refused: with all findings, when one of them stops.
    """
    folder = _one(path)
    if measures is None:
        settlement, findings = settle_folder(folder, period)
    elif isinstance(measures, (str, Path)):
        settlement, findings = settle_folder(folder, period, [Path(measures)])
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
    if not any_stops(found):
        measures, more = with_folder_events(folder, agreement, measures)
        found += more
    if any_stops(found):
        return None, findings + found
    return settle_measures(agreement, measures, period, findings + found)
