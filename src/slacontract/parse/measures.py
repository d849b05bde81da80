"""Files of measures to exact figures: a file becomes a table, a table entries, and all entries one set of measures."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, finding, in_reading_order, nearest
from slacontract.model.clocks import PLAIN
from slacontract.model.feed import Feed, Feeds
from slacontract.model.measures import CONTACT, Cell, Measures, Source, Wanted
from slacontract.parse.cases import numbered
from slacontract.parse.clocks import Minutes, filled, read_minutes, with_clock
from slacontract.parse.columns import NOT_BY_DAY, Columns, daily_average, find_columns
from slacontract.parse.csv_table import read_csv
from slacontract.parse.excel_table import read_excel
from slacontract.parse.feed import base_name, feed_faults, feed_for, patterns_for
from slacontract.parse.figures import Reading, read_figure
from slacontract.parse.moments import Calendar, Moment, read_moment
from slacontract.parse.parquet_table import read_parquet
from slacontract.parse.tables import Kind, Row, SourceCell, SourceTable, shown
from slacontract.parse.tally import Entry, Tally
from slacontract.quantities.numbers import TextFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gmpy2 import mpq

    from slacontract.model.measures import Member

__all__ = ["measures_of", "read_measures", "read_table"]

_TEXT_FILES = (".csv", ".tsv", ".txt")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
NO_FEED = Feed()
LONGEST_NAME = 200


def read_measures(files: Sequence[tuple[str, bytes]], feeds: Feeds | None, wanted: Wanted) -> tuple[Measures, list[Finding]]:
    """Read all files (name and bytes) of a run; the figures count only when no finding stops it.

    Neither the order of the files nor that of their rows changes a figure.
    """
    findings = feed_faults(feeds, [name for name, _ in files])
    tables, sources = [], []
    for name, data in sorted(files):
        sources.append(Source(base_name(name), hashlib.sha256(data).hexdigest()))
        if len(patterns_for(feeds, name)) > 1:
            continue  # told above: which declaration counts is not known
        feed = feed_for(feeds, name) or NO_FEED
        table, found = read_table(data, name, feed)
        findings += found
        if table is not None:
            tables.append((table, feed))
    measures, found = measures_of(tables, wanted, tuple(sources))
    return measures, in_reading_order([*findings, *found])


def read_table(data: bytes, name: str, feed: Feed) -> tuple[SourceTable | None, list[Finding]]:
    """Read one file by the ending of its name."""
    ending = f".{name.rpartition('.')[2].lower()}"
    if ending in _TEXT_FILES:
        return read_csv(data, name, feed)
    if ending in _WORKBOOKS:
        return read_excel(data, name, feed)
    if ending == ".parquet":
        return read_parquet(data, name)
    return None, [
        finding(
            "M317",
            Position(name),
            f"'{shown(base_name(name))}' is neither text, nor a workbook, nor Parquet.",
            "Hand measures over as .csv, .xlsx or .parquet.",
        )
    ]


def measures_of(
    tables: Sequence[tuple[SourceTable, Feed]], wanted: Wanted, sources: tuple[Source, ...]
) -> tuple[Measures, list[Finding]]:
    """Add up the entries of all tables, each read as its feed says."""
    tally = Tally(wanted)
    calendar = Calendar(wanted.schedule_periods)
    for table, feed in tables:
        columns, found = find_columns(table, feed, wanted)
        tally.findings += found
        if columns is not None:
            _Gatherer(columns, calendar, tally).gather(table)
    figures, numbers, found = numbered(wanted, filled(wanted.clocks, tally.figures()))
    tally.findings += found
    return Measures(figures, sources, undated=tally.undated, numbers=numbers, gaps=tally.gaps), tally.findings


class _Gatherer:
    """The walk over the rows of one table."""

    def __init__(self, columns: Columns, calendar: Calendar, tally: Tally) -> None:
        self.columns, self.calendar, self.tally = columns, calendar, tally
        self.strangers: set[str] = set()
        self.readings: dict[str, Reading | None] = {}
        self.moments: dict[tuple[str, Kind], Moment] = {}  # the same few periods stand in all rows

    def gather(self, table: SourceTable) -> None:
        """Take every row, or its finding."""
        for row in table.rows:
            if isinstance(row, Finding):
                self.tally.findings.append(row)
            else:
                self._row(row)

    def _row(self, row: Row) -> None:
        moment = self._moment(row[self.columns.when])
        member = self._member(row)
        contact, minutes = self._contact(row), self._minutes(row)
        if isinstance(moment, Finding):
            self.tally.findings.append(moment)
        for cell, reading in self._figures(row):
            value = self._value(cell, reading)
            if member is not None and contact is not None and isinstance(moment, Moment) and not isinstance(value, Finding):
                entry = Entry(Cell(moment.period, member, reading.field), moment.day, value, cell.at, contact, str(minutes or ""))
                told = member if minutes is None else self._told(entry, minutes)
                if told is not None:
                    self.tally.add(entry if told == member else replace(entry, cell=replace(entry.cell, member=told)))

    def _minutes(self, row: Row) -> Minutes | Finding | None:
        """The minutes of its day that a row is about; None where the table does not say any."""
        if self.columns.clock is None:
            return None
        form, place = self.columns.clock
        return read_minutes(row[place], form)

    def _told(self, entry: Entry, minutes: Minutes | Finding) -> Member | None:
        """The member with what its hours are; None, and a finding, where that is not known."""
        fault: Finding | None = minutes if isinstance(minutes, Finding) else None
        clocks, wanted = self.tally.apart.wanted.clocks.get(entry.cell.field), self.tally.apart.wanted
        nothing = entry.value is not None and not entry.value
        if fault is None and CONTACT in wanted.apart.get(entry.cell.field, ()) and not entry.contact:
            fault = finding("M302", entry.at, f"'{entry.cell.field}' is looked at contact by contact, and the rows are hours.",
                            "Deliver them with a column 'contact'.")  # fmt: skip
        if fault is None and clocks is not None and entry.day is not None and isinstance(minutes, Minutes) and not nothing:
            try:
                name = clocks.told(entry.day, minutes.start, minutes.end, dict(entry.cell.member))
                return with_clock(entry.cell.member, name)
            except TextFault as said:
                fault = finding(said.code, entry.at, said.what, said.remedy)
        if fault is None:
            return with_clock(entry.cell.member, PLAIN) if clocks is not None else entry.cell.member
        if fault not in self.tally.findings:
            self.tally.findings.append(fault)
        return None

    def _moment(self, cell: SourceCell) -> Moment | Finding:
        known = self.moments.get((cell.text, cell.kind))
        if known is not None:
            return known
        moment = read_moment(cell, self.columns.form, self.calendar)
        if isinstance(moment, Moment):
            self.moments[cell.text, cell.kind] = moment
        return moment

    def _member(self, row: Row) -> Member | None:
        named: list[tuple[str, str]] = []
        for dimension, place in self.columns.dimensions:
            cell = row[place]
            if fault := _member_fault(cell, dimension):
                self.tally.findings.append(fault)
            else:
                named.append((dimension, self.tally.member(dimension, cell.text, cell.at)))
        return tuple(named) if len(named) == len(self.columns.dimensions) else None

    def _contact(self, row: Row) -> str | None:
        """The id of the contact that the row is about; nothing where rows are not contacts, None where it cannot be read."""
        if self.columns.contact is None:
            return ""
        cell = row[self.columns.contact]
        if fault := _member_fault(cell, CONTACT):
            self.tally.findings.append(fault)
            return None
        return cell.text.strip()

    def _figures(self, row: Row) -> list[tuple[SourceCell, Reading]]:
        columns = self.columns
        if columns.measure is None or columns.value is None:
            return [(row[place], reading) for place, reading in columns.figures]
        named = row[columns.measure]
        name = named.text.strip()
        reading = self._reading(name)
        if reading is None:
            self._stranger(name, named)
            return []
        if columns.daily and reading.unit in NOT_BY_DAY:
            if name not in self.strangers:
                self.strangers.add(name)
                self.tally.findings.append(daily_average(reading.field, named.at))
            return []
        return [(row[columns.value], reading)]

    def _reading(self, name: str) -> Reading | None:
        if name not in self.readings:
            self.readings[name] = self.columns.reading_named(name)
        return self.readings[name]

    def _stranger(self, name: str, cell: SourceCell) -> None:
        """A measure nobody knows, told once."""
        columns = self.columns
        if columns.ignores_others or name in columns.ignored or name in self.strangers:
            return
        self.strangers.add(name)
        self.tally.findings.append(
            finding(
                "M301",
                cell.at,
                f"Nothing is known of the measure '{shown(name)}'.",
                f"{nearest(name[:100], columns.names)} Otherwise list it under 'ignore' in feed.yaml.",
            )
        )

    def _value(self, cell: SourceCell, reading: Reading) -> mpq | Finding | None:
        try:
            return read_figure(cell, reading)
        except TextFault as fault:
            at = cell.at
            if fault.offset and not at.cell:
                at = replace(at, column=at.column + fault.offset, width=fault.width or 1)
            found = finding(fault.code, at, fault.what, fault.remedy)
            self.tally.findings.append(found)
            return found


def _member_fault(cell: SourceCell, dimension: str) -> Finding | None:
    if cell.blank:
        return finding(
            "M304",
            cell.at,
            f"The row does not say which {dimension} it is.",
            "Write its name; a total of all does not belong between its parts.",
        )
    if len(cell.text) > LONGEST_NAME:
        what = f"The name of the {dimension} has {len(cell.text):,} characters; at most {LONGEST_NAME} are a name."
        return finding("M320", cell.at, what, "Look whether two columns or rows ran together, and write its name.")
    if cell.kind is Kind.FORMULA:
        return finding("M310", cell.at, f"The name of the {dimension} is a formula.", "Paste values over the formulas.")
    if cell.kind in {Kind.DATE, Kind.TRUTH, Kind.ERROR}:
        return finding(
            "M309",
            cell.at,
            f"The name of the {dimension} is a cell of type {cell.kind.value}.",
            "Write the name as text.",
        )
    if cell.kind is Kind.NUMBER and cell.number_format not in {"General", "0", "@"}:
        return finding(
            "M312",
            cell.at,
            f"The {dimension} {shown(cell.text)} is shown by the format {shown(cell.number_format)}.",
            "Write the name as text, such as 007.",
        )
    return None
