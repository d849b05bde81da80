"""Weeks beside months: each day is judged in one week, each week in one period, and nothing passes for a whole week."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.model.feed import Feeds
from slacontract.parse.measures import read_measures
from slacontract.quantities.periods import WEEKDAYS, Every, Schedule
from slacontract.quantities.weeks import Weeks
from slacontract.settlement.settlement import settle
from slacontract.settlement.wanted import wanted_by
from support.settling import HEAD, agreed, amounts, figure, findings_of, measured, read, settled, tables_of

WEEKS = "contract_year_from: 2026-01-01, weeks: {starting_day: monday, straddling: STRADDLING, part_week: judged}}"
CONTRACT = """
billing:
  platform: {model: fixed, clause: A 1, amount: 1000}
kpis:
  late: {clause: B 1, formula: late_amount, unit: money, better: neither, each: week, pay: -100% of value, missing: neutral}
limits: []
"""


def contract(straddling: str = "last_day") -> str:
    head = HEAD.replace("contract_year_from: 2026-01-01}", WEEKS.replace("STRADDLING", straddling))
    return head.replace("to: 2026-12-31", "to: 2026-03-31") + CONTRACT


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(sorted(Every, key=lambda every: every.value)),
    st.integers(0, 6),
    st.sampled_from(["first_day", "last_day", "most_days"]),
    st.dates(date(2025, 1, 1), date(2026, 6, 30)),
    st.integers(20, 400),
    st.sampled_from(["judged", "not_judged"]),
)
def test_every_day_lies_in_one_week_of_one_period(
    every: Every, first: int, straddling: str, begins: date, days: int, part: str
) -> None:
    cut = part == "judged"
    starting = 0 if every in {Every.WEEK, Every.FOUR_WEEKS} else 1
    schedule = Schedule(every, starting, begins, begins + timedelta(days=days), begins.replace(day=1))
    weeks = Weeks(schedule, first, straddling, cut)  # type: ignore[arg-type]
    periods = {period.id: period for period in schedule.periods()}
    told = [week for period in periods.values() for week in weeks.of(period)]
    held = [week.start + timedelta(days=n) for week in told for n in range((week.end - week.start).days)]
    everything = [begins + timedelta(days=n) for n in range(days + 1)]
    assert len(held) == len(set(held))
    for week in told:
        assert week.start.weekday() == first or week.start == begins
        deciding = {"first_day": week.start, "last_day": week.end - timedelta(days=1)}.get(straddling)
        period = periods[week.period]
        assert deciding is None or period.start <= deciding < period.end
        if deciding is None:
            inside = sum(period.start <= week.start + timedelta(days=n) < period.end for n in range((week.end - week.start).days))
            assert all(
                inside >= sum(o.start <= week.start + timedelta(days=n) < o.end for n in range((week.end - week.start).days))
                for o in periods.values()
            )
    if cut:
        assert held == everything
    else:
        assert all((week.end - week.start).days == 7 for week in told)
        assert set(everything) - set(held) <= {*everything[:6], *everything[-6:]}
    assert WEEKDAYS[0] == "monday"


amount = st.integers(0, 5000).map(lambda cents: Fraction(cents, 100))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.integers(0, 89), amount, min_size=1), st.sampled_from(["first_day", "last_day"]))
def test_weeks_pay_what_their_days_add_up_to(days: dict[int, Fraction], straddling: str) -> None:
    said = {date(2026, 1, 1) + timedelta(days=n): value for n, value in days.items()}
    zeros = {date(2026, month, day): Fraction(0) for month in (1, 2, 3) for day in (1, 15)}
    rows = [{"date": day, "late_amount": f"{float(value):.2f}"} for day, value in {**zeros, **said}.items()]
    agreement = agreed(contract(straddling))
    settlement = settled(agreement, measured(agreement, tables_of(rows)))
    expected: dict[str, Fraction] = {"2026-01": Fraction(0), "2026-02": Fraction(0), "2026-03": Fraction(0)}
    for day, value in said.items():
        first = max(monday(day), date(2026, 1, 1))
        last = min(monday(day) + timedelta(days=6), date(2026, 3, 31))
        expected[f"{first if straddling == 'first_day' else last:%Y-%m}"] += value
    for period, total in expected.items():
        lines = {line: value for (when, line), value in amounts(settlement).items() if when == period}
        assert lines.pop("billing.platform") == 1000
        lines.pop("tax")
        assert sum(lines.values()) == -total


def test_a_day_that_was_not_measured_leaves_its_week_without_a_result() -> None:
    agreement = agreed(contract())
    rows = [{"date": f"2026-01-{day:02d}", "late_amount": 10 if day != 13 else ""} for day in range(5, 19)]
    table = tables_of(rows)[0].replace("2026-01-13,", "2026-01-13,-")
    feeds = Feeds.model_validate({"feeds": {"m.csv": {"missing": ["-"]}}})
    measures, _ = read_measures([("m.csv", table.encode())], feeds, wanted_by(agreement))
    january = [p for p in agreement.schedule.periods() if p.id == "2026-01"]
    settlement = settled(agreement, measures, january)
    assert figure(settlement, "kpi.late[week=2].value", "2026-01") == 70
    assert figure(settlement, "kpi.late[week=3].value", "2026-01") is None


def test_figures_of_a_whole_month_are_of_no_week() -> None:
    agreement = agreed(contract())
    measures = measured(agreement, ["period,late_amount\n2026-01,100\n"])
    found = settle(agreement, measures, agreement.schedule.periods()[:1])[1]
    assert [f.code.id for f in found if f.stops] == ["M302"]
    assert "is given for the whole of 2026-01" in found[0].what


@pytest.mark.parametrize(("straddling", "asked", "lacks"), [("last_day", 1, "2026-01"), ("first_day", 0, "2026-02")])
def test_a_week_of_two_months_wants_the_measures_of_both(straddling: str, asked: int, lacks: str) -> None:
    agreement = agreed(contract(straddling))
    day = "2026-02-10" if asked else "2026-01-10"
    measures = measured(agreement, [f"date,late_amount\n{day},100\n"])
    found = settle(agreement, measures, agreement.schedule.periods()[asked : asked + 1])[1]
    assert [f.code.id for f in found if f.stops] == ["M302"]
    assert f"belongs to 2026-0{asked + 1}, and {lacks} has no measures" in found[0].what


def test_an_amendment_may_say_what_a_week_is_and_not_change_it() -> None:
    first = contract()

    def later(text: str) -> str:
        print_of = read(first).fingerprint
        return text.replace("version: 1\neffective: 2026-01-01", f"version: 2\neffective: 2026-02-01\nreplaces: {{version: 1, "
                            f"fingerprint: {print_of}}}")  # fmt: skip

    assert not [f for f in findings_of(first, later(first)) if f.stops]
    changed = [f for f in findings_of(first, later(contract("first_day"))) if f.stops]
    assert [f.code.id for f in changed] == ["C210"]
