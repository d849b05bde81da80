"""C207, C212 and C224: thresholds in the KPI's own unit, payments of one kind, curves from left to right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from slacontract.catalogue.kpis import is_base_field
from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.checks.places import within
from slacontract.checks.terms import counts, fits, how_measured
from slacontract.findings import Finding, Position, finding
from slacontract.formula.text import Interval, Share
from slacontract.model.contract import Contract
from slacontract.model.fields import unit_remedy
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.scales import PerUnitScale
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_KINDS = {Unit.RATIO: "percentages", Unit.MONEY: "money", Unit.POINTS: "points", Unit.DAYS: "days"}
_FINEST = 8
"""Decimals of a threshold in the KPI's base unit (a ratio for a percentage): one less than spreadsheets compare."""
_EXAMPLES = {Unit.RATIO: "85%", Unit.SECONDS: "30 s", Unit.POINTS: "10 points"}
_LOWER, _UPPER = frozenset({">", ">=", "="}), frozenset({"<", "<=", "="})


def threshold_units(contract: Contract) -> Iterator[Finding]:
    """Every threshold of a KPI is written in the unit of the KPI."""
    for name, kpi in contract.kpis.items():
        how = how_measured(kpi)
        if how is None:
            continue
        for quantity, at in _thresholds(kpi):
            if not fits(quantity.unit, how.unit):
                called = f"The distance of {name}" if kpi.against else str(name)
                yield wrong_unit(called, quantity, how.unit, at)
            elif (quantity.value * 10**_FINEST).denominator != 1:
                yield finding("C214", at, f"'{quantity.text}' is finer than the eighth decimal.",
                              "Spreadsheets compare nine digits: write fewer.")  # fmt: skip


def wrong_unit(name: str, quantity: Quantity, unit: Unit, at: Position) -> Finding:
    """Say that a figure has another unit than the KPI it is compared with."""
    remedy = unit_remedy(quantity, unit, _EXAMPLES.get(unit, "the bare number"))
    return finding("C207", at, f"{name} is measured in {unit.value}, and '{quantity.text}' is not.", remedy)


def _thresholds(kpi: Kpi) -> Iterator[tuple[Quantity, Position]]:
    for interval in _intervals(kpi):
        seen: list[str] = []
        for bound in interval.bounds:
            text = bound.limit.text
            yield bound.limit, within(interval.text, interval.at, text, seen.count(text))
            seen.append(text)
    for point in kpi.curve:
        yield point.at, point.at.at
    for scale in kpi.per_unit:
        for figure in (scale.step, scale.above, scale.below):
            if isinstance(figure, Quantity):
                yield figure, figure.at
    if kpi.slabs is not None:
        ends = (part.to for part in kpi.slabs.parts)
        yield from ((q, q.at) for q in (kpi.slabs.step, kpi.slabs.above, kpi.slabs.below, *ends) if q is not None)


def _intervals(kpi: Kpi) -> Iterator[Interval]:
    yield from (band.when for band in kpi.bands)
    if kpi.matrix is not None:
        yield from (row.when for row in kpi.matrix.rows)
    if kpi.target is not None:
        yield kpi.target


def bounds_readable(contract: Contract) -> Iterator[Finding]:
    """An interval is one stretch: no ``<>``, and one bound on each side."""
    for kpi in contract.kpis.values():
        for interval in _intervals(kpi):
            relations = [bound.relation for bound in interval.bounds]
            if "<>" in relations:
                yield finding("C212", within(interval.text, interval.at, "<>"), f"'{interval.text}' leaves out one value.",
                              "Write one interval below it and one above.")  # fmt: skip
            elif sum(r in _LOWER for r in relations) > 1 or sum(r in _UPPER for r in relations) > 1:
                yield finding("C212", interval.at, f"'{interval.text}' has two bounds on one side.", "Keep the one that counts.")


def payments_alike(contract: Contract) -> Iterator[Finding]:
    """A scale pays percentages, money, points or days; zero is all of them."""
    for name, kpi in contract.kpis.items():
        pays = [pay for pay in kpi.payments if pay.value]
        other = next((pay for pay in pays if pay.unit is not pays[0].unit), None)
        if other is not None:
            kinds = f"{_KINDS[pays[0].unit]} and {_KINDS[other.unit]}"
            what = f"'{name}' pays '{pays[0].text}' and '{other.text}': {kinds} in one scale."
            remedy = "Write all payments in one way: as percentages of the base, money, points or days."
            yield finding("C207", other.at, what, remedy, pays[0].at)


def curve_rising(contract: Contract) -> Iterator[Finding]:
    """The points of a curve stand from the lowest value to the highest, at least two."""
    for name, kpi in contract.kpis.items():
        if len(kpi.curve) == 1:
            yield finding("C224", kpi.curve[0].place, f"The curve of '{name}' has one point.", "Write at least two, or bands.")
        for before, after in pairwise(kpi.curve):
            if before.at.unit is after.at.unit and before.at.value >= after.at.value:
                what = f"The point at {after.at.text} stands after the one at {before.at.text}."
                remedy = "Write the points from the lowest value to the highest, each value once."
                yield finding("C224", after.at.at, what, remedy, before.at.at)


def steps_sound(contract: Contract) -> Iterator[Finding]:
    """A scale of steps has one knee and a step above zero."""
    for name, kpi in contract.kpis.items():
        for scale in kpi.per_unit:
            yield from _one_step(contract, str(name), kpi, scale)


def _one_step(contract: Contract, name: str, kpi: Kpi, scale: PerUnitScale) -> Iterator[Finding]:
    if scale.step.value <= 0:
        yield finding("C214", scale.step.at, f"The step of '{name}' is {scale.step.text}.", "Write a step above zero.")
    if scale.above is None and scale.below is None:
        yield finding("C213", scale.place, f"'{name}' does not say from where its steps count.", "Add 'above:' or 'below:'.")
    elif scale.above is not None and scale.below is not None:
        yield finding("C213", scale.below.at, f"The steps of '{name}' count above one value and below another.",
                      "Write two scales, each with one of them.", scale.above.at)  # fmt: skip
    for knee in (scale.above, scale.below):
        if isinstance(knee, Share):
            yield from _share_of_field(contract, name, kpi, knee)


def _share_of_field(contract: Contract, name: str, kpi: Kpi, knee: Share) -> Iterator[Finding]:
    at = within(knee.text, knee.at, knee.of)
    how = how_measured(kpi)
    if how is None or any(True for _ in field_name_fault(knee.of, at)):
        yield from field_name_fault(knee.of, at)
        return
    unit = counts(contract, knee.of)
    if (is_base_field(knee.of) or knee.of in contract.figures) and not fits(_bare(unit), how.unit) and unit is not how.unit:
        what = f"{name} is measured in {how.unit.value}, and '{knee.of}' counts {unit.value}."
        yield finding("C207", at, what, f"Name a field in {how.unit.value}.")


def _bare(unit: Unit) -> Unit:
    """Counts are compared with every figure that is written bare."""
    return Unit.NUMBER if unit in {Unit.COUNT, Unit.HOURS} else unit
