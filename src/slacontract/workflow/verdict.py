"""What `check` says of a contract: what stops it, and of one that passed, what can be proved against it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from slacontract.findings import any_stops
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.runs import read_folder_measures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacontract.findings import Finding
    from slacontract.model.contract import Agreement
    from slacontract.model.measures import Measures
    from slacontract.settlement.draft import Compiled
    from slacontract.workflow.files import Folder

_TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
"""Measures that are read in no time; a workbook takes longer to open than the whole contract to prove."""
_LARGEST: Final = 1_000_000
"""So many bytes of measures are read for the names of members; a contract of more is proved without them."""
_QUICKLY_READ: Final = 4_000_000
"""Bytes of measures that `check` still settles; with more it looks at the contract alone, and only the review at the history."""


def verdict(folder: Folder) -> tuple[Agreement | None, list[Finding]]:
    """Read and check all versions of a contract, and prove what can be proved of one that passed."""
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return None, findings
    beside = Beside(folder, agreement)
    return agreement, findings + proofs(beside) + reviewed(beside)


@dataclass(frozen=True)
class Beside:
    """A contract that passed, and the measures beside it: read once, and compiled for once, for all that is asked of it."""

    folder: Folder
    agreement: Agreement

    @cached_property
    def bytes(self) -> int:
        """How many bytes of measures there are."""
        return sum(path.stat().st_size for path in self.folder.measures if path.is_file())

    @cached_property
    def read(self) -> tuple[Measures, list[Finding]]:
        """The measures, and what was found in them."""
        return read_folder_measures(self.folder, self.agreement)

    @property
    def members(self) -> Measures | None:
        """The measures, where they quickly tell which members there are. Where they cannot be read that is told elsewhere."""
        if not self.folder.measures or any(path.suffix.lower() not in _TEXTS for path in self.folder.measures):
            return None
        return None if self.bytes > _LARGEST or any_stops(self.read[1]) else self.read[0]

    @cached_property
    def versions(self) -> Mapping[int, Compiled] | None:
        """All versions, compiled for the members; None where a settlement has cells beside those that were measured."""
        from slacontract.settlement.service.scopes import Service  # noqa: PLC0415  # the compiler costs its time
        from slacontract.settlement.stages import compile_versions  # noqa: PLC0415
        from slacontract.settlement.time.between import with_times  # noqa: PLC0415

        measures = self.members
        if measures is None or self.folder.events is not None or with_times(self.agreement, measures) is not measures:
            return None
        return compile_versions(self.agreement.with_parts, Service(measures))


def proofs(beside: Beside) -> list[Finding]:
    """What can be proved against a contract; the measures beside it only tell which members there are."""
    from slacontract.proofs.prove import prove  # noqa: PLC0415  # as above, and a refused contract needs none

    return prove(beside.agreement, beside.members, beside.versions)


def reviewed(beside: Beside) -> list[Finding]:
    """What of the review nobody would dispute; the whole of it is told by `review`.

    Measures that cannot be settled are none: `check` is about the contract.
    """
    from slacontract.workflow.review import review_findings  # noqa: PLC0415  # as above

    settles = bool(beside.folder.measures) and beside.bytes <= _QUICKLY_READ
    return review_findings(beside.folder, beside.agreement, beside.read if settles else None, beside.versions)
