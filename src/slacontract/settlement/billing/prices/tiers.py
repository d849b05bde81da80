"""Prices: one rate, packages, or tiers in which each unit has the price of its own tier, or all that of the tier reached.

Where the quantity is counted over more than the period, the period pays the difference between what is due to date and what was
due before it, both by the price list in force: an amendment prices what comes after it, and nothing that was billed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from slacontract.formula.nodes import ZERO, All, Compare, If, Node, Not, Over, Ref, Steady, Steps, minus, over, plus, times
from slacontract.languages import Message, message
from slacontract.model.billing.counted import Counted
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.prices import CountedOver, Package, Packages, Tier, Tiers
from slacontract.model.billing.sign import reads_figures
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.prices.rates import price
from slacontract.settlement.slabs import has_reached, lies_in, part_in


@dataclass(frozen=True, slots=True)
class Amount:
    """What a quantity costs: unrounded, the one price where there is one, and whether it comes from a difference."""

    exact: Node
    price: str = ""
    steady: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a quantity stands in a price list: the quantity that finds the tier, and the same before the period."""

    to_date: Ref
    before: Ref | None

    def change(self, of: Callable[[Node], Node]) -> Node:
        """What the period adds to something that is due on a quantity."""
        return of(self.to_date) if self.before is None else minus(of(self.to_date), of(self.before))


def rate(at: LineScope, line: Priced) -> Ref:
    """The one price of a line, as it is in the period."""
    assert line.rate is not None
    return price(at, "rate", message("{line}: rate", line=at.name), line.rate)


def priced(at: LineScope, line: Priced, billed: Billed) -> Amount:
    """What the billed quantity costs."""
    _quantity(at, billed)
    found = _priced(at, line, billed)
    less = isinstance(line, Counted) and (bool(line.deduct or line.included) or reads_figures(at.draft.contract, line))
    return replace(found, steady=found.steady or less)


def _priced(at: LineScope, line: Priced, billed: Billed) -> Amount:
    if line.rate is not None:
        each = rate(at, line)
        foreign = line.conversion is not None and line.conversion.of == "amount"
        return Amount(times(billed.quantity, each), "" if foreign else each.id)
    if line.packages is not None:
        return _packages(at, line.packages, billed)
    assert line.tiers is not None, "check refuses a line without a price"
    return in_tiers(at, line.tiers, billed)


def in_tiers(at: LineScope, tiers: Tiers, billed: Billed) -> Amount:
    """What a quantity costs by a list of tiers; the quantity may be money, and the rates percentages of it."""
    position = _position(at, tiers.counted, billed)
    tier = {"graduated": _graduated, "volume": _volume, "flat": _flat}[tiers.mode]
    amounts = [tier(at, tiers, number, billed, position) for number in range(len(tiers.steps))]
    apart = tiers.mode == "graduated" and len(tiers.steps) > 1
    return Amount(plus(*amounts), steady=apart or position.before is not None)


def _position(at: LineScope, counted: CountedOver, billed: Billed) -> Position:
    quantity = _quantity(at, billed)
    if counted == "period":
        return Position(billed.quantity, None)
    since: Literal["year", "term"] = "year" if counted == "contract_year" else "term"
    what = "contract year" if counted == "contract_year" else "term"
    label = message("{line}: {what}, to date", line=at.title, what=message(what))
    earlier = message("{line}: {what}, before this period", line=at.title, what=message(what))
    return Position(
        at.draft.row(f"{at.ident}.to_date", label, billed.unit, Over("sum", quantity, since, 0), at.clause),
        at.draft.row(f"{at.ident}.before", earlier, billed.unit, Over("sum", quantity, since, 1), at.clause),
    )


def _quantity(at: LineScope, billed: Billed) -> Ref:
    """The quantity as a row of its own: under that name, later versions count it, whatever they are priced by."""
    ident = f"{at.ident}.quantity"
    if ident in at.draft.rows:
        return Ref(ident)
    return at.draft.row(ident, at.label("quantity priced"), billed.unit, billed.quantity, at.clause)


def _counting(at: LineScope, package: Package, name: str, label: Message, unit: Unit) -> Callable[[Node], Node]:
    """How units become packages."""
    size = at.draft.term(f"billing.{at.name}.{name}", label, package.size, at.clause, unit=unit)
    if package.count == "exact":
        return lambda quantity: over(quantity, size)
    count = package.count
    return lambda quantity: Steps(over(quantity, size), count)


def _packages(at: LineScope, packages: Packages, billed: Billed) -> Amount:
    position = _position(at, packages.counted, billed)
    label = message("{line}: units in a package", line=at.name)
    count = _counting(at, packages, "packages.size", label, billed.unit)
    number = at.draft.row(f"{at.ident}.packages", at.label("packages"), Unit.NUMBER, position.change(count), at.clause)
    each = price(at, "packages.rate", message("{line}: rate of a package", line=at.name), packages.rate)
    return Amount(times(number, each), steady=position.before is not None)


def _term(at: LineScope, number: int, what: str, quantity: Quantity, unit: Unit) -> Ref:
    label = message("{line}: tier {number}, {what}", line=at.name, number=number + 1, what=message(what))
    return at.draft.term(f"billing.{at.name}.tiers.{number + 1}.{what}", label, quantity, at.clause, unit=unit)


def _rate(at: LineScope, step: Tier, number: int) -> Ref:
    assert step.rate is not None, "check refuses a tier without a rate"
    label = message("{line}: tier {number}, {what}", line=at.name, number=number + 1, what=message("rate"))
    return price(at, f"tiers.{number + 1}.rate", label, step.rate)


def _in_packages(at: LineScope, package: Package, number: int, unit: Unit) -> Callable[[Node], Node]:
    label = message("{line}: tier {number}, {what}", line=at.name, number=number + 1, what=message("units in a package"))
    return _counting(at, package, f"tiers.{number + 1}.package", label, unit)


def _flat_fee(at: LineScope, step: Tier, number: int) -> Ref:
    assert step.flat is not None
    label = message("{line}: tier {number}, {what}", line=at.name, number=number + 1, what=message("flat fee"))
    return price(at, f"tiers.{number + 1}.flat fee", label, step.flat, unit=Unit.MONEY)


def _edges(at: LineScope, tiers: Tiers, number: int, unit: Unit) -> tuple[Ref | None, Ref | None]:
    """The lower and the upper edge of a tier."""

    def edge(of: int) -> Ref | None:
        end = tiers.steps[of].up_to if 0 <= of < len(tiers.steps) else None
        return _term(at, of, "up to", end, Unit.MONEY if unit is Unit.MONEY else Unit.COUNT) if end else None

    return edge(number - 1), edge(number)


def _graduated(at: LineScope, tiers: Tiers, number: int, billed: Billed, position: Position) -> Ref:
    """Units above the tier's lower edge and not above its upper one, at its price."""
    low, high = _edges(at, tiers, number, billed.unit)
    step = tiers.steps[number]
    units = position.change(lambda quantity: part_in(quantity, low, high))
    row = at.draft.row(f"{at.ident}.tier_{number + 1}.units", _label(at, number, "units"), billed.unit, units, at.clause)
    if step.package is not None:
        count = _in_packages(at, step.package, number, billed.unit)
        packages = position.change(lambda quantity: count(part_in(quantity, low, high)))
        row = at.draft.row(f"{at.ident}.tier_{number + 1}.packages", _label(at, number, "packages"), Unit.NUMBER, packages,
                           at.clause)  # fmt: skip
    amount: Node = times(row, _rate(at, step, number))
    if step.flat:
        now = has_reached(position.to_date, low, tiers.edges)
        if position.before is not None:
            now = All((now, Not(has_reached(position.before, low, tiers.edges))))
        amount = plus(amount, If(now, _flat_fee(at, step, number), ZERO))
    return at.draft.row(f"{at.ident}.tier_{number + 1}", _label(at, number, "amount"), Unit.MONEY, amount, at.clause)


def _volume(at: LineScope, tiers: Tiers, number: int, billed: Billed, position: Position) -> Ref:
    """All units at the price of the tier in which the quantity lies: those of the period, or all of them to date."""
    step, (low, high) = tiers.steps[number], _edges(at, tiers, number, billed.unit)
    each = _rate(at, step, number)
    flat = _flat_fee(at, step, number) if step.flat else None

    count = _in_packages(at, step.package, number, billed.unit) if step.package else None

    def due(quantity: Node, units: Node) -> Node:
        whole: Node = times(count(units) if count else units, each)
        if low is None:  # below zero, such as money that went back, it is the first tier too
            whole = plus(whole, If(has_reached(quantity, None, tiers.edges), flat, ZERO)) if flat else whole
            return If(Not(has_reached(quantity, high, tiers.edges)), whole, ZERO) if high else whole
        return If(lies_in(quantity, low, high, tiers.edges), plus(whole, flat) if flat else whole, ZERO)

    if tiers.earlier == "kept":
        amount = due(position.to_date, billed.quantity)
    else:
        amount = position.change(lambda quantity: due(quantity, quantity))
    return at.draft.row(f"{at.ident}.tier_{number + 1}", _label(at, number, "amount"), Unit.MONEY, amount, at.clause)


def _flat(at: LineScope, tiers: Tiers, number: int, billed: Billed, position: Position) -> Ref:
    """The amount of the tier in which the quantity lies."""
    low, high = _edges(at, tiers, number, billed.unit)
    fee = _flat_fee(at, tiers.steps[number], number)

    def due(quantity: Node) -> Node:
        inside = lies_in(quantity, low, high, tiers.edges)
        if low is None and tiers.zero == "first_tier":
            inside = Not(has_reached(quantity, high, tiers.edges)) if high else Compare(">=", Steady(quantity), ZERO)
        return If(inside, fee, ZERO)

    amount = at.served(position.change(due))
    return at.draft.row(f"{at.ident}.tier_{number + 1}", _label(at, number, "amount"), Unit.MONEY, amount, at.clause)


def _label(at: LineScope, number: int, what: str) -> Message:
    return message("{line}: tier {number}, {what}", line=at.title, number=number + 1, what=message(what))
