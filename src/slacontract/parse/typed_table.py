"""Typed values to a table: frames and Parquet hand over numbers, dates and truths rather than their texts."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from slacontract.findings import Position
from slacontract.parse.excel_table import number_text
from slacontract.parse.tables import Kind, SourceCell, SourceTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MISSING = {"NAType", "NaTType"}


def table_of(columns: Sequence[str], values: Iterable[Sequence[Any]], name: str) -> SourceTable:
    """Typed rows as a table; a place is the column and the number of its row, from 0."""
    header = tuple(SourceCell(column, Position(name, 0, place, column)) for place, column in enumerate(columns, 1))
    rows = tuple(
        tuple(
            _cell(value, Position(name, number + 1, place, f"{column}[{number}]"))
            for place, (column, value) in enumerate(zip(columns, row, strict=True), 1)
        )
        for number, row in enumerate(values)
    )
    return SourceTable(name, header, rows)


def _cell(value: Any, at: Position) -> SourceCell:
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()  # a numpy scalar in a column of objects
    if _missing(value):
        return SourceCell("", at, Kind.BLANK)
    if isinstance(value, bool):
        return SourceCell(str(value).upper(), at, Kind.TRUTH)
    if isinstance(value, date):
        return SourceCell(_day(value), at, Kind.DATE)
    if isinstance(value, (int, float, Decimal)):
        return SourceCell(_digits(value), at, Kind.NUMBER)
    return SourceCell(str(value), at, Kind.WRITTEN)


def _digits(value: float | Decimal) -> str:
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, int) and value.bit_length() < 100:
        return str(value)  # exactly: only floats have a last digit that is noise
    return number_text(value)


def _missing(value: Any) -> bool:
    """What pandas calls missing: None, NaN, NaT and NA, the last of which is not even equal to itself."""
    return value is None or type(value).__name__ in _MISSING or (isinstance(value, float) and math.isnan(value))


def _day(value: date) -> str:
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == datetime.min.time():
        return value.date().isoformat()
    return value.isoformat()


def _plain(value: Decimal) -> str:
    """All digits of a Decimal; those with giant exponents stay as they are and are refused as numbers."""
    exponent = value.as_tuple().exponent
    small = isinstance(exponent, int) and -40 < exponent < 40
    return format(value, "f") if small else str(value)
