"""What a value pays: bands, curves, payments per unit, matrices, shares of the value; points, percentages, money, days."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from laws.second_opinion import indexation
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Tree, figure, is_share, lies_in, listed, rounded
from laws.second_opinion.values import better

if TYPE_CHECKING:
    from laws.second_opinion.month import Month

KINDS = ("bands", "curve", "per_unit", "matrix", "pay", "scales")


def pays(kpi: Tree) -> bool:
    return any(key in kpi for key in KINDS)


def kind_of(kpi: Tree) -> str:
    """What the payments of a scale are: percent, money, points or days."""
    texts = payments(kpi)
    if not texts:  # a share of the value itself
        return "percent" if kpi.get("unit") == "percent" else "money"
    for word, kind in (("point", "points"), ("day", "days")):
        if any(word in text for text in texts):
            return kind
    return "percent" if any(map(is_share, texts)) else "money"


def payments(kpi: Tree) -> list[str]:
    """Every payment that a scale can give."""
    found = [entry["pay"] for key in ("bands", "curve") for entry in kpi.get(key, [])]
    found += [entry["pay"] for entry in listed(kpi.get("per_unit", []))]
    found += [text for row in kpi.get("matrix", {}).get("rows", []) for text in row["pay"]]
    return found + [text for group in kpi.get("scales", {}).get("is", {}).values() for text in payments(group)]


def grouped(month: Month, kpi: Tree, scope: Scope) -> Tree:
    """The KPI with the target and scale of its member's group."""
    if "scales" not in kpi:
        return kpi
    by, groups = kpi["scales"]["by"], kpi["scales"]["is"]
    member = dict(scope.member)
    if by in member:
        key = member[by]
    else:
        attributes = month.contract["attributes"]
        (key,) = {attributes[d][m][by] for d, m in member.items() if by in attributes.get(d, {}).get(m, {})}
    own: Tree = groups[key]
    rest = {k: v for k, v in kpi.items() if k != "scales"}
    if any(k in own for k in KINDS):
        rest = {k: v for k, v in rest.items() if k not in KINDS}
    return rest | own


def payment(month: Month, kpi: Tree, value: Fraction, scope: Scope) -> Fraction:
    """What a scale gives for a value, in its own kind: a ratio, money, points or days."""
    kpi = grouped(month, kpi, scope)
    if "bands" in kpi:
        (hit,) = [band for band in kpi["bands"] if lies_in(value, band["when"])]
        found = indexed(month, kpi, figure(hit["pay"]))
    elif "curve" in kpi:
        found = on_curve(month, kpi, value)
    elif "per_unit" in kpi:
        found = sum((steps(month, kpi, scale, value, scope) for scale in listed(kpi["per_unit"])), ZERO)
    elif "matrix" in kpi:
        cell = in_matrix(month, kpi["matrix"], value, scope)
        assert cell is not None
        found = indexed(month, kpi, cell)
    else:
        found = figure(kpi["pay"].removesuffix(" of value")) * value
    return rounded(found, kpi.get("pay_rounded"), percent=kind_of(kpi) == "percent")


def in_matrix(month: Month, matrix: Tree, value: Fraction, scope: Scope) -> Known:
    """The cell of a table over two KPIs; none where the other has no figure."""
    other = matrix["columns_of"]
    kpi = month.kpi(other)
    beside = month.outcome(other, scope if "each" in kpi else month.scope(kpi)).judged  # the result that counts
    if beside is None:
        return None
    (row,) = [row for row in matrix["rows"] if lies_in(value, row["when"])]
    (column,) = [number for number, text in enumerate(matrix["columns"]) if lies_in(beside, text)]
    return figure(row["pay"][column])


def on_curve(month: Month, kpi: Tree, value: Fraction) -> Fraction:
    """The payment at a value: on the lines between points or at the point reached, and what holds beyond them."""
    points = [(figure(point["at"]), indexed(month, kpi, figure(point["pay"]))) for point in kpi["curve"]]
    beyond = kpi["beyond"] if isinstance(kpi["beyond"], dict) else {"below": kpi["beyond"], "above": kpi["beyond"]}
    (x0, y0), (x1, y1) = points[0], points[-1]
    if value < x0:
        return {"flat": y0, "nothing": ZERO, "continued": _line(points[0], points[1], value)}[beyond["below"]]
    if value > x1:
        return {"flat": y1, "nothing": ZERO, "continued": _line(points[-2], points[-1], value)}[beyond["above"]]
    if kpi.get("between") == "step":
        if better(kpi) == "lower" if "better" in kpi or "kpi" in kpi else False:
            return next(y for x, y in points if x >= value)
        return [y for x, y in points if x <= value][-1]
    for left, right in itertools.pairwise(points):
        if value <= right[0]:
            return _line(left, right, value)
    return y1


def _line(left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction], value: Fraction) -> Fraction:
    return left[1] + (right[1] - left[1]) * (value - left[0]) / (right[0] - left[0])


def steps(month: Month, kpi: Tree, scale: Tree, value: Fraction, scope: Scope) -> Fraction:
    side = "above" if "above" in scale else "below"
    knee = knee_of(month, kpi, scale[side], scope)
    if knee is None:
        return ZERO
    beyond = max(ZERO, value - knee if side == "above" else knee - value) / figure(scale["step"])
    counted = {"exact": beyond, "full": Fraction(floor(beyond)), "started": Fraction(ceil(beyond))}[scale["count"]]
    return counted * indexed(month, kpi, figure(scale["pay"]))


def knee_of(month: Month, kpi: Tree, text: str, scope: Scope) -> Known:
    """A figure, or a share of a count: of the same periods as the value."""
    share, separator, of = text.partition(" of ")
    if not separator:
        return figure(text)
    if "window" in kpi:
        raise NotKnown("an allowance over a window")
    indices = month.term.calendar.within(kpi["every"], month.index) if "every" in kpi else [month.index]
    totals = [m.columns(scope).ask(of) for m in month.term.back(indices)]
    if any(total is None for total in totals):
        return None
    return figure(share) * sum((total for total in totals if total is not None), ZERO)


def indexed(month: Month, kpi: Tree, amount: Fraction) -> Fraction:
    """Money that follows an index."""
    if "indexed_by" not in kpi or kind_of(kpi) != "money":
        return amount
    name = kpi["indexed_by"]
    return rounded(amount * indexation.factor(month, name), month.contract["indexation"][name].get("rate_rounded"))


def worst(month: Month, kpi: Tree, scope: Scope) -> Fraction:
    """The worst payment of a scale: the lowest; of points that count against the vendor, the most."""
    own = grouped(month, kpi, scope)
    values = [indexed(month, own, figure(text)) for text in payments(own)]
    beyond = own.get("beyond", "flat")
    if "curve" in own and "nothing" in (beyond.values() if isinstance(beyond, dict) else [beyond]):
        values.append(ZERO)
    most = kind_of(own) == "points" and month.points_count_against(kpi["_name"])
    found = max(values) if most else min(values)
    return rounded(found, own.get("pay_rounded"), percent=kind_of(own) == "percent")


def of_base(month: Month, kpi: Tree, paid: Fraction, base: Callable[[], Fraction], scope: Scope) -> Fraction:
    """A payment as money."""
    kind = kind_of(grouped(month, kpi, scope))
    if kind == "percent":
        return paid * base()
    if kind == "days":
        divisor = kpi["days_in_period"]
        days = month.term.calendar.span("period", month.index).days if divisor == "calendar" else figure(divisor)
        return paid * base() / days
    return paid
