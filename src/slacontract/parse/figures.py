"""One cell to one exact figure, in the unit of its field; what has two readings is refused with both readings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import in_parts
from slacontract.parse.instants import INSTANTS, read_instant
from slacontract.parse.number_formats import shows
from slacontract.parse.tables import Kind, SourceCell, shown
from slacontract.parse.written_numbers import read_written
from slacontract.quantities.numbers import TextFault, as_decimal
from slacontract.quantities.units import DURATIONS, Unit

if TYPE_CHECKING:
    from slacontract.model.feed import Numbers

_MINUTE, _HOUR = mpq(60), mpq(3600)
SCALES: Final = {
    (Unit.SECONDS, "seconds"): mpq(1),
    (Unit.SECONDS, "minutes"): _MINUTE,
    (Unit.SECONDS, "hours"): _HOUR,
    (Unit.MINUTES, "seconds"): 1 / _MINUTE,
    (Unit.MINUTES, "minutes"): mpq(1),
    (Unit.MINUTES, "hours"): _MINUTE,
    (Unit.HOURS, "seconds"): 1 / _HOUR,
    (Unit.HOURS, "minutes"): 1 / _MINUTE,
    (Unit.HOURS, "hours"): mpq(1),
    (Unit.RATIO, "percent"): mpq(1, 100),
    (Unit.RATIO, "ratio"): mpq(1),
    **{(unit, "number"): mpq(1) for unit in (Unit.COUNT, Unit.NUMBER, Unit.MONEY, Unit.RATE, Unit.POINTS, Unit.FTE)},
}
"""What one of the number is worth in the field's unit, by the word that a feed declares under ``units``."""

_NOT_NEGATIVE = frozenset({Unit.COUNT, Unit.POINTS, Unit.FTE, Unit.RATIO, *DURATIONS})
_NOT_MEASURED = frozenset(
    {"", "na", "n/a", "n.a.", "nd", "n/d", "s/d", "null", "none", "-", "--", "\u2013", "\u2014", ".", "..", "?"}
)
NOT_MEASURED: Final = "not measured"
"""What `slacontract measure` writes where records count and do not say with what; it says what it means, so all may write it."""
_DURATION = re.compile(r"([^ ]+) ?(s|min|h)")
_CLOCKS: Final = {"s": "seconds", "min": "minutes", "h": "hours"}
_BINARY = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,20})?")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of one field are read: its unit, what the feed says of it, and the marks for 'not measured'."""

    field: str
    unit: Unit
    declared: str | None = None
    numbers: Numbers | None = None
    missing: frozenset[str] = frozenset()
    timezone: str = "UTC"


def read_figure(cell: SourceCell, reading: Reading) -> mpq | None:
    """Return the figure, or None where the cell holds a declared mark for 'not measured'.

    Raises:
        TextFault: with the code, the fault and the remedy, when the cell holds no figure that is beyond doubt.
    """
    text = "" if cell.kind is Kind.BLANK else cell.text.strip(" ")
    if (text in reading.missing or text == NOT_MEASURED) and cell.kind is not Kind.FORMULA:
        return None
    if reading.unit in INSTANTS:
        return read_instant(cell, reading.field, reading.unit, reading.timezone)
    _refuse_blank(cell, text)
    duration = _with_unit(text, reading) if cell.kind in {Kind.WRITTEN, Kind.TEXT} else None
    if duration is not None:
        return duration
    _refuse_type(cell, reading)
    number, percent = _from_workbook(cell, text) if cell.kind is Kind.NUMBER else _from_text(text, reading)
    value = number * _scale(text, reading, percent=percent, binary=cell.kind is Kind.NUMBER)
    _refuse_impossible(value, text, reading)
    return value


def _refuse_blank(cell: SourceCell, text: str) -> None:
    if cell.kind is Kind.ERROR or text.startswith("#"):
        raise TextFault(
            "M304",
            f"The cell holds the error {shown(text)}, not a figure.",
            "Mend its formula and paste the value; if it was not measured, list the error under 'missing' in feed.yaml.",
        )
    if text.lower() in _NOT_MEASURED and cell.kind is not Kind.FORMULA:
        seen = f"'{shown(text)}'" if text else "blank"
        raise TextFault(
            "M304",
            f"The cell is {seen}: a missing figure is not zero.",
            f"Write the figure; if it was not measured, list '{shown(text)}' under 'missing' in feed.yaml.",
        )


def _refuse_type(cell: SourceCell, reading: Reading) -> None:
    if cell.kind is Kind.FORMULA:
        raise TextFault(
            "M310",
            f"The cell is a formula ({shown(cell.text)}), whose value is computed elsewhere or was never computed.",
            "Paste values over the formulas, or write 'formulas: accept_cached' in feed.yaml and save "
            "the file from the program that computes them.",
        )
    if cell.kind in {Kind.NUMBER, Kind.WRITTEN}:
        return
    remedy = f"Write a number for '{reading.field}'."
    if cell.kind is Kind.TEXT:
        remedy = "Turn the text into a number in the workbook (in Excel: Data, Text to Columns, Finish)."
    elif cell.kind is Kind.DATE and reading.unit in DURATIONS:
        remedy = f"Give the cell a number format and write the duration in {reading.unit.value}."
    raise TextFault("M309", f"'{shown(cell.text)}' is a cell of type {cell.kind.value}, not a number.", remedy)


def _from_workbook(cell: SourceCell, text: str) -> tuple[mpq, bool]:
    if not _BINARY.fullmatch(text):
        raise TextFault(
            "M305",
            f"{shown(text)} is outside of what is computed exactly.",
            "Use at most 12 digits before the point and 20 after; what a subtraction leaves behind (5E-17) is 0.",
        )
    value = mpq(text)
    seen = shows(cell.number_format, value)
    if seen == "other":
        raise TextFault(
            "M312",
            f"The cell holds {text} and shows another text by its format {shown(cell.number_format)}.",
            "Give the cell the format General, 0.00 or 0.00%, and check the figure.",
        )
    return value, seen == "percent"


def _with_unit(text: str, reading: Reading) -> mpq | None:
    """A duration that says its unit, such as ``5400 s`` where hours are counted; None for any other text."""
    told = _DURATION.fullmatch(text) if reading.unit in DURATIONS else None
    if told is None:
        return None
    value = read_written(told[1], reading.numbers) * SCALES[reading.unit, _CLOCKS[told[2]]]
    _refuse_impossible(value, text, reading)
    return value


def _from_text(text: str, reading: Reading) -> tuple[mpq, bool]:
    percent = text.endswith("%")
    return read_written(text.removesuffix("%").rstrip(" "), reading.numbers, percent=percent), percent


def _scale(text: str, reading: Reading, *, percent: bool, binary: bool) -> mpq:
    """What the written number is worth: a percentage says so in its cell or in the feed, never by its size."""
    if percent and reading.unit is not Unit.RATIO:
        raise TextFault(
            "M308",
            f"'{shown(text)}' is shown as a percentage, and '{reading.field}' counts "
            f"{NAMES.get(reading.unit, reading.unit.value)}.",
            "Write the bare number.",
        )
    if percent and binary:
        return mpq(1)  # a spreadsheet holds 0.862 and shows 86.2%
    if percent and reading.declared == "ratio":
        raise TextFault(
            "M308",
            f"'{shown(text)}' is a percentage, and the feed says that '{reading.field}' is a ratio.",
            f"Write 'units: {{{reading.field}: percent}}' in feed.yaml, or write the ratio.",
        )
    if percent:
        return mpq(1, 100)
    if reading.declared is None:
        return _undeclared(text, reading)
    return SCALES[reading.unit, reading.declared]


def _undeclared(text: str, reading: Reading) -> mpq:
    if reading.unit is Unit.RATIO:
        number = mpq(text) if _BINARY.fullmatch(text) else None
        readings = f" It is {text}% or {as_decimal(number * 100)}%." if number is not None else ""
        raise TextFault(
            "M308",
            f"'{shown(text)}' says neither per cent nor ratio.{readings}",
            f"Write 86.2%, or write 'units: {{{reading.field}: percent}}' (or ratio) in feed.yaml.",
        )
    return mpq(1)


def _refuse_impossible(value: mpq, text: str, reading: Reading) -> None:
    name = reading.field
    if value < 0 and reading.unit in _NOT_NEGATIVE:
        raise TextFault(
            "M315",
            f"'{name}' is {shown(text)}, and it cannot be negative.",
            "Write the figure that was measured; a correction belongs in a corrected file.",
        )
    if reading.unit is Unit.RATIO and value > 1:
        raise TextFault(
            "M315",
            f"'{name}' is {as_decimal(value * 100)}%, and it lies between 0% and 100%.",
            f"Check the figure, and 'units: {{{name}: ...}}' in feed.yaml.",
        )
    if reading.unit is Unit.COUNT and value.denominator != 1 and not in_parts(name):
        raise TextFault(
            "M315",
            f"'{name}' is {shown(text)}, and it counts whole things.",
            "Write a whole number, and check 'numbers:' in feed.yaml if the point divides thousands. What has decimals says "
            "in its name what it is: energy_kwh, waste_t, seats_qty, fuel_price, uptime_pct, case_mix_index (a plain number).",
        )


NAMES = {Unit.COUNT: "whole things", Unit.FTE: "full-time equivalents", Unit.NUMBER: "a plain number"}
