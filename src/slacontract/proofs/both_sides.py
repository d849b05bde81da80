"""C242 and C243: one result that earns a bonus and costs a penalty, and one that meets its target and is charged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.checks.terms import shown
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import Point, Shape, shapes
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.proofs.asked import Asked


def both_at_once(asked: Asked) -> Iterator[Proof]:
    """No value of a KPI pays a bonus and a penalty: by two scales of one KPI, by a repeat, or by two KPIs of one figure."""
    found = list(shapes(asked))
    for shape in found:
        yield from _two_scales(shape)
        yield from _repeat(shape)
    for one, other in combinations([s for s in found if s.whole and not s.kpi.gives_points], 2):
        if _alike(one, other):
            yield from _two_kpis(one, other)


def _two_scales(shape: Shape) -> Iterator[Proof]:
    rows = {number: f"{shape.ident}.per_unit.{number}.amount" for number in range(1, len(shape.kpi.per_unit) + 1)}
    both = [(point, *sides) for point in shape.points if all(sides := _signs(point, rows))]
    if not both:
        return
    point, bonus, penalty = both[len(both) // 2]
    first, last = sorted((bonus, penalty))
    units = shape.kpi.per_unit

    def said(number: int) -> str:
        row = mpq(point.column[rows[number]] or 0)
        return f"{shape.money(row * shape.full if shape.unit is Unit.RATIO else row)} (line {units[number - 1].pay.at.line})"

    what = f"At {shown(point.value, shape.how.unit)}, {shape.name} pays a bonus of {said(bonus)} and a penalty of "
    what += f"{said(penalty)}."
    remedy = f"Let the bonus begin where the penalty ends, or {accept('C242')}"
    yield proved("C242", units[last - 1].pay.at, what, remedy, units[first - 1].pay.at,
                 by=shape.witness(point, rows=tuple(rows.values())))  # fmt: skip


def _signs(point: Point, rows: dict[int, str]) -> tuple[int, int]:
    """The first of several scales that pays a bonus at a value and the first that pays a penalty, by number; 0 for none."""
    paid = {number: point.column.get(row) or 0 for number, row in rows.items()}
    return next((n for n, amount in paid.items() if amount > 0), 0), next((n for n, amount in paid.items() if amount < 0), 0)


def _repeat(shape: Shape) -> Iterator[Proof]:
    """A repeat that charges for a missed target, where a missed target can earn a bonus."""
    charges = [repeat for repeat in shape.kpi.repeat if repeat.failure == "target_missed" and repeat.add is not None]
    point = next((p for p in shape.points if p.paid > 0 and p.column.get(shape.outcome.met) is False), None)
    if not charges or point is None or not shape.whole or shape.kpi.gives_points or shape.kpi.target is None:
        return
    add = charges[0].add
    assert add is not None
    what = f"{shape.name} pays a bonus of {shape.says(point)}, which misses its target '{shape.kpi.target.text}', and a repeat "
    what += f"of that charges {add.text}."
    yield proved("C242", charges[0].place_of("failure"), what,
                 f"Write 'failure: penalty', begin the bonus at the target, or {accept('C242')}", shape.place(point),
                 by=shape.witness(point, rows=(shape.outcome.met,)))  # fmt: skip


def _alike(one: Shape, other: Shape) -> bool:
    """Whether two KPIs are the same figure of the same part of the service."""

    def of(shape: Shape) -> tuple[object, ...]:
        kpi = shape.kpi
        measured = None if kpi.derived or shape.how.unit is None else shape.how.node
        rounded = (kpi.rounded.decimals, kpi.rounded.mode) if kpi.rounded else None
        return (measured, sorted(kpi.where.items()), kpi.each, kpi.every, rounded, kpi.sources, shape.outcome.suffix)

    plain = all(s.kpi.against is None and s.kpi.window is None and not s.kpi.derived for s in (one, other))
    return plain and of(one) == of(other)


def _two_kpis(one: Shape, other: Shape) -> Iterator[Proof]:
    edges = sorted({point.value for shape in (one, other) for point in shape.points})
    for value in edges:
        here, there = one.at(value), other.at(value)
        if here is None or there is None or here.paid * there.paid >= 0:
            continue
        (gain, bonus), (loss, penalty) = sorted(((one, here), (other, there)), key=lambda pair: -pair[1].paid)
        later, earlier = sorted((gain, loss), key=lambda shape: shape.outcome.clause.at, reverse=True)
        what = (
            f"'{one.name}' and '{other.name}' are the same figure: at {shown(value, one.how.unit)}, '{gain.name}' pays a bonus "
        )
        what += f"of {gain.money(bonus.paid)}, and '{loss.name}' a penalty of {loss.money(penalty.paid)}."
        remedy = f"Make one scale of the two, or {accept('C242')}"
        version = one.asked.contract.version
        month = {**one.given(value), **other.given(value)}
        yield proved("C242", later.outcome.clause.at, what, remedy, earlier.outcome.clause.at,
                     by=(Witness(version, (month,), ({one.paid_by: here.paid, other.paid_by: there.paid},)),))  # fmt: skip
        return


def against_target(asked: Asked) -> Iterator[Proof]:
    """A result that meets its target costs nothing. Below a target something may well be earned: many curves begin there."""
    for shape in shapes(asked):
        target = shape.kpi.target
        if (
            target is None
            or not shape.whole
            or shape.kpi.gives_points
            or shape.kpi.withhold is not None
            or shape.outcome.kpi in asked.told_wrong_way
        ):
            continue
        wrong = [point for point in shape.points if point.column.get(shape.outcome.met) is True and point.paid < 0]
        if wrong:
            point = wrong[len(wrong) // 2]
            what = f"{shape.name} meets its target '{target.text}' at {shown(point.value, shape.how.unit)}, and pays "
            what += f"{shape.money(point.paid)}."
            remedy = f"Let the penalty begin where the target is missed, correct the target, or {accept('C243')}"
            yield proved("C243", shape.place(point), what, remedy, target.at,
                         by=shape.witness(point, rows=(shape.outcome.met,)))  # fmt: skip
