"""Counters as tables: one for each view and grain, rows by period (day, contact) and member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from slacontract.measuring.counting.plan import Grain

Key: TypeAlias = tuple[str, date | None, str | None, tuple[str | None, ...]]
"""Period, local day, contact, and the members in order of the dimensions; None for a member that the records do not name."""
Number: TypeAlias = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Cells:
    """What one pass counted."""

    view: str
    grain: Grain
    dimensions: tuple[str, ...]
    fields: tuple[str, ...]
    rows: Mapping[Key, tuple[Number | None, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """The counters of one view at one grain: a row for each period (or day, or contact) and member that has records.

    A value is None where records count and do not say with what. ``dimensions`` are those of which at least one row names a
    member.
    """

    view: str
    grain: Grain
    dimensions: tuple[str, ...]
    fields: tuple[str, ...]
    rows: Mapping[Key, tuple[Number | None, ...]]


def says_something(key: Key, counts: Sequence[Number | None]) -> bool:
    """Whether a row is worth telling: contacts that ended before they reached a queue name none, and may count for nothing."""
    return None not in key[3] or any(count != 0 for count in counts)


def put_together(found: Sequence[Cells]) -> tuple[Table, ...]:
    """The passes of each view and grain in one table: what one of them did not find is 0.

    Intervals that are told apart by other dimensions stand in a table of their own, unless no row names a member of these.
    """
    return _joined(_joined(found))


def _joined(found: Sequence[Cells | Table]) -> tuple[Table, ...]:
    groups: dict[tuple[str, Grain, tuple[str, ...]], list[Cells | Table]] = {}
    for cells in found:
        groups.setdefault((cells.view, cells.grain, cells.dimensions), []).append(cells)
    return tuple(_table(group) for group in groups.values())


def _table(group: Sequence[Cells | Table]) -> Table:
    first = group[0]
    keys = sorted({key for cells in group for key in cells.rows}, key=_order)
    rows = {key: tuple(value for cells in group for value in cells.rows.get(key, (0,) * len(cells.fields))) for key in keys}
    named = [n for n in range(len(first.dimensions)) if any(key[3][n] is not None for key in keys)]
    told = {_narrowed(key, named): values for key, values in rows.items()}
    fields = tuple(name for cells in group for name in cells.fields)
    return Table(first.view, first.grain, tuple(first.dimensions[n] for n in named), fields, told)


def _narrowed(key: Key, named: Sequence[int]) -> Key:
    return (*key[:3], tuple(key[3][n] for n in named))


def _order(key: Key) -> tuple[str, str, str, tuple[str, ...]]:
    period, day, contact, members = key
    return period, day.isoformat() if day else "", contact or "", tuple(member or "" for member in members)
