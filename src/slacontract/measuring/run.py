"""What one run of measuring gave: the account of what was read, and what was counted under each version of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from slacontract.findings import Finding
from slacontract.measuring.counting.count import Counted
from slacontract.measuring.counting.exclusions import Exclusion
from slacontract.measuring.counting.inspected import Inspected
from slacontract.measuring.outside import Outside
from slacontract.measuring.sources.intake import Intake
from slacontract.model.contract import Agreement, Contract
from slacontract.quantities.periods import Period

Part: TypeAlias = tuple[Contract, tuple[Period, ...], Counted]
"""The periods that begin under one version of a contract, and what was counted in them."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was read, what was counted, and what was noticed on the way; ``engine`` is who counted;
    ``outside`` are records of other periods."""

    agreement: Agreement
    intake: Intake
    parts: tuple[Part, ...]
    exclusions: tuple[Exclusion, ...]
    engine: str
    findings: tuple[Finding, ...] = ()
    outside: tuple[Outside, ...] = ()
    elsewhere: tuple[Inspected, ...] = ()
    """The tables of an engine, where no files were read."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that were counted."""
        return tuple(period for _, periods, _ in self.parts for period in periods)

    def totals(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Each field over all members, by period; a field of which no row says anything is not there."""
        found: dict[str, dict[str, Fraction]] = {}
        for _, _, done in self.parts:
            for table in done.tables:
                for (period, *_), counts in table.rows.items():
                    for name, count in zip(table.fields, counts, strict=True):
                        by_period = found.setdefault(name, {})
                        by_period[period] = by_period.get(period, Fraction(0)) + Fraction(count or 0)
        return found
