"""The floor: contacts meet agents in order of time, wait, lose patience, are transferred; so records agree with each other."""

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from slacontract.measuring.sample.draws import Draws, log_normal
from slacontract.measuring.sample.events import Agent, Case, Contact, DayRecords, Leg, Stretch, Turn
from slacontract.measuring.sample.plan import Desk

Entry: TypeAlias = tuple[int, int, Contact | Case | Turn, Desk]
Idle: TypeAlias = list[tuple[int, int, Agent]]


class Floor:
    """All desks at work. It lives on over midnight: who is on the phone then stays there."""

    def __init__(self, desks: tuple[Desk, ...], draws: Draws) -> None:
        self.draws = draws
        self.desks = {(desk.queue, desk.site): desk for desk in desks}
        self.idle: dict[tuple[str, str], Idle] = {key: [] for key in self.desks}
        self.pending: dict[tuple[str, str], deque[Case]] = {key: deque() for key in self.desks}
        self.entries: list[Entry] = []
        self.number = 0
        self.today = DayRecords()

    def enter(self, at: int, what: Contact | Case | Turn, desk: Desk) -> None:
        """Something comes to a desk."""
        self.number += 1
        heappush(self.entries, (at, self.number, what, desk))

    def run(self, until: int) -> DayRecords:
        """Let everything happen that begins before an instant, and return it."""
        while self.entries and self.entries[0][0] < until:
            at, _, what, desk = heappop(self.entries)
            if isinstance(what, Turn):
                self._begin(what, desk)
            elif isinstance(what, Case):
                self._work(at, what, desk, until)
            else:
                self._call(at, what, desk)
        self._go_home(until)
        done, self.today = self.today, DayRecords()
        return done

    # agents ---------------------------------------------------------------------------------------------------------------------

    def _begin(self, turn: Turn, desk: Desk) -> None:
        """A shift begins, and cases that waited come first."""
        turn.agent.until, turn.agent.pauses = turn.until, list(turn.pauses)
        self._free(turn.agent, turn.start)
        waiting = self.pending[(desk.queue, desk.site)]
        while waiting:
            self.enter(turn.start, waiting.popleft(), desk)

    def _free(self, agent: Agent, at: int) -> None:
        """An agent has nothing to do from now on: into a due pause, home, or ready."""
        while agent.pauses and agent.pauses[-1][0] <= at < agent.until:
            _, length, state, klass = agent.pauses.pop()
            self._state(agent, state, klass, at, at + length)
            at += length
        if at < agent.until:
            heappush(self.idle[(agent.desk.queue, agent.desk.site)], (at, agent.number, agent))

    def _next(self, desk: Desk, at: int) -> tuple[int, Agent] | None:
        """Who is free first, and from when; None where nobody is on shift."""
        idle = self.idle[(desk.queue, desk.site)]
        while idle:
            free, _, agent = idle[0]
            if agent.pauses and agent.pauses[-1][0] <= at and free <= at:
                heappop(idle)
                due = max(free, agent.pauses[-1][0])
                self._state(agent, "Ready", "ready", free, due)
                self._free(agent, due)
            elif agent.until <= max(at, free):
                heappop(idle)
                self._state(agent, "Ready", "ready", free, agent.until)
            else:
                return free, agent
        return None

    def _take(self, agent: Agent, at: int) -> None:
        """The agent who is free first takes what there is."""
        free, _, taken = heappop(self.idle[(agent.desk.queue, agent.desk.site)])
        assert taken is agent, "the one who is free first"
        self._state(agent, "Ready", "ready", free, at)

    def _go_home(self, until: int) -> None:
        for idle in self.idle.values():
            for entry in [entry for entry in idle if entry[2].until <= until]:
                self._state(entry[2], "Ready", "ready", entry[0], entry[2].until)
            idle[:] = [entry for entry in idle if entry[2].until > until]
            heapify(idle)

    def _state(self, agent: Agent, state: str, klass: str, start: int, end: int) -> None:
        if end > start:
            reason = state if klass in {"break", "offphone"} else ""
            self.today.stretches.append(Stretch(agent, state, klass, reason, start, end))

    # contacts and cases ---------------------------------------------------------------------------------------------------------

    def _call(self, at: int, contact: Contact, desk: Desk) -> None:
        leg = contact.legs[-1]
        free = self._next(desk, at)
        if free is None or free[0] - at > contact.patience:
            self._lose(contact, leg, at)
            return
        begins = max(at, free[0])
        agent = free[1]
        self._take(agent, begins)
        ring = 2 + self.draws.below(5)
        leg.agent, leg.ring, leg.answered, leg.wait = agent, ring, begins + ring, begins + ring - at
        self._talk(contact, leg, desk, agent)
        self._state(agent, "On call", "busy", begins, leg.ended)
        self._state(agent, "After call", "wrap", leg.ended, leg.ended + (leg.wrap or 0))
        self._free(agent, leg.ended + (leg.wrap or 0))

    def _lose(self, contact: Contact, leg: Leg, at: int) -> None:
        leg.outcome, leg.ended_by, leg.wait, leg.ended = "abandoned", "customer", contact.patience, at + contact.patience
        self.today.contacts.append(contact)

    def _talk(self, contact: Contact, leg: Leg, desk: Desk, agent: Agent) -> None:
        draws = self.draws
        leg.talk = 20 + draws.below(20) if contact.is_test else max(5, draws.of(log_normal(*desk.talk)) * agent.talk // 1000)
        leg.hold = draws.of(log_normal(*desk.hold)) if draws.chance(desk.hold_share) else 0
        wrap = draws.of(log_normal(*desk.wrap))
        leg.wrap = wrap if desk.wrap_limit is None else min(wrap, desk.wrap_limit)
        leg.ended = (leg.answered or 0) + leg.talk + leg.hold
        leg.outcome = "answered"
        onward = self.desks.get((desk.transfer_to, desk.site))
        if onward is not None and len(contact.legs) < 3 and draws.chance(desk.transfers):
            leg.ended_by, leg.transferred_to, leg.disposition = "transfer", onward.queue, "transferred"
            leg.resolved = False
            contact.legs.append(Leg(onward, leg.ended, leg.ended))
            contact.patience = 60 + contact.patience // 2
            self.enter(leg.ended, contact, onward)
            return
        leg.ended_by = "customer" if draws.chance(720) else "agent"
        leg.resolved = draws.chance(agent.quality)
        leg.disposition = "resolved" if leg.resolved else "follow-up"
        self.today.contacts.append(contact)

    def _work(self, at: int, case: Case, desk: Desk, until: int) -> None:
        """Take a case, or let it wait for the next day where nobody is left today."""
        free = self._next(desk, at)
        if free is None or free[0] >= until:
            self.pending[(desk.queue, desk.site)].append(case)
            return
        begins = max(at, free[0])
        agent = free[1]
        self._take(agent, begins)
        length = max(60, self.draws.of(log_normal(*desk.talk)) * agent.talk // 1000)
        case.agent, case.begun, case.resolved = agent, begins, begins + length
        case.errors = (0 if self.draws.chance(agent.quality) else 1) if self.draws.chance(150) else None
        case.reopened = self.draws.chance(15)
        self._state(agent, "Case work", "busy", begins, begins + length)
        self._free(agent, begins + length)
        self.today.cases.append(case)
