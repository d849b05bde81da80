"""Intervals in target, against plain Python over the rows: clock changes, midnights, exclusions, members, doubt, zones."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from measuring.counting import generated
from measuring.counting.by_hand import contacts, local_month
from measuring.counting.tables_at_hand import embedded, months, utc
from slacontract.catalogue.definitions import catalogue
from slacontract.catalogue.intervals import interval_counter
from slacontract.catalogue.variants import all_variants, measured
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import Counted, count
from slacontract.measuring.counting.exclusions import Exclusion
from slacontract.measuring.counting.in_intervals import number_within
from slacontract.measuring.counting.slots import even_clock, midnight
from slacontract.model.counting import Counting

Row = Mapping[str, Any]
ZONE = "Europe/Madrid"
LENGTHS = {"quarter_hour": 15, "half_hour": 30, "hour": 60}
PERIODS = months("2025-03-01", "2025-10-31")
MONTHS = {period.id for period in PERIODS}


def counted(
    rows: list[Any], fields: tuple[str, ...], *, zone: str = ZONE, by: frozenset[str] = frozenset(), **more: Any
) -> Counted:
    asked = Asked(
        fields, frozenset({"queue", "site"}), more.pop("periods", PERIODS), zone, more.pop("apart", {}), dict.fromkeys(fields, by)
    )
    return count(embedded(interactions=rows), asked, Counting(contacts=more.pop("ends", "arrival")), **more)


def found(done: Counted) -> dict[str, dict[Any, Any]]:
    """By field: its count by period (or day) and members, without what is 0."""
    told: dict[str, dict[Any, Any]] = defaultdict(dict)
    for table in done.tables:
        for (period, day, _, members), values in table.rows.items():
            for name, value in zip(table.fields, values, strict=True):
                told[name] |= {(str(day) if day else period, *members): value} if value else {}
    return told


def interval_of(moment: datetime, minutes: int, zone: str = ZONE) -> tuple[Any, ...]:
    """Day, hour and part of the hour that the local clock shows, and which of two hours that come twice."""
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return (local.date(), local.hour, local.minute // minutes, local.utcoffset())


def served(variant: Mapping[str, str]) -> tuple[Any, Any]:
    """What the variant says of one contact: whether its interval's service level is divided by it, and whether it was served."""
    within, short = int(variant["within"].split()[0]), int(variant.get("short_abandon", "0 s").split()[0])

    def in_time(row: Row) -> bool:
        return bool(row["wait_s"] <= within if variant["bound"] == "inclusive" else row["wait_s"] < within)

    left = {"left_within": {"answered", "abandoned", "flow_out", "callback"}, "met_within": {"answered", "abandoned"}}
    of = {
        "answered_only": {"answered"}, "include_ivr": {"answered", "abandoned", "ivr"},
        "include_flow_out": {"answered", "abandoned", "flow_out", "callback"}, **left,
    }.get(variant["abandons"], {"answered", "abandoned"})  # fmt: skip

    def counts(row: Row) -> bool:
        short_ones = {"exclude_within": in_time(row), "exclude_short": row["wait_s"] <= short}
        gone = row["outcome"] == "abandoned" and short_ones.get(variant["abandons"], False)
        return row["outcome"] in of and not gone

    return counts, lambda row: row["outcome"] in left.get(variant["abandons"], {"answered"}) and in_time(row)


def by_hand(rows: list[Any], variant: Mapping[str, str], of: tuple[str, ...] = (), zone: str = ZONE) -> tuple[Any, Any]:
    """Intervals in target and intervals that count, by month and members, one interval after the other."""
    counts, meets = served(variant)
    intervals: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = (local_month(row["arrived_at"], zone), *(row[name] for name in of))
        intervals[key, interval_of(row["arrived_at"], LENGTHS[variant["length"]], zone)].append(row)
    met, every = Counter[Any](), Counter[Any]()
    for (key, _), inside in intervals.items():
        base = [row for row in inside if counts(row)]
        if len(base) >= int(variant["least"]):
            every[key] += 1
            met[key] += Fraction(sum(map(meets, base)), len(base)) >= Fraction(variant["target"].rstrip("%")) / 100
    return {k: n for k, n in met.items() if n}, dict(every)


def variants() -> list[dict[str, str]]:
    figures = {"target": ("50%", "66.67%"), "within": ("20 s",), "short_abandon": ("5 s",), "least": ("1", "2")}
    return list(all_variants(catalogue()["sl_interval_compliance"], figures))


@pytest.mark.parametrize("of", [(), ("queue",), ("queue", "site")])
def test_every_variant_over_both_clock_changes(of: tuple[str, ...]) -> None:
    rows = [row for seed in range(3) for row in _numbered(seed)]
    fields = {name: v for v in variants() for name in measured(catalogue()["sl_interval_compliance"], v).fields}
    ours = found(counted(rows, tuple(fields), by=frozenset(of)))
    whole = [row | {"wait_s": row["wait_s"] or 0} for row in contacts(rows) if local_month(row["arrived_at"]) in MONTHS]
    for variant in variants():
        names = measured(catalogue()["sl_interval_compliance"], variant).fields
        met, every = by_hand(whole, variant, of)
        assert len(every) > 2
        assert (ours[names[0]], ours[names[1]]) == (met, every), variant


def _numbered(seed: int) -> list[dict[str, Any]]:
    return [row | {"contact_id": f"{seed}-{row['contact_id']}"} for row in generated.interactions(seed)]


def one(at: str, wait: int = 0, outcome: str | None = "answered", fold: int = 0, zone: str = ZONE, **more: Any) -> dict[str, Any]:
    moment = utc(at, zone, fold)
    return {"contact_id": f"{at}/{fold}/{wait}/{len(more)}", "leg_no": 1, "started_at": moment, "queued_at": moment,
            "ended_at": moment, "wait_s": wait, "outcome": outcome, "queue": "care", "site": "madrid", **more}  # fmt: skip


HALF = ("half_hours_met_80_in_20s_from_1_answered_abandoned", "half_hours_from_1_answered_abandoned")


def pair(done: Counted) -> tuple[int, int]:
    ours = found(done)
    return sum(ours[HALF[0]].values()), sum(ours[HALF[1]].values())


def test_a_day_of_23_hours_has_46_half_hours_and_one_of_25_has_50() -> None:
    for day, half_hours in (("2025-03-30", 46), ("2025-10-26", 50), ("2025-10-25", 48)):
        begin = utc(f"{day} 00:00:00")
        rows = [one(day) | {"contact_id": f"c{n}", "started_at": at, "queued_at": at}
                for n in range(25 * 12) if (at := begin + timedelta(minutes=5 * n)) < midnight(_after(day), ZONE)]  # fmt: skip
        assert pair(counted(rows, HALF)) == (half_hours, half_hours)


def _after(day: str) -> date:
    return date.fromisoformat(day) + timedelta(days=1)


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    rows = [one("2025-10-26 02:10:00", 5), one("2025-10-26 02:10:00", 90, fold=1), one("2025-10-26 02:29:59", 90, fold=1)]
    assert pair(counted(rows, HALF)) == (1, 2)


def test_an_interval_begins_with_its_first_second_and_ends_before_the_next() -> None:
    rows = [
        one("2025-05-05 10:29:59", 99),
        one("2025-05-05 10:30:00", 1),
        one("2025-05-05 10:59:59", 1),
        one("2025-05-05 11:00:00", 99),
    ]
    assert pair(counted(rows, HALF)) == (1, 3)
    late = one("2025-05-05 10:29:59", 99)
    late["queued_at"] += timedelta(milliseconds=999)
    assert pair(counted([late, *rows[1:3]], HALF)) == (1, 2)


def test_an_interval_at_midnight_belongs_to_its_day_and_month() -> None:
    rows = [one("2025-03-31 23:59:59", 5), one("2025-04-01 00:00:00", 90), one("2025-04-01 00:29:59", 90)]
    ours = found(counted(rows, HALF))
    assert ours[HALF[1]] == {("2025-03",): 1, ("2025-04",): 1}
    assert ours[HALF[0]] == {("2025-03",): 1}
    by_day = found(counted(rows, HALF, apart=dict.fromkeys(HALF, frozenset({"day"}))))
    assert by_day[HALF[1]] == {("2025-03-31",): 1, ("2025-04-01",): 1}


def test_a_contact_counts_in_the_interval_of_its_arrival_also_where_it_belongs_to_the_month_of_its_end() -> None:
    late = one("2025-03-31 23:50:00", 5)
    late["ended_at"] += timedelta(hours=1)
    assert found(counted([late, one("2025-04-02 10:00:00")], HALF, ends="end"))[HALF[1]] == {("2025-03",): 1, ("2025-04",): 1}


def test_exactly_the_target_is_met_and_a_hair_below_is_not() -> None:
    rows = [one("2025-05-05 10:00:00", 5, extra=str(n)) | {"contact_id": f"c{n}"} for n in range(33)]
    rows += [one("2025-05-05 10:00:00", 50) | {"contact_id": f"d{n}"} for n in range(7)]  # 33 of 40 are 82.5%
    names = tuple(f"hours_met_{target}_in_20s_from_1_answered" for target in ("82_5", "82_51", "82", "83"))
    assert {name: sum(found(counted(rows, names))[name].values()) for name in names} == dict(
        zip(names, (1, 0, 1, 0), strict=True)
    )


def test_an_interval_without_contacts_or_with_too_few_counts_neither_way() -> None:
    names = tuple(name.replace("from_1", "from_2") for name in HALF)
    rows = [
        one("2025-05-05 10:00:00", 1),
        one("2025-05-05 12:00:00", 1),
        one("2025-05-05 12:01:00", 99),
        one("2025-05-05 15:00:00", 9, "ivr"),
    ]
    assert {name: sum(found(counted(rows, names))[name].values()) for name in names} == {names[0]: 0, names[1]: 1}


def test_what_both_parties_take_out_is_in_no_interval() -> None:
    rows = [
        one("2025-05-05 10:00:00", 5),
        one("2025-05-05 10:20:00", 99),
        one("2025-05-05 14:00:00", 99),
        one("2025-05-05 14:10:00", 99),
    ]
    out = Exclusion("e", from_at=utc("2025-05-05 10:15:00"), to_at=utc("2025-05-05 14:05:00"))
    assert pair(counted(rows, HALF)) == (0, 2)
    done = counted(rows, HALF, exclusions=(out,))
    assert pair(done) == (1, 2)
    assert [one.rows for one in done.removed] == [2]


def test_intervals_of_queues_are_not_those_of_the_service() -> None:
    rows = [
        one("2025-05-05 10:00:00", 5),
        one("2025-05-05 10:01:00", 99, queue="tech"),
        one("2025-05-05 10:02:00", 1, site="lima"),
    ]
    assert pair(counted(rows, HALF)) == (0, 1)  # 2 of 3
    assert pair(counted(rows, HALF, by=frozenset({"queue"}))) == (1, 2)
    assert pair(counted(rows, HALF, by=frozenset({"queue", "site"}))) == (2, 3)
    mixed = Asked(HALF, frozenset({"queue"}), PERIODS, ZONE, {}, {HALF[0]: frozenset(), HALF[1]: frozenset({"queue"})})
    tables = count(embedded(interactions=rows), mixed, Counting(contacts="arrival")).tables
    assert {table.dimensions: sum(values[0] for values in table.rows.values()) for table in tables} == {(): 0, ("queue",): 2}  # type: ignore[misc]


def test_a_transferred_contact_is_in_the_interval_and_queue_of_its_first_entry() -> None:
    first = one("2025-05-05 10:29:50", 5, "flow_out")
    second = one("2025-05-05 10:31:00", 300, contact_id=first["contact_id"], queue="tech") | {"leg_no": 2}
    assert found(counted([first, second], HALF, by=frozenset({"queue"})))[HALF[0]] == {("2025-05", "care"): 1}


def test_doubtful_contacts_are_told_and_in_no_interval() -> None:
    rows = [
        one("2025-05-05 10:00:00", 5),
        one("2025-05-05 10:01:00", outcome=None),
        one("2025-05-05 10:02:00", outcome="answered", wait_s=None),
    ]
    done = counted(rows, HALF)
    assert done.doubt == {HALF[0]: 2, HALF[1]: 1}
    assert pair(done) == (0, 1)  # of two that were answered for sure, one surely in time


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_intervals_follow_the_local_clock_of_any_zone(zone: str, minutes: int) -> None:
    """Also where it is half an hour or three quarters off, or is set by half an hour."""
    draw, begin = random.Random(7), datetime(2025, 1, 1)  # noqa: S311, DTZ001  # the same rows in each run
    days = [datetime(2025, 4, 5), datetime(2025, 10, 4), datetime(2025, 3, 9), datetime(2025, 11, 2)]  # noqa: DTZ001  # clocks change
    moments = [begin + timedelta(minutes=draw.randrange(365 * 24 * 60)) for _ in range(300)]
    moments += [day + timedelta(seconds=draw.randrange(2 * 86_400)) for day in days for _ in range(600)]
    name = {15: "quarter_hours", 30: "half_hours", 60: "hours"}[minutes]
    rows = [{"contact_id": f"c{n}", "leg_no": 1, "started_at": at, "queued_at": at, "wait_s": 1, "outcome": "answered"}
            for n, at in enumerate(moments)]  # fmt: skip
    field = f"{name}_from_1_answered"
    ours = found(counted(rows, (field,), zone=zone, periods=months("2025-01-01", "2025-12-31")))[field]
    inside = {(local_month(at, zone), interval_of(at, minutes, zone)) for at in moments if local_month(at, zone)[:4] == "2025"}
    assert ours == {(month,): n for month, n in Counter(month for month, _ in inside).items()}


def test_clocks_that_are_set_by_whole_intervals_need_no_case() -> None:
    begin, end = midnight(date(2025, 1, 1), ZONE), midnight(date(2026, 1, 1), ZONE)
    edges = even_clock(begin, end, ZONE)
    assert [edge.begins for edge in edges[1:]] == [datetime(2025, 3, 30, 1), datetime(2025, 10, 26, 1)]  # noqa: DTZ001
    assert "CASE" not in number_within("m", edges, 3600)
    assert number_within("m", even_clock(begin, end, "Australia/Lord_Howe"), 3600).count("WHEN") == 2
    assert "CASE" not in number_within("m", even_clock(begin, end, "Australia/Lord_Howe"), 1800)


@pytest.mark.parametrize("name", [
    "half_hours_from_0_answered", "half_hours_from_5", "half_hours_met_80_in_20s_from_5", "minutes_from_1_answered",
    "hours_met_0_in_20s_from_1_answered", "hours_met_101_in_20s_from_1_answered", "hours_from_1_answered_abandoned_after",
    "hours_from_1_answered_5s", "hours_from_1_abandoned", "hours_met_80_left_in_20s_from_1_answered",
])  # fmt: skip
def test_names_that_are_none(name: str) -> None:
    assert interval_counter(name) is None
