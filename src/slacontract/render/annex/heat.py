"""Tables of two KPIs as pictures: a field for each cell, coloured by what it pays, with the edges of both KPIs on the axes.

Fields are of one size, whatever stretch of values they stand for: a narrow one is as easy to read as a wide one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.model.kpis.scales import Matrix, pay_unit
from slacontract.render.annex.curve import BOTTOM, HEIGHT, LEFT, PAYMENTS, RIGHT, TOP, WIDTH, Mark, label
from slacontract.settlement.reading.meaning import unit_of_name

if TYPE_CHECKING:
    from slacontract.formula.text import Interval
    from slacontract.quantities.numbers import Quantity
    from slacontract.quantities.units import Unit
    from slacontract.render.annex.voice import Voice

_FAINTEST: Final = mpq(1, 4)
"""How strong the colour of the smallest payment is at least, of that of the largest."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of the table: where it stands, what it pays, and its colour: of a bonus, a penalty or neither, how strong."""

    x: int
    y: int
    width: int
    height: int
    says: str
    kind: str
    strength: int


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of payments on a sheet: pixels and words, nothing to compute any more."""

    says: str
    across: str
    up: str
    pays: str
    fields: tuple[Field, ...]
    values: tuple[Mark, ...]
    heights: tuple[Mark, ...]


def heat(voice: Voice, name: str, said: Matrix, unit: Unit) -> Heat | None:
    """Lay a table of payments on the sheet; nothing where its values have no order, as those beside a single one have none."""
    columns, rows = _ordered(said.columns), _ordered(tuple(row.when for row in said.rows))
    if columns is None or rows is None:
        return None
    other = unit_of_name(voice.contract, str(said.columns_of))
    xs = _places(LEFT, WIDTH - RIGHT, len(columns))
    ys = list(reversed(_places(TOP, HEIGHT - BOTTOM, len(rows))))  # larger values stand higher
    most = max((abs(pay.value) for row in said.rows for pay in row.pay), default=mpq(0))
    paid = pay_unit(pay for row in said.rows for pay in row.pay)
    fields = [
        _field(label(voice, (pay := said.rows[r].pay[c].value), paid), pay, most, (xs[i], xs[i + 1]), (ys[j + 1], ys[j]))
        for j, r in enumerate(rows) for i, c in enumerate(columns)
    ]  # fmt: skip
    across, up = voice.kpi(said.columns_of), voice.kpi(name)
    return Heat(
        says=voice.say("What {kpi} pays, by its own value and that of {other}", kpi=up, other=across),
        across=across, up=up, pays=voice.say(PAYMENTS[paid], currency=voice.currency), fields=tuple(fields),
        values=_edges(voice, [said.columns[c] for c in columns], xs, other),
        heights=_edges(voice, [said.rows[r].when for r in rows], ys, unit),
    )  # fmt: skip


def _ordered(intervals: Sequence[Interval]) -> list[int] | None:
    """The numbers of intervals from the lowest values to the highest."""
    if any(bound.relation == "<>" for interval in intervals for bound in interval.bounds):
        return None
    return sorted(range(len(intervals)), key=lambda number: _ends(intervals[number]))


def _ends(interval: Interval) -> tuple[bool, mpq, bool, mpq]:
    """What intervals are sorted by: where they begin, if they do, and where they end, if they do."""
    low, high = _limits(interval)
    return (low is not None, low.value if low else mpq(0), high is None, high.value if high else mpq(0))


def _limits(interval: Interval) -> tuple[Quantity | None, Quantity | None]:
    low = next((bound.limit for bound in interval.bounds if bound.relation in {">", ">=", "="}), None)
    return low, next((bound.limit for bound in interval.bounds if bound.relation in {"<", "<=", "="}), None)


def _places(first: int, last: int, count: int) -> list[int]:
    return [first + (last - first) * number // count for number in range(count + 1)]


def _edges(voice: Voice, intervals: Sequence[Interval], places: Sequence[int], unit: Unit | None) -> tuple[Mark, ...]:
    """The values between two neighbours, where they meet; and the outermost where there are such."""
    ends = [_limits(interval) for interval in intervals]
    found = [ends[0][0], *(low if low is not None else high for (_, high), (low, _) in pairwise(ends))]
    found.append(ends[-1][1])
    return tuple(Mark(at, voice.figure(edge, unit)) for at, edge in zip(places, found, strict=True) if edge is not None)


def _field(says: str, pay: mpq, most: mpq, across: tuple[int, int], down: tuple[int, int]) -> Field:
    kind = "bonus" if pay > 0 else "penalty" if pay < 0 else "nothing"
    part = _FAINTEST + (1 - _FAINTEST) * abs(pay) / most if most else mpq(0)
    strength = int(100 * part + mpq(1, 2))
    return Field(across[0], down[0], across[1] - across[0], down[1] - down[0], says, kind, strength if pay else 0)
