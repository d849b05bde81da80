"""Reasons why a result is not paid as its scale says, and what they take back; of one incident only the highest penalty."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion.calendar import day
from laws.second_opinion.formulas import computed, holds
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Known, Tree, figure, listed
from laws.second_opinion.values import better

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


def own(kpi: Tree) -> Iterator[tuple[str, Tree]]:
    """The reliefs of a KPI by the ends of their lines."""
    for number, rule in enumerate(listed(kpi.get("relief", [])), 1):
        yield f".relief.{rule.get('name', number)}", rule


def common(month: Month, name: str) -> Iterator[tuple[str, Tree]]:
    for number, rule in enumerate(listed(month.contract.get("relief", [])), 1):
        if name in listed(rule.get("kpis", name)):
            yield f"relief.{rule.get('name', number)}", rule


def holding(month: Month, name: str, scope: Scope) -> list[Tree]:
    """Every relief that holds for a KPI in a scope."""
    kpi = month.kpi(name)
    found = [rule for _, rule in own(kpi) if holds_for(month, name, rule, scope)]
    return found + [rule for _, rule in common(month, name) if holds_for(month, name, rule, scope, service=True)]


def holds_for(month: Month, name: str, rule: Tree, scope: Scope, *, service: bool = False) -> bool:
    """Whether the reason of a relief is there."""
    if "when" in rule:
        seen = Scope() if service else scope
        return holds(rule["when"], month.asked(seen), when_unknown=rule["missing"] == "met")
    if "until" in rule:
        return month.term.calendar.last(month.index) <= day(rule["until"])
    if "first" in rule:
        if rule["counted"] == "term":
            return month.index < int(rule["first"])
        months = month.term.back(range(month.index + 1))
        measured = [m for m in months if name in m.contract["kpis"] and m.value(name, scope) is not None]
        return len(measured) <= int(rule["first"])
    return in_doubt(month, name, rule, scope)


def in_doubt(month: Month, name: str, rule: Tree, scope: Scope) -> bool:
    """Whether Wilson's score interval does not lie wholly beyond the threshold."""
    margin = rule["margin_of_error"]
    value, size = month.value(name, scope), computed(margin["of"], month.asked(scope))
    if value is None or size is None:
        return bool(rule["missing"] == "met")
    limit, z = figure(margin["threshold"]), Fraction(margin["z"])
    worse = value < limit if better(month.kpi(name)) == "higher" else value > limit
    return not worse or size * (value - limit) ** 2 <= z * z * limit * (1 - limit)


def given_back(month: Month, rule: Tree, amount: Fraction) -> Fraction:
    """What a relief takes back of an amount: what is kept of it is rounded, and the rest is given back."""
    effect = rule["effect"]
    if isinstance(effect, dict):
        side = effect.get("penalty" if amount < 0 else "bonus")
        return month.coin(amount * figure(side)) - amount if side else ZERO
    if effect == "neutral" or (effect == "no_penalty" and amount < 0) or (effect == "no_bonus" and amount > 0):
        return -amount
    return ZERO


def of_points(month: Month, name: str, scope: Scope, points: Fraction) -> Known:
    """Points that relief leaves: those that count against the vendor are a penalty; earned ones are no score."""
    sign = -1 if month.points_count_against(name) else 1
    for rule in holding(month, name, scope):
        effect = rule["effect"]
        side = "bonus" if points * sign > 0 else "penalty"
        if isinstance(effect, dict):
            points *= figure(effect.get(side, "100%"))
        elif effect == "neutral" and sign > 0:
            return None
        elif effect in {"neutral", f"no_{side}"}:
            points = ZERO
    return points


def apply_own(month: Month, name: str, scope: Scope) -> None:
    """Reliefs of the KPI's own, scope by scope, in the order written."""
    for ending, rule in own(month.kpi(name)):
        amount = ZERO
        if holds_for(month, name, rule, scope):
            amount = given_back(month, rule, month.due[name, scope])
        month.due[name, scope] += amount
        month.close(f"kpi.{name}{scope.suffix}{ending}", amount)


def apply_common(month: Month) -> None:
    """Reliefs of several KPIs, one line for each."""
    for number, rule in enumerate(listed(month.contract.get("relief", [])), 1):
        total = ZERO
        for (name, scope), due in list(month.due.items()):
            if name in listed(rule.get("kpis", name)) and holds_for(month, name, rule, scope, service=True):
                amount = given_back(month, rule, due)
                month.due[name, scope] += amount
                total += amount
        month.close(f"relief.{rule.get('name', number)}", total)


def incidents(month: Month) -> None:
    """Of the penalties of one incident all but the highest are given back, member by member."""
    for number, rule in enumerate(month.contract.get("incidents", []), 1):
        back = ZERO
        for member in dict.fromkeys(scope.suffix for name, scope in month.due if name in listed(rule["kpis"])):
            owed = {k: due for k, due in month.due.items() if k[0] in listed(rule["kpis"]) and k[1].suffix == member and due < 0}
            kept = min(owed, key=lambda key: owed[key], default=None)
            for key in owed:
                if key != kept:
                    back -= month.due[key]
                    month.due[key] = ZERO
        month.close(f"incident.{rule.get('name', number)}", back)
