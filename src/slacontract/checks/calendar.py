"""C208, C209 and C222: a time zone that exists, dates in order, and periods that no date cuts in two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from slacontract.findings import Finding, finding, nearest
from slacontract.model.contract import Contract
from slacontract.quantities.periods import Every, Period, add_months

_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def time_zone_known(contract: Contract) -> Iterator[Finding]:
    """The time zone is one of the IANA database."""
    zone = contract.periods.timezone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # not there, not a name, or the name of a folder
        near = nearest(zone, available_timezones())
        remedy = near if near.startswith("Did") else "Write a name of the IANA database, such as Europe/Madrid."
        yield finding("C208", zone.at, f"'{zone}' is no time zone.", remedy)


def dates_in_order(contract: Contract) -> Iterator[Finding]:
    """The term ends after it begins, and the version comes into force before it ends."""
    term = contract.term
    if term.to < term.from_:
        yield finding("C209", term.to.at, f"The term ends on {term.to}, before it begins on {term.from_}.",
                      "Correct one of the dates.", term.from_.at)  # fmt: skip
    elif contract.effective > term.to:
        yield finding("C209", contract.effective.at, f"The version comes into force on {contract.effective}, after the term.",
                      "Write a day of the term.", term.to.at)  # fmt: skip


def term_starts_a_period(contract: Contract) -> Iterator[Finding]:
    """The term begins on the day of the month on which its periods begin."""
    term, periods = contract.term, contract.periods
    if 1 <= periods.starting_day <= 28 and term.from_.day != periods.starting_day:
        yield finding("C222", term.from_.at, f"The term begins on day {term.from_.day}, and its periods on day "
                      f"{periods.starting_day}.", "Parts of a period are not settled: write the same day in both.",
                      periods.place_of("starting_day"))  # fmt: skip


def contract_year(contract: Contract) -> Iterator[Finding]:
    """The first contract year begins with a period, at most a year before the term."""
    if not _is_sound(contract):
        return
    first, begins = contract.periods.contract_year_from, contract.term.from_
    if not add_months(begins, -12) < first <= begins:
        yield finding("C209", first.at, f"The first contract year begins on {first}, and the term on {begins}.",
                      f"Write a day after {add_months(begins, -12)} and not after {begins}.", begins.at)  # fmt: skip
    elif first not in {add_months(begins, -months) for months in range(0, 12, _MONTHS[contract.periods.every])}:
        yield finding("C222", first.at, f"A contract year that begins on {first} cuts a period in two.",
                      f"Begin it with a period, such as {begins}.", begins.at)  # fmt: skip


def whole_periods(contract: Contract) -> Iterator[Finding]:
    """The term ends with a period, and a version comes into force with one."""
    if not _is_sound(contract):
        return
    periods = contract.schedule.periods()
    last = periods[-1]
    if contract.term.to != last.last_day:
        yield finding("C222", contract.term.to.at, f"The term ends on {contract.term.to}, within the period {last}.",
                      f"Parts of a period are not settled: write {_choices(last)}.")  # fmt: skip
    cut = next((p for p in periods if p.start < contract.effective < p.end), None)
    if cut is not None and contract.effective <= contract.term.to:
        yield finding("C222", contract.effective.at, f"The version comes into force on {contract.effective}, within the period "
                      f"{cut}.", f"Amendments within a period are not settled yet: write {cut.start} or {cut.end}.")  # fmt: skip


def _choices(period: Period) -> str:
    before: date = period.start - timedelta(days=1)
    return f"{before} or {period.last_day}"


def _is_sound(contract: Contract) -> bool:
    """Whether periods can be counted at all; what keeps them from it is told by other checks."""
    term, day = contract.term, contract.periods.starting_day
    return term.from_ <= term.to and 1 <= day <= 28 and term.from_.day == day
