"""Hours that are told by the clock: against an independent look at each hour, on the days of the clock change too."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.findings import any_stops
from slacontract.parse.measures import read_measures
from slacontract.settlement.settlement import settle
from slacontract.settlement.wanted import wanted_by
from support.settling import HEAD, agreed, figure, small

HOLIDAYS = {date(2026, 1, 6), date(2026, 4, 3), date(2026, 12, 25)}
TEAM = """accept: [{code: C221, why: test}]
calendars:
  madrid: {weekend: [saturday, sunday], holidays: [2026-01-06, 2026-04-03, 2026-12-25]}
billing:
  team:
    model: per_fte_hour
    clause: A 1
    hours: productive
    rate: 1
    premiums:
      night: {clause: A 2, quantity: productive_h, when: {from: 22:00, to: 06:00}, rate: 25%, paid: on_top}
      festive: {clause: A 3, quantity: productive_h, when: {days: [sunday, holiday], calendar: madrid}, rate: 50%, paid: on_top}
      eve:
        clause: A 4
        quantity: productive_h
        when: {from: 20:00, to: 04:00, days: [friday], after_midnight: of_day_before}
        rate: 75%
        paid: on_top
    overlap: {rule: RULE}
"""
DAYS = {"2026-01": date(2026, 1, 1), "2026-03": date(2026, 3, 1), "2026-04": date(2026, 4, 1), "2026-10": date(2026, 10, 1)}
HOURS = st.dictionaries(st.tuples(st.sampled_from(sorted(DAYS)), st.integers(0, 29), st.integers(0, 23)), st.integers(1, 9),
                        min_size=1, max_size=25)  # fmt: skip


def borne(moment: datetime) -> set[str]:
    """The premiums of an hour, said without the engine."""
    found = {"night"} if moment.hour >= 22 or moment.hour < 6 else set()
    if moment.isoweekday() == 7 or moment.date() in HOLIDAYS:
        found.add("festive")
    shift = moment - timedelta(hours=4)  # a night shift that ends at 04:00 is of the day four hours earlier
    if shift.isoweekday() == 5 and shift.hour >= 16:
        found.add("eve")
    return found


@settings(max_examples=30, deadline=None)
@given(hours=HOURS, rule=st.sampled_from(["add", "highest"]))
def test_each_hour_bears_what_it_is(hours: dict[tuple[str, int, int], int], rule: str) -> None:
    worked = {
        datetime(day.year, day.month, day.day, hour): count  # noqa: DTZ001  # the clock of the place
        for (period, number, hour), count in hours.items()
        if ((day := DAYS[period] + timedelta(days=number)), hour) != (date(2026, 3, 29), 2)
    }
    rows = [{"date": m.date(), "hour": m.hour, "productive_h": count} for m, count in worked.items()]
    months = [f"{m:02}" for m in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]
    rows += [{"date": f"2026-{month}-15", "hour": 12, "productive_h": 0} for month in months]
    rows = list({(str(row["date"]), row["hour"]): row for row in reversed(rows)}.values())
    settlement = small(TEAM.replace("RULE", rule), rows)
    for period in DAYS:
        inside = {m: count for m, count in worked.items() if f"{m:%Y-%m}" == period}
        assert figure(settlement, "billing.team.amount", period) == sum(inside.values())
        for name, higher in (("eve", set()), ("festive", {"eve"}), ("night", {"eve", "festive"})):
            over = higher if rule == "highest" else set()
            units = sum(count for m, count in inside.items() if name in borne(m) and not over & borne(m))
            assert figure(settlement, f"billing.team.premium.{name}.units", period) == Fraction(units), f"{period} {name}"


def told(table: str, text: str = TEAM.replace("RULE", "add")) -> list[str]:
    agreement = agreed(HEAD + text)
    measures, findings = read_measures([("m.csv", table.encode())], None, wanted_by(agreement))
    if not any_stops(findings):
        periods = [p for p in agreement.latest.schedule.periods() if p.id in measures.periods()]
        findings = findings + settle(agreement, measures, periods)[1]
    return [f"{f.code.id} {f.what}" for f in findings if f.stops]


def rows(*lines: str, column: str = "hour") -> str:
    return f"date,{column},productive_h\n" + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (rows("2026-03-29,2,1"), "M315 There is no 02:00 on 2026-03-29 in Europe/Madrid: the clock goes forward."),
        (rows("2026-03-29,2,0", "2026-03-29,3,1"), ""),
        (rows("2026-10-25,2,2"), ""),
        (
            rows("2026-10-25,2,1", "2026-10-25,2,1"),
            "M303 'productive_h' of 2026-10-25, clock 22:00-06:00 & sunday/holiday madrid",
        ),
        (rows("2026-01-07,24,1"), "M313 '24' is no hour of a day."),
        (rows("2026-01-07,05:30-06:30,1", column="interval"), "M315 From 06:00 on other hours begin"),
        (rows("2026-01-07,05:30-06:00,1", "2026-01-07,22:00-00:00,2", column="interval"), ""),
        (rows("2026-01-07,23:30-00:30,1", column="interval"), "M313 '23:30-00:30' is no interval of a day."),
        ("date,productive_h\n2026-01-07,8\n", "M302 'night' is told by the hour, and 'productive_h' is not measured by hour."),
    ],
)
def test_rows_that_cannot_be_told(table: str, said: str) -> None:
    found = told(table)
    assert any(line.startswith(said) for line in found) if said else found == []


def test_hours_of_a_site_without_a_calendar_are_refused() -> None:
    text = TEAM.replace("RULE", "add").replace("calendar: madrid", "calendar: {by: site, is: {madrid: madrid}}")
    text = text.replace("    hours: productive\n", "    hours: productive\n    each: site\n")
    found = told("date,hour,site,productive_h\n2026-01-07,5,lima,1\n", text)
    assert any(line.startswith("M302 It is not said by which calendar hours of site 'lima' are paid.") for line in found), found


def test_a_skipped_hour_is_that_of_the_clock_of_the_site() -> None:
    text = TEAM.replace("RULE", "add").replace("madrid: {weekend", "madrid: {timezone: America/Lima, weekend")
    night = "      night: {clause: A 2, quantity: productive_h, when: {from: 22:00, to: 06:00}, rate: 25%, paid: on_top}\n"
    eve = text[text.index("      eve:") : text.index("    overlap")]
    text = text.replace(night, "").replace(eve, "").replace("    overlap: {rule: add}\n", "")
    assert told(rows("2026-03-29,2,1"), text) == []
