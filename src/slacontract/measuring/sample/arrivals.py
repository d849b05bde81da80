"""Who calls when, and about what: the curve of the day and of the week, customers who come back, tests."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date
from typing import Final

from slacontract.measuring.sample.clock import LocalClock
from slacontract.measuring.sample.draws import Draws, exponential, log_normal, running
from slacontract.measuring.sample.events import Case, Contact, Leg
from slacontract.measuring.sample.plan import REASONS, Desk, Plan

_CURVE: Final = (4, 3, 2, 2, 2, 3, 6, 14, 38, 66, 82, 84, 76, 60, 48, 50, 58, 62, 60, 50, 38, 26, 14, 8)
"""How many calls come in each hour of the day, before the hours of the desk cut it."""
_REASONS = running((30, 18, 14, 16, 14, 8))
_PRIORITIES = ("urgent", "normal", "low")


class Callers:
    """The customers of the service; some of them called a few days ago and call again, mostly about the same matter."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        self.known = 12 * sum(desk.per_day for desk in plan.desks)
        self.lately: deque[tuple[str, str]] = deque(maxlen=max(50, 3 * sum(desk.per_day for desk in plan.desks)))
        self.count = 0

    def contacts(self, desk: Desk, day: date, clock: LocalClock) -> Iterator[Contact]:
        """The contacts that come to a desk on a day, in no order."""
        for at in self._moments(desk, day, clock):
            customer, reason = self._who()
            contact = Contact(self._id("c"), at, desk, customer, reason, 1 + self.draws.of(exponential(desk.patience)))
            self._begin(contact, desk)
            yield contact

    def cases(self, desk: Desk, day: date, clock: LocalClock) -> Iterator[Case]:
        """The cases that come to a desk of written work."""
        for at in self._moments(desk, day, clock):
            customer, reason = self._who()
            priority = _PRIORITIES[self.draws.weighted((12, 82, 100))]
            yield Case(self._id("t"), desk, customer, reason, priority, at)

    def _begin(self, contact: Contact, desk: Desk) -> None:
        """The IVR first; some never leave it."""
        spent = self.draws.of(log_normal(24, 450))
        contact.is_test = self.draws.chance(self.plan.tests)
        if self.draws.chance(self.plan.ivr_ended) and not contact.is_test:
            contact.legs.append(Leg(None, contact.arrived, None, ended=contact.arrived + spent, ivr=spent, outcome="ivr",
                                    ended_by="customer"))  # fmt: skip
            return
        if contact.is_test:
            contact.customer, contact.patience = "", 3600
        contact.legs.append(Leg(desk, contact.arrived, contact.arrived + spent, ivr=spent))

    def _who(self) -> tuple[str, str]:
        draws = self.draws
        reason = REASONS[draws.weighted(_REASONS)]
        if not draws.chance(self.plan.identified):
            return "", reason
        if self.lately and draws.chance(self.plan.repeats):
            customer, before = draws.of(self.lately)
            found = customer, before if draws.chance(700) else reason
        else:
            found = f"k{1 + draws.below(self.known):07}", reason
        self.lately.append(found)
        return found

    def _id(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count:08}"

    def _moments(self, desk: Desk, day: date, clock: LocalClock) -> Iterator[int]:
        """Instants within the hours of a desk, by the curve of the day."""
        draws = self.draws
        volume = desk.per_day * desk.weekdays[day.weekday()] // 1000
        volume = volume * (920 + draws.below(161)) // 1000
        sums = running(_CURVE[desk.opens : desk.closes])
        for _ in range(volume):
            hour = desk.opens + draws.weighted(sums)
            yield clock.at(day, hour * 3600 + draws.below(3600))
