"""Desks of chats: an agent has several at once, so that handle time adds up to more than the clock and states overlap."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from slacontract.measuring.sample.arrivals import Callers
from slacontract.measuring.sample.clock import LocalClock
from slacontract.measuring.sample.draws import Draws, log_normal
from slacontract.measuring.sample.events import Agent, Contact, DayRecords, Leg, Stretch, Turn
from slacontract.measuring.sample.ledger import Ledger
from slacontract.measuring.sample.plan import Desk, Plan
from slacontract.measuring.sample.roster import begin_day, hire


@dataclass(slots=True)
class _Seat:
    """An agent at work: until when each of the chats lasts that can go on at once, and the pauses still to come."""

    turn: Turn
    free: list[int]
    pauses: list[tuple[int, int, str, str]]
    stretches: list[Stretch] = field(default_factory=list)

    def next_free(self, at: int) -> int | None:
        """When the agent can take a chat, from an instant on; None where not in this shift. A due pause comes first."""
        at = max(at, self.turn.start)
        while self.pauses and self.pauses[-1][0] <= max(at, min(self.free)):
            due, length, state, klass = self.pauses.pop()
            begin = max(due, *self.free)
            self.stretches.append(Stretch(self.turn.agent, state, klass, state, begin, begin + length))
            self.free = [begin + length] * len(self.free)
        at = max(at, min(self.free))
        return at if at < self.turn.until else None

    def take(self, at: int, ended: int, wrapped: int) -> None:
        """A chat, and what is written up after it; the number of its window tells it from those beside it."""
        window = min(range(len(self.free)), key=lambda n: (self.free[n], n))
        agent = self.turn.agent
        self.stretches.append(Stretch(agent, f"Chat {window + 1}", "busy", "", at, ended))
        if wrapped > ended:
            self.stretches.append(Stretch(agent, f"After chat {window + 1}", "wrap", "", ended, wrapped))
        self.free[window] = wrapped

    def at_work(self, at: int) -> int:
        """How many chats go on at an instant."""
        return sum(until > at for until in self.free)

    def closed(self) -> list[Stretch]:
        """All stretches of the shift, with the time in which there was nothing to do."""
        found, at = sorted(self.stretches, key=lambda one: (one.start, one.end)), self.turn.start
        for one in list(found):
            if one.start > at:
                found.append(Stretch(self.turn.agent, "Ready", "ready", "", at, one.start))
            at = max(at, one.end)
        if at < self.turn.until:
            found.append(Stretch(self.turn.agent, "Ready", "ready", "", at, self.turn.until))
        return found


class Chats:
    """One desk of chats, day by day."""

    def __init__(self, plan: Plan, desk: Desk, first: int, clock: LocalClock, ledger: Ledger) -> None:
        self.desk, self.clock, self.ledger = desk, clock, ledger
        self.draws = Draws(plan.seed, "chats", desk.queue, desk.site)
        self.callers = Callers(plan, Draws(plan.seed, "chat callers", desk.site))
        self.agents: list[Agent] = hire(desk, first, Draws(plan.seed, "chat agents", desk.site))

    def day(self, day: date) -> DayRecords:
        """The chats of a day and the time of the agents, counted in the ledger."""
        turns, shifts = begin_day(self.agents, self.desk, day, self.clock, self.draws)
        seats = [_Seat(turn, [turn.start] * self.desk.at_once, list(turn.pauses)) for turn in turns]
        contacts = sorted(self.callers.contacts(self.desk, day, self.clock), key=lambda one: (one.arrived, one.id))
        chats = [self._chat(contact, seats) for contact in contacts]
        records = DayRecords(chats, [], [one for seat in seats for one in seat.closed()], shifts)
        for chat in chats:
            self.ledger.chat(chat)
        for seat in seats:
            self.ledger.overlapping(seat.turn.agent, seat.closed())
        for shift in shifts:
            self.ledger.shift(shift)
        return records

    def _chat(self, caller: Contact, seats: list[_Seat]) -> Contact:
        """A chat that waits for an agent with a window free: the one with fewest others."""
        at, patience = caller.arrived, caller.patience
        chat = Contact(
            f"h{self.desk.site}-{caller.id[1:]}", at, self.desk, caller.customer, caller.reason, patience, channel="chat"
        )
        leg = Leg(self.desk, at, at)
        chat.legs.append(leg)
        able = [(free, seat.at_work(free), n) for n, seat in enumerate(seats) if (free := seat.next_free(at)) is not None]
        if not able or min(able)[0] - at > patience:
            leg.outcome, leg.ended_by, leg.wait, leg.ended = "abandoned", "customer", patience, at + patience
            return chat
        begins, _, number = min(able)
        agent = seats[number].turn.agent
        leg.agent, leg.answered, leg.wait, leg.ring = agent, begins, begins - at, 0
        leg.talk = max(20, self.draws.of(log_normal(*self.desk.talk)) * agent.talk // 1000)
        leg.hold, leg.wrap, leg.ended = 0, self.draws.of(log_normal(*self.desk.wrap)), begins + leg.talk
        leg.outcome, leg.ended_by, leg.resolved = "answered", "customer", self.draws.chance(agent.quality)
        leg.disposition = "resolved" if leg.resolved else "follow-up"
        seats[number].take(begins, leg.ended, leg.ended + leg.wrap)
        return chat
