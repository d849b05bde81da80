"""What follows a contact: surveys, sales, and what both parties agreed to take out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from slacontract.measuring.sample.clock import LocalClock, days_of
from slacontract.measuring.sample.draws import Draws
from slacontract.measuring.sample.events import Contact, Leg
from slacontract.measuring.sample.ledger import Ledger, arrived
from slacontract.measuring.sample.plan import Plan

SCALES: Final = {"csat": (1, 5), "nps": (0, 10), "fcr": (0, 1)}
_INSTRUMENTS: Final = ("csat", "csat", "csat", "nps", "fcr")


@dataclass(frozen=True, slots=True)
class Survey:
    """One invitation; ``score`` is None where nobody answered."""

    id: str
    contact: Contact
    leg: Leg
    instrument: str
    sent: int
    answered: int | None
    score: int | None


@dataclass(frozen=True, slots=True)
class Sale:
    """One sale; ``reversed_at`` where the customer withdrew."""

    id: str
    contact: Contact
    leg: Leg
    at: int
    cents: int
    reversed_at: int | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A stretch of time at a queue that one party wants out, and what was decided."""

    id: str
    queue: str
    start: int
    end: int
    reason: str
    decision: str


class Aftermath:
    """Surveys and sales of contacts, counted as they come."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.surveys, self.sales = Draws(plan.seed, "surveys"), Draws(plan.seed, "sales")
        self.ledger = ledger
        self.number = 0

    def survey(self, contact: Contact) -> Survey | None:
        """The invitation that follows a contact, if one does."""
        draws, legs = self.surveys, contact.answered_legs
        if not legs or contact.is_test or contact.stuck or not draws.chance(220):
            return None
        leg, instrument = legs[-1], draws.of(_INSTRUMENTS)
        sent = leg.ended + 600
        self.number += 1
        ident = f"s{self.number:07}"
        if not draws.chance(300):
            self._count(leg, sent, "survey_invitations")
            return Survey(ident, contact, leg, instrument, sent, None, None)
        answered = sent + 30 + draws.below(36 * 3600)
        score = self._score(instrument, leg, contact)
        self._count(leg, sent, "survey_invitations")
        self._count(leg, answered, f"{instrument}_answers")
        self._count(leg, answered, f"{instrument}_score_{score}")
        return Survey(ident, contact, leg, instrument, sent, answered, score)

    def _score(self, instrument: str, leg: Leg, contact: Contact) -> int:
        """Better with a good agent, worse after a long wait or a transfer."""
        agent = leg.agent
        mood = (agent.quality if agent else 0) - min(300, (contact.legs[0].wait or 0)) - 80 * (len(contact.legs) - 1)
        mood += self.surveys.below(500) - 250
        if instrument == "fcr":
            return int(mood > 560)
        low, high = SCALES[instrument]
        return max(low, min(high, high - (960 - mood) * (high - low) // 520))

    def sale(self, contact: Contact) -> Sale | None:
        """The sale that an answered contact ends with, if it does."""
        legs, draws = contact.answered_legs, self.sales
        if not legs or contact.is_test or not draws.chance(contact.desk.sales):
            return None
        leg = legs[-1]
        back = leg.ended + 86_400 * (2 + draws.below(26)) if draws.chance(90) else None
        cents = 1490 + 500 * draws.below(12)
        self.number += 1
        for measure, amount in (("sales", 1), ("sales_cents", cents), ("sales_reversed", int(back is not None))):
            self._count(leg, leg.ended, measure, amount)
        return Sale(f"v{self.number:07}", contact, leg, leg.ended, cents, back)

    def _count(self, leg: Leg, at: int, measure: str, amount: int = 1) -> None:
        assert leg.desk is not None, "answered legs have a desk"
        self.ledger.count(self.ledger.clock.day(at), leg.desk.queue, leg.desk.site, measure, amount)


def exclusions(plan: Plan, clock: LocalClock) -> list[Exclusion]:
    """Two each month: an outage of the client's system, accepted, and a strike of the vendor's bus company, rejected."""
    if not plan.faults.exclusions:
        return []
    queue = plan.desks[0].queue
    return [claim for month in plan.months for claim in _of_month(queue, month, clock)]


def _of_month(queue: str, month: str, clock: LocalClock) -> Iterator[Exclusion]:
    days: list[date] = days_of(month)
    outage, strike = clock.at(days[9], 10 * 3600), clock.at(days[19], 8 * 3600)
    yield Exclusion(f"x-{month}-1", queue, outage, outage + 7200, "client system down", "accepted")
    yield Exclusion(f"x-{month}-2", queue, strike, strike + 10_800, "transport strike", "rejected")


def part_of(contact: Contact, claims: list[Exclusion]) -> str:
    """Whether an accepted exclusion takes the contact out: ``excluded`` or ``kept``."""
    at, desk = arrived(contact), contact.legs[0].desk
    out = any(c.decision == "accepted" and c.start <= at < c.end and desk and desk.queue == c.queue for c in claims)
    return "excluded" if out else "kept"
