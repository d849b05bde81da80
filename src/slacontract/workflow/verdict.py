"""What `check` says of a contract: what stops it, and of one that passed, what can be proved against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.findings import any_stops
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.runs import read_folder_measures

if TYPE_CHECKING:
    from slacontract.findings import Finding
    from slacontract.model.contract import Agreement
    from slacontract.model.measures import Measures
    from slacontract.workflow.files import Folder

_TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
"""Measures that are read in no time; a workbook takes longer to open than the whole contract to prove."""
_LARGEST: Final = 1_000_000
"""So many bytes of measures are read for the names of members; a contract of more is proved without them."""


def verdict(folder: Folder) -> tuple[Agreement | None, list[Finding]]:
    """Read and check all versions of a contract, and prove what can be proved of one that passed."""
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    return agreement, findings + proofs(folder, agreement) + reviewed(folder, agreement)


def proofs(folder: Folder, agreement: Agreement) -> list[Finding]:
    """What can be proved against a contract; the measures beside it only tell which members there are."""
    from slacontract.proofs.prove import prove  # noqa: PLC0415  # the compiler costs its time, and a refused contract needs none

    return prove(agreement, _measures(folder, agreement))


def reviewed(folder: Folder, agreement: Agreement) -> list[Finding]:
    """What of the review nobody would dispute; the whole of it is told by `review`."""
    from slacontract.workflow.review import review_findings  # noqa: PLC0415  # as above

    return review_findings(folder, agreement)


def _measures(folder: Folder, agreement: Agreement) -> Measures | None:
    """The measures beside a contract. Where they cannot be read that is told when they are settled."""
    if not folder.measures or any(path.suffix.lower() not in _TEXTS for path in folder.measures):
        return None
    if sum(path.stat().st_size for path in folder.measures if path.exists()) > _LARGEST:
        return None
    measures, findings = read_folder_measures(folder, agreement)
    return None if any_stops(findings) else measures
