"""C218: a better result never pays less, unless the parties say why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from gmpy2 import mpq

from slacontract.checks.kpis.bands import owned
from slacontract.checks.kpis.sums import values_in
from slacontract.checks.terms import fits, how_measured, is_well_written, shown
from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import Kpi, points_count_against
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_REMEDY = "Correct one of the payments, or accept it: accept: [{code: C218, why: ...}]."


def wrong_way(contract: Contract) -> Iterator[Finding]:
    """The scale of a KPI rises with the side on which the KPI improves; points against the vendor fall."""
    for name, kpi in contract.kpis.items():
        how = how_measured(kpi)
        counted = not kpi.gives_points or any(name in other.sources for other in contract.kpis.values())
        if how is None or how.better == "neither" or not counted:
            continue
        against = kpi.gives_points and points_count_against(name, contract.kpis)
        way = Way(str(name), how.unit, how.better == "higher", against)
        if all(is_well_written(band.when, how.unit) for band in kpi.bands):
            yield from _falls(way, _band_results(contract, kpi))
        if all(fits(point.at.unit, how.unit) for point in kpi.curve):
            yield from _falls(way, _curve_results(kpi))
        yield from _steps(way, kpi)
        yield from _of_value(way, kpi)


@dataclass(frozen=True, slots=True)
class Way:
    """Which way a scale should go: up where a higher value is better, the other way for points against the vendor."""

    name: str
    unit: Unit
    higher: bool
    against: bool

    @property
    def rises(self) -> bool:
        """Whether what is paid should rise with the value."""
        return self.higher != self.against


def _band_results(contract: Contract, kpi: Kpi) -> list[tuple[mpq, Quantity]]:
    """A value of each band with what it pays, from the lowest value up; each band once."""
    how = how_measured(kpi)
    assert how is not None, "the caller has seen how it is measured"
    found: dict[int, tuple[mpq, Quantity]] = {}
    for piece in owned(kpi.bands, values_in(contract, kpi, how)):
        if len(piece.owners) == 1:
            found.setdefault(piece.owners[0], (piece.witness, kpi.bands[piece.owners[0]].pay))
    return list(found.values())


def _curve_results(kpi: Kpi) -> list[tuple[mpq, Quantity]]:
    """The points of a curve from the lowest value up, with a value beyond each end where nothing is paid there."""
    points = [(point.at.value, point.pay) for point in sorted(kpi.curve, key=lambda point: point.at.value)]
    if not points or kpi.beyond is None:
        return points
    step = mpq(1, 100) if kpi.curve[0].at.unit is Unit.RATIO else mpq(1)
    nothing = [Quantity(mpq(0), pay.unit, "nothing", kpi.place_of("beyond")) for _, pay in (points[0], points[-1])]
    below = [(points[0][0] - step, nothing[0])] if kpi.beyond.below == "nothing" else []
    above = [(points[-1][0] + step, nothing[1])] if kpi.beyond.above == "nothing" else []
    return [*below, *points, *above]


def _falls(way: Way, results: list[tuple[mpq, Quantity]]) -> Iterator[Finding]:
    """Neighbours of which the better one pays less; percentages and money are not compared with each other."""
    if len({pay.unit for _, pay in results if pay.value}) > 1:
        return
    for low, high in pairwise(results):
        worse, better = (low, high) if way.rises else (high, low)
        if better[1].value < worse[1].value:
            less, more = (f"{pay.text} at {shown(value, way.unit)}" for value, pay in (better, worse))
            what = f"{way.name} pays {less}, less than the {more}, which is {'better' if way.against else 'worse'}."
            yield finding("C218", better[1].at, what, _REMEDY, worse[1].at)


def _steps(way: Way, kpi: Kpi) -> Iterator[Finding]:
    """Steps towards the better side pay a bonus, steps towards the worse side a penalty; points against the vendor turn it."""
    for scale in kpi.per_unit:
        if (scale.above is None) == (scale.below is None) or not scale.pay.value:
            continue
        better = (scale.above is not None) == way.higher
        if (better != way.against) != (scale.pay.value > 0):
            side = "above" if scale.above is not None else "below"
            what = f"{way.name} pays {scale.pay.text} for each step {side} its knee, its {'better' if better else 'worse'} side."
            yield finding("C218", scale.pay.at, what, _REMEDY)


def _of_value(way: Way, kpi: Kpi) -> Iterator[Finding]:
    """Of a value that is better when higher a share above zero is paid, of one that is better when lower a share below it."""
    if kpi.pay is not None and kpi.pay.percent.value and way.higher != (kpi.pay.percent.value > 0):
        what = f"{way.name} pays {kpi.pay.text}, and is better when {'higher' if way.higher else 'lower'}."
        remedy = "Write the other sign, or accept it: accept: [{code: C218, why: ...}]."
        yield finding("C218", kpi.pay.at, what, remedy)
