"""Payouts: what a scale pays over the values of its KPI, as stretches of straight lines with their ends, exactly.

A stretch owns an end or does not; at the borders of what is looked at nobody asks who owns it, because the line goes on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from gmpy2 import mpq

from slacontract.formula.nodes import Arith, Node, walk
from slacontract.formula.text import Interval, Share
from slacontract.model.kpis.groups import GroupScale
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.scales import Band, PerUnitScale, SlabScale, pay_unit
from slacontract.quantities.units import Unit
from slacontract.settlement.reading.meaning import how_measured

MOST_STEPS: Final = 12
"""So many whole steps beyond a knee are looked at; further on, each pays as those before it."""

Scaling: TypeAlias = Kpi | GroupScale
Corner: TypeAlias = tuple[mpq, mpq]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A straight line of payments from one value to another; ``owned`` says of each end whether it belongs to it, or None."""

    begins: Corner
    ends: Corner
    owned: tuple[bool | None, bool | None]

    def holds(self, value: mpq) -> bool:
        """Whether the value lies on it."""
        low, high = self.begins[0], self.ends[0]
        return (
            low < value < high or (value == low and self.owned[0] is not False) or (value == high and self.owned[1] is not False)
        )

    def at(self, value: mpq) -> mpq:
        """What it pays at a value."""
        (x0, y0), (x1, y1) = self.begins, self.ends
        return y0 if x0 == x1 else y0 + (value - x0) * (y1 - y0) / (x1 - x0)


@dataclass(frozen=True, slots=True)
class Payout:
    """A scale over a range of values: its stretches from the lowest value on, and the values at which something changes.

    ``unit`` is that of the values, ``paid`` that of the payments: a share of the base, money, points or days.
    """

    unit: Unit
    paid: Unit
    better: str
    low: mpq
    high: mpq
    edges: tuple[mpq, ...]
    stretches: tuple[Stretch, ...]
    target: Interval | None
    beyond: bool = False
    """Whether its values are what lies beyond an allowance that is a share of something measured, and no values of the KPI."""
    endless: tuple[bool, bool] = (False, False)
    """Whether payments go on growing below the lowest and above the highest value that is looked at."""
    by_steps: bool = False
    """Whether only whole steps count, so that no line goes on beyond the range."""

    def at(self, value: mpq) -> mpq | None:
        """What is paid at a value; None in a hole, and where steps go on beyond the range."""
        if not self.low <= value <= self.high and self.stretches and not self.by_steps:
            return self.stretches[0 if value < self.low else -1].at(value)
        return next((stretch.at(value) for stretch in self.stretches if stretch.holds(value)), None)


def payout(kpi: Kpi, group: GroupScale | None = None) -> Payout | None:
    """What the scale of a KPI, or of one group of its members, pays; None where it pays by no line over its own values."""
    scale: Scaling = group if group is not None and group_has_scale(group) else kpi
    how = how_measured(kpi)
    unit = kpi.against.unit(how.unit) if kpi.against else how.unit
    target = group.target if group is not None and group.target is not None else kpi.target
    edges = sorted({*_edges(scale), *([] if _moves(scale) else _limits(target))})
    if not edges or (_moves(scale) and len(scale.per_unit) > 1):
        return None
    proportion = unit is Unit.RATIO and (how.domain == "proportion" or edges[-1] <= 1) and not kpi.against
    positive = how.domain != "any" or (edges[0] >= 0 and not _subtracts(how.node))
    low, high = _range(edges, scale, proportion=proportion, nonnegative=positive and not kpi.against)
    pays = [*(b.pay for b in scale.bands), *(p.pay for p in scale.curve), *(u.pay for u in scale.per_unit)]
    pays += [part.pay for part in scale.slabs.parts] if scale.slabs else []
    stretches = tuple(_stretches(scale, how.better, low, high))
    if not stretches:
        return None
    target = None if _moves(scale) else target
    return Payout(
        unit,
        pay_unit(pays),
        how.better,
        low,
        high,
        tuple(edges),
        stretches,
        target,
        _moves(scale),
        _endless(scale),
        _jumps(scale),
    )


def _subtracts(node: Node) -> bool:
    """Whether a formula takes something off, so that it can be below zero."""
    return any(isinstance(part, Arith) and part.op == "-" for part in walk(node))


def group_has_scale(group: GroupScale) -> bool:
    """Whether a group has a scale of its own beside its target."""
    return bool(group.bands or group.curve or group.per_unit or group.slabs)


def _moves(scale: Scaling) -> bool:
    """Whether the knee is a share of something measured: values are then looked at as what lies beyond it."""
    return any(isinstance(unit.knee, Share) for unit in scale.per_unit)


def _limits(interval: Interval | None) -> list[mpq]:
    return [bound.limit.value for bound in interval.bounds] if interval else []


def _edges(scale: Scaling) -> Iterator[mpq]:
    for band in scale.bands:
        yield from _limits(band.when)
    yield from (point.at.value for point in scale.curve)
    for unit in scale.per_unit:
        yield _knee(unit)
    if scale.slabs:
        yield scale.slabs.knee.value
        yield from (part.to.value for part in scale.slabs.parts if part.to)


def _knee(unit: PerUnitScale) -> mpq:
    return mpq(0) if isinstance(unit.knee, Share) else unit.knee.value


def _range(edges: Sequence[mpq], scale: Scaling, *, proportion: bool, nonnegative: bool) -> tuple[mpq, mpq]:
    """The values that mean something: all edges and as much room on both sides as lets the ends be seen."""
    low, high = edges[0], edges[-1]
    room = (high - low) / 5 or abs(low) / 5 or mpq(1)
    low, high = low - room, high + room
    units = [(unit.above is not None, _knee(unit), unit.step.value) for unit in scale.per_unit]
    if scale.slabs:
        last = max((part.to.value for part in scale.slabs.parts if part.to), default=scale.slabs.knee.value)
        units.append((scale.slabs.above is not None, last, scale.slabs.step.value))
    most = MOST_STEPS + (mpq(1, 2) if _jumps(scale) else 0)  # within a step, not at its edge
    for above, knee, step in units:
        low, high = (low, max(high, knee + most * step)) if above else (min(low, knee - most * step), high)
    if nonnegative:
        low = max(low, mpq(0))
    return low, min(high, mpq(1)) if proportion else high


def _stretches(scale: Scaling, better: str, low: mpq, high: mpq) -> Iterator[Stretch]:
    if scale.bands:
        yield from _of_bands(scale.bands, low, high)
    elif scale.curve:
        yield from _of_curve(scale, better, low, high)
    elif scale.per_unit or scale.slabs:
        yield from _of_steps(scale, low, high)


def _of_bands(bands: Sequence[Band], low: mpq, high: mpq) -> Iterator[Stretch]:
    found = []
    for band in bands:
        begin: tuple[mpq, bool | None] = (low, None)
        end: tuple[mpq, bool | None] = (high, None)
        for bound in band.when.bounds:
            if bound.relation in {">", ">=", "="}:
                begin = (bound.limit.value, bound.relation != ">")
            if bound.relation in {"<", "<=", "="}:
                end = (bound.limit.value, bound.relation != "<")
        if begin[0] <= end[0]:
            pays = band.pay.value
            found.append(Stretch((begin[0], pays), (end[0], pays), (begin[1], end[1])))
    yield from sorted(found, key=lambda stretch: (stretch.begins[0], stretch.ends[0]))


def _of_curve(scale: Scaling, better: str, low: mpq, high: mpq) -> Iterator[Stretch]:
    corners = [(point.at.value, point.pay.value) for point in scale.curve]
    ends = scale.beyond
    below, above = (ends.below, ends.above) if ends else ("flat", "flat")
    if low < corners[0][0]:
        yield _end(below, (low, corners[0]), corners[:2], lower=True)
    if scale.between == "straight":
        yield from (Stretch(start, end, (True, True)) for start, end in pairwise(corners))
    elif better == "higher":
        yield from (Stretch(start, (end[0], start[1]), (True, False)) for start, end in pairwise(corners))
        yield Stretch(corners[-1], corners[-1], (True, True))
    else:
        yield Stretch(corners[0], corners[0], (True, True))
        yield from (Stretch((start[0], end[1]), end, (False, True)) for start, end in pairwise(corners))
    if high > corners[-1][0]:
        yield _end(above, (high, corners[-1]), corners[-2:], lower=False)


def _end(how: str, border: tuple[mpq, Corner], line: Sequence[Corner], *, lower: bool) -> Stretch:
    """What goes on beyond the first or last corner of a curve; the corner itself is the curve's."""
    at, corner = border
    beside = Stretch(line[0], line[1], (True, True))
    far, near = {"flat": (corner[1], corner[1]), "nothing": (mpq(0), mpq(0)), "continued": (beside.at(at), corner[1])}[how]
    outer, inner = (at, far), (corner[0], near)
    return Stretch(outer, inner, (None, False)) if lower else Stretch(inner, outer, (False, None))


def _of_steps(scale: Scaling, low: mpq, high: mpq) -> Iterator[Stretch]:
    """Payments for steps beyond knees, all knees together."""
    kinks = sorted({low, high, *(kink for kink in _kinks(scale, low, high) if low < kink < high)})
    jumps = _jumps(scale)
    for start, end in pairwise(kinks):
        middle = (start + end) / 2
        at = [_paid(scale, x) for x in (start, end)]
        if jumps:
            near = [_paid(scale, (middle + 99 * x) / 100) for x in (start, end)]
            slope = near[1] != near[0]
            begin, finish = (at[0], at[1]) if slope else (near[0], near[1])
            owned = (start == low or begin == at[0], end == high or finish == at[1])
            yield Stretch((start, begin), (end, finish), (None if start == low else owned[0], None if end == high else owned[1]))
        else:
            yield Stretch((start, at[0]), (end, at[1]), (None if start == low else True, None if end == high else True))


def _endless(scale: Scaling) -> tuple[bool, bool]:
    """Whether the payments of a scale grow on without an end on either side."""
    ends = scale.beyond if scale.curve else None
    steps = [unit.above is not None for unit in scale.per_unit]
    if scale.slabs and scale.slabs.parts[-1].to is None:
        steps.append(scale.slabs.above is not None)
    continued = (ends.below == "continued", ends.above == "continued") if ends else (False, False)
    return (continued[0] or False in steps, continued[1] or True in steps)


def _jumps(scale: Scaling) -> bool:
    """Whether a part of a step counts otherwise than in proportion."""
    return any(unit.count != "exact" for unit in scale.per_unit) or (scale.slabs is not None and scale.slabs.count != "exact")


def _kinks(scale: Scaling, low: mpq, high: mpq) -> Iterator[mpq]:
    """Where something changes: knees, ends of slabs, and whole steps where parts of a step count otherwise."""
    for unit in scale.per_unit:
        yield from _ladder(_knee(unit), unit.step.value, above=unit.above is not None, whole=unit.count != "exact",
                           within=(low, high))  # fmt: skip
    if scale.slabs:
        said = scale.slabs
        yield from (part.to.value for part in said.parts if part.to)
        yield from _ladder(said.knee.value, said.step.value, above=said.above is not None, whole=said.count != "exact",
                           within=(low, high))  # fmt: skip


def _ladder(knee: mpq, step: mpq, *, above: bool, whole: bool, within: tuple[mpq, mpq]) -> Iterator[mpq]:
    yield knee
    way = step if above else -step
    place = knee + way
    while whole and within[0] <= place <= within[1]:
        yield place
        place += way


def _paid(scale: Scaling, value: mpq) -> mpq:
    paid = sum((_of_unit(unit, value) for unit in scale.per_unit), mpq(0))
    return paid + (_of_slabs(scale.slabs, value) if scale.slabs else 0)


def _of_unit(unit: PerUnitScale, value: mpq) -> mpq:
    beyond = value - _knee(unit) if unit.above else _knee(unit) - value
    return _counted(max(beyond, mpq(0)) / unit.step.value, unit.count) * unit.pay.value


def _counted(steps: mpq, count: str) -> mpq:
    return steps if count == "exact" else mpq(math.floor(steps) if count == "full" else math.ceil(steps))


def _of_slabs(said: SlabScale, value: mpq) -> mpq:
    def beyond(at: mpq) -> mpq:
        return max(at - said.knee.value if said.above else said.knee.value - at, mpq(0)) / said.step.value

    steps, paid, done = _counted(beyond(value), said.count), mpq(0), mpq(0)
    for part in said.parts:
        end = steps if part.to is None else min(steps, beyond(part.to.value))
        paid += max(end - done, mpq(0)) * part.pay.value
        done = max(done, end)
    return paid
