"""Counters that look a row up in other rows: call-backs, reopened tickets, adherence, placements, and what stands at an end."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from measuring.counting.by_hand import local_day, local_month
from measuring.counting.tables_at_hand import embedded, months, utc
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import count
from slacontract.model.counting import Counting

Row = dict[str, Any]
PERIODS = months("2025-09-01", "2025-11-30")
HOUR = timedelta(hours=1)


def counted(fields: tuple[str, ...], **tables: list[Row]) -> dict[str, dict[str, Any]]:
    """By period: each field and its count."""
    said = Counting(contacts="arrival", repeats_by="customer")
    found = count(embedded(**tables), Asked(fields, frozenset(), PERIODS, "Europe/Madrid", {}), said)
    assert found.unmeasured == ()
    told: dict[str, dict[str, Any]] = {}
    for table in found.tables:
        for key, values in table.rows.items():
            told.setdefault(key[0], {}).update(zip(table.fields, values, strict=True))
    return told


def by_month(counts: Counter[tuple[str, str]], fields: tuple[str, ...], there: set[str]) -> dict[str, dict[str, Any]]:
    return {month: {name: counts[month, name] for name in fields} for month in there}


def moments(seed: int) -> tuple[random.Random, datetime]:
    return random.Random(seed), utc("2025-09-01 00:00:00")  # noqa: S311  # no secret: the same rows in each run


# call-backs


def calls(seed: int) -> list[Row]:
    """Requests and attempts; a call-back is a contact of its own that names the one it answers."""
    draw, begin = moments(seed)
    rows: list[Row] = []
    for n in range(60):
        at = begin + timedelta(minutes=draw.randrange(90 * 24 * 60))
        asked = draw.random() < 0.7
        rows.append({"contact_id": f"r{n}", "leg_no": 1, "started_at": at, "outcome": "callback" if asked else "answered"})
        for k in range(draw.randrange(3)):
            later = at + timedelta(minutes=draw.choice((1, 59, 60, 61, 119, 120, 121, 500)))
            reached = draw.choice(("answered", "failed"))
            rows.append({"contact_id": f"b{n}-{k}", "leg_no": 1, "started_at": later, "outcome": reached, "parent_id": f"r{n}"})
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_call_backs_within_their_promise(seed: int) -> None:
    fields = ("callbacks_requested", "callbacks_tried_2h", "callbacks_reached_2h")
    rows, counts = calls(seed), Counter[tuple[str, str]]()
    for row in (r for r in rows if r["outcome"] == "callback"):
        month = local_month(row["started_at"])
        tries = [r for r in rows if r.get("parent_id") == row["contact_id"] and r["started_at"] - row["started_at"] <= 2 * HOUR]
        counts[month, fields[0]] += 1
        counts[month, fields[1]] += bool(tries)
        counts[month, fields[2]] += any(r["outcome"] == "answered" for r in tries)
    there = {local_month(r["started_at"]) for r in rows}
    assert counted(fields, interactions=rows) == by_month(counts, fields, there & {p.id for p in PERIODS})


# tickets


def tickets(seed: int) -> tuple[list[Row], list[Row]]:
    draw, begin = moments(seed)
    rows, events = [], []
    for n in range(80):
        created = begin + timedelta(minutes=draw.randrange(85 * 24 * 60))
        first = created + timedelta(hours=draw.randrange(1, 300)) if draw.random() < 0.8 else None
        last, ident = first, f"t{n}"
        if first:
            events.append({"ticket_id": ident, "at": first, "field": "status", "old": "open", "new": "resolved"})
            for _ in range(draw.choice((0, 0, 1, 2))):
                assert last is not None
                again = last + timedelta(hours=draw.choice((1, 71, 72, 73, 200)))
                last = again + HOUR
                events.append({"ticket_id": ident, "at": again, "field": "status", "old": "resolved", "new": "open"})
                events.append({"ticket_id": ident, "at": last, "field": "status", "old": "open", "new": "resolved"})
        status = draw.choice(("open", "open", "merged", "deleted")) if last is None else "resolved"
        closed = created + 5 * HOUR if last is None and draw.random() < 0.2 else None
        due = created + timedelta(hours=100) if draw.random() < 0.7 else None
        rows.append({"ticket_id": ident, "created_at": created, "first_resolved_at": first, "resolved_at": last, "due_at": due,
                     "status": status, "closed_at": closed})  # fmt: skip
    return rows, events


@pytest.mark.parametrize("seed", range(4))
def test_tickets_reopened_within_three_days(seed: int) -> None:
    fields = ("tickets_first_resolved_72h", "tickets_reopened_72h")
    rows, events = tickets(seed)
    ended = max(moment for r in rows for moment in (r["created_at"], r["closed_at"]) if moment)
    counts = Counter[tuple[str, str]]()
    for row in (r for r in rows if r["first_resolved_at"] and ended - r["first_resolved_at"] >= 72 * HOUR):
        first = row["first_resolved_at"]
        again = [e["at"] for e in events if e["ticket_id"] == row["ticket_id"] and e["old"] == "resolved"]
        counts[local_month(first), fields[0]] += 1
        counts[local_month(first), fields[1]] += bool(again) and min(again) - first <= 72 * HOUR
    found = counted(fields, tickets=rows, ticket_events=events)
    there = {local_month(r["first_resolved_at"]) for r in rows if r["first_resolved_at"]} & {p.id for p in PERIODS}
    assert found == by_month(counts, fields, there)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_open_at_the_end_of_each_month(seed: int) -> None:
    """Neither what was closed without a resolution nor what went into another ticket is open."""
    fields = ("tickets_open", "tickets_open_overdue")
    rows, _ = tickets(seed)
    ends = {"2025-09": utc("2025-10-01 00:00:00"), "2025-10": utc("2025-11-01 00:00:00"), "2025-11": utc("2025-12-01 00:00:00")}
    counts = Counter[tuple[str, str]]()
    for month, end in ends.items():
        for row in (r for r in rows if r["created_at"] < end and r["status"] not in {"merged", "deleted"}):
            done = [moment for moment in (row["resolved_at"], row["closed_at"]) if moment]
            if not any(moment < end for moment in done):
                counts[month, "tickets_open"] += 1
                counts[month, "tickets_open_overdue"] += bool(row["due_at"]) and row["due_at"] < end
    assert counted(fields, tickets=rows) == by_month(counts, fields, set(ends))


# adherence


def shifts(seed: int) -> tuple[list[Row], list[Row]]:
    draw, begin = moments(seed)
    planned, states = [], []
    for agent in ("a", "b"):
        at = begin + timedelta(days=53)
        for _ in range(6):  # over the switch of the clocks on 26 October
            at += timedelta(minutes=draw.randrange(60, 600))
            end = at + timedelta(minutes=draw.randrange(60, 700))
            planned.append({"agent_key": agent, "kind": "scheduled", "start_at": at, "end_at": end})
            now = at - timedelta(minutes=draw.randrange(0, 40))
            while now < end:
                until = now + timedelta(minutes=draw.randrange(5, 240))
                kind = draw.choice(("ready", "busy", "wrap", "offphone", "break", "off"))
                states.append({"agent_key": agent, "class": kind, "start_at": now, "end_at": until})
                now = until - timedelta(minutes=draw.choice((0, 0, 0, 3)))
            at = end
    return planned, states


ORDER = ("busy", "wrap", "offphone", "break", "ready", "off")


@pytest.mark.parametrize("seed", range(3))
def test_adherence_minute_by_minute(seed: int) -> None:
    planned, states = shifts(seed)
    minutes = Counter[str]()
    for row in planned:
        at = row["start_at"]
        while at < row["end_at"]:
            there = {s["class"] for s in states if s["agent_key"] == row["agent_key"] and s["start_at"] <= at < s["end_at"]}
            first = next((kind for kind in ORDER if kind in there), "")
            minutes[local_day(at)[:7]] += first in {"busy", "wrap", "offphone", "ready"}
            at += timedelta(minutes=1)
    found = counted(("adherent_h",), schedules=planned, agent_states=states)
    assert {month: told["adherent_h"] for month, told in found.items()} == {m: Fraction(n, 60) for m, n in minutes.items()}


# placements


@pytest.mark.parametrize("seed", range(4))
def test_money_recovered_within_days_of_placement(seed: int) -> None:
    draw, begin = moments(seed)
    rows: list[Row] = []
    for n in range(40):
        placed = begin + timedelta(minutes=draw.randrange(80 * 24 * 60))
        rows.append({"sale_id": f"p{n}", "record_id": f"a{n}", "kind": "placement", "at": placed, "amount": Decimal(1000)})
        for k in range(draw.randrange(3)):
            paid = placed + timedelta(days=draw.choice((1, 29, 30, 31)), minutes=draw.choice((0, 1)))
            back = paid + HOUR if draw.random() < 0.2 else None
            amount, direct = Decimal(draw.randrange(1, 40000)) / 100, draw.choice((None, True, False))
            rows.append({"sale_id": f"m{n}-{k}", "record_id": f"a{n}", "kind": "payment", "at": paid, "reversed_at": back,
                         "amount": amount, "is_direct": direct})  # fmt: skip
    fields = ("placed_30d_amount", "recovered_30d_amount", "recovered_by_vendor_30d_amount")
    ended, month_of, totals = max(r["at"] for r in rows), timedelta(days=30), Counter[tuple[str, str]]()
    for row in (r for r in rows if r["kind"] == "placement" and ended - r["at"] >= month_of):
        month = local_month(row["at"])
        paid_in = [r for r in rows if r["kind"] == "payment" and r["record_id"] == row["record_id"]]
        paid_in = [r for r in paid_in if r["at"] - row["at"] <= month_of and not r["reversed_at"]]
        totals[month, fields[0]] += row["amount"]
        totals[month, fields[1]] += sum(r["amount"] for r in paid_in)
        totals[month, fields[2]] += sum(r["amount"] for r in paid_in if not r["is_direct"])
    found = counted(fields, sales=rows)
    assert {(m, name): value for m, told in found.items() for name, value in told.items() if value} == {
        key: value for key, value in totals.items() if value
    }
