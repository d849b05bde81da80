"""Bands: the value lies in one band, and the band says what is paid."""

from __future__ import annotations

from itertools import pairwise

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ZERO,
    All,
    Blank,
    Compare,
    If,
    Known,
    Node,
    Ref,
    Steps,
    minus,
    times,
)  # fmt: skip
from slacontract.formula.text import Bound
from slacontract.languages import message
from slacontract.model.kpis.scales import Band, pay_unit
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.scales.payment import Payment, Scale


def pay(scale: Scale, bands: tuple[Band, ...]) -> Payment:
    """Yield the band that was hit, its payment, and how far the next better band is."""
    value = scale.of.value
    numbers = {number: _number(scale, number) for number in range(1, len(bands) + 1)}
    held = {number: _holds(scale, number, band) for number, band in enumerate(bands, 1)}
    hits: Node = Blank()
    for number in reversed(held):
        hits = If(held[number], numbers[number], hits)
    hit = scale.row("band", "band", Unit.BAND, If(Known(value), hits, Blank()))
    unit = pay_unit(band.pay for band in bands)
    pays = {number: _pay(scale, number, band, unit) for number, band in enumerate(bands, 1)}
    paid = scale.row("pay", "payment of the band", unit, _chosen(hit, numbers, dict(pays), ZERO))
    scale.draft.proof(f"{scale.of.ident}.one_band", message("{kpi}: one band takes the value", kpi=scale.of.label),
                      If(Known(value), Known(hit), Compare("=", ZERO, ZERO)), scale.of.clause)  # fmt: skip
    worst = scale.worst_of({number: band.pay for number, band in enumerate(bands, 1)})
    gaps = _gaps(scale, bands, hit, numbers, pays, unit)
    return Payment(paid=paid, worst=pays[worst], unit=unit, band=hit.id, **gaps)


def _number(scale: Scale, number: int) -> Ref:
    ordinal = Quantity(mpq(number), Unit.BAND, str(number))
    return scale.term(f"bands.{number}", "number of band {number}", ordinal, Unit.BAND, number=number)


def _holds(scale: Scale, number: int, band: Band) -> Node:
    conditions = tuple(
        scale.of.compared(bound.relation, _limit(scale, number, side, bound)) for side, bound in enumerate(band.when.bounds, 1)
    )
    return conditions[0] if len(conditions) == 1 else All(conditions)


def _limit(scale: Scale, number: int, side: int, bound: Bound) -> Ref:
    return scale.term(f"bands.{number}.{side}", "band {number}, value {relation}", bound.limit, number=number,
                      relation=bound.relation)  # fmt: skip


def _pay(scale: Scale, number: int, band: Band, unit: Unit) -> Ref:
    return scale.term(f"bands.{number}.pay", "band {number} pays", band.pay, unit, number=number)


def _chosen(hit: Ref, numbers: dict[int, Ref], of: dict[int, Node], otherwise: Node) -> Node:
    result = otherwise
    for number in sorted(of, reverse=True):
        result = If(Compare("=", hit, numbers[number]), of[number], result)
    return If(Known(hit), result, otherwise)


def _gaps(scale: Scale, bands: tuple[Band, ...], hit: Ref, numbers: dict[int, Ref], pays: dict[int, Ref],
          unit: Unit) -> dict[str, str]:  # fmt: skip
    """How far the next better band is: in the KPI's unit, in contacts where it is a ratio of counts, and in money."""
    steps = _steps(scale, bands)
    if not steps:
        return {}
    value = scale.of.value
    edges = {number: minus(*((edge, value) if scale.of.how.better == "higher" else (value, edge)))
             for number, (_, edge) in steps.items()}  # fmt: skip
    gap = scale.row("gap", "distance to the next better band", scale.of.how.unit, _chosen(hit, numbers, edges, Blank()))
    rows = {"gap": gap.id}
    if unit is not Unit.POINTS:
        money: dict[int, Node] = {
            number: scale.money(minus(pays[better], pays[number]), unit) for number, (better, _) in steps.items()
        }
        worth = scale.row("gap_money", "worth of the next better band", Unit.MONEY, _chosen(hit, numbers, money, Blank()))
        rows["gap_money"] = worth.id
    if scale.of.denominator is not None and _by_contacts(scale):
        contacts = Steps(times(gap, scale.of.denominator), "started")
        rows["gap_contacts"] = scale.row("gap_contacts", "distance in contacts", Unit.COUNT,
                                         If(Known(gap), contacts, Blank())).id  # fmt: skip
    return rows


def _by_contacts(scale: Scale) -> bool:
    """Whether the distance is a share of contacts: the ratio itself is compared, and no mean, rounding or distance of it."""
    kpi = scale.of.kpi
    averaged = kpi.window is not None and kpi.window.how == "mean"
    return scale.of.how.unit is Unit.RATIO and not kpi.rounded and not averaged and kpi.against is None


def _steps(scale: Scale, bands: tuple[Band, ...]) -> dict[int, tuple[int, Ref]]:
    """For each band but the best: the number of the next better one, and the edge between them."""
    higher = {"higher": True, "lower": False}.get(scale.of.how.better)
    if higher is None:
        return {}
    sides = {number: _side(band, (">", ">=") if higher else ("<", "<=")) for number, band in enumerate(bands, 1)}
    entered = {n: (side, bands[n - 1].when.bounds[side - 1].limit.value) for n, side in sides.items() if side}
    order = sorted(entered, key=lambda n: entered[n][1], reverse=not higher)
    start = [n for n, side in sides.items() if not side]
    chain = [*start, *order]
    return {
        worse: (better, _limit(scale, better, entered[better][0], bands[better - 1].when.bounds[entered[better][0] - 1]))
        for worse, better in pairwise(chain)
        if better in entered
    }


def _side(band: Band, relations: tuple[str, ...]) -> int:
    """Which of a band's bounds is the one that a better result crosses to enter it; 0 for none."""
    return next((side for side, bound in enumerate(band.when.bounds, 1) if bound.relation in relations), 0)
