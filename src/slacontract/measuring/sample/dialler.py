"""Campaigns: a dialler calls several people at once for each free agent; who is left over when one answers hears nobody."""

from __future__ import annotations

from datetime import date
from heapq import heapify, heappop, heappush
from typing import Final

from slacontract.measuring.sample.clock import LocalClock
from slacontract.measuring.sample.draws import Draws, log_normal
from slacontract.measuring.sample.events import Agent, Contact, DayRecords, Leg, Listed, Offer, Stretch, Turn
from slacontract.measuring.sample.ledger import Ledger
from slacontract.measuring.sample.plan import Campaign, Plan
from slacontract.measuring.sample.roster import begin_day, hire

_NOBODY: Final = ("no answer", "no answer", "no answer", "busy", "machine", "machine")
_AGAIN: Final = 4 * 3600
"""How long nobody calls a person again who did not answer."""
_LEFT_ALONE: Final = 72 * 3600
"""The same for one who answered and heard nobody."""


class Dialler:
    """One campaign, day by day."""

    def __init__(self, plan: Plan, campaign: Campaign, first: int, clock: LocalClock, ledger: Ledger) -> None:
        self.campaign, self.desk, self.clock, self.ledger = campaign, campaign.desk, clock, ledger
        self.draws = Draws(plan.seed, "dialler", campaign.name)
        self.agents: list[Agent] = hire(self.desk, first, Draws(plan.seed, "dialler agents", campaign.name))
        self.listed: list[Listed] = []
        self.due: list[tuple[int, int]] = []
        self.number = 0

    def day(self, day: date) -> DayRecords:
        """The calls of a day, what came of them and the time of the agents, counted in the ledger."""
        if self.desk.weekdays[day.weekday()]:
            self._load(day)
        turns, shifts = begin_day(self.agents, self.desk, day, self.clock, self.draws)
        records = DayRecords(shifts=shifts)
        free = [(turn.start, n) for n, turn in enumerate(turns)]
        pauses = [list(turn.pauses) for turn in turns]
        heapify(free)
        while free:
            at, n = heappop(free)
            following = self._next(at, turns[n], pauses[n], records)
            if following is not None:
                heappush(free, (following, n))
        for stretch in records.stretches:
            self.ledger.stretch(stretch)
        for shift in shifts:
            self.ledger.shift(shift)
        return records

    def close(self) -> list[Listed]:
        """The list as it stands in the end, counted in the ledger."""
        for one in self.listed:
            self.ledger.listed(one)
        return self.listed

    def _load(self, day: date) -> None:
        loaded = self.clock.at(day, 6 * 3600)
        for _ in range(self.campaign.records):
            heappush(self.due, (loaded, len(self.listed)))
            ident = f"p{self.desk.site}-{len(self.listed):06}"
            self.listed.append(Listed(ident, self.campaign.name, self.desk.site, loaded))

    def _next(self, at: int, turn: Turn, pauses: list[tuple[int, int, str, str]], records: DayRecords) -> int | None:
        """What a free agent does next, and when it is over; None where the shift is."""
        agent = turn.agent
        if pauses and pauses[-1][0] <= at < turn.until:
            _, length, state, klass = pauses.pop()
            records.stretches.append(Stretch(agent, state, klass, state, at, at + length))
            return at + length
        if at >= turn.until:
            return None
        called = self._called(at)
        if not called:
            due = [turn.until, *(one for one, _ in self.due[:1]), *(pause[0] for pause in pauses[-1:])]
            until = min(one for one in due if one > at)
            records.stretches.append(Stretch(agent, "Ready", "ready", "", at, until))
            return until
        return self._calls(at, agent, called, records)

    def _called(self, at: int) -> list[int]:
        found: list[int] = []
        while len(found) < self.campaign.lines and self.due and self.due[0][0] <= at:
            found.append(heappop(self.due)[1])
        return found

    def _calls(self, at: int, agent: Agent, called: list[int], records: DayRecords) -> int:
        """Call some people at once; the first living one gets the agent. When the agent is free again."""
        rings = [(4 + self.draws.below(22), n) for n in called]
        living = sorted(one for one in rings if self.draws.chance(self.campaign.live))
        for ring, n in rings:
            if (ring, n) not in living[:1]:
                contact = self._lost(at, ring, n, alive=(ring, n) in living)
                records.contacts.append(contact)
                self.ledger.dial(contact)
        ready = at + (living[0][0] if living else max(ring for ring, _ in rings))
        records.stretches.append(Stretch(agent, "Ready", "ready", "", at, ready))
        return self._talk(at, ready - at, living[0][1], agent, records) if living else ready

    def _dial(self, at: int, ring: int, number: int) -> tuple[Contact, Leg, Listed]:
        one = self.listed[number]
        one.first, one.last, one.dials = at if one.first is None else one.first, at, one.dials + 1
        self.number += 1
        contact = Contact(f"d{self.desk.site}-{self.number:07}", at, self.desk, f"k{one.id}", "", 0,
                          direction="outbound", campaign=self.campaign.name)  # fmt: skip
        leg = Leg(self.desk, at, None, ring=ring)
        contact.legs.append(leg)
        return contact, leg, one

    def _lost(self, at: int, ring: int, number: int, *, alive: bool) -> Contact:
        """A call that nobody took, or a living person whom no agent was free for."""
        contact, leg, one = self._dial(at, ring, number)
        if alive:
            leg.queued, leg.wait, leg.outcome, leg.ended_by = at + ring, 1 + self.draws.below(2), "abandoned", "system"
            leg.ended, leg.disposition = at + ring + leg.wait, "nobody free"
        else:
            leg.ended, leg.outcome, leg.ended_by, leg.disposition = at + ring, "failed", "system", self.draws.of(_NOBODY)
        self._again(one, number, at + (_LEFT_ALONE if alive else _AGAIN))
        return contact

    def _again(self, one: Listed, number: int, at: int) -> None:
        """Call once more later, or give up."""
        if one.dials >= self.campaign.attempts:
            one.closed = True
        else:
            heappush(self.due, (at, number))

    def _talk(self, at: int, ring: int, number: int, agent: Agent, records: DayRecords) -> int:
        contact, leg, one = self._dial(at, ring, number)
        draws, begins = self.draws, at + ring
        one.live, right = True, draws.chance(self.campaign.right)
        heard = right and draws.chance(800)
        leg.agent, leg.queued, leg.answered, leg.wait, leg.hold = agent, begins, begins, 0, 0
        leg.talk = max(5, draws.of(log_normal(*self.desk.talk)) * agent.talk // 1000) // (1 if heard else 5) + 5
        leg.wrap, leg.ended, leg.outcome = draws.of(log_normal(*self.desk.wrap)), begins + leg.talk, "answered"
        leg.ended_by = "customer" if draws.chance(600) else "agent"
        one.right, one.useful = one.right or right, one.useful or heard
        leg.disposition = (
            self._came_of_it(contact, one, leg.ended, records) if heard else "right party" if right else "wrong party"
        )
        if heard:
            one.closed = True
        else:
            self._again(one, number, at + _AGAIN)
        records.contacts.append(contact)
        self.ledger.dial(contact)
        records.stretches.append(Stretch(agent, "On call", "busy", "", begins, leg.ended))
        records.stretches.append(Stretch(agent, "After call", "wrap", "", leg.ended, leg.ended + leg.wrap))
        return leg.ended + leg.wrap

    def _came_of_it(self, contact: Contact, one: Listed, at: int, records: DayRecords) -> str:
        """The offer that was heard, and the sale where there was one: what the agent writes down."""
        draws, sold = self.draws, self.draws.chance(self.campaign.sales)
        offers = [Offer(f"e{contact.id[1:]}", "eligible", contact, one, at)]
        if sold:
            back = at + 86_400 * (2 + draws.below(20)) if draws.chance(90) else None
            offers.append(Offer(f"v{contact.id[1:]}", "sale", contact, one, at, 990 + 500 * draws.below(8), back))
        records.offers += offers
        for offer in offers:
            self.ledger.offer(offer)
        return "sale" if sold else "refused"
