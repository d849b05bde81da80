"""Agents' time: cut at local midnights, overlaps settled minute by minute, sessions beside the states."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from measuring.counting import generated
from measuring.counting.by_hand import local_day
from measuring.counting.tables_at_hand import embedded, months, utc
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import Counted, count
from slacontract.measuring.counting.exclusions import Exclusion
from slacontract.model.counting import Counting

ORDER = ("busy", "wrap", "offphone", "break", "ready", "off")
FIELDS = ("productive_h", "busy_h", "ready_h", "offphone_h", "break_h", "logged_h")
CLASSES = {
    "productive_h": ("ready", "busy", "wrap"), "busy_h": ("busy", "wrap"), "ready_h": ("ready",), "offphone_h": ("offphone",),
    "break_h": ("break",), "logged_h": ("session",),
}  # fmt: skip


def counted(rows: list[dict[str, Any]], exclusions: tuple[Exclusion, ...] = (), **said: Any) -> Counted:
    asked = Asked(
        FIELDS, frozenset(), months("2025-03-01", "2025-11-30"), "Europe/Madrid", dict.fromkeys(FIELDS, frozenset({"day"}))
    )
    return count(embedded(agent_states=rows), asked, Counting(**said), exclusions)


def by_day(found: Counted) -> dict[str, dict[str, Fraction]]:
    (table,) = found.tables
    return {
        str(key[1]): {name: Fraction(value or 0) for name, value in zip(table.fields, values, strict=True)}
        for key, values in table.rows.items()
    }


STEP = 60


def step_by_step(rows: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    """The seconds in each state, minute by minute; the first in order counts, sessions count beside it."""
    found: dict[str, Counter[str]] = {}
    for agent in {row["agent_key"] for row in rows}:
        own = [row for row in rows if row["agent_key"] == agent]
        at, end = min(r["start_at"] for r in own), max(r["end_at"] for r in own)
        while at < end:
            classes = {r["class"] for r in own if r["start_at"] <= at < r["end_at"]}
            states = [name for name in ORDER if name in classes]
            day = found.setdefault(local_day(at), Counter())
            for kind in [*states[:1], *(["session"] if "session" in classes else [])]:
                day[kind] += STEP
            at += timedelta(seconds=STEP)
    return {day: seconds for day, seconds in found.items() if seconds}


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1000))
def test_states_that_overlap_and_cross_midnights(seed: int) -> None:
    rows = [row for row in generated.agent_states(seed, 40) if row["start_at"].month == 10]
    rows = [row | {name: row[name].replace(second=0) for name in ("start_at", "end_at")} for row in rows]
    rows = [row for row in rows if row["end_at"] > row["start_at"]]
    hand = step_by_step(rows)
    if not any(row["class"] == "session" for row in rows):
        hand = {day: Counter(seconds) + Counter(session=sum(seconds.values()) - seconds["off"]) for day, seconds in hand.items()}
    expected = {
        day: {name: Fraction(sum(seconds[kind] for kind in kinds), 3600) for name, kinds in CLASSES.items()}
        for day, seconds in hand.items()
    }
    assert by_day(counted(rows)) == expected


def test_a_night_shift_on_the_day_with_25_hours() -> None:
    """From 23:00 to 04:00 over the switch back: an hour on Saturday, and five on Sunday."""
    row = {"agent_key": "a", "class": "ready", "start_at": utc("2025-10-25 23:00:00"), "end_at": utc("2025-10-26 04:00:00")}
    assert {day: hours["ready_h"] for day, hours in by_day(counted([row])).items()} == {"2025-10-25": 1, "2025-10-26": 5}


def test_only_the_excused_part_of_a_stretch_is_taken_out() -> None:
    row = {"agent_key": "a", "class": "ready", "start_at": utc("2025-05-05 08:00:00"), "end_at": utc("2025-05-05 16:00:00")}
    outage = Exclusion("e", "agent_states", utc("2025-05-05 10:00:00"), utc("2025-05-05 12:30:00"))
    found = counted([row], (outage,))
    assert by_day(found)["2025-05-05"]["ready_h"] == Fraction(11, 2)
    assert [(one.view, one.rows) for one in found.removed] == [("agent_time", 1)]


def test_a_state_that_was_never_left() -> None:
    start = utc("2025-05-05 08:00:00")
    row = {"agent_key": "a", "class": "ready", "start_at": start, "end_at": start + timedelta(hours=30)}
    cut = counted([row], longest_state={"over": "10 h", "treat": "cut"})
    assert by_day(cut) == {"2025-05-05": {name: 10 if name in {"ready_h", "productive_h", "logged_h"} else 0 for name in FIELDS}}
    assert counted([row], longest_state={"over": "10 h", "treat": "left_out"}).tables[0].rows == {}
