"""What percentages are percentages of: billing and its lines, pools, amounts, figures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, NotKnown, Refused, Tree, figure, is_figure, listed

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


def base(month: Month, kpi: Tree, scope: Scope) -> Fraction:
    """The base of a KPI's percentages in a period."""
    where = kpi.get("base")
    kind = kpi.get("base_period", "own")
    if kind == "next":
        raise NotKnown("the next bill")
    if kind == "previous":
        before = month.term.months.get(month.index - 1)
        if month.index == 0:
            return ZERO if kpi["no_such_period"] == "nothing" else of(month, where, scope)
        if before is None:
            raise Refused("the bill before")
        return of(before, where, scope)
    if "every" in kpi and kpi.get("base_over") == "span":
        months = month.term.back(month.term.calendar.within(kpi["every"], month.index))
        return of(month, where, scope) if _is_amount(where) else sum((of(m, where, scope) for m in months), ZERO)
    return of(month, where, scope)


def _is_amount(where: Any) -> bool:
    return isinstance(where, str) and is_figure(where)


def of(month: Month, where: Any, scope: Scope) -> Fraction:
    """An amount that a contract names: of a member's own lines where they are billed by the same members."""
    if isinstance(where, dict):
        part = pool(month, where["pool"], scope)
        return part * figure(where.get("share", "100%")) * figure(where.get("allocation", "100%"))
    return sum((named(month, text, scope) for text in listed(where)), ZERO)


def pool(month: Month, name: str, scope: Scope) -> Fraction:
    """What is at risk in a pool, not rounded."""
    return amount(month, month.contract["pools"][name]["at_risk"], scope)


def amount(month: Month, text: str, scope: Scope) -> Fraction:
    """Money, or a share: 10% of billing."""
    share, separator, where = text.partition(" of ")
    return figure(share) * named(month, where, scope) if separator else figure(text)


def named(month: Month, text: str, scope: Scope) -> Fraction:
    if text.startswith("figures."):
        value = month.asked(scope).ask(text.removeprefix("figures."))
        if value is None:
            raise Refused(text)
        return value
    if text.startswith("pools."):
        return pool(month, text.removeprefix("pools."), scope)
    if not text.startswith("billing"):
        return figure(text)
    name, _, stage = text.partition(" ")
    lines = list(month.contract["billing"]) if name == "billing" else [name.removeprefix("billing.")]
    found = ZERO
    for line in lines:
        bills = month.bills(line)
        member = scope.suffix in bills and bool(scope.member)
        each = listed(month.contract["billing"][line].get("each", []))
        if scope.member and not member and each == [d for d, _ in scope.member]:
            continue
        chosen = [bills[scope.suffix]] if member else list(bills.values())
        found += sum((b.before if stage == "before caps" else b.after for b in chosen), ZERO)
    return found + (committed(month, name) if stage == "after commitments" else ZERO)


def committed(month: Month, name: str) -> Fraction:
    """What commitments add to a line, or to all billing, before adjustments."""
    found = ZERO
    rules = [rule for rule in month.contract.get("commitments", []) if "adjustments" not in listed(rule.get("counts", []))]
    for rule, amount in zip(rules, month.committed, strict=False):
        on = {text.partition(" ")[0] for text in listed(rule["on"])}
        if name in on and len(on) > 1:
            raise NotKnown("a base after commitments on several lines")
        if name == "billing" or on == {name}:
            found += amount
    return found
