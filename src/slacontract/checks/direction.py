"""C218: a better result never pays less, unless the parties say why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from gmpy2 import mpq

from slacontract.checks.bands import owned
from slacontract.checks.sums import values_in
from slacontract.checks.terms import fits, how_measured, is_well_written, shown
from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract
from slacontract.model.kpis import Kpi, points_count_against
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_REMEDY = "Correct one of the payments, or accept it: accept: [{code: C218, why: ...}]."


def wrong_way(contract: Contract) -> Iterator[Finding]:
    """The scale of a KPI rises with the side on which the KPI improves."""
    for name, kpi in contract.kpis.items():
        how = how_measured(kpi)
        if how is None or how.better == "neither":
            continue
        rises = (how.better == "higher") != (kpi.gives_points and points_count_against(name, contract.kpis))
        if all(is_well_written(band.when, how.unit) for band in kpi.bands):
            yield from _falls(str(name), _band_results(contract, kpi), how.unit, rises=rises)
        if all(fits(point.at.unit, how.unit) for point in kpi.curve):
            points = [(point.at.value, point.pay) for point in sorted(kpi.curve, key=lambda point: point.at.value)]
            yield from _falls(str(name), points, how.unit, rises=rises)
        yield from _steps(str(name), kpi, rises=rises)


def _band_results(contract: Contract, kpi: Kpi) -> list[tuple[mpq, Quantity]]:
    """A value of each band with what it pays, from the lowest value up; each band once."""
    how = how_measured(kpi)
    assert how is not None, "the caller has seen how it is measured"
    found: dict[int, tuple[mpq, Quantity]] = {}
    for piece in owned(kpi.bands, values_in(contract, kpi, how)):
        if len(piece.owners) == 1:
            found.setdefault(piece.owners[0], (piece.witness, kpi.bands[piece.owners[0]].pay))
    return list(found.values())


def _falls(name: str, results: list[tuple[mpq, Quantity]], unit: Unit, *, rises: bool) -> Iterator[Finding]:
    """Neighbours of which the better one pays less; percentages and money are not compared with each other."""
    if len({pay.unit for _, pay in results if pay.value}) > 1:
        return
    for low, high in pairwise(results):
        worse, better = (low, high) if rises else (high, low)
        if better[1].value < worse[1].value:
            less, more = (f"{pay.text} at {shown(value, unit)}" for value, pay in (better, worse))
            what = f"{name} pays {less}, less than the {more}, which is worse."
            yield finding("C218", better[1].at, what, _REMEDY, worse[1].at)


def _steps(name: str, kpi: Kpi, *, rises: bool) -> Iterator[Finding]:
    """Steps towards the better side pay a bonus, steps towards the worse side a penalty."""
    for scale in kpi.per_unit:
        if (scale.above is None) == (scale.below is None) or not scale.pay.value:
            continue
        better = (scale.above is not None) == rises
        if better != (scale.pay.value > 0):
            side = "above" if scale.above is not None else "below"
            what = f"{name} pays {scale.pay.text} for each step {side} its knee, its {'better' if better else 'worse'} side."
            yield finding("C218", scale.pay.at, what, _REMEDY)  # fmt: skip
