"""Contacts, legs, repeats and increments against plain Python over the rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measuring.counting import generated
from measuring.counting.by_hand import billed, contacts, local_day, local_month, next_after, sums
from measuring.counting.tables_at_hand import embedded, months, utc
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import Counted, count
from slacontract.measuring.counting.exclusions import Exclusion
from slacontract.model.counting import Counting

PERIODS = months("2025-03-01", "2025-11-30")
ZONE = "Europe/Madrid"
HAND = {
    "answered": lambda c: c["outcome"] == "answered",
    "abandoned": lambda c: c["outcome"] == "abandoned",
    "ivr": lambda c: c["outcome"] == "ivr",
    "answered_in_20s": lambda c: c["outcome"] == "answered" and c["wait_s"] is not None and c["wait_s"] <= 20,
    "answered_under_20s": lambda c: c["outcome"] == "answered" and c["wait_s"] is not None and c["wait_s"] < 20,
    "abandoned_in_5s": lambda c: c["outcome"] == "abandoned" and c["wait_s"] is not None and c["wait_s"] <= 5,
    "wait_answered_s": lambda c: (c["wait_s"] or 0) if c["outcome"] == "answered" else 0,
    "talk_s": lambda c: c["talk_s"],
    "hold_s": lambda c: c["hold_s"],
    "legs": lambda c: c["legs"],
    "handle_by_1_1_s": lambda c: billed(c["handle_s"], 1, 1) if c["outcome"] == "answered" else 0,
    "handle_by_6_6_s": lambda c: billed(c["handle_s"], 6, 6) if c["outcome"] == "answered" else 0,
    "handle_by_30_6_s": lambda c: billed(c["handle_s"], 30, 6) if c["outcome"] == "answered" else 0,
    "handle_by_60_60_s": lambda c: billed(c["handle_s"], 60, 60) if c["outcome"] == "answered" else 0,
    "handle_to_300_s": lambda c: min(c["handle_s"], 300) if c["outcome"] == "answered" else 0,
    "handle_to_300_by_60_60_s": lambda c: billed(min(c["handle_s"], 300), 60, 60) if c["outcome"] == "answered" else 0,
    "handle_by_60_60_to_300_s": lambda c: min(billed(c["handle_s"], 60, 60), 300) if c["outcome"] == "answered" else 0,
}


def counted(
    rows: list[dict[str, Any]], fields: tuple[str, ...], dimensions: frozenset[str] = frozenset(), **said: Any
) -> Counted:
    apart = said.pop("apart", {})
    exclusions = said.pop("exclusions", ())
    counting = Counting(**({"contacts": "arrival", "repeats_by": "customer"} | said))
    return count(embedded(interactions=rows), Asked(fields, dimensions, PERIODS, ZONE, apart), counting, exclusions)


def rows_of(found: Counted, view: str) -> dict[Any, Mapping[str, Any]]:
    """Period or day and members to the counts."""
    return {
        (str(key[1]) if key[1] else key[0], *key[3]): dict(zip(table.fields, values, strict=True))
        for table in found.tables
        if table.view == view
        for key, values in table.rows.items()
    }


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 120), st.sampled_from(["arrival", "end"]))
def test_contacts_by_month_and_queue(seed: int, size: int, moment: str) -> None:
    legs = generated.interactions(seed, size)
    found = counted(legs, tuple(name for name in HAND if name != "legs"), frozenset({"queue", "site"}), contacts=moment)
    at = "arrived_at" if moment == "arrival" else "ended_at"
    hand = sums(
        contacts(legs), lambda c: (local_month(c[at]), c["queue"], c["site"]), {n: f for n, f in HAND.items() if n != "legs"}
    )
    if all(key[1] is None for key in hand):  # nobody names a queue: the column is left out
        hand = {(key[0], key[2]): value for key, value in hand.items()}
    ours = rows_of(found, "contacts")
    kept = set(next(iter(ours.values())))
    assert kept | {one.field for one in found.unmeasured} == set(HAND) - {"legs"}
    assert ours == {key: {name: value[name] for name in kept} for key, value in hand.items()}


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_days_are_local_days_through_both_clock_changes(seed: int) -> None:
    legs = generated.interactions(seed, 80)
    found = counted(legs, ("answered", "abandoned"), apart={"answered": frozenset({"day"}), "abandoned": frozenset({"day"})})
    hand = sums(contacts(legs), lambda c: (local_day(c["arrived_at"]),), {n: HAND[n] for n in ("answered", "abandoned")})
    assert rows_of(found, "contacts") == hand


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 24, 72, 168]))
def test_windows_of_repeats(seed: int, hours: int) -> None:
    legs = generated.interactions(seed, 90)
    made = contacts(legs)
    until = max(leg["started_at"] for leg in legs)
    after = next_after(made)
    answered = [c for c in made if c["customer_key"] and c["outcome"] == "answered"]

    def closed(c: Mapping[str, Any]) -> bool:
        return bool((until - c["arrived_at"]).total_seconds() >= hours * 3600)

    def alone(c: Mapping[str, Any]) -> bool:
        wait = after[c["contact_id"]]
        return wait is None or wait > hours * 3600

    hand = sums(
        [c for c in made if c["customer_key"]],
        lambda c: (local_month(c["arrived_at"]),),
        {
            "fcr_identified": lambda c: c in answered,
            f"fcr_eligible_{hours}h": lambda c: c in answered and closed(c),
            f"fcr_no_repeat_{hours}h": lambda c: c in answered and closed(c) and alone(c),
            f"fcr_no_repeat_so_far_{hours}h": lambda c: c in answered and alone(c),
        },
    )
    names = ("fcr_identified", f"fcr_eligible_{hours}h", f"fcr_no_repeat_{hours}h", f"fcr_no_repeat_so_far_{hours}h")
    assert rows_of(counted(legs, names), "repeats") == hand


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_legs_have_their_own_queue(seed: int) -> None:
    legs = generated.interactions(seed, 80)
    moments = {c["contact_id"]: c["arrived_at"] for c in contacts(legs)}
    answered = [leg for leg in legs if leg["outcome"] == "answered"]
    hand = sums(answered, lambda leg: (local_month(moments[leg["contact_id"]]), leg["queue"]), {"legs": lambda _: 1})
    found = counted(legs, ("legs",), frozenset({"queue"}))
    several = any(leg["leg_no"] > 1 for leg in legs)
    if several:
        assert rows_of(found, "legs") == hand


def test_one_call_on_each_side_of_midnight_and_of_both_clock_changes() -> None:
    """23:59:59 and 00:00:00 of days with 23 and with 25 hours, and the hour that comes twice."""
    stamps = [
        ("2025-03-29 23:59:59", 0),
        ("2025-03-30 00:00:00", 0),
        ("2025-03-30 23:59:59", 0),
        ("2025-03-31 00:00:00", 0),
        ("2025-10-26 02:30:00", 0),
        ("2025-10-26 02:30:00", 1),
        ("2025-10-26 23:59:59", 0),
        ("2025-10-27 00:00:00", 0),
    ]
    rows = [
        {"contact_id": f"c{n}", "leg_no": 1, "started_at": utc(text, fold=fold), "outcome": "answered"}
        for n, (text, fold) in enumerate(stamps)
    ]
    found = counted(rows, ("answered",), apart={"answered": frozenset({"day"})})
    assert {key[0]: row["answered"] for key, row in rows_of(found, "contacts").items()} == {
        "2025-03-29": 1, "2025-03-30": 2, "2025-03-31": 1, "2025-10-26": 3, "2025-10-27": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "seconds", "expected"),
    [
        ("talk_by_60_10_s", 83, 90), ("talk_by_60_60_s", 83, 120), ("talk_by_30_6_s", 10, 30), ("talk_by_30_6_s", 31, 36),
        ("talk_by_6_6_s", 8, 12), ("talk_by_60_60_s", 0, 0), ("talk_full_60_60_s", 119, 60), ("talk_full_60_60_s", 59, 0),
        ("talk_full_60_30_s", 95, 90), ("talk_nearest_60_60_s", 89, 60), ("talk_nearest_60_60_s", 90, 120),
        ("talk_plus_30_by_60_60_s", 31, 120), ("talk_to_180_s", 400, 180), ("talk_from_120_s", 40, 120),
        ("talk_from_120_s", 0, 0),
    ],
)  # fmt: skip
def test_steps_of_one_contact(field: str, seconds: int, expected: int) -> None:
    """The vectors of billing practice: 83 s at 60/10 are 90, 31 s at 30/6 are 36."""
    row = {"contact_id": "c", "leg_no": 1, "started_at": utc("2025-05-05 10:00:00"), "talk_s": seconds, "outcome": "answered"}
    (found,) = rows_of(counted([row], (field,)), "contacts").values()
    assert found == {field: expected}


def test_what_is_excused_is_gone_and_counted() -> None:
    at = utc("2025-05-05 10:00:00")
    rows = [
        {
            "contact_id": f"c{n}",
            "leg_no": 1,
            "queue": "care" if n % 2 else None,
            "started_at": at + timedelta(hours=n),
            "outcome": "answered",
        }
        for n in range(6)
    ]
    exclusions = (
        Exclusion("outage", "interactions", at + timedelta(hours=1), at + timedelta(hours=4), (("queue", ("care",)),)),
        Exclusion("ids", ids=("c0", "c1")),
        Exclusion("other", "tickets", ids=("c2",)),
    )
    found = counted(rows, ("answered",), exclusions=exclusions)
    (kept,) = rows_of(found, "contacts").values()
    assert kept == {"answered": 3}  # c1 and c3 by the outage, c0 by its id; those without a queue stay
    assert [(one.exclusion, one.rows, one.before) for one in found.removed] == [("outage", 2, 0), ("ids", 1, 1)]


def test_a_column_that_is_empty_throughout_is_not_measured() -> None:
    rows = [{"contact_id": "c", "leg_no": 1, "started_at": utc("2025-05-05 10:00:00"), "talk_s": 5, "outcome": "answered"}]
    found = counted(rows, ("answered", "talk_s", "hold_s", "answered_in_20s"))
    assert {one.field: one.why for one in found.unmeasured} == {"hold_s": "no_values", "answered_in_20s": "no_values"}
    assert rows_of(found, "contacts") == {("2025-05",): {"answered": 1, "talk_s": 5}}


def test_a_call_that_was_never_hung_up() -> None:
    at = utc("2025-05-05 10:00:00")
    rows = [
        {"contact_id": "c1", "leg_no": 1, "started_at": at, "talk_s": 100, "hold_s": 50, "wrap_s": 36_000, "outcome": "answered"},
        {"contact_id": "c2", "leg_no": 1, "started_at": at, "talk_s": 90, "hold_s": 0, "wrap_s": 10, "outcome": "answered"},
    ]
    names = ("answered", "talk_s", "hold_s", "wrap_s")
    cut = counted(rows, names, longest_contact={"over": "4 h", "treat": "cut"})
    out = counted(rows, names, longest_contact={"over": "4 h", "treat": "left_out"})
    assert list(rows_of(cut, "contacts").values()) == [{"answered": 2, "talk_s": 190, "hold_s": 50, "wrap_s": 14_400 - 150 + 10}]
    assert list(rows_of(out, "contacts").values()) == [{"answered": 1, "talk_s": 90, "hold_s": 0, "wrap_s": 10}]
    assert cut.looks["interactions"].marks["too_long"] == 1


def test_contacts_that_only_say_when_they_queued() -> None:
    at = utc("2025-05-05 10:00:00")
    rows = [{"contact_id": "a", "leg_no": 1, "queued_at": at, "outcome": "answered", "wait_s": 3}]
    assert rows_of(counted(rows, ("answered",)), "contacts") == {("2025-05",): {"answered": 1}}


def test_the_last_call_of_the_records_ends_in_the_next_month() -> None:
    row = {"contact_id": "a", "leg_no": 1, "started_at": utc("2025-05-31 23:58:00"), "ended_at": utc("2025-06-01 00:04:00"),
           "outcome": "answered"}  # fmt: skip
    assert rows_of(counted([row], ("answered",), contacts="end"), "contacts") == {("2025-06",): {"answered": 1}}


def test_contacts_without_any_time_are_not_counted_in_silence() -> None:
    rows = [{"contact_id": "a", "leg_no": 1, "outcome": "answered", "wait_s": 3}]
    found = counted(rows, ("answered",))
    assert [(one.field, one.why) for one in found.unmeasured] == [("answered", "no_values")]
