"""A pandas data frame to measures, on the same way as a file: for those who use the library from Python."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, finding, in_reading_order
from slacontract.model.feed import Feed
from slacontract.model.measures import Measures, Source, Wanted
from slacontract.parse.measures import measures_of
from slacontract.parse.tables import SourceTable, header_faults
from slacontract.parse.typed_table import table_of

if TYPE_CHECKING:
    import pandas as pd

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
    return table_of([str(column) for column in frame.columns], frame.itertuples(index=False, name=None), name)


def _digest(table: SourceTable) -> str:
    """The SHA-256 of the cells as text, since a frame has no bytes of its own."""
    rows = [table.header, *(row for row in table.rows if not isinstance(row, Finding))]
    return hashlib.sha256(json.dumps([[[c.kind.value, c.text] for c in row] for row in rows]).encode()).hexdigest()
