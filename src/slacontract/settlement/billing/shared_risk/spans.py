"""Spans: the periods that a clause on billing counts together, and how much of such a span there is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from slacontract.formula.nodes import ZERO, If, Node, Over, Ref, Since, over
from slacontract.languages import message
from slacontract.model.billing.commitments import Span
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.time.calendar import SPANS, closing, days, whole_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from slacontract.quantities.periods import Period, Schedule, SpanName

LENGTHS: Final = ("period", "month", "quarter", "half_year", "contract_year", "term")
"""From the shortest to the longest."""


def window(span: SpanName) -> Since:
    """How windows of formulas call a span."""
    return "year" if span == "contract_year" else span


def over_span(row: Ref, span: Span) -> Node:
    """A row over the span up to this period."""
    return row if span == "period" else Over("sum", row, window(span), 0)


def summed_over(draft: Draft, ident: str, row: Ref, span: Span, clause: Clause) -> Ref:
    """The row of what another one comes to over the span up to this period."""
    if span == "period":
        return row
    if ident not in draft.rows:
        label = message("{line}: {what}, to date", line=draft.label_of(row.id), what=SPANS[span])
        draft.row(ident, label, draft.unit_of(row.id) or Unit.NUMBER, over_span(row, span), clause)
    return Ref(ident)


def at_close(draft: Draft, span: Span, then: Node, otherwise: Node = ZERO) -> Node:
    """What holds in the last period of a span, and what before."""
    return then if span == "period" else If(closing(draft, span), then, otherwise)


def share_of_span(draft: Draft, span: Span) -> Node:
    """The days of a span that lie in the term, of all its days."""
    if span == "period":
        return over(days(draft), whole_days(draft))
    return over(_in_term(draft, span), _whole(draft, span))


def share_so_far(draft: Draft, span: Span, *, in_full: bool = False) -> Node:
    """The days of a span that have passed at the end of the period, of all its days; ``in_full`` of those in the term."""
    if span == "period":
        return share_of_span(draft, span)
    passed = _fact(draft, f"passed.{span}", "Calendar: days of the {span} so far", span, _days_passed)
    return over(passed, _in_term(draft, span) if in_full else _whole(draft, span))


def _in_term(draft: Draft, span: SpanName) -> Ref:
    return _fact(draft, f"days.{span}", "Calendar: days of the {span} that lie in the term", span, _days_in_term)


def _whole(draft: Draft, span: SpanName) -> Ref:
    return _fact(draft, f"whole.{span}", "Calendar: days of the whole {span}", span, _days_whole)


def _days_in_term(period: Period, schedule: Schedule, span: SpanName) -> int:
    first, after = schedule.bounds(span, period.span(span))
    return _between(max(first, schedule.first), min(after, schedule.last + timedelta(days=1)))


def _days_passed(period: Period, schedule: Schedule, span: SpanName) -> int:
    first, after = schedule.bounds(span, period.span(span))
    return _between(max(first, schedule.first), min(after, period.end))


def _days_whole(period: Period, schedule: Schedule, span: SpanName) -> int:
    return _between(*schedule.bounds(span, period.span(span)))


def _between(first: date, after: date) -> int:
    return (after - first).days


def _fact(draft: Draft, name: str, text: str, span: SpanName,
          counted: Callable[[Period, Schedule, SpanName], int]) -> Ref:  # fmt: skip
    ident = f"calendar.{name}"
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "measures"
        label = message(text, span=SPANS[span])
        draft.row(ident, label, Unit.COUNT, None, Clause("calendar", draft.contract.place_of("periods")))
        draft.stage = stage
        draft.facts[ident] = lambda period, schedule: counted(period, schedule, span)
    return Ref(ident)
