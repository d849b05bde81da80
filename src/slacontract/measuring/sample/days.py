"""The days of a plan, one after the other: what is written needs no more memory than a day of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from slacontract.measuring.sample.arrivals import Callers
from slacontract.measuring.sample.clock import LocalClock, days_of
from slacontract.measuring.sample.draws import Draws
from slacontract.measuring.sample.events import Agent, Contact, DayRecords
from slacontract.measuring.sample.floor import Floor
from slacontract.measuring.sample.plan import Desk, Plan
from slacontract.measuring.sample.roster import begin_day, hire


@dataclass(frozen=True, slots=True)
class Day:
    """One local day and what came to an end in it."""

    date: date
    records: DayRecords


class Service:
    """The service that a plan invents."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.days = [day for month in plan.months for day in days_of(month)]
        self.clock = LocalClock(plan.timezone, self.days[0], self.days[-1])
        self.agents: dict[Desk, list[Agent]] = {}
        for desk in plan.desks:
            hired = sum(map(len, self.agents.values()))
            self.agents[desk] = hire(desk, 1001 + hired, Draws(plan.seed, "agents", desk.queue, desk.site))

    @property
    def people(self) -> list[Agent]:
        """All agents."""
        return [agent for agents in self.agents.values() for agent in agents]

    def run(self) -> Iterator[Day]:
        """Let the days happen; the last one also has what ends after it, so that nothing is left open but cases that wait."""
        plan = self.plan
        floor = Floor(plan.desks, Draws(plan.seed, "floor"))
        callers = Callers(plan, Draws(plan.seed, "callers"))
        turns = Draws(plan.seed, "turns")
        for day in self.days:
            shifts = []
            for desk in plan.desks:
                begun, planned = begin_day(self.agents[desk], desk, day, self.clock, turns)
                shifts += planned
                for turn in begun:
                    floor.enter(turn.start, turn, desk)
            ended = list(self._arrive(floor, callers, day))
            records = floor.run(self.clock.midnight(day + timedelta(days=1)))
            if day == self.days[-1]:
                records = _joined(records, floor.run(self.clock.midnight(day + timedelta(days=2))))
                records.cases += [case for waiting in floor.pending.values() for case in waiting]
            records.shifts += shifts
            records.contacts += ended
            _let_hang(records.contacts, self._stuck_today(day), Draws(plan.seed, "stuck", day))
            records.contacts.sort(key=lambda contact: (contact.arrived, contact.id))
            records.stretches.sort(key=lambda stretch: (stretch.start, stretch.agent.key, stretch.end))
            yield Day(day, records)

    def _arrive(self, floor: Floor, callers: Callers, day: date) -> Iterator[Contact]:
        """What comes in on a day; those that the IVR ends are over already."""
        for desk in self.plan.desks:
            if desk.cases:
                for case in callers.cases(desk, day, self.clock):
                    floor.enter(case.created, case, desk)
                continue
            for contact in callers.contacts(desk, day, self.clock):
                queued = contact.legs[0].queued
                if queued is None:
                    yield contact
                else:
                    floor.enter(queued, contact, desk)

    def _stuck_today(self, day: date) -> int:
        """How many calls of the day are never hung up: the month's share of them, spread over its days."""
        count, length = self.plan.faults.stuck, len(days_of(f"{day:%Y-%m}"))
        return count * day.day // length - count * (day.day - 1) // length


def _joined(first: DayRecords, second: DayRecords) -> DayRecords:
    return DayRecords(
        [*first.contacts, *second.contacts],
        [*first.cases, *second.cases],
        [*first.stretches, *second.stretches],
        [*first.shifts, *second.shifts],
    )


def _let_hang(contacts: list[Contact], count: int, draws: Draws) -> None:
    """Some records go on for hours after the customer hung up; the agent has long taken other calls."""
    able = [c for c in contacts if c.legs[-1].outcome == "answered" and not c.is_test]
    for _ in range(min(count, len(able))):
        contact = able.pop(draws.below(len(able)))
        leg = contact.legs[-1]
        contact.stuck = 18_000 + draws.below(25_000)
        leg.talk = (leg.talk or 0) + contact.stuck
        leg.ended += contact.stuck
