"""When a row belongs: a period's name, or a day, which belongs to the period that holds it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, finding
from slacontract.parse.tables import Kind, SourceCell, shown
from slacontract.quantities.periods import Period, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PERIOD_NAME: Final = "period name"
"""The format of a column ``period`` without a feed: names as the contract's calendar gives them."""

DAY_FORMATS: Final = frozenset({"YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "excel date"})
_ISO_FORMATS = frozenset({"YYYY-MM-DD", "excel date"})
_SURE_FROM = date(1900, 3, 1)  # before it spreadsheets count a 29 February 1900 that never was

_MONTHS = {
    word: number
    for number, words in enumerate(
        ("jan ene", "feb", "mar", "apr abr", "may", "jun", "jul", "aug ago", "sep sept", "oct", "nov", "dec dic"), 1
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The period a row belongs to, and the day of it when the row is daily."""

    period: str
    day: date | None


_DELETE_TOTALS = "Delete the row: totals and averages are computed, and would count twice."


class Calendar:
    """The periods of the term, found by name and by day."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self.periods = tuple(sorted(periods))
        self.names = {p.id: p for p in self.periods}
        self.starts = [p.start for p in self.periods]
        self.parts: dict[str, list[Period]] = {}
        for period in self.periods:
            if period.is_cut:
                self.parts.setdefault(period.id[:-1], []).append(period)

    def holding(self, day: date) -> Period | None:
        """The period that holds the day, if one does."""
        index = bisect_right(self.starts, day) - 1
        return self.periods[index] if index >= 0 and day < self.periods[index].end else None

    @property
    def span(self) -> str:
        """The term as messages name it."""
        if not self.periods:
            return "it has no periods"
        first, last = self.periods[0], self.periods[-1]
        return f"its periods are {first.id} to {last.id}, days {first.start} to {last.last_day}"


def read_moment(cell: SourceCell, form: str, calendar: Calendar) -> Moment | Finding:
    """Read the period or day that a cell names, in the declared form and no other."""
    if cell.blank:
        return finding("M313", cell.at, "The row does not say when.", f"Write it as {_example(form)}.")
    if cell.kind in {Kind.TRUTH, Kind.ERROR, Kind.FORMULA}:
        code = "M310" if cell.kind is Kind.FORMULA else "M309"
        return finding(
            code,
            cell.at,
            f"'{shown(cell.text)}' is no period but a cell of type {cell.kind.value}.",
            f"Write {_example(form)} as a value.",
        )
    return _day(cell, form, calendar) if form in DAY_FORMATS else _period(cell, form, calendar)


def _period(cell: SourceCell, form: str, calendar: Calendar) -> Moment | Finding:
    if cell.kind is Kind.DATE:
        return finding(
            "M314",
            cell.at,
            f"The cell holds the date {cell.text}, and a period is named by a text.",
            "If it stands for the period that holds that day, write 'format: excel date' under 'period' in "
            f"feed.yaml; otherwise write {_example(form)} as text.",
        )
    text = cell.text.strip(" ")
    name = _NAMES_OF[form](text)
    if name is None:
        return finding(
            "M313",
            cell.at,
            f"'{shown(text)}' is not {'the name of a period' if form == PERIOD_NAME else f'a period written as {form}'}.",
            _DELETE_TOTALS
            if text.lower().startswith(("total", "sum", "media", "average"))
            else f"Write {_example(form)}, or say under 'period' in feed.yaml how the column is written.",
        )
    if parts := calendar.parts.get(name):
        names = " and ".join(part.id for part in parts)
        return finding(
            "M313",
            cell.at,
            f"An amendment cuts {name} on {' and '.join(str(part.start) for part in parts[1:])}, and the row does not say which "
            "figures belong to which part.",
            f"Give the figures by day, in a column 'date'; or a row for each part, named {names}.",
        )
    if name not in calendar.names:
        return finding(
            "M313",
            cell.at,
            f"'{shown(name)}' is no period of the contract: {calendar.span}.",
            _between(name, calendar),
        )
    return Moment(name, None)


def _between(name: str, calendar: Calendar) -> str:
    """What to write for a name that lies between those of two periods: weeks of four are not named by every week."""
    names = [period.id for period in calendar.periods]
    place = bisect_right(names, name)
    if 0 < place < len(names) and re.sub("[0-9]", "0", name) == re.sub("[0-9]", "0", names[0]):
        return f"Before it is {names[place - 1]}, after it {names[place]}: correct the period, or leave the row out."
    return "Correct the period, or leave the row out."


def _day(cell: SourceCell, form: str, calendar: Calendar) -> Moment | Finding:
    if fault := _date_fault(cell, form):
        return fault
    day = _read_day(cell.text.strip(" "), "YYYY-MM-DD" if cell.kind is Kind.DATE else form)
    if day is None:
        return finding(
            "M313",
            cell.at,
            f"'{shown(cell.text)}' is not a day written as {form}.",
            f"Write {_example(form)}, or say under 'period' in feed.yaml how the column is written.",
        )
    period = calendar.holding(day)
    if period is None:
        return finding(
            "M313",
            cell.at,
            f"The day {day} is outside of the contract: {calendar.span}.",
            "Correct the day, or leave the row out.",
        )
    return Moment(period.id, day)


def _date_fault(cell: SourceCell, form: str) -> Finding | None:
    """Dates of workbooks are numbers; say so where they could be taken for another day."""
    if cell.kind is Kind.NUMBER and form in DAY_FORMATS:
        return finding(
            "M314",
            cell.at,
            f"{cell.text} is a number: as a date it depends on the workbook's calendar.",
            "Give the cell a date format, or write the day as text, such as 2026-05-31.",
        )
    if cell.kind is Kind.DATE and form not in _ISO_FORMATS:
        swapped = _swapped(cell.text)
        return finding(
            "M314",
            cell.at,
            f"The feed says text written as {form}, and the cell holds the date {cell.text}"
            f"{f', which was perhaps {swapped}' if swapped else ''}: programs turn such texts into dates with day "
            "and month exchanged.",
            "Write 'format: excel date' under 'period' in feed.yaml when all cells are "
            "dates, after you have compared them with their source.",
        )
    if cell.kind is Kind.DATE and form in _ISO_FORMATS:
        day = read_date(cell.text[:10])
        if day is None or day < _SURE_FROM:
            return finding(
                "M314",
                cell.at,
                f"'{shown(cell.text)}' is a date before March 1900, where calendars of "
                "spreadsheets differ by a day, or no day at all.",
                "Write the day as text: 2026-05-31.",
            )
    if cell.kind is not Kind.DATE and form == "excel date":
        return finding(
            "M313",
            cell.at,
            f"'{shown(cell.text)}' is a text, and the feed says 'excel date'.",
            "Make it a date in the workbook, or declare the format of the text.",
        )
    return None


def _swapped(text: str) -> date | None:
    return read_date(f"{text[:5]}{text[8:10]}-{text[5:7]}")


def _read_day(text: str, form: str) -> date | None:
    if form == "YYYY-MM-DD":
        return read_date(text)
    match = re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", text)
    if not match:
        return None
    day, month = (match[1], match[2]) if form == "DD/MM/YYYY" else (match[2], match[1])
    return read_date(f"{match[3]}-{month}-{day}")


def _example(form: str) -> str:
    return _EXAMPLES.get(form, "2026-05-31")


def _matching(pattern: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)
    return lambda text: text if compiled.fullmatch(text) else None


def _worded(pattern: str, century: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)

    def read(text: str) -> str | None:
        match = compiled.fullmatch(text)
        month = _MONTHS.get(match[1].lower()) if match else None
        return f"{century}{match[2]}-{month:02d}" if match and month else None

    return read


def _month_first(text: str) -> str | None:
    match = re.fullmatch(r"(0[1-9]|1[0-2])/([0-9]{4})", text)
    return f"{match[2]}-{match[1]}" if match else None


_NAMES_OF: dict[str, Callable[[str], str | None]] = {
    PERIOD_NAME: _matching(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]|H[12]|W(?:0[1-9]|[1-4][0-9]|5[0-3])))?[a-z]?"),
    "YYYY-MM": _matching(r"[0-9]{4}-(?:0[1-9]|1[0-2])"),
    "YYYY-Qn": _matching(r"[0-9]{4}-Q[1-4]"),
    "YYYY-Hn": _matching(r"[0-9]{4}-H[12]"),
    "YYYY-Www": _matching(r"[0-9]{4}-W(?:0[1-9]|[1-4][0-9]|5[0-3])"),
    "YYYY": _matching(r"[0-9]{4}"),
    "MMM-YY": _worded(r"([A-Za-z]{3,4})-([0-9]{2})", "20"),
    "MMM YYYY": _worded(r"([A-Za-z]{3,4}) ([0-9]{4})", ""),
    "MM/YYYY": _month_first,
}
_EXAMPLES = {
    PERIOD_NAME: "2026-05, 2026-W05, 2026-Q2 or 2026",
    "YYYY-MM": "2026-05",
    "YYYY-Qn": "2026-Q2",
    "YYYY-Hn": "2026-H1",
    "YYYY-Www": "2026-W05",
    "YYYY": "2026",
    "MMM-YY": "May-26",
    "MMM YYYY": "May 2026",
    "MM/YYYY": "05/2026",
    "DD/MM/YYYY": "31/05/2026",
    "MM/DD/YYYY": "05/31/2026",
}
