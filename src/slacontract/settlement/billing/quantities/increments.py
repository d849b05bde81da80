"""Increments: seconds counted up to the first increment and those after it, for each contact, each day or the period."""

from __future__ import annotations

from slacontract.formula.nodes import (
    ZERO,
    Compare,
    Greatest,
    If,
    Node,
    Ref,
    Rounded,
    Steady,
    Steps,
    minus,
    over,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import message
from slacontract.model.billing.minutes import Increments
from slacontract.quantities.numbers import Rounding
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.billing.quantities.items import Item, Time, gathered, step


def counted_up(at: LineScope, rule: Increments, time: Time) -> Time:
    """The time in increments, at the level of the rule."""
    first = first_term(at, rule)
    label = message("{line}: increments after the first", line=at.name)
    then = at.draft.term(f"billing.{at.name}.increments.then", label, rule.then, at.clause)

    def billed(item: Item) -> Node:
        return _counted(rule, item.seconds, first, then)

    return step(at, "increments", "seconds in increments", gathered(at, time, rule.per), billed)


def first_term(at: LineScope, rule: Increments) -> Ref:
    """The term of the first increment."""
    label = message("{line}: first increment", line=at.name)
    return at.draft.term(f"billing.{at.name}.increments.first", label, rule.first, at.clause)


def _counted(rule: Increments, seconds: Ref, first: Ref, then: Ref) -> Node:
    if rule.count == "nearest":
        return times(Rounded(Steady(over(seconds, then)), ZERO, Rounding.HALF_UP), then)
    whole: Node = plus(first, times(Greatest((ZERO, Steps(over(minus(seconds, first), then), rule.count))), then))
    if rule.count == "full":
        return If(Compare("<", Steady(seconds), first), ZERO, whole)
    return If(Compare("<=", Steady(seconds), ZERO), ZERO, whole)
