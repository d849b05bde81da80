"""Failures that repeat: what a period pays more because of those before it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, NotKnown, Tree, figure, is_share, listed

if TYPE_CHECKING:
    from laws.second_opinion.month import Month
    from laws.second_opinion.outcomes import Outcome


def named(kpi: Tree) -> list[tuple[str, Tree]]:
    """The repeats of a KPI by the ends of their lines."""
    rules = listed(kpi.get("repeat", []))
    if len(rules) == 1 and "name" not in rules[0]:
        return [(".repeat", rules[0])]
    return [(f".repeat_{rule.get('name', number)}", rule) for number, rule in enumerate(rules, 1)]


def state(month: Month, name: str, scope: Scope, rule: Tree, found: Outcome) -> bool | None:
    """Whether a period is a failure; None where it is passed over."""
    from laws.second_opinion.values import is_judged  # noqa: PLC0415

    if not is_judged(month, month.kpi(name)) or not found.present:
        return None
    if rule.get("excused") == "passed_over" and found.excused:
        return None
    if found.value is None or found.judged is None:
        return {"failure": True, "success": False, "passed_over": None}[rule["missing"]]
    if rule.get("failure", "target_missed") == "penalty":
        return found.result < 0
    return not found.met


def counted(month: Month, name: str, scope: Scope, number: int, rule: Tree, now: Outcome) -> int:
    """The failures that count in this period, with this one."""
    history: list[tuple[Month, bool | None, bool]] = []
    for before in month.term.back(range(month.index)):
        if name in before.contract.get("kpis", {}):
            seen = before.outcome(name, scope)
            history.append((before, state(before, name, scope, rule, seen), seen.applied.get(number, False)))
    history.append((month, state(month, name, scope, rule, now), False))
    if history[-1][1] is not True:
        return 0
    restart = rule.get("restart", "never")
    _, _, of = rule["after"].partition(" ")
    calendar = month.term.calendar
    first = 0
    if restart == "contract_year" or of == "of contract_year":
        first = calendar.within("contract_year", month.index)[0]
    if of.startswith("of ") and of[3:].isdigit():
        first = max(first, month.index - int(of[3:]) + 1)
    if restart == "applied":
        first = max([first, *(m.index + 1 for m, _, applied in history if applied)])
    states = [s for m, s, _ in history if m.index >= first]
    if of == "consecutive":
        run = 0
        for state_ in reversed([s for s in states if s is not None]):
            if not state_:
                break
            run += 1
        return run
    return sum(s is True for s in states)


def reached(month: Month, name: str, scope: Scope, found: Outcome) -> tuple[int, Tree, int] | None:
    """Of the repeats whose number of failures is reached the last one, and the number of failures beyond the first repeat."""
    hits = []
    for number, (_, rule) in enumerate(named(month.kpi(name))):
        failures = counted(month, name, scope, number, rule, found)
        after = int(rule["after"].split()[0])
        if failures >= after:
            hits.append((number, rule, failures - after + 1 if rule["compounding"] == "yes" else 1))
    for number, _, _ in hits:  # a step in whose place a later one counts begins anew too
        found.applied[number] = True
    return hits[-1] if hits else None


def apply(month: Month, name: str, scope: Scope, found: Outcome) -> None:
    """What the repeat adds to the penalty of this period."""
    kpi = month.kpi(name)
    rules = named(kpi)
    found.repeats = [ZERO] * len(rules)
    hit = reached(month, name, scope, found) if rules else None
    if hit is None:
        return
    number, rule, times = hit
    if "times" in rule:
        penalty = min(ZERO, found.result)
        found.repeats[number] = month.coin(penalty * (Fraction(rule["times"]) ** times - 1))
        return
    if "point" in rule["add"] or "day" in rule["add"]:
        raise NotKnown("points or days beside a penalty of money")
    base = month.base(kpi, scope) if is_share(rule["add"]) else Fraction(1)
    found.repeats[number] = month.coin(figure(rule["add"]) * base * times)


def repeated_points(month: Month, name: str, scope: Scope, found: Outcome, points: Fraction) -> Fraction:
    """Points with their repeats."""
    hit = reached(month, name, scope, found) if "repeat" in month.kpi(name) else None
    if hit is None:
        return points
    _, rule, times = hit
    if "times" in rule:
        return points * Fraction(rule["times"]) ** times
    return points + figure(rule["add"]) * times
