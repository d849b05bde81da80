"""The canonical form: one file for each table, its columns those of tables.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.measuring.sample.aftermath import SCALES, Exclusion, Sale, Survey
from slacontract.measuring.sample.clock import iso
from slacontract.measuring.sample.events import Case, Contact, Leg, Listed, Offer, Shift, Stretch
from slacontract.measuring.sample.plan import Plan

Row = tuple[object, ...]

INTERACTIONS: Final = (
    "contact_id", "leg_no", "channel", "direction", "queue", "site", "team", "campaign", "customer_key", "reason", "started_at",
    "queued_at", "answered_at", "ended_at", "wait_s", "ring_s", "ivr_s", "talk_s", "hold_s", "wrap_s", "outcome", "ended_by",
    "agent_key", "transferred_to", "disposition", "resolved", "is_test", "last_update",
)  # fmt: skip
AGENT_STATES: Final = ("agent_key", "team", "site", "queue", "state", "class", "reason", "start_at", "end_at")
SCHEDULES: Final = ("agent_key", "team", "site", "queue", "kind", "start_at", "end_at", "heads")
SURVEYS: Final = ("survey_id", "contact_id", "instrument", "queue", "site", "channel", "campaign", "agent_key", "sent_at",
                  "answered_at", "scale_min", "scale_max", "score")  # fmt: skip
SALES: Final = (
    "sale_id",
    "contact_id",
    "customer_key",
    "campaign",
    "queue",
    "site",
    "agent_key",
    "kind",
    "at",
    "amount",
    "currency",
    "status",
    "status_at",
    "reversed_at",
)
TICKETS: Final = (
    "ticket_id",
    "channel",
    "queue",
    "site",
    "priority",
    "type",
    "agent_key",
    "customer_key",
    "status",
    "created_at",
    "first_reply_at",
    "first_resolved_at",
    "resolved_at",
    "closed_at",
    "due_at",
    "agent_messages",
    "customer_messages",
    "reopens",
    "reassignments",
    "errors",
    "is_complaint",
)
EXCLUSIONS: Final = ("exclusion_id", "table", "from_at", "to_at", "where", "reason", "evidence", "decision", "decided_by")
RECORDS: Final = ("record_id", "campaign", "site", "loaded_at", "first_dial_at", "last_dial_at", "dials", "live", "useful",
                  "right_party", "closed")  # fmt: skip
OFFERS: Final = ("sale_id", "contact_id", "record_id", "customer_key", "campaign", "queue", "site", "agent_key", "kind", "at",
                 "amount", "currency", "status", "status_at", "reversed_at")  # fmt: skip
DUE_H: Final = {"urgent": 8, "normal": 48, "low": 120}


def maybe(at: int | None) -> str:
    """An instant, or nothing."""
    return "" if at is None else iso(at)


def said(truth: bool | None) -> str:  # noqa: FBT001  # a value of a row
    """A flag, or nothing where it is not known."""
    return "" if truth is None else str(truth).lower()


def contact_rows(contact: Contact, plan: Plan) -> Iterator[Row]:
    """One row for each leg."""
    for number, leg in enumerate(contact.legs, 1):
        yield leg_row(contact, leg, number, plan)


def leg_row(contact: Contact, leg: Leg, number: int, plan: Plan, *, early: bool = False) -> Row:
    """The row of a leg; ``early`` is the version that was sent before the agent had finished."""
    agent, desk = leg.agent, leg.desk
    wrap = 0 if early and leg.wrap is not None else leg.wrap
    written = leg.ended + (0 if early else 60 + (leg.wrap or 0))
    return (
        contact.id, number, contact.channel, contact.direction, desk.queue if desk else None, desk.site if desk else None,
        agent.team if agent else None, contact.campaign or plan.campaign, contact.customer, contact.reason, iso(leg.started),
        maybe(leg.queued), maybe(leg.answered), iso(leg.ended), leg.wait, leg.ring, leg.ivr, leg.talk, leg.hold, wrap,
        leg.outcome, leg.ended_by, agent.key if agent else None, leg.transferred_to, "" if early else leg.disposition,
        said(None if early else leg.resolved), said(contact.is_test), iso(written),
    )  # fmt: skip


def state_row(stretch: Stretch) -> Row:
    """The row of an agent's state."""
    agent = stretch.agent
    return (agent.key, agent.team, agent.desk.site, agent.desk.queue, stretch.state, stretch.klass, stretch.reason,
            iso(stretch.start), iso(stretch.end))  # fmt: skip


def shift_row(shift: Shift) -> Row:
    """The row of a planned or paid stretch."""
    agent = shift.agent
    return (agent.key if agent else None, agent.team if agent else None, shift.desk.site, shift.desk.queue, shift.kind,
            iso(shift.start), iso(shift.end), shift.heads)  # fmt: skip


def survey_row(survey: Survey, plan: Plan) -> Row:
    """The row of an invitation."""
    leg = survey.leg
    low, high = SCALES[survey.instrument]
    assert leg.desk is not None, "surveys follow answered legs"
    assert leg.agent is not None, "surveys follow answered legs"
    return (survey.id, survey.contact.id, survey.instrument, leg.desk.queue, leg.desk.site, "voice", plan.campaign, leg.agent.key,
            iso(survey.sent), maybe(survey.answered), low, high, survey.score)  # fmt: skip


def sale_row(sale: Sale, plan: Plan) -> Row:
    """The row of a sale."""
    leg = sale.leg
    assert leg.desk is not None, "sales follow answered legs"
    assert leg.agent is not None, "sales follow answered legs"
    status, since = ("verified", sale.at) if sale.reversed_at is None else ("cancelled", sale.reversed_at)
    return (
        sale.id,
        sale.contact.id,
        sale.contact.customer,
        plan.campaign,
        leg.desk.queue,
        leg.desk.site,
        leg.agent.key,
        "sale",
        iso(sale.at),
        f"{sale.cents // 100}.{sale.cents % 100:02}",
        "EUR",
        status,
        iso(since),
        maybe(sale.reversed_at),
    )


def ticket_row(case: Case) -> Row:
    """The row of a case."""
    desk = case.desk
    status = "open" if case.resolved is None else "closed"
    return (
        case.id,
        "back_office",
        desk.queue,
        desk.site,
        case.priority,
        case.type,
        case.agent.key if case.agent else None,
        case.customer,
        status,
        iso(case.created),
        maybe(case.resolved),
        maybe(case.resolved),
        maybe(case.resolved),
        maybe(case.resolved),
        iso(case.created + DUE_H[case.priority] * 3600),
        int(case.resolved is not None),
        1,
        int(case.reopened),
        0,
        case.errors,
        said(case.type == "complaint"),
    )


def exclusion_row(claim: Exclusion) -> Row:
    """The row of what one party wants out."""
    by = "" if claim.decision == "open" else "joint committee"
    return (
        claim.id,
        "interactions",
        iso(claim.start),
        iso(claim.end),
        f"queue={claim.queue}",
        claim.reason,
        f"ticket {claim.id}",
        claim.decision,
        by,
    )


def listed_row(one: Listed) -> Row:
    """The row of a person on the list of a campaign."""
    return (one.id, one.campaign, one.site, iso(one.loaded), maybe(one.first), maybe(one.last), one.dials, said(one.live),
            said(one.useful), said(one.right), said(one.closed))  # fmt: skip


def offer_row(offer: Offer) -> Row:
    """The row of an offer that somebody heard, or of a sale."""
    contact, leg = offer.contact, offer.contact.legs[0]
    assert leg.agent is not None, "offers are made by agents"
    status, since = ("verified", offer.at) if offer.reversed_at is None else ("cancelled", offer.reversed_at)
    status = status if offer.kind == "sale" else ""
    amount, currency = (f"{offer.cents // 100}.{offer.cents % 100:02}", "EUR") if offer.cents else ("", "")
    return (
        offer.id, contact.id, offer.listed.id, contact.customer, contact.campaign, contact.desk.queue, contact.desk.site,
        leg.agent.key, offer.kind, iso(offer.at), amount, currency, status, iso(since), maybe(offer.reversed_at),
    )  # fmt: skip
