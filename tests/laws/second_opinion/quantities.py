"""What a billing line counts before it is priced."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from laws.second_opinion.formulas import holds
from laws.second_opinion.measures import Row, Scope, sum_of
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Refused, Tree, figure, is_figure, listed, rounded

if TYPE_CHECKING:
    from laws.second_opinion.month import Month

SECONDS = {"talk": ["talk_s"], "hold": ["hold_s"], "wrap": ["wrap_s"], "ring": ["ring_s"], "talk_and_hold": ["talk_s", "hold_s"],
           "handle": ["talk_s", "hold_s", "wrap_s"], "connected": ["connected_s"], "agent_legs": ["leg_s"]}  # fmt: skip
HOURS = ("paid", "scheduled", "logged", "productive", "busy", "ready", "offphone", "training")
COUNTS = {"contact": "answered", "leg": "legs"}

Add = Callable[[str], Fraction]
"""The sum of a measure or figure over what is looked at: a scope, a day, a contact."""


def seconds_of(parts: object) -> list[str]:
    """The measures of some components of a contact's time."""
    return [name for part in listed(parts) for name in SECONDS.get(part, [part])]


def hours_of(parts: object) -> list[str]:
    return [f"{part}_h" if part in HOURS else part for part in listed(parts)]


def counted(per: str) -> str:
    return COUNTS.get(per, per)


def needed(line: Tree) -> list[str]:  # noqa: C901, PLR0912  # one branch for each model
    """The measures by which it is known whether a member has figures of a line."""
    found: list[str] = []
    match line["model"]:
        case "per_minute":
            found += seconds_of(line["minutes"])
            for key in ("cap", "fixed_wrap"):
                if key in line:
                    found.append(counted(line[key]["per"]))
            if "free_short" in line:
                found += seconds_of(line["free_short"]["time"])
        case "per_fte_hour":
            if line["hours"] == "productive_without_ready":
                found += ["productive_h", "ready_h"]
            else:
                found += hours_of(line["hours"])
            if "cap" in line:
                found.append(line["cap"]["hours"].split(" of ")[1])
        case "per_fte_month":
            of = line.get("equivalent")
            found += hours_of(of["of"]) if of else [line["fte"]]
            if of and not is_figure(of["standard"]):
                found.append(of["standard"])
        case "contingency" | "percentage":
            found.append(line["of"])
        case "pass_through":
            found.append(line["cost"])
        case "fixed" | "per_day":
            return []
        case _:
            found.append(line["count"])
            if "count" in line.get("eligible", {}):
                found.append(line["eligible"]["count"])
    return [*found, *listed(line.get("deduct", []))]


def quantity(month: Month, line: Tree, scope: Scope) -> Fraction:
    """The quantity that is priced, in the unit of the line."""
    measured = _measured(month, line, scope)
    if "included" in line:
        free = figure(line["included"])
        if line["model"] == "per_minute":
            free /= 60
        elif line["model"] == "per_fte_hour" and not line["included"].replace(".", "").isdigit():
            free /= 3600
        measured = max(measured - free, ZERO)
    return rounded(measured, line.get("rounded"))


def _measured(month: Month, line: Tree, scope: Scope) -> Fraction:  # noqa: C901, PLR0911  # one branch for each model
    def total(name: str) -> Fraction:
        return need(month.asked(scope).ask(name), name)

    def deducted() -> Fraction:
        return sum((total(name) for name in listed(line.get("deduct", []))), ZERO)

    match line["model"]:
        case "per_minute":
            return seconds(month, line, scope, total) / 60
        case "per_fte_hour":
            if line["hours"] == "productive_without_ready":
                hours = total("productive_h") - total("ready_h")
            else:
                hours = sum((total(name) for name in hours_of(line["hours"])), ZERO)
            hours = max(hours - deducted(), ZERO) if "deduct" in line else hours
            if "cap" in line:
                share, _, of = line["cap"]["hours"].partition(" of ")
                hours = min(hours, figure(share) * total(of))
            return hours
        case "per_fte_month":
            if "fte" in line:
                return total(line["fte"]) - deducted()
            of = line["equivalent"]
            if not is_figure(of["standard"]):
                return equivalents(month, line, scope)
            worked = sum((total(name) for name in hours_of(of["of"])), ZERO)
            standard = figure(of["standard"])
            if not of["standard"].replace(".", "").isdigit():
                standard /= 3600
            return (worked - deducted()) / standard
        case "contingency" | "percentage":
            return total(line["of"]) - deducted()
        case "pass_through":
            return total(line["cost"])
        case _:
            return _things(month, line, scope, total) - deducted()


def equivalents(month: Month, line: Tree, scope: Scope) -> Fraction:
    """Full-time equivalents of each member by its own standard, added up."""
    of = line["equivalent"]
    found = ZERO
    groups: dict[tuple[tuple[str, str], ...], list[Row]] = {}
    for row in month.measures.here(month.index, scope):
        groups.setdefault(row.member, []).append(row)
    for rows in groups.values():
        worked = sum_of(rows, hours_of(of["of"])) - sum_of(rows, listed(line.get("deduct", [])))
        standard = sum_of(rows, [of["standard"]])
        if standard == 0 and worked:
            raise Refused("no standard hours")
        found += worked / standard if standard else ZERO
    return found


def need(value: Known, name: str) -> Fraction:
    if value is None:
        raise Refused(name)
    return value


def _things(month: Month, line: Tree, scope: Scope, total: Add) -> Fraction:
    eligible = line.get("eligible", {})
    things = total(eligible.get("count", line["count"]))
    if "when" in eligible and not holds(eligible["when"], month.asked(scope), when_unknown=False):
        return ZERO
    return things


# --- minutes -----------------------------------------------------------------------------------------------------------------


def seconds(month: Month, line: Tree, scope: Scope, total: Add) -> Fraction:
    """Seconds after what is taken off, free contacts, increments and cap, each at the level that the contract says."""
    deep = [line.get("increments", {}).get("per"), line.get("cap", {}).get("level"), "contact" if "free_short" in line else ""]
    if "contact" in deep:
        if line.get("contacts") != "listed":
            raise NotKnown("counters")
        return _levels(line, _free(line, month.measures.contacts(month.index, scope)), total)
    if "day" in deep:
        days = month.measures.days(month.index, scope, needed(line))
        return _levels(line, [(rows, False) for rows in days], total, level="day")
    return _whole(line, _talked(line, total), total)


def _free(line: Tree, contacts: list[Row]) -> list[tuple[list[Row], bool]]:
    """Contacts in their order, and whether each is a short one that is not billed."""
    rule = line.get("free_short")
    if rule is None:
        return [([row], False) for row in contacts]
    left = int(rule.get("first", len(contacts)))
    found = []
    for row in contacts:
        lasted = sum_of([row], seconds_of(rule["time"]))
        short = lasted > 0 and (lasted <= figure(rule["up_to"]) if "up_to" in rule else lasted < figure(rule["below"]))
        free = short and left > 0
        left -= free
        found.append(([row], free))
    return found


def _adding(rows: Iterable[Row]) -> Add:
    found = list(rows)

    def add(name: str) -> Fraction:
        if name == "answered" and not any(n == name for row in found for n, _ in row.figures):
            return Fraction(len(found))  # a row of a contact is one contact
        return sum_of(found, [name])

    return add


def _talked(line: Tree, add: Add) -> Fraction:
    """Components, less what is taken off, with fixed after-contact work."""
    found = sum((add(name) for name in seconds_of(line["minutes"])), ZERO)
    if "deduct" in line:
        found = max(found - sum((add(name) for name in listed(line["deduct"])), ZERO), ZERO)
    if "fixed_wrap" in line:
        found += figure(line["fixed_wrap"]["time"]) * add(counted(line["fixed_wrap"]["per"]))
    return found


def _levels(line: Tree, parts: list[tuple[list[Row], bool]], total: Add, level: str = "contact") -> Fraction:
    """Each contact or day by itself, then the rest over the whole period."""
    found = ZERO
    billed: list[Row] = []
    for rows, free in parts:
        if not free:
            billed += rows
            found += _steps(line, _talked(line, _adding(rows)), _adding(rows), level)
    if level == "contact":
        deeper = {line.get("increments", {}).get("per"), line.get("cap", {}).get("level")}
        if "day" in deeper:
            raise NotKnown("contacts and days")
    return _steps(line, found, _adding(billed) if any(free for _, free in parts) else total, "period")


def _whole(line: Tree, spent: Fraction, total: Add) -> Fraction:
    return _steps(line, spent, total, "period")


def _steps(line: Tree, spent: Fraction, add: Add, level: str) -> Fraction:
    """The increments and the cap that hold at one level, in the order that the contract says."""
    increments, cap = line.get("increments"), line.get("cap")
    up = increments if increments and increments["per"] == level else None
    cut = cap if cap and cap["level"] == level else None
    if up and up.get("apply") != "after_cap":
        spent = counted_up(up, spent)
    if cut:
        spent = capped(cut, spent, add)
    if up and up.get("apply") == "after_cap":
        spent = counted_up(up, spent)
    return spent


def counted_up(rule: Tree, spent: Fraction) -> Fraction:
    """Seconds in increments: the first, and those after it."""
    first, then = figure(rule["first"]), figure(rule["then"])
    if spent <= 0:
        return ZERO
    if spent <= first:
        return first * _number(rule["count"], spent / first)
    return first + then * _number(rule["count"], (spent - first) / then)


def _number(count: str, parts: Fraction) -> int:
    return {"started": ceil(parts), "full": floor(parts), "nearest": floor(parts + Fraction(1, 2))}[count]


def capped(cap: Tree, spent: Fraction, add: Add) -> Fraction:
    """At most so much on the average, and at least."""
    if "by" in cap:
        raise NotKnown("caps by type")
    number = add(counted(cap["per"]))
    most = figure(cap["aht"]) * number
    if spent > most:
        spent = most + figure(cap.get("excess_paid", "0%")) * (spent - most)
    if "floor" in cap and spent > 0:
        spent = max(spent, figure(cap["floor"]) * number)
    return spent
