"""Figures by week: what the days of a week add up to, beside the figures of the periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.model.measures import WEEK, Cell, Figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from slacontract.findings import Position
    from slacontract.model.measures import Wanted
    from slacontract.parse.apart import Part
    from slacontract.quantities.weeks import Weeks


def by_week(
    wanted: Wanted, parts: Mapping[Cell, Mapping[Part, tuple[mpq | None, Position]]], measured: AbstractSet[str]
) -> dict[Cell, Figure]:
    """The figures of the fields that a clause looks at week by week; none where a day of the week was not measured.

    What is not dated is of no week. A period that is not ``measured``, with no rows of its own, has no weeks: else the first days
    of its first week, which lie in the period before, would pass for measures of the whole of it.
    """
    weeks = wanted.weeks
    if weeks is None:
        return {}
    found: dict[Cell, list[tuple[mpq | None, Position]]] = {}
    for cell, figures in parts.items():
        if WEEK in wanted.apart.get(cell.field, ()):
            for (day, _), figure in figures.items():
                week = weeks.holding(day) if day is not None else None
                if week is not None and week.period in measured:
                    member = (*cell.member, (WEEK, ordinal(weeks, week.number)))
                    found.setdefault(Cell(week.period, member, cell.field), []).append(figure)
    return {cell: added for cell, some in found.items() if (added := _added(some)) is not None}


def ordinal(weeks: Weeks, number: int) -> str:
    """How the week of a period is called, with as many digits as the last one has."""
    return str(number).zfill(len(str(weeks.most)))


def undated(wanted: Wanted, parts: Mapping[Cell, Mapping[Part, tuple[mpq | None, Position]]]) -> frozenset[Cell]:
    """The figures that a clause may look at week by week, and that were given for the whole period."""
    return frozenset(
        cell for cell, figures in parts.items()
        if WEEK in wanted.apart.get(cell.field, ()) and any(day is None for day, _ in figures)
    )  # fmt: skip


def _added(figures: list[tuple[mpq | None, Position]]) -> Figure | None:
    total = mpq(0)
    for value, _ in figures:
        if value is None:
            return None
        total += value
    return Figure(total, min(at for _, at in figures), len(figures))
