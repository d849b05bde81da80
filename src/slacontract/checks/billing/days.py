"""C202, C208, C211 and C233: working-day calendars, and fees that are for days or for a part of a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias

from slacontract.codes import Severity
from slacontract.findings import Finding, Position, finding, nearest
from slacontract.model.billing.models import FixedFee, PerDay
from slacontract.model.calendars import WorkingCalendar
from slacontract.model.contract import Contract
from slacontract.model.periods import PartPeriods
from slacontract.model.register import Claims
from slacontract.model.texts import Word
from slacontract.quantities.periods import Every

_PRINTED: Final = 400
"""So many holidays are printed for a contract to take over: those of some twenty years."""


def fees_said(contract: Contract) -> Iterator[Finding]:
    """What is counted in working days names its calendar, and what is divided says whether the amount of a day is rounded."""
    for name, line in contract.billing.items():
        if isinstance(line, FixedFee):
            yield from _calendar_said(contract, f"'{name}'", line, working=line.prorated == "by_working_days")
            yield from _months_of_30(contract, line)
        elif isinstance(line, PerDay):
            yield from _calendar_said(contract, f"'{name}'", line, working=line.days == "working")
            yield from _daily(name, line)
    if contract.claims is not None:
        yield from _calendar_said(contract, "'claims'", contract.claims, working=contract.claims.within.of == "working days")
    parts = contract.periods.part_periods
    if parts is not None:
        yield from _calendar_said(contract, "'part_periods'", parts, working=parts.fees == "by_working_days")
        yield from _months_of_30(contract, parts)


_Counting: TypeAlias = FixedFee | PerDay | PartPeriods | Claims


def _calendar_said(contract: Contract, who: str, noun: _Counting, *, working: bool) -> Iterator[Finding]:
    name = noun.calendar
    if name is None:
        if working:
            yield finding("C202", noun.place, f"{who} counts working days, and it is not said of which calendar.",
                          "Add 'calendar:' with the name of one that stands under 'calendars:'.")  # fmt: skip
    elif not working:
        yield finding("C233", name.at, f"{who} names a calendar, and counts no working days.", "Delete 'calendar'.")
    elif name not in contract.calendars:
        hint = nearest(name, map(str, contract.calendars)) if contract.calendars else "Declare it under 'calendars:'."
        yield finding("C211", name.at, f"There is no calendar '{name}'.", hint)


def _months_of_30(contract: Contract, noun: FixedFee | PartPeriods) -> Iterator[Finding]:
    key = "fees" if isinstance(noun, PartPeriods) else "prorated"
    if getattr(noun, key) == "by_30ths" and contract.periods.every is not Every.MONTH:
        yield finding("C233", noun.place_of(key), f"Thirtieths are parts of a month, and a period is a "
                      f"{contract.periods.every.value.replace('_', ' ')}.", "Write by_days.",
                      contract.periods.place_of("every"))  # fmt: skip


def _daily(name: Word, line: PerDay) -> Iterator[Finding]:
    if line.amount_for == "day":
        if line.daily_amount is not None:
            yield finding("C233", line.place_of("daily_amount"), f"The amount of '{name}' is for a day already.",
                          "Delete 'daily_amount'.", line.place_of("amount_for"))  # fmt: skip
    elif line.daily_amount is None:
        yield finding("C202", line.place, f"'{name}' divides its amount by days, and it is not said whether a day's is rounded.",
                      "Add 'daily_amount:'. Choices: exact, rounded (to the coin, before it is multiplied).",
                      line.place_of("amount_for"))  # fmt: skip
    if line.days == "working" and line.amount_for.endswith("_days"):
        yield finding("C233", line.place_of("amount_for"), f"'{name}' divides by {line.amount_for.replace('_', ' ')} of the "
                      "calendar and multiplies by working days.",
                      "Write 'amount_for: day', 'period' or 'contract_year', or 'days: calendar'.",
                      line.place_of("days"))  # fmt: skip


def calendars_said(contract: Contract) -> Iterator[Finding]:
    """A calendar lists its holidays: what a library knows is printed, compared, and never paid by."""
    for name, calendar in contract.calendars.items():
        known = _public(calendar, contract)
        if isinstance(known, Finding):
            yield known
            known = {}
        if calendar.subdivision is not None and calendar.country is None:
            yield finding("C233", calendar.subdivision.at, f"'{name}' has a subdivision of no country.", "Add 'country:'.")
        if calendar.holidays is None:
            yield finding("C202", calendar.place, f"'{name}' does not list its holidays.", _list_of(known))
            continue
        yield from _twice(name, calendar)
        missing = [day for day in known if calendar.works(day) and day not in calendar.work_on]
        if missing:
            told = ", ".join(f"{day} ({known[day]})" for day in missing[:5])
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            found = finding("C233", calendar.place_of("holidays"), f"'{name}' counts public holidays as working days: {told}"
                            f"{more}.",
                            "Add them to 'holidays', or to 'work_on' where they are worked.")  # fmt: skip
            yield replace(found, severity=Severity.WARNING)


def _twice(name: Word, calendar: WorkingCalendar) -> Iterator[Finding]:
    first: dict[date, Position] = {}
    for day in (*(calendar.holidays or ()), *calendar.work_on):
        if day in first:
            yield finding("C233", day.at, f"'{name}' lists {day} twice.", "Keep one: it is a holiday, or it is worked.",
                          first[day])  # fmt: skip
        first.setdefault(day, day.at)


def _list_of(known: Mapping[date, str]) -> str:
    if not known or len(known) > _PRINTED:
        return "Add 'holidays:' with every day of the term that is none; [] where there are no holidays."
    return f"Add the public ones and those of the place: holidays: [{', '.join(map(str, known))}]."


def _public(calendar: WorkingCalendar, contract: Contract) -> Mapping[date, str] | Finding:
    """The public holidays of the term that the library knows; nothing where no country is named."""
    if calendar.country is None:
        return {}
    import holidays  # noqa: PLC0415  # 90 ms that only contracts with a country pay for

    supported = holidays.list_supported_countries()
    if calendar.country not in supported:
        return finding("C208", calendar.country.at, f"'{calendar.country}' is no country whose holidays are known.",
                       nearest(calendar.country.upper(), supported) if len(calendar.country) > 3 else
                       "Write its ISO 3166 code, such as ES; or delete it and list the holidays.")  # fmt: skip
    part = calendar.subdivision
    if part is not None and part not in supported[calendar.country]:
        return finding("C208", part.at, f"'{part}' is no part of {calendar.country} whose holidays are known.",
                       f"Allowed: {', '.join(supported[calendar.country])}.")  # fmt: skip
    first, last = contract.term.from_, contract.term.to
    if last < first:
        return {}
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays(str(calendar.country), subdiv=str(part) if part else None, years=years)
    return {day: name for day, name in sorted(known.items()) if first <= day <= last}
