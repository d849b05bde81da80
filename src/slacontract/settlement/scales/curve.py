"""Curve: straight lines between the points of the contract, or the point that was reached; and what holds beyond them."""

from __future__ import annotations

from itertools import pairwise

from slacontract.formula.nodes import ZERO, Blank, If, Known, Node, Ref, minus, over, plus, times
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.scales import Point, pay_unit
from slacontract.quantities.units import Unit
from slacontract.settlement.scales.payment import Payment, Scale


def pay(scale: Scale, kpi: Kpi) -> Payment:
    """Yield what the curve pays at the value."""
    assert kpi.beyond is not None, "check refuses a curve that ends nowhere"
    unit = pay_unit(point.pay for point in kpi.curve)
    corners = [_corner(scale, number, point, unit) for number, point in enumerate(kpi.curve, 1)]
    on = _lines(scale, corners) if kpi.between == "straight" else _steps(scale, corners)
    first, last = (corners[0], corners[1]), (corners[-2], corners[-1])
    on = If(scale.of.compared("<", corners[0][0]), _end(scale, kpi.beyond.below, corners[0], first), on)
    on = If(scale.of.compared(">", corners[-1][0]), _end(scale, kpi.beyond.above, corners[-1], last), on)
    paid = scale.row("pay", "payment on the curve", unit, If(Known(scale.of.value), on, Blank()))
    return Payment(paid=paid, worst=_worst(scale, kpi, corners), unit=unit)


def _corner(scale: Scale, number: int, point: Point, unit: Unit) -> tuple[Ref, Ref]:
    at = scale.term(f"curve.{number}.at", "point {number} of the curve", point.at, number=number)
    return at, scale.term(f"curve.{number}.pay", "point {number} pays", point.pay, unit, number=number)


def _line(value: Ref, start: tuple[Ref, Ref], end: tuple[Ref, Ref]) -> Node:
    (x0, y0), (x1, y1) = start, end
    return plus(y0, over(times(minus(value, x0), minus(y1, y0)), minus(x1, x0)))


def _lines(scale: Scale, corners: list[tuple[Ref, Ref]]) -> Node:
    """The line between the two points around the value."""
    on: Node = corners[-1][1]
    for start, end in reversed(list(pairwise(corners))):
        on = If(scale.of.compared("<", end[0]), _line(scale.of.value, start, end), on)
    return on


def _steps(scale: Scale, corners: list[tuple[Ref, Ref]]) -> Node:
    """The point that was reached, coming from the worse side of the KPI."""
    on: Node = corners[-1][1]
    for (x0, y0), (x1, _) in reversed(list(pairwise(corners))):
        here = scale.of.compared("<", x1) if scale.of.how.better == "higher" else scale.of.compared("<=", x0)
        on = If(here, y0, on)
    return on


def _end(scale: Scale, how: str, corner: tuple[Ref, Ref], line: tuple[tuple[Ref, Ref], tuple[Ref, Ref]]) -> Node:
    if how == "continued":
        return _line(scale.of.value, *line)
    return corner[1] if how == "flat" else ZERO


def _worst(scale: Scale, kpi: Kpi, corners: list[tuple[Ref, Ref]]) -> Node | None:
    """The lowest payment: of a point, or nothing where nothing is paid beyond one; a line that goes on has none."""
    assert kpi.beyond is not None, "as above"
    ends = {kpi.beyond.below, kpi.beyond.above}
    if "continued" in ends:
        return None
    worst = scale.worst_of({number: point.pay for number, point in enumerate(kpi.curve, 1)})
    positive = kpi.curve[worst - 1].pay.value > 0
    return ZERO if "nothing" in ends and positive != scale.most_is_worst else corners[worst - 1][1]
