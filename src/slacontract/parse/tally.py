"""Figures added up by period, scope and field; whatever is given twice is refused with both places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.codes import Severity
from slacontract.findings import Finding, Position, finding
from slacontract.model.measures import CONTACT, Cell, Figure
from slacontract.parse.apart import Apart, Part
from slacontract.parse.columns import READY_MADE
from slacontract.parse.instants import INSTANTS
from slacontract.parse.overlaps import Overlaps
from slacontract.parse.tables import shown
from slacontract.parse.weekly import by_week, undated
from slacontract.quantities.numbers import as_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from slacontract.model.measures import Wanted
    from slacontract.quantities.units import Unit

_WHOLE: Final = (None, "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell that was read: the figure it adds to, its day and contact where the rows have them, no value if not measured."""

    cell: Cell
    day: date | None
    value: mpq | None
    at: Position
    contact: str = ""
    minutes: str = ""

    @property
    def part(self) -> Part:
        """Which part of the period's figure it is; the whole is ``(None, "")``."""
        return self.day, self.contact or self.minutes


@dataclass(slots=True)
class _Sum:
    """What was read so far of one figure, by its parts."""

    total: mpq = field(default_factory=mpq)
    days: dict[Part, Position] = field(default_factory=dict)
    gap: Entry | None = None

    @property
    def first(self) -> Position:
        """The place it is traced to: the first one, whatever the order of rows and files."""
        return min(self.days.values())


class Tally:
    """All entries of a run, and what does not agree among them."""

    def __init__(self, wanted: Wanted) -> None:
        self.units: Mapping[str, Unit] = wanted.fields
        self.apart = Apart(wanted)
        self.sums: dict[Cell, _Sum] = {}
        self.dated: dict[Cell, dict[Part, tuple[mpq | None, Position]]] = {}
        self.findings: list[Finding] = []
        self._spellings: dict[tuple[str, str], tuple[str, Position]] = {}
        self._told: set[tuple[str, str]] = set()
        self._overlaps = Overlaps()
        self._doubled: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()

    def add(self, entry: Entry) -> None:
        """Add one entry, unless it is there already."""
        known = self.sums.setdefault(entry.cell, _Sum())
        other = known.days.get(entry.part) or known.days.get(_WHOLE)
        if other is None and known.days and self.units[entry.cell.field] in INSTANTS:
            other = known.first
        if other is None and entry.part == _WHOLE and known.days:
            other = known.first
        if other is not None:
            self._twice(entry, other)
            return
        known.days[entry.part] = entry.at
        self._check_scope(entry)
        if self.apart.keeps(entry.cell.field):
            self.dated.setdefault(entry.cell, {})[entry.part] = (entry.value, entry.at)
        if entry.value is None:
            known.gap = known.gap or entry
        else:
            known.total += entry.value
            if self.apart.keeps(entry.cell.field):
                self.apart.add(entry.cell, entry.part, entry.value, entry.at)

    def _twice(self, entry: Entry, other: Position) -> None:
        when = entry.day or entry.cell.period
        who = f", contact {shown(entry.contact)}," if entry.contact else f" at {entry.minutes}" if entry.minutes else ""
        self._say(
            "M303",
            entry.at,
            f"'{entry.cell.field}' of {when}{_of(entry.cell)}{who} is given twice, also at {other}.",
            "Delete one of them; equal or not, they are never added.",
            other,
        )

    def _check_scope(self, entry: Entry) -> None:
        """Counts by queue and in total would be added to twice their sum."""
        cell = entry.cell
        if self.units[cell.field] in READY_MADE | INSTANTS:
            return  # never added, so that each scope keeps its own
        names = (*(name for name, _ in cell.member), *((CONTACT,) if entry.contact else ()))
        found = self._overlaps.found((cell.period, cell.field), cell.member, names, entry.at)
        if found is None or (cell.field, found[0], names) in self._doubled:
            return
        first, place = found
        self._doubled |= {(cell.field, first, names), (cell.field, names, first)}
        self._say(
            "M303",
            entry.at,
            f"'{cell.field}' of {cell.period} is given {_by(names)} here and {_by(first)} at {place}: "
            "summed over the contract's scope it would count twice.",
            "Keep one of the two.",
            place,
        )

    def member(self, dimension: str, text: str, at: Position) -> str:
        """Take note of a member of a dimension, and say when it looks like another one."""
        folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
        first, place = self._spellings.setdefault((dimension, folded), (text, at))
        if (dimension, text) in self._told:
            return text
        if text != first:
            self._told.add((dimension, text))
            self._say(
                "M320",
                at,
                f"'{shown(text)}' of '{dimension}' is written '{shown(first)}' at {place}: they would be two members.",
                "Write it the same way everywhere, letter case and blanks included.",
                place,
            )
        elif text != text.strip():
            self._told.add((dimension, text))
            self._say(
                "M320",
                at,
                f"'{text}' of '{dimension}' has blanks around it: no scope of a contract finds it.",
                "Delete the blanks.",
            )
        return text

    def figures(self) -> dict[Cell, Figure]:
        """The figures in order of period, scope and field; absent as a whole where a day was not measured."""
        result, kept = {}, []
        for cell in sorted(self.sums):
            known = self.sums[cell]
            if known.gap is None and self.apart.keeps(cell.field):
                kept.append(cell)
            elif known.gap is None:
                result[cell] = Figure(known.total, known.first, len(known.days))
            elif len(known.days) > 1:
                self._partial(known.gap, len(known.days))
        figures, findings = self.apart.figures(kept)
        self.findings += findings
        figures |= by_week(self.apart.wanted, self.dated, {cell.period for cell in self.sums})
        result = dict(sorted({**result, **figures}.items())) if figures else result
        self._check_controls(result)
        return result

    @property
    def undated(self) -> frozenset[Cell]:
        """The figures that are wanted week by week, and were given for a whole period."""
        return undated(self.apart.wanted, self.dated)

    @property
    def gaps(self) -> frozenset[Cell]:
        """The figures that were not measured, or not in full."""
        return frozenset(c for c, known in self.sums.items() if known.gap is not None and not self.apart.keeps(c.field))

    def _partial(self, gap: Entry, days: int) -> None:
        kind = "contact" if gap.contact else "day"
        warning = finding(
            "M304",
            gap.at,
            f"'{gap.cell.field}' of {gap.cell.period}{_of(gap.cell)} counts as missing: of its "
            f"{days} {kind}s {gap.contact or gap.day} was not measured.",
            f"Write the figure of that {kind} if there is one; a sum without it would pass for the whole period.",
        )
        self.findings.append(replace(warning, severity=Severity.WARNING))

    def _check_controls(self, figures: Mapping[Cell, Figure]) -> None:
        for cell, part in figures.items():
            name = _whole_of(cell.field)
            whole = figures.get(Cell(cell.period, cell.member, name)) if name else None
            if whole is not None and part.value > whole.value:
                self._say(
                    "M315",
                    part.at,
                    f"'{cell.field}' is {as_decimal(part.value)} and '{name}' {as_decimal(whole.value)} in {cell.period}"
                    f"{_of(cell)}: a part is never more than its whole.",
                    "Compare both figures with their source.",
                    whole.at,
                )
        for cell, offered in figures.items():
            if cell.field != "offered":
                continue
            parts = [figures.get(Cell(cell.period, cell.member, name)) for name in ("answered", "abandoned")]
            known = [part for part in parts if part is not None]
            total = sum((part.value for part in known), mpq(0))
            if known and total > offered.value:
                self._say(
                    "M316",
                    offered.at,
                    f"Of {offered.value} offered {total} are answered or abandoned in {cell.period}{_of(cell)}.",
                    "Compare the three figures with their source: contacts that are counted twice move every ratio.",
                    *(part.at for part in known),
                )

    def _say(self, code: str, at: Position, what: str, remedy: str, *also: Position) -> None:
        self.findings.append(finding(code, at, what, remedy, *also))


_WHOLES: Final = {
    "surveys_satisfied": "surveys",
    "survey_points": "survey_points_possible",
    "fcr_surveys_resolved": "fcr_surveys",
    "fcr_flagged_resolved": "fcr_eligible",
    "qa_passed": "qa_evaluations",
    "qa_points": "qa_points_applicable",
    "mystery_passed": "mystery_calls",
    "mystery_points": "mystery_points_possible",
    "promises_kept": "promises_due",
    "tickets_one_contact": "tickets_closed",
}
_WITHIN: Final = re.compile(r"(answered|abandoned)_(?:in|under)_[0-9]+s")


def _whole_of(name: str) -> str | None:
    """The count that a count is a part of: who is answered in 20 s is answered."""
    within = _WITHIN.fullmatch(name)
    return within[1] if within else _WHOLES.get(name)


def _of(cell: Cell) -> str:
    return "".join(f", {name} {shown(value)}" for name, value in cell.member)


def _by(names: tuple[str, ...]) -> str:
    return f"by {' and '.join(names)}" if names else "in total"
