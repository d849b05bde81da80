"""Periods and days: each declared form, and no other; the period that holds a day."""

from __future__ import annotations

from datetime import date

import pytest

from slacontract.findings import Finding, Position
from slacontract.parse.moments import PERIOD_NAME, Calendar, Moment, read_moment
from slacontract.parse.tables import Kind, SourceCell
from slacontract.quantities.periods import Every, Schedule

MONTHS = Calendar(Schedule(Every.MONTH, 15, date(2026, 1, 15), date(2026, 12, 14), date(2026, 1, 15)).periods())
QUARTERS = Calendar(Schedule(Every.QUARTER, 1, date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1)).periods())
YEARS = Calendar(Schedule(Every.YEAR, 1, date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1)).periods())
AT = Position("m.csv", 2, 1)


def moment(text: str, form: str, calendar: Calendar = MONTHS, kind: Kind = Kind.WRITTEN) -> Moment | Finding:
    return read_moment(SourceCell(text, AT, kind), form, calendar)


@pytest.mark.parametrize(
    ("text", "form", "calendar", "period", "day"),
    [
        ("2026-05", PERIOD_NAME, MONTHS, "2026-05", None),
        ("2026-Q2", PERIOD_NAME, QUARTERS, "2026-Q2", None),
        ("2026", PERIOD_NAME, YEARS, "2026", None),
        ("2026-Q2", "YYYY-Qn", QUARTERS, "2026-Q2", None),
        ("2026", "YYYY", YEARS, "2026", None),
        ("2026-05", "YYYY-MM", MONTHS, "2026-05", None),
        ("May-26", "MMM-YY", MONTHS, "2026-05", None),
        ("ene-26", "MMM-YY", MONTHS, "2026-01", None),
        ("SEPT 2026", "MMM YYYY", MONTHS, "2026-09", None),
        ("05/2026", "MM/YYYY", MONTHS, "2026-05", None),
        ("2026-05-14", "YYYY-MM-DD", MONTHS, "2026-04", date(2026, 5, 14)),
        ("2026-05-15", "YYYY-MM-DD", MONTHS, "2026-05", date(2026, 5, 15)),
        ("2026-12-14", "YYYY-MM-DD", MONTHS, "2026-11", date(2026, 12, 14)),
        ("03/04/2026", "DD/MM/YYYY", QUARTERS, "2026-Q2", date(2026, 4, 3)),
        ("03/04/2026", "MM/DD/YYYY", QUARTERS, "2026-Q1", date(2026, 3, 4)),
    ],
)
def test_declared_forms(text: str, form: str, calendar: Calendar, period: str, day: date | None) -> None:
    assert moment(text, form, calendar) == Moment(period, day)


@pytest.mark.parametrize(
    ("text", "form", "code", "word"),
    [
        ("", PERIOD_NAME, "M313", "does not say when"),
        ("2026-13", PERIOD_NAME, "M313", "not the name of a period"),
        ("2027-05", PERIOD_NAME, "M313", "no period of the contract: its periods are 2026-01 to 2026-11"),
        ("May 26", "MMM-YY", "M313", "written as MMM-YY"),
        ("abc-26", "MMM-YY", "M313", "written as MMM-YY"),
        ("2026-Q2", PERIOD_NAME, "M313", "no period of the contract"),
        ("13/2026", "MM/YYYY", "M313", "05/2026"),
        ("2026-02-30", "YYYY-MM-DD", "M313", "not a day"),
        ("31/02/2026", "DD/MM/YYYY", "M313", "31/05/2026"),
        ("1/2/2026", "DD/MM/YYYY", "M313", "31/05/2026"),
        ("2026-12-15", "YYYY-MM-DD", "M313", "outside of the contract"),
        ("2026-01-14", "YYYY-MM-DD", "M313", "outside of the contract"),
        ("2026-05-14", "excel date", "M313", "is a text"),
    ],
)
def test_texts_that_are_no_period(text: str, form: str, code: str, word: str) -> None:
    found = moment(text, form)
    assert isinstance(found, Finding)
    assert (found.code.id, found.at) == (code, AT)
    assert word in f"{found.what} {found.remedy}"


def test_weeks_of_four_that_none_is_named_by_are_told_their_neighbours() -> None:
    fours = Calendar(Schedule(Every.FOUR_WEEKS, 6, date(2025, 3, 30), date(2026, 3, 28), date(2025, 3, 30)).periods())
    found = moment("2026-W01", PERIOD_NAME, fours)
    assert isinstance(found, Finding)
    assert found.remedy.startswith("Before it is 2025-W50, after it 2026-W02:")


def test_dates_of_a_workbook_are_taken_where_nothing_else_is_declared() -> None:
    expected = Moment("2026-05", date(2026, 5, 15))
    assert moment("2026-05-15", "YYYY-MM-DD", kind=Kind.DATE) == expected
    assert moment("2026-05-15", "excel date", kind=Kind.DATE) == expected


@pytest.mark.parametrize(
    ("text", "form", "kind", "code", "word"),
    [
        ("2026-03-04", "DD/MM/YYYY", Kind.DATE, "M314", "perhaps 2026-04-03"),
        ("2026-03-14", "DD/MM/YYYY", Kind.DATE, "M314", "'format: excel date'"),
        ("46143", "excel date", Kind.NUMBER, "M314", "depends on the workbook's calendar"),
        ("1900-02-28", "excel date", Kind.DATE, "M314", "before March 1900"),
        ("12:30:00", "excel date", Kind.DATE, "M314", "no day at all"),
        ("2026-05-01", PERIOD_NAME, Kind.DATE, "M314", "'format: excel date'"),
        ("=A1", PERIOD_NAME, Kind.FORMULA, "M310", "formula"),
        ("TRUE", PERIOD_NAME, Kind.TRUTH, "M309", "TRUE"),
        ("#N/A", "excel date", Kind.ERROR, "M309", "error"),
        ("2026-05-15T10:30:00", "excel date", Kind.DATE, "M313", "not a day"),
    ],
)
def test_cells_that_can_be_read_in_two_ways(text: str, form: str, kind: Kind, code: str, word: str) -> None:
    found = moment(text, form, kind=kind)
    assert isinstance(found, Finding)
    assert found.code.id == code, found
    assert word in f"{found.what} {found.remedy}"


def test_a_calendar_without_periods_holds_no_day() -> None:
    found = read_moment(SourceCell("2026-05-15", AT), "YYYY-MM-DD", Calendar(()))
    assert isinstance(found, Finding)
    assert "no periods" in found.what
