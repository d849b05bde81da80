"""C208, C209, C222 and C233: a time zone that exists, dates in order, periods that can be counted, what is said of parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from slacontract.findings import Finding, finding, nearest
from slacontract.model.contract import Contract
from slacontract.quantities.periods import WEEKDAYS, WEEKS, Period, add_months

_PARTS: Final = "'part_periods: {fees: …, other_figures: in_full}' with fees by_days, by_working_days, by_30ths or in_full"


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


def starting_day_fits(contract: Contract) -> Iterator[Finding]:
    """Weeks begin on a weekday, and months on a day of the month."""
    periods = contract.periods
    in_weeks, day = periods.every in WEEKS, periods.starting_day
    at = periods.place_of("starting_day")
    if in_weeks and not day.weekday:
        yield finding("C233", at, f"Periods of weeks begin on a weekday, and not on day {int(day)}.",
                      f"Write one of {', '.join(WEEKDAYS)}.", periods.place_of("every"))  # fmt: skip
    elif day.weekday and not in_weeks:
        yield finding("C233", at, f"A {periods.every.value} begins on a day of the month, and not on a {WEEKDAYS[day]}.",
                      "Write a day from 1 to 31.", periods.place_of("every"))  # fmt: skip


def contract_year(contract: Contract) -> Iterator[Finding]:
    """The first contract year begins at most a year before the term, and years cut no period in two."""
    if not is_sound(contract):
        return
    first, begins = contract.periods.contract_year_from, contract.term.from_
    if not add_months(begins, -12) < first <= begins:
        yield finding("C209", first.at, f"The first contract year begins on {first}, and the term on {begins}.",
                      f"Write a day after {add_months(begins, -12)} and not after {begins}.", begins.at)  # fmt: skip
        return
    schedule = contract.schedule
    years = [add_months(first, 12 * number) for number in range(1, 101)]
    cut = next((day for day in years if begins < day <= contract.term.to and not schedule.begins(day)), None)
    if cut is not None and contract.periods.straddling is None:
        yield finding("C222", first.at, f"A contract year that begins on {cut} cuts the period {_holding(contract, cut)} in two.",
                      "Begin it with a period; or say by 'straddling:' to which year such a period belongs: first_day, last_day, "
                      "most_days.")  # fmt: skip


def parts_said(contract: Contract) -> Iterator[Finding]:
    """Where the term cuts a period, it is said what becomes of figures that are for a whole one."""
    if not countable(contract) or contract.periods.part_periods is not None:
        return
    periods = contract.schedule.periods()
    first, last = periods[0], periods[-1]
    said = f"say under periods what becomes of a part: {_PARTS}"
    if first.is_part and first.whole and first.start != first.whole[0]:
        yield finding("C222", contract.term.from_.at, f"The term begins on {first.start}, within the period {first} that begins "
                      f"on {first.whole[0]}.", f"Write {first.whole[0]} or {first.whole[1]}; or {said}.",
                      contract.periods.place_of("starting_day"))  # fmt: skip
    elif last.is_part and last.whole and last.end != last.whole[1]:
        ends, before = last.whole[1] - timedelta(days=1), last.whole[0] - timedelta(days=1)
        yield finding("C222", contract.term.to.at, f"The term ends on {last.last_day}, within the period {last}.",
                      f"Write {before} or {ends}; or {said}.")  # fmt: skip


def amendment_said(contract: Contract) -> Iterator[Finding]:
    """Where a version comes into force within a period, it is said what becomes of figures that are for a whole one."""
    if not countable(contract) or contract.periods.part_periods is not None or contract.version == 1:
        return
    cut = _cut_by(contract)
    if cut is not None:
        yield finding("C222", contract.effective.at, f"The version comes into force on {contract.effective}, within the period "
                      f"{cut}.", f"Write {cut.start} or {cut.end}; or say under periods what becomes of the parts, "
                      f"{_PARTS}, and give the measures by day.")  # fmt: skip


def _cut_by(contract: Contract) -> Period | None:
    return next((p for p in contract.schedule.periods() if p.start < contract.effective < p.end), None)


def _holding(contract: Contract, day: object) -> str:
    schedule = contract.schedule
    return next((p.id for p in schedule.periods() if p.start <= day < p.end), str(day))  # type: ignore[operator]


def countable(contract: Contract) -> bool:
    """Whether the contract has periods; what keeps it from that is told by other checks."""
    return is_sound(contract) and contract.periods.contract_year_from <= contract.term.from_


def is_sound(contract: Contract) -> bool:
    """Whether the term has days and its periods a beginning."""
    term, periods = contract.term, contract.periods
    fits = periods.starting_day.weekday == (periods.every in WEEKS)
    known = periods.starting_day.weekday or 1 <= periods.starting_day <= 31
    return term.from_ <= term.to and fits and bool(known)
