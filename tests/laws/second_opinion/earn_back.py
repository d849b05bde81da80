"""Penalties that are given back when the service is good again; credits that are carried to the next invoice."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion import bases
from laws.second_opinion.adjustments import Sides
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Tree, figure, lies_in
from laws.second_opinion.repeats import state
from laws.second_opinion.values import kpi_scopes, of_months, own, rounded_as

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


def give_back(month: Month) -> Fraction:
    """The lines of all KPIs with earn-back; never more than was settled, by the KPI and by all KPIs."""
    total = ZERO
    for name, kpi in month.contract.get("kpis", {}).items():
        if "earn_back" in kpi:
            amount = month.close(f"kpi.{name}.earned_back", _due(month, name, total))
            month.returned[name] = amount
            total += amount
    return total


def _due(month: Month, name: str, already: Fraction) -> Fraction:
    kpi = month.kpi(name)
    rule = kpi["earn_back"]
    calendar = month.term.calendar
    span = month.term.back(calendar.within(rule["every"], month.index))
    open_ = ZERO
    scopes = kpi_scopes(month, name)
    if len(scopes) != 1 or scopes[0].member:
        from laws.second_opinion.numbers import NotKnown  # noqa: PLC0415

        raise NotKnown("earn-back of members")
    (scope,) = scopes
    months = [m for m in span if name in m.contract["kpis"]]
    if "how" in rule:
        if not calendar.closes(rule["every"], month.index) or not _good_span(months, name, rule, scope):
            return ZERO
        looked = months
    else:
        if not _good_run(month, name, rule, scope):
            return ZERO
        last = max((m.index for m in months[:-1] if _good_run(m, name, m.kpi(name)["earn_back"], scope)), default=-1)
        looked = [m for m in months if m.index > last]
        if "of_last" in rule:
            looked = [m for m in looked if m.index > month.index - int(rule["of_last"])]
    open_ = -sum((_penalty(m, name) for m in looked), ZERO)
    due = month.coin(figure(rule["returns"]) * open_)
    own_left = -sum((m.settled.get((name, ""), Sides()).penalty for m in months), ZERO) - sum(
        (m.returned.get(name, ZERO) for m in months if m is not month), ZERO)  # fmt: skip
    all_left = -sum((m.settled.get(("", ""), Sides()).penalty for m in span), ZERO) - already - sum(
        (sum(m.returned.values(), ZERO) for m in span if m is not month), ZERO)  # fmt: skip
    return max(ZERO, min(due, own_left, all_left))


def _penalty(month: Month, name: str) -> Fraction:
    return sum((due for (n, _), due in month.due.items() if n == name and due < 0), ZERO)


def _good_span(months: list[Month], name: str, rule: Tree, scope: Scope) -> bool:
    """Whether the whole span meets the target."""
    kpi = months[-1].kpi(name)
    measured = [m for m in months if own(m, name, scope) is not None and m.outcome(name, scope).own is not None]
    if not measured:
        return False
    if rule["how"] == "sums":
        value = of_months(measured, name, scope)
    else:
        alone = [found for m in months if (found := m.outcome(name, scope).own) is not None]
        value = sum(alone, ZERO) / len(alone) if alone else None
    value = rounded_as(kpi, value)
    return value is not None and lies_in(value, kpi["target"])


def _good_run(month: Month, name: str, rule: Tree, scope: Scope) -> bool:
    """Whether so many periods were good, with this one."""
    count, _, of = rule["good"].partition(" ")
    calendar = month.term.calendar
    first = 0
    if of == "of contract_year":
        first = calendar.within("contract_year", month.index)[0]
    elif of.startswith("of "):
        first = month.index - int(of[3:]) + 1
    states = []
    for one in month.term.back(range(month.index + 1)):
        if name in one.contract["kpis"] and one.index >= first:
            failed = state(one, name, scope, rule, one.outcome(name, scope))
            states.append(None if failed is None else not failed)
    known = [s for s in states if s is not None]
    if not states or states[-1] is not True:
        return False
    if of != "consecutive":
        return sum(known) >= int(count)
    return len(known) >= int(count) and all(known[-int(count) :])


def carry(month: Month, net: Fraction) -> Fraction:
    """What is brought from the period before, and carried to the next."""
    rule = month.contract.get("carry_over")
    if rule is None:
        return ZERO
    before = month.term.months.get(month.index - 1)
    brought = month.close("carry_over.brought", -before.carried if before else ZERO)
    least = month.coin(max(bases.amount(month, rule["at_least"], Scope()), ZERO))
    beyond = max(ZERO, least - (net + brought))
    if month.index + 1 == len(month.term.calendar):
        return brought + (month.close("carry_over.lapsed", beyond) if rule["at_end"] == "lapses" else ZERO)
    month.carried = month.close("carry_over.carried", beyond)
    return brought + month.carried
