"""Reasons of relief: each becomes a row that says whether it holds in a period, for one KPI in one scope or for the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    All,
    Blank,
    Compare,
    If,
    Known,
    Node,
    Not,
    Ref,
    Steady,
    minus,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.instances import Day
from slacontract.model.kpis.excuses import MarginOfError, Relief
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.reading.conditions import FALSE, TRUE, Names, condition, condition_row, expression
from slacontract.settlement.time import calendar


@dataclass(frozen=True, slots=True)
class Reason:
    """A relief as it is looked at: for a KPI in a scope, or for the whole service; the rows its names stand for."""

    draft: Draft
    relief: Relief
    ident: str
    label: Message
    term_label: Message
    row_of: Callable[[str], Ref]

    @property
    def clause(self) -> Clause:
        """What it rests on."""
        return Clause(self.relief.clause, self.relief.place)

    @property
    def names(self) -> Names:
        """What the names and figures of its condition stand for."""
        return Names(self.prefix, self.clause, self.row_of, self._called, self.ident)

    def _called(self, text: str) -> Message:
        return message("{what}: {text}", what=self.term_label, text=text)

    @property
    def prefix(self) -> str:
        """The beginning of its terms, the same for every member."""
        return self.ident.partition("[")[0] + self.ident.partition("]")[2]


def said(relief: Relief) -> Message:
    """The reason in a few words."""
    if relief.when is not None:
        return message("{condition}", condition=relief.when.text)
    if relief.first is not None:
        return message("first {count} periods", count=relief.first)
    if relief.until is not None:
        return message("until {day}", day=relief.until.isoformat())
    assert relief.margin_of_error is not None, "check refuses a relief without a reason"
    return message("within the margin of error of {threshold}", threshold=relief.margin_of_error.threshold.text)


def holds(reason: Reason, value: KpiValue | None) -> Ref:
    """The row that says whether the reason holds; ``value`` is the KPI it is about, where it is about one."""
    label = message("{what} holds", what=reason.label)
    return condition_row(reason.draft, f"{reason.ident}.holds", label, _formula(reason, value), reason.clause)


def _formula(reason: Reason, value: KpiValue | None) -> Node:
    relief = reason.relief
    if relief.when is not None:
        assert relief.missing is not None, "check asks for 'missing'"
        return condition(reason.draft, relief.when, relief.missing, reason.names)
    if relief.first is not None:
        return _beginning(reason, relief.first, value)
    if relief.until is not None:
        return _until(reason, relief.until)
    assert relief.margin_of_error is not None, "check refuses a relief without a reason"
    assert value is not None, "check refuses a margin of error of several KPIs"
    return _not_proved(reason, relief.margin_of_error, value)


def _not_proved(reason: Reason, margin: MarginOfError, value: KpiValue) -> Node:
    """Whether the threshold lies in Wilson's score interval of the result, or the result is not worse than it.

    The ends of the interval of n cases and a share p are the two solutions t of n (p - t)^2 = z^2 t (1 - t). The left side less
    the right one is a parabola in t that opens upwards and is at most 0 at t = p, so t lies within if and only if
    n (p - t)^2 <= z^2 t (1 - t). The result is proved worse when it is worse and t lies outside. No square root is needed.
    """
    assert reason.relief.missing is not None, "check asks for 'missing'"
    draft, clause, unit = reason.draft, reason.clause, value.how.unit
    threshold = _term(reason, "threshold", "{what}: threshold", margin.threshold, unit)
    z = _term(reason, "z", "{what}: z", margin.z, Unit.NUMBER)
    cases = expression(draft, margin.of, reason.names)
    away = minus(value.value, threshold)
    far = cases.where_known(If(Known(value.value), times(cases.node, away, away), Blank()), Blank())
    allowed = times(z, z, threshold, minus(ONE, threshold))
    rows = [
        draft.row(f"{reason.ident}.distance", message("{what}: cases × squared distance from the threshold", what=reason.label),
                  Unit.NUMBER, far, clause),
        draft.row(f"{reason.ident}.margin", message("{what}: z² × variance at the threshold", what=reason.label),
                  Unit.NUMBER, allowed, clause),
    ]  # fmt: skip
    worse = value.compared("<" if value.how.better == "higher" else ">", threshold)
    proved = All((worse, Compare(">", Steady(minus(rows[0], rows[1])), ZERO)))
    return If(Known(rows[0]), Not(proved), TRUE if reason.relief.missing == "met" else FALSE)


def _term(reason: Reason, name: str, text: str, quantity: Quantity, unit: Unit) -> Ref:
    return reason.draft.term(f"{reason.prefix}.{name}", message(text, what=reason.term_label), quantity, reason.clause, unit=unit)


def _beginning(reason: Reason, first: int, value: KpiValue | None) -> Node:
    """Whether this is one of the first periods: of the term, or of those in which the KPI has a result."""
    said = Quantity(mpq(first), Unit.COUNT, str(first), reason.relief.place_of("first"))
    most = _term(reason, "first", "{what}: first periods", said, Unit.COUNT)
    if reason.relief.counted == "term":
        return Compare("<=", calendar.number(reason.draft), most)
    assert value is not None, "check refuses to count the results of several KPIs"
    ident = f"{reason.ident}.results"
    before = Ref(ident, 1)
    count = plus(If(Known(before), before, ZERO), If(Known(value.value), ONE, ZERO))
    row = reason.draft.row(ident, message("{what}: periods with a result", what=reason.label), Unit.COUNT, count, reason.clause)
    return Compare("<=", row, most)


def _until(reason: Reason, until: Day) -> Node:
    """Whether the period ends on or before the day."""
    label = message("{what}: last day", what=reason.term_label)
    return calendar.until(reason.draft, until, f"{reason.prefix}.until", label, reason.clause)
