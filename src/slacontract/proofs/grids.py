"""C251: rounding that is no coarser than what it decides: thresholds, steps and payments of a KPI whose value is rounded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.checks.kpis.sums import values_in
from slacontract.checks.terms import how_measured, is_well_written, pays_of, shown
from slacontract.proofs.attainable import each_kpi
from slacontract.proofs.proof import Proof, accept, proved
from slacontract.quantities.numbers import Quantity, rounded
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.proofs.asked import Asked


def rounding_fine_enough(asked: Asked) -> Iterator[Proof]:
    """The figures of a scale lie on the values that its KPI can have once it is rounded; payments survive their own rounding."""
    for name, kpi in each_kpi(asked):
        how = how_measured(kpi)
        if how is None:
            continue
        grid = values_in(asked.contract, kpi, how).grid
        if grid is not None and kpi.rounded is not None:
            yield from _thresholds(name, kpi, grid, how.unit)
            yield from _steps(name, kpi, grid, how.unit)
        if kpi.pay_rounded is not None:
            yield from _payments(name, kpi)


def _thresholds(name: str, kpi: Kpi, grid: mpq, unit: Unit) -> Iterator[Proof]:
    """Each bound that lies between two values that the rounded KPI can have; the same figure is told once."""
    intervals = [band.when for band in kpi.bands] + [row.when for row in (kpi.matrix.rows if kpi.matrix else ())]
    intervals += [kpi.target] if kpi.target else []
    seen: set[mpq] = set()
    for interval in intervals:
        for bound in interval.bounds if is_well_written(interval, unit) else ():
            value = bound.limit.value
            if (value / grid).denominator == 1 or value in seen:
                continue
            seen.add(value)
            below = grid * (value // grid)
            what = f"{name} is compared with {_decimals(kpi)}, and {bound.limit.text} lies between {shown(below, unit)} and "
            what += f"{shown(below + grid, unit)}: in effect the edge is there."
            remedy = f"Write the edge with as many decimals as are compared, compare more of them, or {accept('C251')}"
            yield proved("C251", interval.at, what, remedy, kpi.rounded.place if kpi.rounded else interval.at)


def _decimals(kpi: Kpi) -> str:
    assert kpi.rounded is not None, "the caller has seen it"
    count = int(kpi.rounded.decimals)
    return "no decimals" if not count else f"{count} decimal{'s' * (count != 1)}"


def _steps(name: str, kpi: Kpi, grid: mpq, unit: Unit) -> Iterator[Proof]:
    """A step that is smaller than the rounding is never taken alone."""
    for scale in (*kpi.per_unit, *((kpi.slabs,) if kpi.slabs else ())):
        if 0 < scale.step.value < grid and scale.step.unit is unit:
            several = shown(grid, unit)
            what = f"{name} is compared with {_decimals(kpi)}, so it moves by {several}, and a step is {scale.step.text}: "
            what += f"{int(grid / scale.step.value)} steps are always taken at once."
            remedy = f"Compare more decimals, write a larger step, or {accept('C251')}"
            yield proved("C251", scale.step.at, what, remedy, kpi.rounded.place if kpi.rounded else scale.step.at)


def _payments(name: str, kpi: Kpi) -> Iterator[Proof]:
    """Payments that their own rounding makes nothing, or alike."""
    rule = kpi.pay_rounded
    assert rule is not None, "the caller has seen it"

    def after(pay: Quantity) -> mpq:
        return rounded(pay.value, int(rule.decimals) + (2 if pay.unit is Unit.RATIO else 0), rule.mode)

    for pay in pays_of(kpi):
        if pay.value and not after(pay):
            yield proved("C251", pay.at, f"{name} rounds what it pays, and {pay.text} becomes 0.",
                         f"Round to more decimals, or {accept('C251')}", rule.place)  # fmt: skip
    for one, other in combinations(pays_of(kpi), 2):
        if one.value != other.value and after(one) == after(other) != mpq(0) and one.unit is other.unit:
            yield proved("C251", other.at, f"{name} rounds what it pays, and {one.text} and {other.text} become the same.",
                         f"Round to more decimals, or {accept('C251')}", rule.place)  # fmt: skip
