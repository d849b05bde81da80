"""Calendar facts: days, ordinals and ends of the periods, as input rows of the calculation beside the measures.

They follow from the contract's calendar alone, and are put among the inputs by ``settlement.settle``. Formulas refer to them like
to any row; no formula holds a date or a number of days by itself. All facts of the calendar are entered here.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gmpy2 import mpq

from slacontract.formula.nodes import ONE, Compare, Node, Ref
from slacontract.languages import Message, message
from slacontract.model.periods import Proration
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.periods import Period, Schedule, SpanName, serial
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Fact

if TYPE_CHECKING:
    from slacontract.model.instances import Day

SPANS: Final = {
    "month": message("month"),
    "quarter": message("quarter"),
    "half_year": message("half year"),
    "contract_year": message("contract year"),
    "term": message("term"),
}
"""How the stretches of several periods are called."""


def days(draft: Draft) -> Ref:
    """The days of the period that lie in the term; a part that an amendment cuts has its own days only."""
    return _fact(draft, "days", message("Calendar: days of the period"), Unit.DAYS, lambda period, _: period.days)


def whole_days(draft: Draft) -> Ref:
    """The days of the whole calendar period, also where the term or an amendment leaves only a part of it."""
    label = message("Calendar: days of the whole calendar period")
    return _fact(draft, "whole_days", label, Unit.DAYS, lambda period, _: period.whole_days)


def number(draft: Draft) -> Ref:
    """The ordinal of the period in the term, from 1; parts that an amendment cuts count each."""
    return _fact(draft, "number", message("Calendar: number of the period in the term"), Unit.COUNT, lambda p, _: p.number)


def month(draft: Draft) -> Ref:
    """The month of the calendar in which the period begins, from 1 for January: for what holds in a season."""
    return _fact(draft, "month", message("Calendar: month in which the period begins"), Unit.COUNT, lambda p, _: p.start.month)


def contract_year(draft: Draft) -> Ref:
    """The ordinal of the contract year that the period belongs to, from 1."""
    return _fact(draft, "contract_year", message("Calendar: number of the contract year"), Unit.COUNT, lambda p, _: p.year)


def period_of_year(draft: Draft) -> Ref:
    """The ordinal of the period in its contract year, from 1; parts that an amendment cuts count each."""
    label = message("Calendar: number of the period in the contract year")
    return _fact(draft, "period_of_year", label, Unit.COUNT,
                 lambda period, schedule: sum(other.start <= period.start for other in _of_year(period, schedule)))  # fmt: skip


def periods_of_year(draft: Draft) -> Ref:
    """How many periods of the term lie in its contract year; the last one has this number."""
    label = message("Calendar: periods of the contract year")
    return _fact(draft, "periods_of_year", label, Unit.COUNT, lambda period, schedule: len(_of_year(period, schedule)))


def _of_year(period: Period, schedule: Schedule) -> list[Period]:
    return [other for other in schedule.periods() if other.year == period.year]


def periods_since(draft: Draft, day: Day) -> Ref:
    """How many periods have begun on or after a day of the contract, this one among them; 0 before it."""
    label = message("Calendar: periods since {day}", day=day.isoformat())
    return _fact(draft, f"periods_since.{day.isoformat()}", label, Unit.COUNT,
                 lambda period, schedule: sum(day <= other.start <= period.start for other in schedule.periods()))  # fmt: skip


def first_day(draft: Draft) -> Ref:
    """The first day of the period, as the number that spreadsheets hold for a day."""
    return _fact(draft, "first_day", message("Calendar: first day of the period"), Unit.DATE, lambda p, _: serial(p.start))


def last_day(draft: Draft) -> Ref:
    """The last day of the period, as the number that spreadsheets hold for a day."""
    return _fact(draft, "last_day", message("Calendar: last day of the period"), Unit.DATE, lambda p, _: serial(p.last_day))


def since(draft: Draft, day: Day, name: str, label: Message, clause: Clause) -> Node:
    """Whether the period begins on or after a day of the contract, which becomes a term ``name`` with its clause and place."""
    return Compare(">=", first_day(draft), date_term(draft, day, name, label, clause))


def until(draft: Draft, day: Day, name: str, label: Message, clause: Clause) -> Node:
    """Whether the period ends on or before a day of the contract, which becomes a term ``name``."""
    return Compare("<=", last_day(draft), date_term(draft, day, name, label, clause))


def date_term(draft: Draft, day: Day, name: str, label: Message, clause: Clause) -> Ref:
    """The term of a date of the contract; the workbook shows it as a date."""
    return draft.term(name, label, Quantity(mpq(serial(day)), Unit.DATE, day.isoformat(), day.at), clause)


def closes(draft: Draft, every: SpanName) -> Ref:
    """Whether the period is the last of its month, quarter, half year, contract year or term: 1 or 0.

    The last period of the term closes the span that it lies in, also where the span would go on after it.
    """
    label = message("Calendar: last period of its {span}, 1 or 0", span=SPANS[every])
    return _fact(draft, f"closes.{every}", label, Unit.COUNT, lambda period, schedule: int(_closes(period, schedule, every)))


def closing(draft: Draft, every: SpanName) -> Node:
    """The condition that the period is the last of its span."""
    return Compare("=", closes(draft, every), ONE)


def periods_of_span(draft: Draft, every: SpanName) -> Ref:
    """How many settlement periods the whole span has that the period belongs to; 0 where the term holds only a part of it."""
    label = message("Calendar: periods of the {span}, 0 where the term has a part of it", span=SPANS[every])
    return _fact(draft, f"periods.{every}", label, Unit.COUNT, lambda period, schedule: _periods(period, schedule, every))


def _periods(period: Period, schedule: Schedule, every: SpanName) -> int:
    same = sum(other.span(every) == period.span(every) for other in schedule.periods())
    return same if schedule.is_whole(every, period) else 0


def working_days(draft: Draft, name: str) -> Ref:
    """The working days of the period by one of the contract's calendars."""
    return counted(draft, "by_working_days", "part", name)


Stretch: TypeAlias = Literal["part", "before", "whole"]
"""Which days of a calendar period: those of the part, those of earlier parts that lie in the term, all of them."""

_COUNTED: Final = {
    ("by_days", "part"): message("Calendar: days of the period"),
    ("by_days", "before"): message("Calendar: days of earlier parts of the period"),
    ("by_days", "whole"): message("Calendar: days of the whole calendar period"),
    ("by_30ths", "part"): message("Calendar: days of the period, of 30 in a month"),
    ("by_30ths", "before"): message("Calendar: days of earlier parts of the period, of 30 in a month"),
    ("by_30ths", "whole"): message("Calendar: days of a month that counts 30"),
}
_WORKING: Final = {
    "part": "Calendar {name}: working days of the period",
    "before": "Calendar {name}: working days of earlier parts of the period",
    "whole": "Calendar {name}: working days of the whole calendar period",
}


def counted(draft: Draft, how: Proration, of: Stretch, name: str = "") -> Ref:
    """The days of a stretch of the calendar period as a proration counts them; working days by the calendar of that name."""
    if how == "by_days" and of != "before":
        return days(draft) if of == "part" else whole_days(draft)
    if how == "by_working_days":
        calendar = draft.contract.calendars[Word(name)]
        ident = f"working_days[{name}]" if of == "part" else f"working_days.{of}[{name}]"
        label = message(_WORKING[of], name=name)
        return _fact(draft, ident, label, Unit.DAYS, lambda period, _: calendar.count(*_stretch(period, of)))
    measure = days_of_30 if how == "by_30ths" else _plain_days
    return _fact(draft, f"{how}.{of}", _COUNTED[how, of], Unit.DAYS, lambda period, _: measure(period, *_stretch(period, of)))


def days_of_year(draft: Draft, name: str = "") -> Ref:
    """The days of the whole contract year that the period belongs to; its working days by the calendar of that name."""
    if not name:
        label = message("Calendar: days of the contract year")
        return _fact(draft, "year_days", label, Unit.DAYS, lambda p, schedule: _between(*_year(p, schedule)))
    calendar = draft.contract.calendars[Word(name)]
    label = message("Calendar {name}: working days of the contract year", name=name)
    return _fact(draft, f"year_days[{name}]", label, Unit.DAYS,
                 lambda p, schedule: calendar.count(*_year(p, schedule)))  # fmt: skip


def _year(period: Period, schedule: Schedule) -> tuple[date, date]:
    return schedule.bounds("contract_year", period.year)


def _stretch(period: Period, of: Stretch) -> tuple[date, date]:
    whole = period.whole or (period.start, period.end)
    uncut = period.uncut or (period.start, period.end)
    return {"part": (period.start, period.end), "before": (uncut[0], period.start), "whole": whole}[of]


def _plain_days(_period: Period, first: date, after: date) -> int:
    return _between(first, after)


def days_of_30(period: Period, first: date, after: date) -> int:
    """Days of a month that counts 30: its day 31 counts none, and the last day of a shorter one all that are left."""
    begins, ends = period.whole or (period.start, period.end)

    def passed(day: date) -> int:
        return 30 if day >= ends else min(30, (day - begins).days)

    return passed(after) - passed(first)


def _between(first: date, after: date) -> int:
    return (after - first).days


def _closes(period: Period, schedule: Schedule, every: SpanName) -> bool:
    periods = schedule.periods()
    return period.number == len(periods) or periods[period.number].span(every) != period.span(every)


def _fact(draft: Draft, name: str, label: Message, unit: Unit, fact: Fact) -> Ref:
    """The input row of a fact, entered once."""
    ident = f"calendar.{name}"
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "measures"
        draft.row(ident, label, unit, None, Clause("calendar", draft.contract.place_of("periods")))
        draft.stage = stage
        draft.facts[ident] = fact
    return Ref(ident)
