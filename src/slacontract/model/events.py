"""Events: what people decided about a period and wrote down beside the measures. Excused events, claims and overrides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from slacontract.findings import NOWHERE, Position

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.model.measures import Member

Kind: TypeAlias = Literal["event", "claim", "override"]
Decision: TypeAlias = Literal["accepted", "rejected", "open"]

KINDS: Final[tuple[Kind, ...]] = ("event", "claim", "override")
DECISIONS: Final[tuple[Decision, ...]] = ("accepted", "rejected", "open")
EVENT: Final = "event"
"""The dimension by which the inputs of one event are told from those of another."""
EXCUSED: Final = "excused."
CLAIMED_DAYS: Final = "claim.days"
CLAIMED_WORKING: Final = "claim.working_days"
CLAIMED_PERIODS: Final = "claim.periods"
OVERRIDDEN: Final = "override.amount"
"""What the inputs that come from events are called, as fields of the measures are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of the events file. Only what was accepted has an effect; all of it is shown.

    ``figures`` are what an event takes out of the measures, by field; ``amount`` what an override puts for a KPI's; ``day`` when
    a claim was made.
    """

    id: str
    kind: Kind
    period: str
    decision: Decision
    kpis: tuple[str, ...] = ()
    member: Member = ()
    figures: tuple[tuple[str, mpq], ...] = ()
    amount: mpq | None = None
    day: date | None = None
    reason: str = ""
    evidence: str = ""
    decided_by: str = ""
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def accepted(self) -> bool:
        """Whether it has an effect."""
        return self.decision == "accepted"

    @property
    def inputs(self) -> Member:
        """What its figures stand under in the measures: its scope, and itself."""
        return tuple(sorted([*self.member, (EVENT, self.id)]))

    def about(self, kpi: str) -> bool:
        """Whether it is about a KPI: one of those it names, or any where it names none."""
        return not self.kpis or kpi in self.kpis
