"""The ledger of the truth: what was counted in plain Python while the records were made, never read from them.

Contacts count on the local day on which they entered their queue, at that queue; tests and calls that never end are left out
(``oddities.csv`` lists them). A repeat is any later contact of the same customer. Agent time is cut at local midnights.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from slacontract.measuring.sample.clock import LocalClock
from slacontract.measuring.sample.events import Agent, Case, Contact, Listed, Offer, Shift, Stretch

WAITS: Final = (5, 10, 20, 30, 60, 180)
WINDOWS_H: Final = (24, 72, 168)
INCREMENTS: Final = {"1_1": (1, 1), "6_6": (6, 6), "30_6": (30, 6), "60_60": (60, 60)}
CAPS: Final = (180, 300, 390)
ORDER: Final = ("busy", "wrap", "offphone", "break", "ready")
"""Which of several states of an agent counts."""


class Ledger:
    """True counters by local day, queue, site, and whether both parties took the contact out."""

    def __init__(self, clock: LocalClock) -> None:
        self.clock = clock
        self.sums: dict[tuple[date, str, str, str], Counter[str]] = defaultdict(Counter)
        self.last: dict[str, tuple[Contact, str]] = {}

    def count(self, day: date, queue: str, site: str, measure: str, amount: int = 1, part: str = "kept") -> None:
        """Add to a counter."""
        self.sums[(day, queue, site, part)][measure] += amount

    def contact(self, contact: Contact, part: str) -> None:
        """Count a contact by all its legs; stuck ones and tests only as such."""
        first = contact.legs[0]
        desk = first.desk
        queue, site = (desk.queue, desk.site) if desk else ("", "")
        day = self.clock.day(arrived(contact))
        if contact.is_test or contact.stuck:
            self.count(day, queue, site, "test_contacts" if contact.is_test else "stuck_contacts", part=part)
            return
        counter = self.sums[(day, queue, site, part)]
        counter.update(_of_contact(contact))
        if contact.customer:
            self._repeats(contact, part)

    def _repeats(self, contact: Contact, part: str) -> None:
        """The contact before of the same customer now has its next one."""
        before = self.last.get(contact.customer)
        if before is not None:
            self._settle(*before, arrived(contact) - arrived(before[0]))
        self.last[contact.customer] = (contact, part)

    def close(self, end: int) -> None:
        """The data end here: contacts without a next one have none so far, and their windows may be open still."""
        for contact, part in self.last.values():
            self._settle(contact, part, None, end - arrived(contact))
        self.last.clear()

    def _settle(self, contact: Contact, part: str, after: int | None, open_for: int = 0) -> None:
        desk = contact.legs[0].desk
        if desk is None or not contact.answered_legs:
            return
        counter = self.sums[(self.clock.day(arrived(contact)), desk.queue, desk.site, part)]
        counter["fcr_identified"] += 1
        for hours in WINDOWS_H:
            counter[f"fcr_no_repeat_{hours}h"] += after is None or after > hours * 3600
            counter[f"fcr_window_open_{hours}h"] += after is None and open_for < hours * 3600

    def stretch(self, stretch: Stretch) -> None:
        """Count agent time on each day it touches."""
        desk = stretch.agent.desk
        for day, seconds in self._by_day(stretch.start, stretch.end):
            self.count(day, desk.queue, desk.site, f"state_{stretch.klass}_s", seconds)

    def shift(self, shift: Shift) -> None:
        """Count planned and paid time on each day it touches."""
        for day, seconds in self._by_day(shift.start, shift.end):
            self.count(day, shift.desk.queue, shift.desk.site, f"{shift.kind}_s", seconds * shift.heads)

    def case(self, case: Case) -> None:
        """Count a case where it was created, and where it was closed."""
        desk = case.desk
        self.count(self.clock.day(case.created), desk.queue, desk.site, "cases_created")
        if case.resolved is None:
            return
        day = self.clock.day(case.resolved)
        self.count(day, desk.queue, desk.site, "cases_closed")
        self.count(day, desk.queue, desk.site, "cases_checked", int(case.errors is not None))
        self.count(day, desk.queue, desk.site, "cases_wrong", int(bool(case.errors)))

    def chat(self, contact: Contact) -> None:
        """Count a chat, on the day on which it came in."""
        desk, leg = contact.desk, contact.legs[0]
        sums = self.sums[(self.clock.day(arrived(contact)), desk.queue, desk.site, "kept")]
        sums.update(_of_contact(contact))
        sums.update({"chats_queued": 1, "chats_left": int(leg.outcome == "abandoned")})
        sums["chat_handle_s"] += (leg.talk or 0) + (leg.wrap or 0)

    def overlapping(self, agent: Agent, stretches: Iterable[Stretch]) -> None:
        """Count agent time where an agent is in several states at once: of these the first in ``ORDER`` counts."""
        whole, desk = list(stretches), agent.desk
        edges = sorted({edge for one in whole for edge in (one.start, one.end)})
        for start, end in pairwise(edges):
            there = {one.klass for one in whole if one.start <= start and end <= one.end}
            if there:
                klass = min(there, key=ORDER.index)
                for day, seconds in self._by_day(start, end):
                    self.count(day, desk.queue, desk.site, f"state_{klass}_s", seconds)

    def dial(self, contact: Contact) -> None:
        """Count a call of a dialler, on the day on which somebody answered it, or on which it was made."""
        desk, leg = contact.desk, contact.legs[0]
        sums = self.sums[(self.clock.day(arrived(contact)), desk.queue, desk.site, "kept")]
        sums.update({"dials": 1, "dialer_abandoned": int(leg.outcome == "abandoned")})
        if leg.outcome == "answered":
            talk, wrap = leg.talk or 0, leg.wrap or 0
            sums.update({"live_calls": 1, "live_calls_lasting_60s": int(talk >= 60), "talk_s": talk, "wrap_s": wrap})

    def offer(self, offer: Offer) -> None:
        """Count an offer that somebody heard, or a sale."""
        desk, sums = offer.contact.desk, {"contacts_eligible": 1}
        if offer.kind == "sale":
            back = offer.reversed_at is not None
            sums = {"sales": 1, "sales_amount_cents": offer.cents, "sales_cancelled": int(back), "sales_net": int(not back),
                    "contacts_with_sale": int(not back)}  # fmt: skip
        self.sums[(self.clock.day(offer.at), desk.queue, desk.site, "kept")].update(sums)

    def listed(self, one: Listed) -> None:
        """Count a person on a list, on the days of loading, of the first call and of the last; lists have no queue."""
        moments = {
            one.loaded: {"records_loaded": 1, "loaded_records_contacted": int(one.live), "loaded_records_closed": int(one.closed)}
        }
        if one.first is not None and one.last is not None:
            worked = {"records_worked": 1, "records_contacted": int(one.live), "useful_contacts": int(one.useful),
                      "right_party_contacts": int(one.right)}  # fmt: skip
            self.sums[(self.clock.day(one.last), "", one.site, "kept")].update({"records_closed": int(one.closed)})
            moments[one.first] = worked
        for at, sums in moments.items():
            self.sums[(self.clock.day(at), "", one.site, "kept")].update(sums)

    def _by_day(self, start: int, end: int) -> Iterator[tuple[date, int]]:
        while start < end:
            day = self.clock.day(start)
            edge = min(end, self.clock.midnight(day + timedelta(days=1)))
            yield day, edge - start
            start = edge

    def days(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Rows by day: date, queue, site, part, measure, value."""
        for (day, queue, site, part), counter in sorted(self.sums.items()):
            yield from ((day.isoformat(), queue, site, part, measure, value) for measure, value in sorted(counter.items()))

    def months(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """The same rows added up by month."""
        sums: dict[tuple[str, str, str, str, str], int] = defaultdict(int)
        for day, queue, site, part, measure, value in self.days():
            sums[(day[:7], queue, site, part, measure)] += value
        yield from ((*key, value) for key, value in sorted(sums.items()))


def arrived(contact: Contact) -> int:
    """The moment that decides the period: the first entry into a queue, else the beginning."""
    queued = contact.legs[0].queued
    return contact.arrived if queued is None else queued


def _of_contact(contact: Contact) -> dict[str, int]:
    """What a contact adds to the counters of its day."""
    first, legs = contact.legs[0], contact.answered_legs
    if first.queued is None:
        return {"ivr": 1, "ivr_s": first.ivr or 0}
    wait = first.wait or 0
    counts = {"offered": 1, "transfers": sum(bool(leg.transferred_to) for leg in contact.legs)}
    if not legs:
        within = {f"abandoned_in_{limit}s": int(wait <= limit) for limit in WAITS}
        return {**counts, **within, "abandoned": 1, "wait_abandoned_s": wait}
    within = {f"answered_in_{limit}s": int(wait <= limit) for limit in WAITS}
    under = {f"answered_under_{limit}s": int(wait < limit) for limit in WAITS}
    sums = {f"{part}_s": sum(getattr(leg, part) or 0 for leg in legs) for part in ("ring", "talk", "hold", "wrap")}
    handle = sums["talk_s"] + sums["hold_s"] + sums["wrap_s"]
    billed = {f"handle_by_{name}_s": in_increments(handle, *steps) for name, steps in INCREMENTS.items()}
    capped = {f"handle_to_{cap}_s": min(handle, cap) for cap in CAPS}
    return {
        **counts, **within, **under, **sums, **billed, **capped, "answered": 1, "legs": len(legs), "handle_s": handle,
        "wait_answered_s": wait, "flagged_resolved": int(bool(contact.legs[-1].resolved)),
        "transferred": int(any(leg.transferred_to for leg in contact.legs)),
    }  # fmt: skip


def in_increments(seconds: int, first: int, then: int) -> int:
    """Seconds in begun increments.

    >>> in_increments(83, 60, 10), in_increments(31, 30, 6), in_increments(0, 60, 60)
    (90, 36, 0)
    """
    return 0 if seconds <= 0 else first + max(0, -(-(seconds - first) // then)) * then
