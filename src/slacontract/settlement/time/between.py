"""The time between two days or moments of a case: counted by the calendar beside the measures, and what of it is beyond grace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gmpy2 import mpq

from slacontract.formula.nodes import ZERO, Blank, Compare, Greatest, If, Known, Node, Steady, Total, minus
from slacontract.languages import message
from slacontract.model.measures import Cell, Figure
from slacontract.quantities.numbers import SECONDS_PER_HOUR, Quantity
from slacontract.quantities.periods import from_serial, serial
from slacontract.quantities.units import Unit
from slacontract.settlement.service.scopes import input_id, input_row

if TYPE_CHECKING:
    from slacontract.formula.nodes import Ref
    from slacontract.languages import Argument, Message
    from slacontract.model.between import Between
    from slacontract.model.contract import Agreement, Contract
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period
    from slacontract.settlement.draft import Clause, Draft
    from slacontract.settlement.service.scopes import Scope, Service

BETWEEN: Final = "between."
BEYOND: Final = "between_beyond."
"""How the names begin under which the counts stand in the measures: of the whole time, and of what lies after the grace."""
_UNITS: Final = {"days": Unit.DAYS, "working_days": Unit.DAYS, "hours": Unit.HOURS, "minutes": Unit.MINUTES}
_SECONDS: Final = {"hours": SECONDS_PER_HOUR, "minutes": 60}
"""How many seconds one of what is counted between times has."""
_COUNTS: Final = {
    "days": "{name}: days from {start} to {end}",
    "working_days": "{name}: working days from {start} to {end}",
    "hours": "{name}: hours from {start} to {end}",
    "minutes": "{name}: minutes from {start} to {end}",
}


def with_times(agreement: Agreement, measures: Measures) -> Measures:
    """The measures with the times that the figures of each period count, as facts of the calendar beside them."""
    if not any(figure.between for version in agreement.versions for figure in version.figures.values()):
        return measures
    cells = dict(measures.cells)
    for period in agreement.schedule.periods():
        contract = agreement.in_force(period.start)
        for name, figure in contract.figures.items():
            if figure.between is not None:
                cells.update(_counts(contract, str(name), figure.between, measures, period))
    return replace(measures, cells=dict(sorted(cells.items())))


def _counts(contract: Contract, name: str, noun: Between, measures: Measures, period: Period) -> Iterator[tuple[Cell, Figure]]:
    for cell, begun in measures.cells.items():
        if cell.period != period.id or cell.field != noun.from_:
            continue
        ended = measures.cells.get(Cell(cell.period, cell.member, str(noun.to)))
        if ended is None and noun.open == "no_figure":
            continue
        end, at = (ended.value, ended.at) if ended else (_last(contract, noun, period), begun.at)
        yield Cell(period.id, cell.member, f"{BETWEEN}{name}"), Figure(_count(contract, noun, begun.value, end), at)
        if _apart(noun):
            after = _after_grace(contract, noun, begun.value)
            yield Cell(period.id, cell.member, f"{BEYOND}{name}"), Figure(_count(contract, noun, after, end), at)


def _apart(noun: Between) -> bool:
    """Whether the grace is in another unit than the count, so that what lies beyond it is counted by itself."""
    return noun.grace is not None and noun.grace.of != noun.counted


def _last(contract: Contract, noun: Between, period: Period) -> mpq:
    """The end of the period: its last day, or the moment in which that ends."""
    if noun.counted not in _SECONDS:
        return mpq(serial(period.last_day))
    ends = datetime.combine(period.end, time(), tzinfo=ZoneInfo(str(contract.periods.timezone)))
    return mpq((ends - datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))) // timedelta(seconds=1))


def _count(contract: Contract, noun: Between, start: mpq, end: mpq) -> mpq:
    if noun.counted in _SECONDS:
        return (end - start) / _SECONDS[noun.counted]
    if noun.counted == "days":
        return end - start
    first, last = from_serial(int(start)), from_serial(int(end))
    return mpq(_working(contract, noun, first, last) if first <= last else -_working(contract, noun, last, first))


def _working(contract: Contract, noun: Between, first: date, last: date) -> int:
    """The working days after the first day, up to the last."""
    assert noun.calendar is not None, "check asks for the calendar of working days"
    day = timedelta(days=1)
    return contract.calendars[noun.calendar].count(first + day, last + day)


def _after_grace(contract: Contract, noun: Between, start: mpq) -> mpq:
    """The last day of the grace."""
    assert noun.grace is not None, "asked only where there is one"
    if noun.grace.of == "days":
        return start + noun.grace.count
    assert noun.calendar is not None, "check asks for the calendar of working days"
    by, day, left = contract.calendars[noun.calendar], from_serial(int(start)), noun.grace.count
    while left:
        day += timedelta(days=1)
        left -= by.works(day)
    return mpq(serial(day))


@dataclass(frozen=True, slots=True)
class Times:
    """A figure of that kind in one scope, and what its rows are called."""

    draft: Draft
    service: Service
    name: str
    noun: Between
    scope: Scope
    clause: Clause
    title: Message

    def count(self, beginning: str) -> Ref:
        """The row of a count, which is that of one case: where a clause is about several, the settlement says so."""
        draft, ident, unit = self.draft, f"{beginning}{self.name}", _UNITS[self.noun.counted]
        start: Argument = str(self.noun.from_)
        if beginning == BEYOND:
            start = message("the end of {grace}", grace=str(self.noun.grace and self.noun.grace.text))
        label = message(_COUNTS[self.noun.counted], name=self.title, start=start, end=str(self.noun.to))
        stage, draft.stage = draft.stage, "measures"
        inputs = []
        for member in self.service.within(ident, self.scope):
            if input_id(ident, member) not in draft.rows:
                draft.row(input_id(ident, member), label, unit, None, self.clause)
            inputs.append(input_row(draft, ident, member))
        found = draft.row(f"{ident}{self.scope.suffix}", label, unit, _of_one(inputs), self.clause)
        draft.stage = stage
        return found


def _of_one(inputs: list[Ref]) -> Node:
    if len(inputs) == 1:
        return If(Known(inputs[0]), inputs[0], Blank())
    return Total(tuple(inputs)) if inputs else Blank()


def between(of: Times) -> Node:
    """The figure of a case: what was counted, as grace and early ends leave it."""
    count = of.count(BETWEEN)
    for ends in (of.noun.from_, of.noun.to) if of.noun.counted not in _SECONDS else ():
        for member in of.service.within(str(ends), of.scope):
            input_row(of.draft, str(ends), member)  # the days themselves, to be seen beside the count
    late = _late(of, count)
    if of.noun.early == "negative":
        late = If(Compare("<", Steady(count), ZERO), count, late)
    return If(Known(count), late, Blank())


def _late(of: Times, count: Ref) -> Node:
    grace = of.noun.grace
    if grace is None:
        return Greatest((count, ZERO))
    forgiven = Quantity(mpq(grace.count), _UNITS[grace.of], grace.text, grace.at)
    term = of.draft.term(f"figure.{of.name}.grace", message("{name}: time of grace", name=of.name), forgiven, of.clause)
    beyond: Node = of.count(BEYOND) if _apart(of.noun) else minus(count, term)
    over = count if of.noun.beyond_grace == "whole" else beyond
    return If(Compare(">", Steady(beyond), ZERO), over, ZERO)
