"""Counters: what was counted in records, by period and member, before it is a file of measures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Count: TypeAlias = int | Decimal
"""An exact count or sum: databases give whole numbers or decimals, never floats."""


@dataclass(frozen=True, slots=True)
class CounterRow:
    """What was counted in one period (or on one ``day`` of it) and for one member, in the order of the table's fields."""

    period: str
    member: tuple[str, ...]
    counts: tuple[Count, ...]
    day: str = ""


@dataclass(frozen=True, slots=True)
class CounterTable:
    """All counters of one view of the records: ``contacts``, ``agent_time`` ...; rows in order of period, day and member."""

    view: str
    dimensions: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[CounterRow, ...]

    @property
    def by_day(self) -> bool:
        """Whether its rows are days."""
        return any(row.day for row in self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of its measures file."""
        return ("date" if self.by_day else "period", *self.dimensions, *self.fields)

    def of_period(self, period: str) -> CounterTable:
        """The part of it that one period has."""
        return CounterTable(self.view, self.dimensions, self.fields, tuple(row for row in self.rows if row.period == period))
