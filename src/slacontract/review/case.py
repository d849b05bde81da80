"""The case: what a review looks at. The contract, and its history twice: as it was, and under the last version alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from slacontract.model.contract import Agreement, Contract
    from slacontract.settlement.settlement import Settlement


@dataclass(frozen=True)
class Case:
    """A contract to review. ``history`` is settled by the versions in force, ``latest`` by the last one alone.

    Without measures there is neither. Both hold every period that was measured; a review looks at the last ``periods`` of them.
    """

    agreement: Agreement
    history: Settlement | None = None
    latest: Settlement | None = None
    periods: int = 12
    invalid_calls: bool | None = None
    """Whether the form of mystery calls beside the contract says which calls do not count; None where there is no form."""

    @property
    def contract(self) -> Contract:
        """The last version."""
        return self.agreement.latest

    @property
    def today(self) -> date:
        """The last day that anything is known of: the end of the history, or the day on which the last version came into force.

        There is no clock: the same files give the same review on every day.
        """
        known = [self.contract.effective, *(period.end for period in (self.history.asked if self.history else ()))]
        return max(known)
