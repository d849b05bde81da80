"""Days and times as figures: when a report was due and when it came, when a ticket was opened and when it was resolved."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gmpy2 import mpq

from slacontract.parse.tables import Kind, shown
from slacontract.quantities.numbers import TextFault
from slacontract.quantities.periods import read_date, serial
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.parse.tables import SourceCell

INSTANTS: Final = frozenset({Unit.DATE, Unit.MOMENT})
"""Units of figures that say when; they are never added up."""
_TIME: Final = re.compile(r"([0-9-]{10})[ T]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?(Z|[+-][01][0-9]:[0-5][0-9])?")


def read_instant(cell: SourceCell, name: str, unit: Unit, zone: str) -> mpq | None:
    """Return the day as spreadsheets number it, or the time in seconds since 1970; None for a blank cell: it has not been yet.

    Times without an offset are those of the contract's time zone.

    Raises:
        TextFault: when the cell holds neither.
    """
    text = "" if cell.kind is Kind.BLANK else cell.text.strip(" ")
    if not text:
        return None
    if cell.kind in {Kind.FORMULA, Kind.ERROR, Kind.TRUTH, Kind.NUMBER}:
        what = f"'{shown(text)}' is a cell of type {cell.kind.value}, not a {'day' if unit is Unit.DATE else 'time'}."
        raise TextFault("M309", what, f"Give the cell a date format, or write it as text: {_EXAMPLES[unit]}.")
    found = _day(text) if unit is Unit.DATE else _moment(text, zone)
    if found is None:
        raise TextFault("M313", f"'{name}' is '{shown(text)}'.", f"Write it as {_EXAMPLES[unit]}.")
    return found


_EXAMPLES: Final = {Unit.DATE: "2026-05-31", Unit.MOMENT: "2026-05-31 14:20"}


def _day(text: str) -> mpq | None:
    day = read_date(text)
    return None if day is None else mpq(serial(day))


def _moment(text: str, zone: str) -> mpq | None:
    match = _TIME.fullmatch(text if len(text) > 10 else f"{text} 00:00")
    day = read_date(match[1]) if match else None
    if match is None or day is None:
        return None
    local = datetime.combine(day, time(int(match[2]), int(match[3]), int(match[4] or 0)))
    if match[5]:
        return mpq(_seconds(datetime.fromisoformat(local.isoformat() + match[5])))
    known = _zone(zone)
    first, second = (local.replace(tzinfo=known, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        what = f"The clocks of {zone} are changed at {shown(text)}: that time comes twice, or not at all."
        offset = f"{first.strftime('%z')[:3]}:{first.strftime('%z')[3:]}"
        raise TextFault("M314", what, f"Write its offset too, such as {text}{offset}.")
    return mpq(_seconds(first))


def _seconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))) // timedelta(seconds=1)


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
