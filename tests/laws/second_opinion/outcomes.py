"""The outcome of a KPI in a period: which result counts, what it pays, what is missing, what repeats, what relief takes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion import relief, repeats, scales
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Known, Tree, figure, is_share, lies_in
from laws.second_opinion.values import is_judged, names_of

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


@dataclass
class Outcome:
    """What a KPI is and pays for one scope, in money or points: as measured, judged (perhaps the last result), by itself."""

    value: Known
    judged: Known
    own: Known
    present: bool
    excused: bool
    line: Fraction = ZERO
    missing: Fraction = ZERO
    withheld: Fraction = ZERO
    repeats: list[Fraction] = field(default_factory=list)
    applied: dict[int, bool] = field(default_factory=dict)
    met: bool | None = None
    points: Known = None

    @property
    def result(self) -> Fraction:
        """What the scale pays, with what is withheld first and what a missing figure costs."""
        return self.line + self.missing + self.withheld

    @property
    def amount(self) -> Fraction:
        return self.result + sum(self.repeats, ZERO)


def outcome(month: Month, name: str, scope: Scope) -> Outcome:
    """The outcome of one scope, without closing its lines."""
    kpi = month.kpi(name)
    value = month.value(name, scope)
    names = names_of(kpi)
    span = month.term.calendar.within(kpi["every"], month.index) if "every" in kpi else [month.index]
    present = not names or "each" not in kpi or any(month.measures.present(index, names, scope) for index in span)
    effects = [rule["effect"] for rule in relief.holding(month, name, scope)]
    own = None if "last" in effects or "not_measured" in effects else value
    found = Outcome(value, own, own, present, bool(effects))
    if not is_judged(month, kpi):
        return found
    last_counts = "last" in effects or (own is None and kpi.get("missing") == "last")
    if own is None and last_counts and present:
        found.judged = last_result(month, name, scope)
    target = scales.grouped(month, kpi, scope).get("target")
    found.met = None if value is None or found.judged is None or target is None else lies_in(found.judged, target)
    if not scales.pays(kpi):
        return found
    rule = kpi.get("missing", "neutral")
    rule = kpi["before_first"] if last_counts and "before_first" in kpi else rule
    paid = _paid(month, kpi, found.judged, scope)
    lost = scales.worst(month, kpi, scope) if paid is None and rule == "worst" and present else None
    if scales.kind_of(kpi) == "points":
        points = paid if paid is not None else lost
        if points is not None:
            found.points = relief.of_points(month, name, scope, repeats.repeated_points(month, name, scope, found, points))
        return found
    if "withhold" in kpi and (paid is not None or lost is not None):
        text = kpi["withhold"]
        found.withheld = month.coin(-(figure(text) * (month.base(kpi, scope) if is_share(text) else 1)))
    if paid is not None:
        found.line = month.coin(scales.of_base(month, kpi, paid, lambda: month.base(kpi, scope), scope))
    if own is None and found.line:
        found.line, found.missing = ZERO, found.line  # what a missing figure costs is a line of its own
    if lost is not None:
        found.missing = month.coin(scales.of_base(month, kpi, lost, lambda: month.base(kpi, scope), scope))
    repeats.apply(month, name, scope, found)
    return found


def _paid(month: Month, kpi: Tree, judged: Known, scope: Scope) -> Known:
    if judged is None:
        return None
    if "matrix" in kpi and scales.in_matrix(month, kpi["matrix"], judged, scope) is None:
        return None
    return scales.payment(month, kpi, judged, scope)


def last_result(month: Month, name: str, scope: Scope) -> Known:
    """The last result before this period that counted."""
    for index in range(month.index - 1, -1, -1):
        before = month.term.months.get(index)
        if before and name in before.contract.get("kpis", {}):
            found = before.outcome(name, scope)
            replaced = any(rule["effect"] in ("last", "not_measured") for rule in relief.holding(before, name, scope))
            if found.value is not None and not replaced:
                return found.value
    return None


def close(month: Month, name: str, scope: Scope, found: Outcome) -> None:
    """The lines of an outcome."""
    line = f"kpi.{name}{scope.suffix}"
    month.close(line, found.line)
    month.close(f"{line}.missing", found.missing)
    month.close(f"{line}.withheld", found.withheld)
    for (ending, _), amount in zip(repeats.named(month.kpi(name)), found.repeats, strict=False):
        month.close(f"{line}{ending}", amount)
