"""The same counts by plain Python over the rows: no SQL, fractions where anything is divided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]


def local_month(moment: datetime, zone: str = "Europe/Madrid") -> str:
    return f"{moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)):%Y-%m}"


def local_day(moment: datetime, zone: str = "Europe/Madrid") -> str:
    return f"{moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)):%Y-%m-%d}"


def contacts(legs: Iterable[Row]) -> list[dict[str, Any]]:
    """One mapping for each contact: the first entry's queue and wait, everybody's time."""
    by_contact: dict[str, list[Row]] = defaultdict(list)
    for leg in sorted(legs, key=lambda row: (row["contact_id"], row["leg_no"])):
        by_contact[leg["contact_id"]].append(leg)
    return [_contact(ident, own) for ident, own in by_contact.items()]


def _contact(ident: str, own: list[Row]) -> dict[str, Any]:
    queued = [leg for leg in own if leg["queued_at"] is not None]
    first = queued[0] if queued else own[0]
    answered = [leg for leg in own if leg["outcome"] == "answered"]
    times = {name: sum(leg[name] or 0 for leg in own) for name in ("talk_s", "hold_s", "wrap_s")}
    return {
        "contact_id": ident, "queue": first["queue"], "site": first["site"], "wait_s": first["wait_s"], **times,
        "handle_s": sum(times.values()), "outcome": "answered" if answered else own[-1]["outcome"], "legs": len(answered),
        "arrived_at": first["queued_at"] or min(leg["started_at"] for leg in own),
        "ended_at": max(leg["ended_at"] for leg in own), "customer_key": own[0].get("customer_key"),
    }  # fmt: skip


def billed(seconds: int, first: int, then: int) -> int:
    """Begun increments, counted one by one."""
    if seconds <= 0:
        return 0
    total = first
    while total < seconds:
        total += then
    return total


def sums(rows: Iterable[Row], key: Callable[[Row], Any], of: Mapping[str, Callable[[Row], int]]) -> dict[Any, dict[str, int]]:
    """Sums by group."""
    found: dict[Any, dict[str, int]] = {}
    for row in rows:
        group = found.setdefault(key(row), dict.fromkeys(of, 0))
        for name, value in of.items():
            group[name] += value(row)
    return found


def next_after(rows: list[dict[str, Any]]) -> dict[str, int | None]:
    """For each contact of an identified customer, the seconds until the next one; None where there is none."""
    found: dict[str, int | None] = {}
    for row in rows:
        if row["customer_key"] is None:
            continue
        own = [r for r in rows if r["customer_key"] == row["customer_key"]]
        later = [r["arrived_at"] for r in own if (r["arrived_at"], r["contact_id"]) > (row["arrived_at"], row["contact_id"])]
        found[row["contact_id"]] = int((min(later) - row["arrived_at"]).total_seconds()) if later else None
    return found
