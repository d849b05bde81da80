"""Prices: one rate, or tiers in which each unit has the price of its own tier (graduated) or all that of the tier reached."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, All, Compare, Greatest, If, Least, Node, Ref, Relation, Steady, minus, plus, times
from slacontract.languages import Message, message
from slacontract.model.lines import Priced
from slacontract.model.prices import Tier, Tiers
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope


def rate(at: LineScope, quantity: Quantity) -> Ref:
    """The term of a line's one price."""
    return at.draft.term(f"billing.{at.name}.rate", message("{line}: rate", line=at.name), quantity, at.clause)


def priced(at: LineScope, line: Priced, billed: Billed) -> tuple[Node, str]:
    """Return the unrounded amount, and the id of the one price where there is one."""
    if line.rate is not None:
        term = rate(at, line.rate)
        return times(billed.quantity, term), term.id
    assert line.tiers is not None, "check refuses a line without a price"
    tier = _graduated if line.tiers.mode == "graduated" else _volume
    amounts = [tier(at, line.tiers, number, billed) for number in range(len(line.tiers.steps))]
    return plus(*amounts), ""


def _term(at: LineScope, number: int, what: str, quantity: Quantity, unit: Unit) -> Ref:
    label = message("{line}: tier {number}, {what}", line=at.name, number=number + 1, what=message(what))
    return at.draft.term(f"billing.{at.name}.tiers.{number + 1}.{what}", label, quantity, at.clause, unit=unit)


def _edge(at: LineScope, tiers: Tiers, number: int) -> Ref | None:
    end = tiers.steps[number].up_to if 0 <= number < len(tiers.steps) else None
    return _term(at, number, "up to", end, Unit.COUNT) if end else None


def _graduated(at: LineScope, tiers: Tiers, number: int, billed: Billed) -> Ref:
    """Units above the tier's lower edge and not above its upper one, at its price."""
    low, high = _edge(at, tiers, number - 1), _edge(at, tiers, number)
    top: Node = Least((billed.quantity, high)) if high else billed.quantity
    units: Node = Greatest((minus(top, low), ZERO)) if low else top
    row = at.draft.row(f"{at.ident}.tier_{number + 1}.units", _label(at, number, "units"), billed.unit, units, at.clause)
    step = tiers.steps[number]
    amount: Node = times(row, _term(at, number, "rate", step.rate, Unit.RATE))
    if step.flat:
        flat = _term(at, number, "flat fee", step.flat, Unit.MONEY)
        amount = plus(amount, If(_reached(tiers, low, billed), flat, ZERO))
    return at.draft.row(f"{at.ident}.tier_{number + 1}", _label(at, number, "amount"), Unit.MONEY, amount, at.clause)


def _reached(tiers: Tiers, low: Ref | None, billed: Billed) -> Node:
    """Whether the quantity has come to a tier: above its lower edge, or at it where the edge belongs to the upper tier."""
    if low is None:
        return Compare(">", Steady(billed.quantity), ZERO)
    return Compare(">" if tiers.edges == "inclusive" else ">=", Steady(billed.quantity), low)


def _volume(at: LineScope, tiers: Tiers, number: int, billed: Billed) -> Ref:
    """All units at the price of the tier in which the quantity lies."""
    low, high = _edge(at, tiers, number - 1), _edge(at, tiers, number)
    below: Relation = "<=" if tiers.edges == "inclusive" else "<"
    conditions = [_reached(tiers, low, billed)]
    if high:
        conditions.append(Compare(below, Steady(billed.quantity), high))
    amount = If(All(tuple(conditions)), _whole(at, tiers.steps[number], number, billed), ZERO)
    return at.draft.row(f"{at.ident}.tier_{number + 1}", _label(at, number, "amount"), Unit.MONEY, amount, at.clause)


def _whole(at: LineScope, step: Tier, number: int, billed: Billed) -> Node:
    amount: Node = times(billed.quantity, _term(at, number, "rate", step.rate, Unit.RATE))
    return plus(amount, _term(at, number, "flat fee", step.flat, Unit.MONEY)) if step.flat else amount


def _label(at: LineScope, number: int, what: str) -> Message:
    return message("{line}: tier {number}, {what}", line=at.title, number=number + 1, what=message(what))
