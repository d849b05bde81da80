"""The value of a KPI that is compared: a ratio of sums, over a span or window, rounded, as the distance to a moving figure."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion.calendar import day
from laws.second_opinion.formulas import Prepared, computed, measures_in
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Tree, figure, listed, rounded

if TYPE_CHECKING:
    from laws.second_opinion.month import Month

PERCENT = {"service_level", "answer_rate", "abandonment_rate", "csat", "utilisation"}


def definition(kpi: Tree) -> str:  # noqa: PLR0911  # one line for each KPI
    """The formula of a KPI, as docs/kpis.md gives it for the variant."""
    if "formula" in kpi:
        return str(kpi["formula"])
    variant = kpi.get("variant", {})
    if variant == "ready_made":
        return str(kpi["kpi"])
    counted = {"answered_only": "answered", "all_offered": "answered + abandoned", "offered_field": "offered",
               "exclude_short": "answered + abandoned - abandoned_in_5s"}.get(variant.get("abandons", ""), "")  # fmt: skip
    match kpi["kpi"]:
        case "service_level":
            return f"answered_in_{variant['within'].replace(' ', '')} / ({counted})"
        case "answer_rate":
            return f"answered / ({counted})"
        case "abandonment_rate":
            lost = "abandoned - abandoned_in_5s" if variant["abandons"] == "exclude_short" else "abandoned"
            return f"({lost}) / ({counted})"
        case "asa":
            return "wait_answered_s / answered"
        case "aht":
            hold = " + hold_s" if variant["hold"] == "included" else ""
            return f"(talk_s{hold} + wrap_s) / {'answered' if variant['unit_of_count'] == 'contact' else 'legs'}"
        case "csat":
            return "surveys_satisfied / surveys"
        case "utilisation":
            return "busy_h / paid_h"
        case "productivity":
            return "cases_closed / productive_h"
    raise NotKnown(str(kpi))


def unit_of(kpi: Tree) -> str:
    if "points_of" in kpi:
        return "points"
    if "scorecard" in kpi:
        return "points" if kpi["scorecard"]["score"] == "points" else "percent"
    return str(kpi.get("unit") or ("percent" if kpi["kpi"] in PERCENT else "number"))


def better(kpi: Tree) -> str:
    lower = {"abandonment_rate", "asa", "aht"}
    return str(kpi.get("better") or ("lower" if kpi["kpi"] in lower else "higher"))


def names_of(kpi: Tree) -> list[str]:
    """The measures that a KPI is computed from."""
    return measures_in(definition(kpi)) if "formula" in kpi or "kpi" in kpi else []


def net(month: Month, kpi: Tree, name: str, scope: Scope) -> Known:
    """The sum of a measure for a KPI in one period, without what accepted events take out."""
    value = month.columns(scope).ask(name)
    rule = kpi.get("events")
    if rule is None or value is None:
        return value
    events = [event for event in month.events("event") if event.get("kpi", kpi["_name"]) in {kpi["_name"], ""}]
    within = [e for e in events if scope.takes(e)]
    if rule["count_as"] == "nothing":
        return value - sum((Fraction(e[name]) for e in within if e.get(name, "")), ZERO)
    part = re.fullmatch(r"(\w+) / (\w+)", definition(kpi))
    if not part:
        raise NotKnown("events that count as met, of another formula than a share")
    if name == part[1]:
        value += sum((Fraction(e[part[2]]) - Fraction(e[part[1]]) for e in within if e.get(name, "")), ZERO)
    return value


def own(month: Month, name: str, scope: Scope) -> Known:
    """The value of a period by itself, before rounding."""
    kpi = month.kpi(name)
    if month.measures.torn(month.index, names_of(kpi), scope):
        return None
    if "events" not in kpi:
        return computed(definition(kpi), month.columns(scope))
    return computed(definition(kpi), Prepared(lambda measure: net(month, kpi, measure, scope)))


def is_judged(month: Month, kpi: Tree) -> bool:
    """Whether a KPI is judged in this period, or only in the one that closes its span."""
    if "every" not in kpi:
        return True
    calendar = month.term.calendar
    if kpi["every"] == "week":
        raise NotKnown("weeks")
    if not calendar.closes(kpi["every"], month.index):
        return False
    held, span = calendar.held(kpi["every"], month.index), calendar.span(kpi["every"], month.index)
    return held == span or kpi.get("part_span") == "judged"


def value(month: Month, name: str, scope: Scope) -> Known:
    """The value that is compared."""
    kpi = month.kpi(name)
    if "points_of" in kpi or "scorecard" in kpi:
        return rounded_as(kpi, month.score(name, scope))
    if not is_judged(month, kpi):
        return None
    found = level(month, name, scope)
    if found is None or "against" not in kpi:
        return found
    reference = moving(month, name, kpi["against"], scope)
    if reference is None or (kpi["against"]["compared"] == "relative" and reference == 0):
        return None
    if kpi["against"]["compared"] == "relative":
        return (found - reference) / reference
    return (found - reference) * (100 if unit_of(kpi) == "percent" else 1)  # the difference of percentages is in points


def rounded_as(kpi: Tree, found: Known) -> Known:
    return None if found is None else rounded(found, kpi.get("rounded"), percent=unit_of(kpi) == "percent")


def level(month: Month, name: str, scope: Scope) -> Known:
    """The value over its span or window, rounded, before the distance to a figure that moves."""
    kpi = month.kpi(name)
    if "every" in kpi:
        found = of_months(month.term.back(month.term.calendar.within(kpi["every"], month.index)), name, scope)
    elif "window" in kpi:
        found = windowed(month, name, kpi["window"], scope)
    else:
        found = own(month, name, scope)
    return rounded_as(kpi, found)


def of_months(months: list[Month], name: str, scope: Scope) -> Known:
    """The formula over the sums of several periods; each must have a value of its own."""
    if not months or any(own(m, name, scope) is None and not _whole(m, name, scope) for m in months):
        return None
    return of_sums(months, name, scope, {})


def _whole(month: Month, name: str, scope: Scope) -> bool:
    """Whether a period has all figures of a KPI, though it has no value by itself (nothing divided by nothing)."""
    kpi = month.kpi(name)
    return not month.measures.torn(month.index, names_of(kpi), scope) and all(
        net(month, kpi, n, scope) is not None for n in names_of(kpi)
    )


def of_sums(months: list[Month], name: str, scope: Scope, more: dict[str, Fraction]) -> Known:
    kpi = months[-1].kpi(name)

    def ask(measure: str) -> Known:
        parts = [net(m, kpi, measure, scope) for m in months]
        return more.get(measure, ZERO) + sum((p for p in parts if p is not None), ZERO)

    return computed(definition(kpi), Prepared(ask))


def windowed(month: Month, name: str, window: Tree, scope: Scope) -> Known:
    """The value over this period and those before it."""
    if own(month, name, scope) is None:
        return None
    if "used_once" in window:
        raise NotKnown("figures that count once")
    count = window["periods"]
    indices = list(range(month.index - int(count) + 1, month.index + 1)) if count.isdigit() else month.term.calendar.within(
        count, month.index)  # fmt: skip
    months = [month.term.months.get(i) for i in indices]
    values = [own(m, name, scope) if m and name in m.contract["kpis"] else None for m in months]
    there = [m for m, v in zip(months, values, strict=True) if m and v is not None]
    absent = len(months) - len(there)
    if absent and window["missing"] == "not_judged":
        return None
    if window["how"] == "sums":
        filled = window.get("figures", {}) if window["missing"] == "filled" else {}
        return of_sums(there, name, scope, {n: figure(text) * absent for n, text in filled.items()})
    found = [v for v in values if v is not None]
    if window["missing"] == "filled":
        found += [figure(window["value"])] * absent
    return sum(found, ZERO) / len(found)


def moving(month: Month, name: str, against: Tree, scope: Scope) -> Known:
    """The figure that a KPI is judged against in this period."""
    calendar = month.term.calendar
    if "value" in against:
        return figure(against["value"])
    if "schedule" in against:
        held = [step["value"] for step in against["schedule"] if day(step["from"]) <= calendar.first(month.index)]
        return figure(held[-1])
    if "glide" in against:
        path = against["glide"]
        gone = month.index - calendar.index_of(path["first"]) + 1
        part = Fraction(min(max(gone, 0), int(path["periods"])), int(path["periods"]))
        return figure(path["from"]) + (figure(path["to"]) - figure(path["from"])) * part
    if "earlier" in against:
        before = month.term.months.get(month.index - int(against["earlier"]["periods"]))
        found = level(before, name, scope) if before and name in before.contract["kpis"] else None
        return figure(against["earlier"]["value"]) if found is None and "value" in against["earlier"] else found
    rule = against["best"]
    months = month.term.back(calendar.within(rule["within"], month.index)[:-1])
    values = [level(m, name, scope) for m in months if name in m.contract["kpis"]]
    found_all = [figure(rule["starting"]), *(v for v in values if v is not None)]
    return max(found_all) if better(month.kpi(name)) == "higher" else min(found_all)


def kpi_scopes(month: Month, name: str) -> list[Scope]:
    """The scopes in which a KPI is judged: one, or one for each member."""
    kpi = month.kpi(name)
    scope = month.scope(kpi)
    if "each" not in kpi:
        return [scope]
    return month.members(listed(kpi["each"]), names_of(kpi), scope)
