"""Periods, spans and parts: laws of the calendar, and amounts by an independent little computation."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacontract.quantities.periods import Every, Schedule
from slacontract.settlement.settlement import Settlement
from support.settling import HEAD, agreed, amounts, figure, findings_of, measured, read, settled, small

PERIODS = "periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}"
FEE = "billing:\n  desk: {model: fixed, clause: A, amount: %s%s}\n"


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    every = draw(st.sampled_from(list(Every)))
    in_weeks = every in {Every.WEEK, Every.FOUR_WEEKS}
    starting = draw(st.integers(0, 6) if in_weeks else st.integers(1, 31))
    first = draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    last = first + timedelta(days=draw(st.integers(0, 900)))
    year = first - timedelta(days=draw(st.integers(0, 364)))
    cuts = draw(st.lists(st.dates(first, last), max_size=3, unique=True).map(sorted))
    return Schedule(
        every, starting, first, last, year, draw(st.sampled_from(["calendar", "contract_year"])),
        draw(st.sampled_from(["first_day", "last_day", "most_days"])), tuple(cuts),
    )  # fmt: skip


@given(schedules())
def test_periods_take_every_day_of_the_term_once_and_have_names_of_their_own(schedule: Schedule) -> None:
    periods = schedule.periods()
    assert periods[0].start == schedule.first
    assert periods[-1].last_day == schedule.last
    assert all(earlier.end == later.start for earlier, later in pairwise(periods))
    assert len({period.id for period in periods}) == len(periods)
    assert [period.number for period in periods] == list(range(1, len(periods) + 1))
    for cut in schedule.cuts:
        assert any(period.start == cut for period in periods)


@given(schedules())
def test_spans_never_go_back_and_shorter_ones_lie_in_longer_ones(schedule: Schedule) -> None:
    for earlier, later in pairwise(schedule.periods()):
        for name in ("month", "quarter", "half_year", "contract_year"):
            assert later.span(name) >= earlier.span(name)
    if schedule.spans == "contract_year":
        for period in schedule.periods():
            assert (period.month - 1) // 3 == period.quarter - 1
            assert (period.quarter - 1) // 2 == period.half_year - 1
            assert (period.half_year - 1) // 2 == period.year - 1


@given(st.integers(1, 31), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_months_do_not_drift(day: int, first: date) -> None:
    schedule = Schedule(Every.MONTH, day, first, first + timedelta(days=800), first)
    for period in schedule.periods()[1:]:
        start = period.start
        assert start.day == min(day, months.monthrange(start.year, start.month)[1])


def parted(amount: str, cut: str, how: str, mode: str) -> Settlement:
    """A fee over April 2026, cut by an amendment that changes nothing."""
    head = HEAD.replace("term: {from: 2026-01-01", "term: {from: 2026-04-01")
    head = head.replace("effective: 2026-01-01", "effective: 2026-04-01")
    head = head.replace("half_up", mode).replace("contract_year_from: 2026-01-01}", "contract_year_from: 2026-04-01}")
    parts = f"contract_year_from: 2026-04-01, part_periods: {{fees: {how}, other_figures: in_full}}}}"
    first = head + FEE % (amount, "")
    replaces = f"version: 2\nreplaces: {{version: 1, fingerprint: {read(first).fingerprint}}}\n"
    second = head.replace("version: 1\n", replaces).replace("effective: 2026-04-01", f"effective: {cut}")
    second = second.replace("contract_year_from: 2026-04-01}", parts) + FEE % (amount, "")
    agreement = agreed(first, second)
    rows = "date,answered\n2026-04-01,1\n2026-04-30,1\n"
    return settled(agreement, measured(agreement, [rows]))


@pytest.mark.parametrize("mode", ["half_up", "half_even", "up", "down"])
@pytest.mark.parametrize("how", ["by_days", "by_30ths"])
@pytest.mark.parametrize(("amount", "cut"), [("1000.01", "2026-04-16"), ("999.99", "2026-04-11"), ("0.01", "2026-04-02")])
def test_parts_of_a_fee_sum_to_the_fee(amount: str, cut: str, how: str, mode: str) -> None:
    lines = amounts(parted(amount, cut, how, mode))
    assert lines["2026-04a", "billing.desk"] + lines["2026-04b", "billing.desk"] == Fraction(amount)


def test_a_fee_in_full_is_paid_in_each_part() -> None:
    lines = amounts(parted("1000", "2026-04-16", "in_full", "half_up"))
    assert [lines[p, "billing.desk"] for p in ("2026-04a", "2026-04b")] == [1000, 1000]


QUARTERLY = """billing:
  care: {model: per_contact, clause: A, count: answered, rate: 1.00}
kpis:
  errors:
    clause: B
    formula: wrong / checked
    unit: percent
    better: lower
    every: EVERY
    bands:
      - {when: "<= 10%", pay: 0}
      - {when: "> 10%", pay: -100}
    missing: worstMORE
limits: []
"""


def quarterly(rows: list[Mapping[str, object]], every: str = "quarter", more: str = "", head: str = HEAD) -> Settlement:
    text = QUARTERLY.replace("EVERY", every).replace("MORE", f"\n    {more}" if more else "")
    return small(text, rows, head)


def facts(month: str, wrong: int) -> Mapping[str, object]:
    return {"period": month, "answered": 10, "checked": 100, "wrong": wrong}


def test_a_span_is_judged_over_its_sums_and_begins_anew() -> None:
    rows = [facts(f"2026-{month:02}", wrong) for month, wrong in enumerate([40, 0, 0, 0, 0, 30, 0], 1)]
    settlement = quarterly(rows)
    values = [figure(settlement, "kpi.errors.value", f"2026-{month:02}") for month in range(1, 8)]
    assert values == [None, None, Fraction(40, 300), None, None, Fraction(30, 300), None]
    paid = amounts(settlement)
    assert [paid[f"2026-{month:02}", "kpi.errors"] for month in range(1, 8)] == [0, 0, -100, 0, 0, 0, 0]
    assert all(paid[f"2026-{month:02}", "kpi.errors.missing"] == 0 for month in range(1, 8))


def test_asking_for_the_last_month_looks_at_the_quarter() -> None:
    rows = [facts(f"2026-{month:02}", wrong) for month, wrong in enumerate([0, 0, 0, 40, 0, 0], 1)]
    whole = quarterly(rows)
    alone = settled(whole.agreement, whole.measures, [p for p in whole.asked if p.id == "2026-06"])
    assert [p.id for p in alone.calculation.periods] == ["2026-04", "2026-05", "2026-06"]
    assert amounts(alone)["2026-06", "kpi.errors"] == amounts(whole)["2026-06", "kpi.errors"] == -100


@pytest.mark.parametrize(("said", "paid"), [("judged", -100), ("not_judged", 0)])
def test_a_part_of_a_span_is_judged_or_not(said: str, paid: int) -> None:
    head = HEAD.replace("to: 2026-12-31", "to: 2026-05-31")
    rows = [facts(f"2026-{month:02}", wrong) for month, wrong in enumerate([0, 0, 0, 30, 0], 1)]
    settlement = quarterly(rows, more=f"part_span: {said}", head=head)
    lines = amounts(settlement)
    assert lines["2026-05", "kpi.errors"] == paid
    assert lines["2026-05", "kpi.errors.missing"] == 0
    assert figure(settlement, "kpi.errors.value", "2026-05") == (Fraction(30, 200) if paid else None)


def test_quarters_of_the_calendar_or_of_the_contract_year() -> None:
    head = HEAD.replace("from: 2026-01-01, to: 2026-12-31", "from: 2026-02-01, to: 2027-01-31")
    head = head.replace("effective: 2026-01-01", "effective: 2026-02-01")
    own = head.replace("contract_year_from: 2026-01-01}", "contract_year_from: 2026-02-01, quarters: contract_year}")
    calendar = head.replace("contract_year_from: 2026-01-01}", "contract_year_from: 2026-02-01, quarters: calendar}")
    rows = [facts(f"2026-{month:02}", 20) for month in range(2, 8)]
    by_year = amounts(quarterly(rows, head=own))
    by_calendar = amounts(quarterly(rows, head=calendar, more="part_span: judged"))
    judged = {"2026-04", "2026-07"}, {"2026-03", "2026-06"}
    for lines, months_of_judgement in zip((by_year, by_calendar), judged, strict=True):
        assert {period for (period, line), amount in lines.items() if line == "kpi.errors" and amount} == months_of_judgement


def test_the_term_is_a_span() -> None:
    head = HEAD.replace("to: 2026-12-31", "to: 2026-03-31")
    lines = amounts(quarterly([facts(f"2026-{month:02}", 11) for month in (1, 2, 3)], every="term", head=head))
    assert [lines[f"2026-{month:02}", "kpi.errors"] for month in (1, 2, 3)] == [0, 0, -100]


def test_a_public_holiday_that_is_not_listed_is_a_warning() -> None:
    text = HEAD + "calendars:\n  madrid: {country: ES, subdivision: MD, weekend: [saturday, sunday], holidays: [2026-01-01]}\n"
    (found,) = findings_of(text + FEE % ("100", ""))
    assert found.code.id == "C233"
    assert not found.stops
    assert "2026-01-06" in found.what
