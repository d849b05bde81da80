"""Ten days of a bank's calls, against plain Python over the same file."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from measuring.counting.by_hand import billed
from measuring.counting.tables_at_hand import embedded, months
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import Counted, count
from slacontract.model.counting import Counting

ZONE = "Asia/Jerusalem"
FILE = Path(os.environ.get("SLACONTRACT_REAL_DATA", "")) / "bank_calls_10_days.csv"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        "SLACONTRACT_REAL_DATA" not in os.environ, reason="SLACONTRACT_REAL_DATA does not name the public records"
    ),
]


def calls() -> list[dict[str, Any]]:
    """The calls with their instants: a time before the one before it lies on the next day."""
    found = []
    with FILE.open(encoding="utf-8", newline="") as lines:
        for n, row in enumerate(csv.DictReader(lines)):
            if row["outcome"] == "PHANTOM":
                continue
            arrived = datetime.fromisoformat(f"{row['date']} {row['vru_entry'].zfill(8)}").replace(tzinfo=ZoneInfo(ZONE))
            waited = arrived + timedelta(seconds=max(int(row["vru_time"]), 0))
            talk = int(row["ser_time"])
            answered = row["outcome"] == "AGENT"  # as the published figures count, with NO_SERVER and 0 s too
            lost = not answered and row["q_start"] != "0:00:00"
            found.append({
                "contact_id": f"{n:06}", "leg_no": 1, "queue": row["type"],
                "customer_key": row["customer_id"] if row["customer_id"] != "0" else None,
                "started_at": waited.astimezone(UTC).replace(tzinfo=None), "wait_s": int(row["q_time"]),
                "talk_s": talk if answered else None, "outcome": "answered" if answered else "abandoned" if lost else "ivr",
            })  # fmt: skip
    return found


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return calls()


def counted(
    rows: list[dict[str, Any]], fields: tuple[str, ...], dimensions: frozenset[str] = frozenset(), **apart: Any
) -> Counted:
    asked = Asked(fields, dimensions, months("2010-08-01", "2010-08-31"), ZONE, apart)
    return count(embedded(interactions=rows), asked, Counting(contacts="arrival", repeats_by="customer"))


def totals(found: Counted) -> dict[str, Any]:
    return {n: v for t in found.tables for values in t.rows.values() for n, v in zip(t.fields, values, strict=True)}


def test_service_level_in_each_of_its_variants(rows: list[dict[str, Any]]) -> None:
    names = ("answered", "abandoned", "ivr", "answered_in_20s", "answered_under_20s", "abandoned_in_20s", "abandoned_in_5s",
             "abandoned_in_10s", "answered_waited", "wait_answered_s", "talk_s")  # fmt: skip
    n = totals(counted(rows, names))
    served = [r for r in rows if r["outcome"] == "answered"]
    lost = [r for r in rows if r["outcome"] == "abandoned"]
    quick, short = sum(r["wait_s"] <= 20 for r in served), sum(r["wait_s"] <= 5 for r in lost)
    every = len(served) + len(lost)
    variants = {
        "answered_only": (Fraction(n["answered_in_20s"], n["answered"]), Fraction(quick, len(served))),
        "all_offered": (Fraction(n["answered_in_20s"], n["answered"] + n["abandoned"]), Fraction(quick, every)),
        "exclude_short": (
            Fraction(n["answered_in_20s"], n["answered"] + n["abandoned"] - n["abandoned_in_5s"]), Fraction(quick, every - short),
        ),
        "include_ivr": (Fraction(n["answered_in_20s"], n["answered"] + n["abandoned"] + n["ivr"]), Fraction(quick, len(rows))),
        "met_within": (
            Fraction(n["answered_in_20s"] + n["abandoned_in_20s"], n["answered"] + n["abandoned"]),
            Fraction(quick + sum(r["wait_s"] <= 20 for r in lost), every),
        ),
        "strict": (Fraction(n["answered_under_20s"], every), Fraction(sum(r["wait_s"] < 20 for r in served), every)),
        "answer_rate": (Fraction(n["answered"], n["answered"] + n["abandoned"]), Fraction(len(served), every)),
        "asa": (Fraction(n["wait_answered_s"], n["answered"]), Fraction(sum(r["wait_s"] for r in served), len(served))),
        "asa_waited": (
            Fraction(n["wait_answered_s"], n["answered_waited"]),
            Fraction(sum(r["wait_s"] for r in served), sum(r["wait_s"] > 0 for r in served)),
        ),
        "aht": (Fraction(n["talk_s"], n["answered"]), Fraction(sum(r["talk_s"] for r in served), len(served))),
    }  # fmt: skip
    assert {name: ours for name, (ours, _) in variants.items()} == {name: hand for name, (_, hand) in variants.items()}
    assert variants["include_ivr"][0] < variants["all_offered"][0] < variants["exclude_short"][0] < variants["answered_only"][0]


def test_billed_minutes_and_the_cap_at_each_level(rows: list[dict[str, Any]]) -> None:
    steps = {"talk_by_1_1_s": (1, 1), "talk_by_6_6_s": (6, 6), "talk_by_30_6_s": (30, 6), "talk_by_60_60_s": (60, 60)}
    n = totals(counted(rows, (*steps, "talk_to_180_s", "talk_s", "answered")))
    served = [r["talk_s"] for r in rows if r["outcome"] == "answered"]
    assert {name: n[name] for name in steps} == {name: sum(billed(t, *step) for t in served) for name, step in steps.items()}
    per_contact, per_period = n["talk_to_180_s"], min(n["talk_s"], 180 * n["answered"])
    assert per_contact == sum(min(t, 180) for t in served)
    days = counted(rows, ("talk_s", "answered"), talk_s=frozenset({"day"}), answered=frozenset({"day"}))
    by_day: dict[str, list[int]] = defaultdict(list)
    for r in rows:
        if r["outcome"] == "answered":
            local = r["started_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE))
            by_day[f"{local:%Y-%m-%d}"].append(r["talk_s"])
    (table,) = days.tables
    ours = {str(key[1]): min(values[0], 180 * values[1]) for key, values in table.rows.items()}  # type: ignore[type-var,operator]
    assert table.fields == ("talk_s", "answered")
    assert ours == {day: min(sum(t), 180 * len(t)) for day, t in by_day.items()}
    assert per_contact < sum(ours.values()) <= per_period  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [1, 3, 7])
def test_first_contact_resolution(rows: list[dict[str, Any]], days: int) -> None:
    hours = days * 24
    names = ("fcr_identified", f"fcr_eligible_{hours}h", f"fcr_no_repeat_{hours}h", f"fcr_no_repeat_so_far_{hours}h")
    n = totals(counted(rows, names))
    window, until = timedelta(hours=hours), max(r["started_at"] for r in rows)
    own: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for r in rows:
        if r["customer_key"]:
            own[r["customer_key"]].append((r["started_at"], r["contact_id"]))
    served = [r for r in rows if r["customer_key"] and r["outcome"] == "answered"]
    closed = [r for r in served if r["started_at"] + window <= until]

    def alone(r: dict[str, Any]) -> bool:
        me = (r["started_at"], r["contact_id"])
        return not any(me < other and other[0] <= r["started_at"] + window for other in own[r["customer_key"]])

    assert [n[name] for name in names] == [len(served), len(closed), sum(map(alone, closed)), sum(map(alone, served))]
    assert Fraction(n[names[3]], n[names[0]]) > Fraction(n[names[2]], n[names[1]])  # open windows flatter


@pytest.mark.parametrize("minutes", [15, 30, 60])
@pytest.mark.parametrize("least", [1, 5])
def test_intervals_in_target(rows: list[dict[str, Any]], minutes: int, least: int) -> None:
    """Each interval of these ten days on its own: what is met in 60% is far from the share of calls that are met."""
    name = {15: "quarter_hours", 30: "half_hours", 60: "hours"}[minutes]
    fields = tuple(
        f"{name}_{met}from_{least}_{base}"
        for base, reached in (("answered_abandoned", "met_60_in_20s_"), ("answered_abandoned_after_5s", "met_80_under_20s_"))
        for met in (reached, "")
    )
    waits: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for r in (r for r in rows if r["outcome"] != "ivr"):
        local = r["started_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE))
        waits[f"{local:%Y-%m-%d}", (local.hour * 60 + local.minute) // minutes].append((r["outcome"], r["wait_s"]))
    whole = [inside for inside in waits.values() if len(inside) >= least]
    long = [kept for inside in waits.values() if len(kept := [one for one in inside if one > ("abandoned", 5)]) >= least]
    met = sum(10 * sum(o == "answered" and w <= 20 for o, w in inside) >= 6 * len(inside) for inside in whole)
    strict = sum(10 * sum(o == "answered" and w < 20 for o, w in inside) >= 8 * len(inside) for inside in long)
    n = totals(counted(rows, fields))
    assert [n[field] for field in fields] == [met, len(whole), strict, len(long)]
    assert 0 < strict < met < len(whole)


def test_intervals_of_queues(rows: list[dict[str, Any]]) -> None:
    field = "half_hours_from_5_answered_abandoned"
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for r in (r for r in rows if r["outcome"] != "ivr"):
        local = r["started_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE))
        sizes[r["queue"], f"{local:%d %H} {local.minute // 30}"] += 1
    (table,) = counted(rows, (field,), frozenset({"queue"})).tables
    ours = {str(key[3][0]): values[0] for key, values in table.rows.items() if values[0]}
    assert ours == {q: c for q in {q for q, _ in sizes} if (c := sum(n >= 5 for (of, _), n in sizes.items() if of == q))}
    assert sum(ours.values()) != totals(counted(rows, (field,)))[field]
