"""What decides how records are counted: what the contract says, and what the records are like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from slacontract.measuring.counting.engines.engine import Engine
from slacontract.measuring.counting.exclusions import Exclusion, conditions, edges
from slacontract.measuring.counting.look import Look, overlaps
from slacontract.measuring.counting.slots import by_day, within
from slacontract.measuring.counting.views import Choices, TooLong, views
from slacontract.model.counting import Counting, Longest
from slacontract.quantities.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted: base fields, the dimensions that are told apart, periods, the zone in which days begin.

    ``apart`` are fields of which a clause looks at each day, week or contact, as ``Wanted.apart`` says. ``of_intervals`` are the
    dimensions by which the intervals of a field are told apart, where these are not all: intervals of members do not add up.
    """

    fields: tuple[str, ...]
    dimensions: frozenset[str]
    periods: tuple[Period, ...]
    zone: str
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    of_intervals: Mapping[str, frozenset[str]] = field(default_factory=dict)


def choices_of(
    engine: Engine, asked: Asked, counting: Counting, exclusions: Sequence[Exclusion], at_hand: Mapping[str, Look]
) -> Choices:
    """What decides the text of the views."""
    contacts, states = at_hand.get("interactions"), at_hand.get("agent_states")
    base = Choices(
        columns={name: engine.columns(name) for name in at_hand},
        until={name: look.last for name, look in at_hand.items() if look.last},
        ended=counting.contacts == "end",
        by_reason=counting.repeats_by == "customer_and_reason",
        without_tests=counting.test_contacts == "left_out" and bool(contacts and contacts.marks.get("tests", 0)),
        longest_contact=_too_long(counting.longest_contact),
        longest_state=_too_long(counting.longest_state),
        several_legs=bool(contacts and contacts.marks.get("several_legs", 0)),
        all_queued=contacts is not None and contacts.nulls.get("queued_at", 1) == 0,
        overlaps=states is not None and overlaps(engine),
        sessions=bool(states and states.marks.get("sessions", 0)),
        edges=_edges(asked, exclusions, at_hand),
        inherited=_inherited(at_hand),
        zone=asked.zone,
    )
    told = {name: conditions(exclusions, view, base) for name, view in views().items() if view.of in at_hand}
    left_out = {name: " OR ".join(f"({text})" for text in texts.values()) for name, texts in told.items() if texts}
    return replace(base, left_out=left_out)


def _too_long(said: Longest | None) -> TooLong | None:
    if said is None or said.treat == "kept":
        return None
    return TooLong(int(said.over.value), said.treat)


def _edges(asked: Asked, exclusions: Sequence[Exclusion], at_hand: Mapping[str, Look]) -> tuple[datetime, ...]:
    """Where agents' time is cut: at local midnights and at the edges of what is taken out, as far as the records go."""
    looks = [look for name in ("agent_states", "schedules") if (look := at_hand.get(name)) and look.first and look.last]
    spans = [(look.first, look.last) for look in looks if look.first and look.last]
    if not spans:
        return ()
    days = within(by_day(asked.periods, asked.zone), min(first for first, _ in spans), max(last for _, last in spans))
    if not days:
        return ()
    midnights = {moment for day in days for moment in (day.start, day.end)}
    return tuple(sorted(midnights | {edge for edge in edges(exclusions) if days[0].start < edge < days[-1].end}))


def _inherited(at_hand: Mapping[str, Look]) -> frozenset[str]:
    """The views whose rows name a contact or ticket; changes of a ticket have no scope but that of the ticket."""
    found = set()
    for name, view in views().items():
        look = at_hand.get(view.of)
        if look is None:
            continue
        names_contact = view.from_contact and look.nulls.get("contact_id", look.rows) < look.rows
        names_ticket = view.from_ticket and look.nulls.get("ticket_id", look.rows) < look.rows
        if names_contact or names_ticket:
            found.add(name)
    return frozenset(found)
