"""Figures kept apart: the contacts of a period by their ordinal, and its days by theirs, so that periods share rows.

Contacts are counted in the order of their day and then of their id, numbers by their value, within what else they were measured
on. The order of files and rows does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from gmpy2 import mpq

from slacontract.findings import Finding, Position, finding
from slacontract.model.measures import CONTACT, DAY, Cell, Figure, Member

if TYPE_CHECKING:
    from datetime import date

    from slacontract.model.measures import Wanted

MOST_CONTACTS: Final = 2000
"""So many contacts of a period are settled one by one; a workbook with a row for each more of them helps nobody."""

Part: TypeAlias = "tuple[date | None, str]"
"""One figure within a period: its day, where the rows are days, and the id of its contact, where they are contacts."""


@dataclass
class Apart:
    """The parts of those figures that are not added up."""

    wanted: Wanted
    parts: dict[Cell, dict[Part, tuple[mpq, Position]]] = field(default_factory=dict)

    def keeps(self, name: str) -> bool:
        """Whether a field's days or contacts are kept apart."""
        return name in self.wanted.apart

    def add(self, cell: Cell, part: Part, value: mpq, at: Position) -> None:
        """Take one part of a figure."""
        self.parts.setdefault(cell, {})[part] = (value, at)

    def figures(self, cells: Iterable[Cell]) -> tuple[dict[Cell, Figure], list[Finding]]:
        """The figures of some cells by day and contact, and what there are too many of."""
        cells = list(cells)
        places = self._places(cells)
        many = self._too_many(places)
        if many:
            return {}, many
        found: dict[Cell, list[tuple[mpq, Position]]] = {}
        for cell in cells:
            for part, figure in self.parts[cell].items():
                found.setdefault(self._apart(cell, part, places), []).append(figure)
        return {cell: _added(figures) for cell, figures in found.items()}, []

    def _apart(self, cell: Cell, part: Part, places: Mapping[tuple[str, Member], Mapping[Part, int]]) -> Cell:
        day, contact = part
        member = self._day(cell, day)
        if contact and CONTACT in self.wanted.apart[cell.field]:
            member = (*member, (CONTACT, str(places[cell.period, member][part]).zfill(len(str(MOST_CONTACTS)))))
        return Cell(cell.period, member, cell.field)

    def _day(self, cell: Cell, day: date | None) -> Member:
        """A member with the ordinal of its day, where the field's days are kept."""
        if day is None or DAY not in self.wanted.apart[cell.field]:
            return cell.member
        starts, width = self._calendar
        return (*cell.member, (DAY, str((day - starts[cell.period]).days + 1).zfill(width)))

    @cached_property
    def _calendar(self) -> tuple[dict[str, date], int]:
        """The first day of each period, and how many digits the days of the longest have."""
        periods = self.wanted.schedule_periods
        return {period.id: period.start for period in periods}, len(str(max((period.days for period in periods), default=1)))

    def _places(self, cells: Sequence[Cell]) -> dict[tuple[str, Member], dict[Part, int]]:
        """The ordinal of every contact within its period and what else it was measured on."""
        parts: dict[tuple[str, Member], set[Part]] = {}
        for cell in cells:
            if CONTACT in self.wanted.apart[cell.field]:
                for part in self.parts[cell]:
                    if part[1]:
                        parts.setdefault((cell.period, self._day(cell, part[0])), set()).add(part)
        return {key: {part: n for n, part in enumerate(sorted(some, key=_order), 1)} for key, some in parts.items()}

    def _too_many(self, places: Mapping[tuple[str, Member], Mapping[Part, int]]) -> list[Finding]:
        counts: dict[str, int] = {}
        for (period, _), contacts in places.items():
            counts[period] = counts.get(period, 0) + len(contacts)
        first = {period: min(at for cell, parts in self.parts.items() if cell.period == period for _, at in parts.values())
                 for period, count in counts.items() if count > MOST_CONTACTS}  # fmt: skip
        return [
            finding("S104", at, f"{period} has {counts[period]:,} contacts one by one; at most {MOST_CONTACTS:,} are settled so.",
                    "Write 'contacts: counted' in the contract and deliver the counters that docs/measures.md names.")
            for period, at in first.items()
        ]  # fmt: skip


def _order(part: Part) -> tuple[str, list[tuple[int, int, str]], str]:
    """By day, then by id as people count: c2 before c10."""
    day, contact = part
    pieces = re.split(r"([0-9]+)", contact)
    return (
        ("" if day is None else day.isoformat()),
        [(0, int(piece), "") if piece.isdigit() and piece.isascii() else (1, 0, piece) for piece in pieces],
        contact,
    )


def _added(figures: Sequence[tuple[mpq, Position]]) -> Figure:
    return Figure(sum((value for value, _ in figures), mpq(0)), min(at for _, at in figures), len(figures))
