"""C240: a worse result never pays more, proved over what the calculation pays and not over the text of the scale.

The text of bands, curves and steps is looked at before (C218); here are matrices, several scales together, and what rounding
makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from slacontract.checks.kpis.sums import values_in
from slacontract.checks.terms import how_measured, shown
from slacontract.model.kpis.kpi import points_count_against
from slacontract.model.texts import Word
from slacontract.proofs.probe import Probe, pins_of
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import Point, Shape, given, looked_at, sampled, shapes

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.proofs.asked import Asked
    from slacontract.settlement.draft import Outcome


def worse_pays_more(asked: Asked) -> Iterator[Proof]:
    """No value of a KPI pays less than a worse one."""
    for shape in shapes(asked):
        counted = not shape.kpi.gives_points or any(shape.outcome.kpi in other.sources for other in asked.contract.kpis.values())
        if shape.how.better == "neither" or shape.outcome.kpi in asked.told_wrong_way or not counted:
            continue
        if shape.kpi.matrix is not None:
            yield from _matrix(asked, shape)
        else:
            yield from _falls(shape)


def _against(shape: Shape) -> bool:
    return shape.kpi.gives_points and points_count_against(shape.outcome.kpi, shape.asked.contract.kpis)


def _falls(shape: Shape) -> Iterator[Proof]:
    """The first neighbours of which the better one pays less; a scale that falls in several places is told once."""
    sign = -1 if _against(shape) else 1
    for worse, better in pairwise(shape.rising):
        if sign * better.paid < sign * worse.paid:
            what = f"{shape.name} pays {shape.says(better)}, less than the {shape.says(worse)}, which is "
            what += f"{'better' if sign < 0 else 'worse'}: its scales are added."
            yield proved("C240", shape.place(better), what, f"Correct a payment, or {accept('C240')}", shape.place(worse),
                         by=shape.witness(worse, better))  # fmt: skip
            return


def _matrix(asked: Asked, shape: Shape) -> Iterator[Proof]:
    """A matrix by each of its KPIs, while the other keeps its value."""
    matrix = shape.kpi.matrix
    assert matrix is not None, "the caller has seen it"
    suffixes = {shape.outcome.suffix, ""}
    other = next((o for o in asked.compiled.outcomes if o.kpi == matrix.columns_of and o.suffix in suffixes), None)
    how = how_measured(asked.contract.kpis[Word(matrix.columns_of)])
    if other is None or how is None:
        return
    both = _over_both(asked, shape, other)
    for fixed, varied in ((1, 0), (0, 1)):
        better = shape.how.better if varied == 0 else how.better
        if better != "neither":
            yield from _lines(shape, other, both, (fixed, varied), higher=better == "higher")


def _over_both(asked: Asked, shape: Shape, other: Outcome) -> dict[tuple[mpq, mpq], Point]:
    """What each pair of values pays."""
    pinned = [*shape.given(shape.points[0].value), *pins_of(asked.compiled, other)]
    probe = Probe(asked.compiled, asked.schedule, shape.probe.wanted, frozenset(pinned))
    columns = shape.kpi.matrix.columns if shape.kpi.matrix else ()
    edges = {bound.limit.value for interval in columns for bound in interval.bounds}
    found = {}
    how = how_measured(asked.kpi(other))
    assert how is not None, "the caller has seen it"
    stands = looked_at(edges, values_in(asked.contract, asked.kpi(other), how))
    for value in sampled(shape.probe, shape.values):
        for across in stands:
            column = probe.month(shape.given(value) | given(asked, other, across))
            paid = column.get(shape.paid_by) if column else None
            if column is not None and paid is not None:
                found[value, across] = Point(value, paid, column)  # type: ignore[arg-type]  # an amount is no truth
    return found


def _lines(
    shape: Shape, other: Outcome, both: dict[tuple[mpq, mpq], Point], axes: tuple[int, int], *, higher: bool
) -> Iterator[Proof]:
    """The first place where a better value of one KPI pays less, the other one standing still."""
    fixed, varied = axes
    sign = -1 if _against(shape) else 1
    stands = sorted({pair[fixed] for pair in both})
    middle = stands[len(stands) // 2]
    for at in sorted(stands, key=lambda value: abs(value - middle)):  # an ordinary month says more than one at the end
        line = sorted((pair for pair in both if pair[fixed] == at), key=lambda pair: pair[varied], reverse=not higher)
        for one, two in pairwise(line):
            worse, better = both[one], both[two]
            if sign * better.paid < sign * worse.paid:
                yield _told(shape, other, (one, two), (worse, better))
                return


def _told(shape: Shape, other: Outcome, pairs: tuple[tuple[mpq, mpq], tuple[mpq, mpq]], points: tuple[Point, Point]) -> Proof:
    def at(pair: tuple[mpq, mpq], point: Point) -> str:
        cell = f"{shown(pair[0], shape.how.unit)} and {other.kpi} of {shown(pair[1], other.unit)}"
        return f"{shape.money(point.paid)} at {cell}"

    worse, better = points
    what = f"{shape.name} pays {at(pairs[1], better)}, less than the {at(pairs[0], worse)}, which is worse."
    version = shape.asked.contract.version
    shown_by = tuple(
        Witness(version, (shape.given(pair[0]) | given(shape.asked, other, pair[1]),), ({shape.paid_by: point.paid},))
        for pair, point in zip(pairs, points, strict=True)
    )
    return proved("C240", shape.place(better), what, f"Correct a cell, or {accept('C240')}", shape.place(worse), by=shown_by)
