"""A pandas data frame to measures, on the same way as a file: for those who use the library from Python."""

from __future__ import annotations

import hashlib
import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from slacontract.findings import Finding, Position, finding, in_reading_order
from slacontract.model.feed import Feed
from slacontract.model.measures import Measures, Source, Wanted
from slacontract.parse.excel_table import number_text
from slacontract.parse.measures import measures_of
from slacontract.parse.tables import Kind, SourceCell, SourceTable, header_faults

if TYPE_CHECKING:
    import pandas as pd

_MISSING = {"NAType", "NaTType"}
_SHORT_FLOATS = {"float16", "float32", "Float32"}


def measures_from_frame(
    frame: pd.DataFrame, wanted: Wanted, *, feed: Feed | None = None, name: str = "frame"
) -> tuple[Measures, list[Finding]]:
    """Read measures from a data frame whose columns are those of a measures file.

    Whole numbers, texts and Decimals count exactly, floats by their 15 sure digits. A place is ``frame!offered[3]``:
    the column, and the row from 0 as in ``iloc``.
    """
    findings = _short_floats(frame, name)
    table = _table(frame, name)
    findings += header_faults(table.header) if table.header else [_empty(name)]
    if findings:
        return Measures({}), findings
    measures, findings = measures_of([(table, feed or Feed())], wanted, (Source(name, _digest(table)),))
    return measures, in_reading_order(findings)


def _empty(name: str) -> Finding:
    return finding("M307", Position(name), "The frame has no columns.", "Name a column 'period' or 'date', and the fields.")


def _short_floats(frame: pd.DataFrame, name: str) -> list[Finding]:
    """32 bits hold 0.1 as 0.100000001: nobody can tell afterwards which figure was meant."""
    return [
        finding(
            "M309",
            Position(name, cell=str(column)),
            f"The column '{column}' holds {kind} floats, which keep 7 digits.",
            "Read the figures as text, Decimal or float64 from their source.",
        )
        for column, kind in zip(frame.columns, frame.dtypes, strict=True)
        if str(kind) in _SHORT_FLOATS
    ]


def _table(frame: pd.DataFrame, name: str) -> SourceTable:
    columns = [str(column) for column in frame.columns]
    header = tuple(SourceCell(column, Position(name, 0, place, column)) for place, column in enumerate(columns, 1))
    rows = tuple(
        tuple(
            _cell(value, Position(name, number + 1, place, f"{column}[{number}]"))
            for place, (column, value) in enumerate(zip(columns, row, strict=True), 1)
        )
        for number, row in enumerate(frame.itertuples(index=False, name=None))
    )
    return SourceTable(name, header, rows)


def _digest(table: SourceTable) -> str:
    """The SHA-256 of the cells as text, since a frame has no bytes of its own."""
    rows = [table.header, *(row for row in table.rows if not isinstance(row, Finding))]
    return hashlib.sha256(json.dumps([[[c.kind.value, c.text] for c in row] for row in rows]).encode()).hexdigest()


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
