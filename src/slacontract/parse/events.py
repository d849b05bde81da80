"""The events file: excused events, claims and overrides, row by row, each with its decision, reason and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from slacontract.findings import Finding, Position, finding, nearest
from slacontract.model.events import DECISIONS, KINDS, Event
from slacontract.model.feed import Feed
from slacontract.parse.measures import read_table
from slacontract.parse.tables import Kind, Row, SourceCell, SourceTable, shown
from slacontract.quantities.numbers import TextFault, read_quantity
from slacontract.quantities.periods import read_date
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.model.measures import Wanted

T = TypeVar("T", bound=str)

TEXTS: Final = ("reason", "evidence", "decided_by")
COLUMNS: Final = ("id", "kind", "period", "decision", "kpi", "amount", "date", *TEXTS)
_REQUIRED: Final = ("id", "kind", "period", "decision")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one table; what cannot be read is told and left out."""

    header: Mapping[str, int]
    wanted: Wanted
    kpis: frozenset[str]
    findings: list[Finding] = field(default_factory=list)
    seen: dict[str, Position] = field(default_factory=dict)

    def event(self, row: Row) -> Event | None:
        """One row as an event; None where it cannot be read."""
        told = len(self.findings)
        ident = self._id(row)
        kind, decision = self._choice(row, "kind", KINDS), self._choice(row, "decision", DECISIONS)
        period = self._period(row)
        amount, day, figures = self._amount(row), self._day(row), tuple(self._figures(row))
        if len(self.findings) > told or ident is None or kind is None or decision is None or period is None:
            return None
        member = tuple(sorted((d, row[p].text.strip()) for d, p in self._dimensions() if not row[p].blank))
        texts = {name: self._text(row, name) for name in TEXTS}
        return Event(id=ident, kind=kind, period=period, decision=decision, kpis=tuple(self._kpis(row)), member=member,
                     figures=figures, amount=amount, day=day, at=row[self.header["id"]].at, **texts)  # fmt: skip

    def _say(self, at: Position, what: str, remedy: str, *also: Position) -> None:
        self.findings.append(finding("M322", at, what, remedy, *also))

    def _cell(self, row: Row, name: str) -> SourceCell | None:
        place = self.header.get(name)
        return None if place is None or row[place].blank else row[place]

    def _text(self, row: Row, name: str) -> str:
        cell = self._cell(row, name)
        return " ".join(cell.text.split()) if cell else ""

    def _id(self, row: Row) -> str | None:
        cell = row[self.header["id"]]
        ident = cell.text.strip()
        if not _ID.fullmatch(ident):
            remedy = "Write letters, digits, '-', '_' or '.', such as E-17."
            self._say(cell.at, f"'{shown(ident)}' is not the id of an event.", remedy)
            return None
        if ident in self.seen:
            self._say(cell.at, f"The event '{ident}' stands twice, also at {self.seen[ident]}: it may be used once.",
                      "Delete one of them, or give it its own id.", self.seen[ident])  # fmt: skip
            return None
        self.seen[ident] = cell.at
        return ident

    def _choice(self, row: Row, name: str, choices: Sequence[T]) -> T | None:
        cell = row[self.header[name]]
        chosen = next((choice for choice in choices if choice == cell.text.strip()), None)
        if chosen is None:
            self._say(cell.at, f"'{shown(cell.text.strip())}' is not a {name} of an event.", nearest(cell.text.strip(), choices))
        return chosen

    def _period(self, row: Row) -> str | None:
        cell = row[self.header["period"]]
        known = [period.id for period in self.wanted.schedule_periods]
        if cell.text.strip() in known:
            return cell.text.strip()
        self._say(cell.at, f"'{shown(cell.text.strip())}' is no period of this contract.", f"Write one such as {known[0]}.")
        return None

    def _kpis(self, row: Row) -> Iterator[str]:
        cell = self._cell(row, "kpi")
        for name in cell.text.split() if cell else ():
            if name not in self.kpis:
                assert cell is not None
                self._say(cell.at, f"'{shown(name)}' is no KPI of this contract.", nearest(name, self.kpis))
            yield name

    def _day(self, row: Row) -> date | None:
        cell = self._cell(row, "date")
        day = read_date(cell.text.strip()) if cell else None
        if cell and day is None:
            self._say(cell.at, f"'{shown(cell.text.strip())}' is not a day.", "Write it as 2026-05-31.")
        return day

    def _amount(self, row: Row) -> mpq | None:
        cell = self._cell(row, "amount")
        return self._number(cell) if cell else None

    def _number(self, cell: SourceCell) -> mpq | None:
        try:
            found = read_quantity(cell.text.strip(), cell.at)
        except TextFault as fault:
            self._say(cell.at, fault.what, fault.remedy)
            return None
        if found.unit is not Unit.NUMBER or cell.kind is Kind.FORMULA:
            self._say(cell.at, f"'{shown(cell.text)}' is not a plain number.", "Write it in digits, such as 120 or 350.50.")
            return None
        return found.value

    def _dimensions(self) -> list[tuple[str, int]]:
        return [(name, place) for name, place in self.header.items() if name in self.wanted.dimensions and name not in COLUMNS]

    def _figures(self, row: Row) -> Iterator[tuple[str, mpq]]:
        dimensions = {name for name, _ in self._dimensions()}
        for name, place in self.header.items():
            if name in COLUMNS or name in dimensions or row[place].blank:
                continue
            value = self._number(row[place])
            if value is not None and value < 0:
                what = f"An event takes {row[place].text.strip()} of '{name}' out."
                self._say(row[place].at, what, "Write a figure of 0 or more.")
            elif value is not None:
                yield name, value


def read_events(data: bytes, name: str, wanted: Wanted, kpis: frozenset[str]) -> tuple[tuple[Event, ...], list[Finding]]:
    """Read the events file of a contract: all its rows, or the findings that say why not."""
    table, findings = read_table(data, name, Feed())
    return events_of(table, wanted, kpis) if table is not None else ((), findings)


def events_of(table: SourceTable, wanted: Wanted, kpis: frozenset[str]) -> tuple[tuple[Event, ...], list[Finding]]:
    """The events of a table of them."""
    header = {cell.text.strip(): place for place, cell in enumerate(table.header)}
    faults = list(_header_faults(table.header, header, wanted))
    if faults:
        return (), faults
    reader = _Reader(header, wanted, kpis)
    events = []
    for row in table.rows:
        if isinstance(row, Finding):
            reader.findings.append(row)
        elif (event := reader.event(row)) is not None:
            events.append(event)
    return tuple(sorted(events, key=lambda event: (event.period, event.id))), reader.findings


def _header_faults(cells: Row, header: Mapping[str, int], wanted: Wanted) -> Iterator[Finding]:
    for name in _REQUIRED:
        if name not in header:
            yield finding("M322", cells[0].at, f"The events file has no column '{name}'.",
                          f"Its columns are {', '.join(COLUMNS)}, the dimensions, and fields of the measures.")  # fmt: skip
    for cell in cells:
        name = cell.text.strip()
        if name not in COLUMNS and name not in wanted.dimensions and name not in wanted.fields:
            known = [*COLUMNS, *wanted.dimensions, *wanted.fields]
            yield finding("M322", cell.at, f"Nothing is known of the column '{shown(name)}'.", nearest(name, known))
