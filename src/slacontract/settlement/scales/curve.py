"""Curve: straight lines between the points of the contract, flat outside of them."""

from __future__ import annotations

from itertools import pairwise

from slacontract.formula.nodes import Blank, Compare, If, Known, Node, Ref, minus, over, plus, times
from slacontract.model.scales import Point
from slacontract.quantities.units import Unit
from slacontract.settlement.scales.payment import Payment, Scale, pay_unit, worst_of


def pay(scale: Scale, points: tuple[Point, ...]) -> Payment:
    """Yield the payment on the line between the two points around the value."""
    unit = pay_unit(point.pay for point in points)
    corners = [_corner(scale, number, point, unit) for number, point in enumerate(points, 1)]
    value = scale.of.value
    on: Node = corners[-1][1]
    for (x0, y0), (x1, y1) in reversed(list(pairwise(corners))):
        line = plus(y0, over(times(minus(value, x0), minus(y1, y0)), minus(x1, x0)))
        on = If(Compare("<", value, x1), line, on)
    on = If(Compare("<=", value, corners[0][0]), corners[0][1], on)
    paid = scale.row("pay", "payment on the curve", unit, If(Known(value), on, Blank()))
    amount: Node = times(paid, scale.base) if unit is Unit.RATIO else paid
    worst = worst_of({number: point.pay for number, point in enumerate(points, 1)})
    return Payment(measured=amount, worst=scale.money(corners[worst - 1][1], points[worst - 1].pay))


def _corner(scale: Scale, number: int, point: Point, unit: Unit) -> tuple[Ref, Ref]:
    at = scale.term(f"curve.{number}.at", "point {number} of the curve", point.at, number=number)
    return at, scale.term(f"curve.{number}.pay", "point {number} pays", point.pay, unit, number=number)
