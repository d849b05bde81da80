"""Measures: the countable facts of each period, by scope, each with the cell it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from slacontract.findings import NOWHERE, Position

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gmpy2 import mpq

    from slacontract.model.clocks import Clocks
    from slacontract.model.events import Event
    from slacontract.quantities.periods import Period
    from slacontract.quantities.units import Unit
    from slacontract.quantities.weeks import Weeks

Member: TypeAlias = tuple[tuple[str, str], ...]
"""What a figure was measured on: ``(("queue", "care"), ("site", "madrid"))``, dimensions in order of name.

Figures that are kept apart end with the ordinal of the day in its period and of the contact:
``("day", "07"), ("contact", "0012")``.
"""

DAY: Final = "day"
CONTACT: Final = "contact"
"""The two finest dimensions: days come from the dates of the rows, contacts from a column of that name."""

WEEK: Final = "week"
"""The weeks of a period, by their ordinal. Their figures stand beside those of the period and are no part of them: a week may
hold days of another period.
"""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Which figure: the period it belongs to, its scope, and the base field."""

    period: str
    member: Member
    field: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One exact figure and the place it was read from; ``rows`` counts the daily rows that were added up into it."""

    value: mpq
    at: Position = field(default=NOWHERE, compare=False)
    rows: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, and the SHA-256 of its bytes."""

    name: str
    sha256: str


Numbers: TypeAlias = "Mapping[tuple[str, str, str], str]"
"""The ordinals of cases within their period, by period, dimension and id: ``("2026-05", "ticket", "INC-7"): "#3"``."""


@dataclass(frozen=True, slots=True)
class Measures:
    """All figures that were read. Percentages are held as ratios, durations in the unit of the field's name (_s, _h).

    ``numbers`` say which case has which ordinal; ``undated`` are figures of a whole period, of
    fields of which a clause may look at each week; ``records`` what the figures were counted from, where a manifest says it;
    ``gaps`` the figures of which a file says that they were not measured.
    """

    cells: Mapping[Cell, Figure]
    sources: tuple[Source, ...] = ()
    events: tuple[Event, ...] = ()
    undated: frozenset[Cell] = frozenset()
    numbers: Numbers = field(default_factory=dict)
    records: tuple[Source, ...] = ()
    gaps: frozenset[Cell] = frozenset()

    def fields(self) -> frozenset[str]:
        """The base fields that occur."""
        return frozenset(cell.field for cell in self.cells)

    def periods(self) -> frozenset[str]:
        """The periods that occur."""
        return frozenset(cell.period for cell in self.cells)

    def values_of(self, dimension: str) -> tuple[str, ...]:
        """The members of a dimension that occur, in order of name."""
        return tuple(sorted({value for cell in self.cells for name, value in cell.member if name == dimension}))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader of measures knows of the contract: fields with their units, names of dimensions, the calendar.

    ``fields`` may know more names than it lists, such as ``answered_in_20s`` with any number of seconds. ``apart`` has the fields
    whose days or contacts are not added up, because a clause looks at each: ``{"talk_s": {"contact"}}``; with ``week`` among
    them, they are also added up by ``weeks``. ``clocks`` has the fields of which it is said what each hour of the day is.
    """

    fields: Mapping[str, Unit]
    dimensions: frozenset[str] = frozenset()
    schedule_periods: tuple[Period, ...] = ()
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    weeks: Weeks | None = None
    cases: frozenset[str] = frozenset()
    timezone: str = "UTC"
    clocks: Mapping[str, Clocks] = field(default_factory=dict)
