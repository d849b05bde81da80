"""Rollover: what is included in a period and not used is carried to later ones, each age by itself, until it expires."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from slacontract.formula.nodes import ZERO, Greatest, If, Known, Least, Node, Ref, minus, plus
from slacontract.languages import Message, message
from slacontract.model.billing.rollover import Rollover
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.draft import Clause
from slacontract.settlement.time.calendar import closing

_Row: TypeAlias = Callable[[str, Message, Node], Ref]


def above_carried(at: LineScope, rule: Rollover, own: Node, quantity: Ref, unit: Unit) -> Node:
    """What of a quantity lies above the period's own included units and those carried to it; may be below zero.

    Yields what is brought, left and carried, and at the end of its time lost, each as a row for each age in periods.
    """
    clause = Clause(rule.clause, rule.place)

    def row(name: str, label: Message, node: Node) -> Ref:
        what = message("{line}: {what}", line=at.title, what=label)
        return at.draft.row(f"{at.ident}.included.{name}", what, unit, node, clause)

    held = {0: row("own", message("included, of the period"), at.served(own))}
    ages = range(1, (rule.periods or 1) + 1)
    for age in ages:
        earlier = Ref(f"{at.ident}.included.{_called('carried', rule, age - 1)}", 1)
        label = _label(rule, age, "included, brought from the period before", "included, brought from {number} periods before")
        held[age] = row(_called("brought", rule, age), label, If(Known(earlier), earlier, ZERO))
    order = [0, *reversed(ages)] if rule.first == "own" else [*reversed(ages), 0]
    left: dict[int, Node] = {}
    for place, age in enumerate(order):
        unused = minus(plus(*(held[one] for one in order[: place + 1])), quantity)
        label = _label(rule, age, "included, left of what was brought", "included, left of {number} periods before")
        left[age] = row(f"left_{age}", label if age else message("included, left of the period's own"),
                        Greatest((ZERO, Least((held[age], unused)))))  # fmt: skip
    _carried(rule, left, row, closing(at.draft, rule.within))
    return minus(quantity, plus(*(held[age] for age in order)))


def _carried(rule: Rollover, left: dict[int, Node], row: _Row, closes: Node) -> None:
    """What goes to the next period, age by age, and what nobody can use any more."""
    oldest = max(left)
    if rule.periods is None:
        row("carried", message("included, carried to the next period"), If(closes, ZERO, plus(*left.values())))
        row("lost", message("included, lost"), If(closes, plus(*left.values()), ZERO))
        return
    for age in range(oldest):
        label = _label(rule, age, "", "included, carried on from {number} periods before")
        row(_called("carried", rule, age), label if age else message("included, carried to the next period"),
            If(closes, ZERO, left[age]))  # fmt: skip
    row("lost", message("included, lost"), If(closes, plus(*left.values()), left[oldest]))


def _called(name: str, rule: Rollover, age: int) -> str:
    """How a row is called: by its age, or without one where all that is carried is in one."""
    return name if rule.periods is None else f"{name}_{age}"


def _label(rule: Rollover, age: int, together: str, of_age: str) -> Message:
    return message(together) if rule.periods is None else message(of_age, number=age)
