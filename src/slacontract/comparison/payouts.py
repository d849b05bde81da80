"""What the scale of a KPI pays for every value that it can have, to be held against another scale point by point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from gmpy2 import mpq

from slacontract.formula.text import Interval
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.scales import Band, Beyond, PerUnitScale, Point, pay_unit
from slacontract.quantities.numbers import Quantity

Payout: TypeAlias = "Callable[[mpq], mpq | None]"
"""What a value pays; None where the scale says nothing of it."""


def compare(old: Kpi, new: Kpi) -> int | None:
    """Whether the new scale pays every value at least as much (1) or at most as much (-1) as the old; None where neither holds.

    Both are straight lines between their edges, with jumps at them, so that two values inside of a stretch tell all of it.
    """
    units = {pay_unit(kpi.payments) for kpi in (old, new) if kpi.payments}
    before, after = payout(old), payout(new)
    if before is None or after is None or len(units) != 1:
        return None
    gaps = _gaps(before, after, sorted({*_edges(old), *_edges(new)}))
    if gaps is None or not any(gaps):
        return None
    return 1 if min(gaps) >= 0 else -1 if max(gaps) <= 0 else None


def sides(kpi: Kpi) -> int | None:
    """1 where its scale never takes, -1 where it never gives; None where it does both, or neither."""
    endless = kpi.curve and kpi.beyond is not None and "continued" in {kpi.beyond.below, kpi.beyond.above}
    values = [pay.value for pay in kpi.payments]
    if kpi.pay is not None or kpi.withhold is not None or endless or not any(values):
        return None
    return 1 if min(values) >= 0 else -1 if max(values) <= 0 else None


def payout(kpi: Kpi) -> Payout | None:
    """What its scale pays, where it is made of bands, a curve of straight lines, or exact steps."""
    if kpi.matrix or kpi.slabs or kpi.pay or kpi.withhold or kpi.scales or kpi.pay_rounded:
        return None
    if kpi.bands:
        return lambda value: _of_bands(kpi.bands, value)
    if kpi.curve and kpi.between == "straight" and kpi.beyond is not None:
        ends = kpi.beyond
        return lambda value: _of_curve(kpi.curve, ends.below, ends.above, value)
    if kpi.per_unit and all(unit.count == "exact" and isinstance(unit.knee, Quantity) for unit in kpi.per_unit):
        return lambda value: sum((_of_steps(unit, value) for unit in kpi.per_unit), mpq(0))
    return None


def _gaps(before: Payout, after: Payout, edges: Sequence[mpq]) -> list[mpq] | None:
    """By how much the new scale pays more: at every edge, and at both ends of every stretch between two."""

    def more(value: mpq) -> mpq | None:
        old, new = before(value), after(value)
        return None if old is None or new is None else new - old

    found = [more(edge) for edge in edges]
    for low, high in pairwise(edges):
        third = (high - low) / 3
        near, far = more(low + third), more(high - third)
        found += [None, None] if near is None or far is None else [2 * near - far, 2 * far - near]
    for end, away in ((edges[0], mpq(-1)), (edges[-1], mpq(1))) if edges else ():
        near, far = more(end + away), more(end + 2 * away)
        found += [None] if near is None or far is None else [2 * near - far, near, (far - near) * 10**12]
    known = [gap for gap in found if gap is not None]
    return known if len(known) == len(found) else None


def _edges(kpi: Kpi) -> Iterable[mpq]:
    yield from (bound.limit.value for band in kpi.bands for bound in band.when.bounds)
    yield from (point.at.value for point in kpi.curve)
    yield from (unit.knee.value for unit in kpi.per_unit if isinstance(unit.knee, Quantity))


def holds(interval: Interval, value: mpq) -> bool:
    """Whether a value lies in an interval."""
    tests = {"<": value.__lt__, "<=": value.__le__, ">": value.__gt__, ">=": value.__ge__, "=": value.__eq__}
    return all(tests[bound.relation](bound.limit.value) for bound in interval.bounds)


def _of_bands(bands: Sequence[Band], value: mpq) -> mpq | None:
    return next((band.pay.value for band in bands if holds(band.when, value)), None)


def _of_curve(points: Sequence[Point], below: Beyond, above: Beyond, value: mpq) -> mpq:
    first, last = points[0], points[-1]
    if value < first.at.value:
        return _beyond(below, first, points[1], value)
    if value > last.at.value:
        return _beyond(above, last, points[-2], value)
    left, right = next((a, b) for a, b in pairwise(points) if a.at.value <= value <= b.at.value)
    return _line(left, right, value)


def _beyond(how: Beyond, end: Point, inner: Point, value: mpq) -> mpq:
    if how == "continued":
        return _line(inner, end, value)
    return end.pay.value if how == "flat" else mpq(0)


def _line(one: Point, other: Point, value: mpq) -> mpq:
    slope = (other.pay.value - one.pay.value) / (other.at.value - one.at.value)
    return one.pay.value + slope * (value - one.at.value)


def _of_steps(unit: PerUnitScale, value: mpq) -> mpq:
    assert isinstance(unit.knee, Quantity), "the caller has seen that it is a figure"
    beyond = value - unit.knee.value if unit.above is not None else unit.knee.value - value
    return unit.pay.value * max(mpq(0), beyond) / unit.step.value
