"""Generated records of a small service: transfers, abandons, both clock changes, midnights, customers who call again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from measuring.counting.tables_at_hand import utc

EDGES = ("2025-03-29 22:30:00", "2025-03-30 01:50:00", "2025-03-30 23:58:00", "2025-03-31 23:59:30", "2025-10-25 23:59:00",
         "2025-10-26 02:30:00", "2025-10-26 23:59:59", "2025-10-31 23:58:30")  # fmt: skip
"""Local times about clock changes, midnights and ends of months."""


def interactions(seed: int, contacts: int = 200) -> list[dict[str, Any]]:
    """Legs of contacts of two queues in March and October 2025, in the order in which they were drawn."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    rows: list[dict[str, Any]] = []
    for number in range(contacts):
        at = utc(draw.choice(EDGES)) + timedelta(
            seconds=draw.randrange(-90_000, 90_000) if draw.random() < 0.6 else draw.randrange(-40, 200)
        )
        customer = f"k{draw.randrange(12)}" if draw.random() < 0.7 else None
        legs = draw.choice((1, 1, 1, 2, 3))
        for leg in range(1, legs + 1):
            row, at = _leg(draw, f"c{number:04}", leg, at, last=leg == legs)
            rows.append(row | {"customer_key": customer})
    return rows


def _leg(draw: random.Random, contact: str, leg: int, at: datetime, *, last: bool) -> tuple[dict[str, Any], datetime]:
    outcome = (
        draw.choice(("answered", "answered", "answered", "abandoned", "ivr")) if last else draw.choice(("answered", "flow_out"))
    )
    ivr = draw.randrange(0, 30)
    queued = None if outcome == "ivr" else at + timedelta(seconds=ivr)
    wait = None if queued is None else draw.choice((0, 3, 5, 6, 19, 20, 21, 90))
    talk, hold, wrap = (
        (draw.randrange(0, 500), draw.randrange(0, 60), draw.choice((0, 15, None))) if outcome == "answered" else (None,) * 3
    )
    end = at + timedelta(seconds=ivr + (wait or 0) + (talk or 0) + (hold or 0))
    row = {
        "contact_id": contact, "leg_no": leg,
        "queue": draw.choice(("care", "tech", None)), "site": draw.choice(("madrid", "lima")),
        "started_at": at, "queued_at": queued, "ended_at": end, "wait_s": wait, "ivr_s": ivr, "talk_s": talk, "hold_s": hold,
        "wrap_s": wrap, "outcome": outcome, "ended_by": "customer" if last else "transfer",
        "agent_key": f"a{draw.randrange(4)}" if outcome == "answered" else None,
        "answered_at": at + timedelta(seconds=ivr + (wait or 0)) if outcome == "answered" else None,
        "resolved": draw.choice((True, False, None)) if outcome == "answered" else None,
    }  # fmt: skip
    return row, end + timedelta(seconds=1)


def agent_states(seed: int, stretches: int = 120) -> list[dict[str, Any]]:
    """States of four agents, which overlap now and then and cross midnights and clock changes."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    rows = []
    for number in range(stretches):
        at = utc(draw.choice(EDGES)) + timedelta(seconds=draw.randrange(-30_000, 30_000))
        kind = draw.choice(("ready", "busy", "wrap", "offphone", "break", "off", "session"))
        rows.append({
            "agent_key": f"a{number % 4}", "site": "madrid", "state": f"{kind}-{number}", "class": kind, "start_at": at,
            "end_at": at + timedelta(seconds=draw.randrange(1, 20_000)),
        })  # fmt: skip
    return rows


def tickets(seed: int, number: int = 60) -> list[dict[str, Any]]:
    """Tickets that are open over ends of months."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    rows = []
    for n in range(number):
        at = utc(draw.choice(EDGES)) + timedelta(seconds=draw.randrange(-90_000, 90_000))
        solved = at + timedelta(seconds=draw.randrange(60, 400_000)) if draw.random() < 0.8 else None
        rows.append({
            "ticket_id": f"t{n}", "queue": draw.choice(("care", "tech")), "created_at": at, "resolved_at": solved,
            "due_at": at + timedelta(days=1), "reopens": draw.randrange(2),
        })  # fmt: skip
    return rows


def surveys(seed: int, number: int = 60) -> list[dict[str, Any]]:
    """Surveys that name a contact and not its queue."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    return [
        {
            "survey_id": f"s{n}", "contact_id": f"c{draw.randrange(200):04}", "instrument": draw.choice(("csat", "nps")),
            "sent_at": utc(draw.choice(EDGES)), "answered_at": utc(draw.choice(EDGES)) if draw.random() < 0.7 else None,
            "scale_max": 5, "score": draw.randrange(1, 6),
        }
        for n in range(number)
    ]  # fmt: skip
