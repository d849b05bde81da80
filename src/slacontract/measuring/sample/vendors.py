"""The same contacts as two vendors export them: a row for each conversation in milliseconds, or for each leg in clock time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.measuring.sample.clock import LocalClock, clock, iso, spoken, wall
from slacontract.measuring.sample.events import Contact, Leg, Stretch
from slacontract.measuring.sample.plan import Plan

Row = tuple[object, ...]

GENESYS: Final = (
    "Conversation ID",
    "Date",
    "Direction",
    "Media Type",
    "Queue",
    "First Queue",
    "Users - Interacted",
    "Abandoned",
    "Disconnect Type",
    "Flow-Out Type",
    "Wrap-up",
    "Transferred",
    "Non-ACD",
    "Total IVR",
    "Total Queue",
    "Total Alert",
    "Total Talk",
    "Total Hold",
    "Total ACW",
    "Total Handle",
)
FIVE9_CALLS: Final = (
    "CALL ID", "TIMESTAMP", "CAMPAIGN", "CALL TYPE", "AGENT", "AGENT NAME", "DISPOSITION", "ANI", "DNIS", "SKILL", "TRANSFERS",
    "CONFERENCES", "HOLDS", "ABANDONED", "CALL TIME", "IVR TIME", "QUEUE WAIT TIME", "RING TIME", "TALK TIME", "HOLD TIME",
    "PARK TIME", "AFTER CALL WORK TIME", "BILL TIME (ROUNDED)", "COST",
)  # fmt: skip
FIVE9_STATES: Final = ("AGENT", "AGENT NAME", "DATE", "TIMESTAMP", "STATE", "REASON CODE", "AGENT STATE TIME")
_STATES: Final = {"busy": "On Call", "wrap": "After Call Work", "ready": "Ready", "break": "Not Ready", "offphone": "Not Ready"}


def genesys_row(contact: Contact) -> Row:
    """One conversation: times of all its legs together, in milliseconds; no agent where nobody answered."""
    legs, first = contact.legs, contact.legs[0]
    last = legs[-1]
    queues = [leg.desk.queue for leg in legs if leg.desk]
    agents = [leg.agent.name for leg in legs if leg.agent]
    talk, hold, wrap, ring = (_total(legs, name) for name in ("talk", "hold", "wrap", "ring"))
    return (
        contact.id,
        iso(contact.arrived).replace("Z", ".000Z"),
        "Inbound",
        "voice",
        "; ".join(queues),
        queues[0] if queues else "",
        "; ".join(agents),
        "YES" if queues and not agents else "NO",
        _DISCONNECTS[last.ended_by],
        "",
        last.disposition,
        "YES" if any(leg.transferred_to for leg in legs) else "NO",
        "NO" if queues else "YES",
        (first.ivr or 0) * 1000,
        sum((leg.wait or 0) - (leg.ring or 0) for leg in legs) * 1000,
        ring,
        talk,
        hold,
        wrap,
        talk + hold + wrap,
    )


_DISCONNECTS: Final = {"customer": "peer", "agent": "client", "transfer": "transfer", "system": "system"}


def _total(legs: list[Leg], name: str) -> int:
    return 1000 * sum(getattr(leg, name) or 0 for leg in legs)


def five9_rows(contact: Contact, plan: Plan, local: LocalClock) -> Iterator[Row]:
    """One row for each leg, all with the number of the call; what does not apply is ``[None]``."""
    for leg in contact.legs:
        agent, ring = leg.agent, leg.ring or 0
        talk, hold = leg.talk or 0, leg.hold or 0
        length = leg.ended - leg.started
        yield (
            contact.id,
            spoken(local.shown(leg.started)),
            plan.campaign,
            "Inbound",
            agent.key if agent else "[None]",
            agent.name if agent else "[None]",
            leg.disposition or _DISPOSITIONS.get(leg.outcome, "[None]"),
            _number(contact),
            "900100200",
            leg.desk.queue if leg.desk else "[None]",
            int(bool(leg.transferred_to)),
            0,
            int(hold > 0),
            {"abandoned": "1", "answered": "0"}.get(leg.outcome, ""),
            clock(length),
            clock(leg.ivr or 0),
            clock((leg.wait or 0) - ring),
            clock(ring),
            clock(talk),
            clock(hold),
            clock(0),
            clock(leg.wrap or 0),
            clock(-(-length // 6) * 6),
            "0.00",
        )


_DISPOSITIONS: Final = {"abandoned": "Abandon", "ivr": "Caller Disconnected"}


def _number(contact: Contact) -> str:
    """A telephone number that was never given to anyone, the same for the same customer."""
    return f"0000{contact.customer[1:]}" if contact.customer else "anonymous"


def five9_state_row(stretch: Stretch, local: LocalClock) -> Row:
    """One state of an agent, in local time without a zone."""
    shown = local.shown(stretch.start)
    return (stretch.agent.key, stretch.agent.name, wall(shown, "{day}").replace("-", "/"), spoken(shown), _STATES[stretch.klass],
            stretch.reason or "[None]", clock(stretch.end - stretch.start))  # fmt: skip
