"""What checks ask of the spans that a clause counts over: whether the term cuts one short, and which of two is longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from slacontract.model.billing.commitments import Span
from slacontract.model.contract import Contract
from slacontract.quantities.periods import SPAN_MONTHS, Every, Schedule

_ORDER: Final = ("period", "month", "quarter", "half_year", "contract_year", "term")
_MONTHS: Final = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


def longer(one: Span, other: Span) -> bool:
    """Whether one span is longer than another."""
    return _ORDER.index(one) > _ORDER.index(other)


def is_cut(schedule: Schedule, span: Span) -> bool:
    """Whether the term begins or ends within such a span; of periods that are cut, ``part_periods`` says what holds."""
    if span == "period" or schedule.last < schedule.first:
        return False
    begins, _ = schedule.bounds(span, schedule.ordinal(span, schedule.first))
    _, after = schedule.bounds(span, schedule.ordinal(span, schedule.last))
    return begins < schedule.first or after > schedule.last + timedelta(days=1)


def shorter_than_a_period(contract: Contract, span: Span) -> bool:
    """Whether a span is shorter than the contract's periods."""
    return SPAN_MONTHS.get(span, 99) < _MONTHS.get(contract.periods.every, 0)
