"""Hours of the day in rows: which minutes a row is about, and zeros for hours in which nothing was measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, finding
from slacontract.model.clocks import CLOCK
from slacontract.model.measures import Cell, Figure
from slacontract.parse.tables import Kind, SourceCell, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacontract.model.clocks import Clocks
    from slacontract.model.measures import Member

HOUR: Final = "hour"
INTERVAL: Final = "interval"
_FORMS: Final = {HOUR: "the hour that begins, from 0 to 23", INTERVAL: "begin and end within a day, such as 22:00-22:30"}
_END_OF_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a day that a row is about, from ``start`` to before ``end``."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}"


def read_minutes(cell: SourceCell, form: str) -> Minutes | Finding:
    """Read an hour or an interval of a day."""
    text = cell.text.strip()
    if cell.kind not in {Kind.FORMULA, Kind.ERROR, Kind.TRUTH, Kind.DATE}:
        if form == HOUR and re.fullmatch("[01]?[0-9]|2[0-3]", text):
            return Minutes(int(text) * 60, int(text) * 60 + 60)
        match = re.fullmatch("([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])", text)
        if form == INTERVAL and match:
            hour, minute, until, last = map(int, match.groups())
            found = Minutes(hour * 60 + minute, (until * 60 + last) or _END_OF_DAY)
            if found.start < found.end <= _END_OF_DAY:
                return found
    return finding("M313", cell.at, f"'{shown(text)}' is no {form} of a day.", f"Write {_FORMS[form]}.")


def filled(clocks: Mapping[str, Clocks], figures: Mapping[Cell, Figure]) -> dict[Cell, Figure]:
    """The figures with zeros for all that hours can be where a member has figures of other hours in the period."""
    result = dict(figures)
    for cell, figure in figures.items():
        if cell.field in clocks and any(dimension == CLOCK for dimension, _ in cell.member):
            for name in clocks[cell.field].names:
                other = Cell(cell.period, with_clock(cell.member, name), cell.field)
                result.setdefault(other, Figure(figure.value * 0, figure.at))
    return dict(sorted(result.items()))


def with_clock(member: Member, name: str) -> Member:
    """A member with what its hours are; dimensions in order of name, days and contacts last as they were."""
    others = [(dimension, value) for dimension, value in member if dimension != CLOCK]
    place = next((n for n, (dimension, _) in enumerate(others) if dimension > CLOCK), len(others))
    return (*others[:place], (CLOCK, name), *others[place:])
