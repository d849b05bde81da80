"""Gates and limits: what keeps a bonus, and the most that bonus and penalty add or take."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion import bases, indexation
from laws.second_opinion.formulas import holds
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Tree, figure, lies_in, listed, rounded

if TYPE_CHECKING:
    from laws.second_opinion.month import Month

Key = tuple[str, str]
"""A KPI (or several, joined by +, or "" for all), and a member's suffix."""


@dataclass
class Sides:
    """Bonus and penalty, the second below zero."""

    bonus: Fraction = ZERO
    penalty: Fraction = ZERO

    def add(self, amount: Fraction) -> None:
        self.bonus += max(amount, ZERO)
        self.penalty += min(amount, ZERO)

    def on(self, kind: str) -> Fraction:
        return {"bonus": self.bonus, "penalty": self.penalty, "net": self.bonus + self.penalty}[kind]


def gates(month: Month) -> None:
    """What each gate takes of the bonus, or adds to the penalty, as one line each."""
    for number, gate in enumerate(month.contract.get("gates", []), 1):
        kept = kept_by(month, gate)
        total = ZERO
        for (name, scope), due in month.due.items():
            if name in listed(gate.get("kpis", name)):
                share = kept["bonus"] if due > 0 else kept["penalty"]
                taken = month.coin(due * share) - due  # what is kept is rounded
                month.due[name, scope] += taken
                total += taken
        month.close(f"gate.{gate.get('name', number)}", total)


def kept_by(month: Month, gate: Tree) -> dict[str, Fraction]:
    """The shares of bonus and penalty that a gate leaves."""
    whole = {"bonus": Fraction(1), "penalty": Fraction(1)}
    if "when" in gate:
        if holds(gate["when"], month.results(), when_unknown=gate["missing"] == "met"):
            return whole
        otherwise = {"bonus": "0%"} if gate["otherwise"] == "no_bonus" else gate["otherwise"]
        return whole | {side: figure(text) for side, text in otherwise.items()}
    value = month.results().ask(gate["of"])
    steps = [{side: figure(step.get(side, "100%")) for side in whole} for step in gate["steps"]]
    if value is None:
        if gate["missing"] == "met":
            return whole
        return {"bonus": min(s["bonus"] for s in steps), "penalty": max(s["penalty"] for s in steps)}
    (hit,) = [kept for step, kept in zip(gate["steps"], steps, strict=True) if lies_in(value, step["when"])]
    return hit


def limits(month: Month) -> Fraction:
    """Limits of each member, then on one KPI, on several and on all, each in the order written; what is left."""
    declared = [(limit.get("name", str(number)), limit) for number, limit in enumerate(month.contract.get("limits", []), 1)]
    left = {name: _of_kpi(month, name) for name in dict.fromkeys(name for name, _ in month.due)}
    for text, rule in declared:
        if "each" in rule:
            _by_member(month, text, rule, left)
    for text, rule in declared:
        names = _names(rule)
        if "each" not in rule and len(names) == 1 and names[0] in left:
            _cut(month, f"limit.{text}", rule, (names[0], ""), left[names[0]], Scope())
    for name, sides in left.items():
        month.settled[name, ""] = Sides(sides.bonus, sides.penalty)
    for text, rule in declared:
        names = _names(rule)
        if "each" not in rule and len(names) > 1:
            group = _sum([left.pop(n) for n in names if n in left])
            left["+".join(names)] = group
            _cut(month, f"limit.{text}", rule, ("+".join(names), ""), group, Scope())
            month.settled["+".join(names), ""] = group
    total = _sum(list(left.values()))
    for text, rule in declared:
        if "each" not in rule and not _names(rule):
            _cut(month, f"limit.{text}", rule, ("", ""), total, Scope())
    month.settled["", ""] = total
    return total.bonus + total.penalty


def _sum(parts: list[Sides]) -> Sides:
    return Sides(sum((s.bonus for s in parts), ZERO), sum((s.penalty for s in parts), ZERO))


def _names(rule: Tree) -> list[str]:
    return list(listed(rule.get("kpi", [])))


def _each(month: Month, rule: Tree) -> list[str]:
    return [name for name, kpi in month.contract["kpis"].items() if listed(kpi.get("each", [])) == listed(rule["each"])]


def _of_kpi(month: Month, name: str) -> Sides:
    sides = Sides()
    for (one, _), due in month.due.items():
        if one == name:
            sides.add(due)
    return sides


def _by_member(month: Month, text: str, rule: Tree, left: dict[str, Sides]) -> None:
    """A limit for each member of the KPIs that are judged by the same members."""
    names = _names(rule) or _each(month, rule)
    scopes = dict.fromkeys(scope for name, scope in month.due if name in names)
    for scope in scopes:
        sides = Sides()
        for name in names:
            sides.add(month.due.get((name, scope), ZERO))
        before = Sides(sides.bonus, sides.penalty)
        key = f"limit.{text}"
        _cut(month, f"{key}{scope.suffix}", rule, (key, scope.suffix), sides, scope)
        month.settled[key, scope.suffix] = sides
        first = next(name for name in names if (name, scope) in month.due)
        left[first].bonus += sides.bonus - before.bonus
        left[first].penalty += sides.penalty - before.penalty


def _cut(month: Month, line: str, rule: Tree, key: Key, sides: Sides, scope: Scope) -> None:
    """Cut ``sides`` to what is left of a limit, and close its line."""
    most = most_of(month, rule, scope)
    earlier = month.term.back(month.term.calendar.within(rule["every"], month.index)[:-1])
    used = sum((m.settled.get(key, Sides()).on(rule["on"]) for m in earlier), ZERO)
    high, low = max(ZERO, most - used), min(ZERO, -most - used)
    before = sides.bonus + sides.penalty
    if rule["on"] == "bonus":
        sides.bonus = min(sides.bonus, high)
    elif rule["on"] == "penalty":
        sides.penalty = max(sides.penalty, low)
    elif before > high:
        sides.bonus -= before - high
    elif before < low:
        sides.penalty += low - before
    month.close(line, sides.bonus + sides.penalty - before)


def most_of(month: Month, rule: Tree, scope: Scope) -> Fraction:
    """The amount of a limit, rounded like a line; a share of a billing below zero is 0."""
    if isinstance(rule["at_most"], dict):
        return month.coin(max(bases.of(month, rule["at_most"], scope), ZERO))
    share, separator, of = rule["at_most"].partition(" of ")
    if not separator:
        most = figure(rule["at_most"])
        if "indexed_by" in rule:
            name = rule["indexed_by"]
            most = rounded(most * indexation.factor(month, name), month.contract["indexation"][name].get("rate_rounded"))
    elif of == "billing_to_date":
        months = month.term.back(month.term.calendar.within(rule["every"], month.index))
        most = figure(share) * sum((bases.named(m, "billing", scope) for m in months), ZERO)
    else:
        most = figure(share) * bases.named(month, of, scope)
    return month.coin(max(most, ZERO))
