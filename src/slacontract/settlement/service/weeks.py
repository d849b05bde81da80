"""Weeks of the periods: the figures that are looked at week by week, the days on which weeks begin, and what they lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding
from slacontract.formula.text import Share
from slacontract.languages import message
from slacontract.model.conditions import conditions_of
from slacontract.model.contract import weeks_of
from slacontract.model.measures import WEEK
from slacontract.model.names import names_of
from slacontract.quantities.periods import serial
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.reading.meaning import fields_of, how_measured
from slacontract.settlement.service.scopes import Scope

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.model.contract import Agreement, Contract
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.model.measures import Measures
    from slacontract.model.periods import WeeksOfPeriods
    from slacontract.model.texts import Word
    from slacontract.quantities.periods import Period, Schedule
    from slacontract.quantities.weeks import Weeks
    from slacontract.settlement.service.scopes import Service


def weekly_fields(contract: Contract) -> tuple[str, ...]:
    """The measures that a version looks at week by week."""
    return tuple(dict.fromkeys(field for _, _, fields in _clauses(contract) for field in fields))


def _clauses(contract: Contract) -> Iterator[tuple[Word, Scope, tuple[str, ...]]]:
    """The KPIs and figures that look at weeks: by name, with the part of the service they are about and their measures."""
    for name, kpi in contract.kpis.items():
        if WEEK in kpi.each:
            where = tuple((str(d), tuple(map(str, values))) for d, values in sorted(kpi.where.items()))
            yield name, Scope(where), fields_of(contract, _names(contract, name, kpi), together=False, in_figure=True)
    for name, figure in contract.figures.items():
        if WEEK in figure.over:
            own = tuple((str(d), tuple(map(str, values))) for d, values in sorted(figure.where.items()))
            yield name, Scope(own), fields_of(contract, names_of(figure), together=False, in_figure=True)


def _names(contract: Contract, name: Word, kpi: Kpi) -> Iterator[str]:
    """All that a KPI reads in its own scope."""
    yield from how_measured(kpi).fields
    yield from (unit.knee.of for unit in kpi.per_unit if isinstance(unit.knee, Share))
    for said in conditions_of(contract):
        yield from said.names if said.kpi == name else ()
    figure = getattr(kpi.base, "figure", None)
    yield from (str(figure),) if figure is not None else ()


def tell_weeks(draft: Draft, service: Service) -> None:
    """Put the first day of each week among the facts of the calendar, where a clause looks at weeks."""
    said = draft.contract.periods.weeks
    if said is None or not weekly_fields(draft.contract):
        return
    stage, draft.stage = draft.stage, "measures"
    for number in range(1, len(week_names(service)) + 1):
        ident = f"calendar.week_{number}"
        label = message("Calendar: first day of week {number}", number=number)
        draft.row(ident, label, Unit.DATE, None, Clause("calendar", draft.contract.place_of("periods")))
        draft.facts[ident] = partial(_first_day, said, number)
    draft.stage = stage


def week_names(service: Service) -> tuple[str, ...]:
    """How weeks are called: as many as the measured period with the most of them has, whether they were measured or not."""
    contract, measured = service.contract, service.measures.values_of(WEEK)
    if contract is None or contract.periods.weeks is None:
        return measured
    weeks, ids = weeks_of(contract.periods.weeks, contract.schedule), service.measures.periods()
    counts = [len(weeks.of(period)) for period in contract.schedule.periods() if any(one.startswith(period.id) for one in ids)]
    width = len(measured[0]) if measured else len(str(weeks.most))
    return tuple(sorted({*measured, *(str(number).zfill(width) for number in range(1, max(counts, default=0) + 1))}))


def scopes_of(service: Service, kpi: Kpi, fields: Iterable[str]) -> tuple[Scope, ...]:
    """The scopes of a KPI. Of one that judges each week every week of the calendar, for it can be owed without measures."""
    found = service.scopes(kpi, fields)
    if kpi.each != (WEEK,):
        return found
    where = tuple((str(d), tuple(map(str, values))) for d, values in sorted(kpi.where.items()))
    named = {Scope(where, ((WEEK, name),)) for name in week_names(service)}
    return tuple(sorted({*found, *named}, key=lambda scope: scope.member))


def _first_day(said: WeeksOfPeriods, number: int, period: Period, schedule: Schedule) -> int | None:
    weeks = weeks_of(said, schedule).of(period)
    return serial(weeks[number - 1].start) if number <= len(weeks) else None


def torn_weeks(agreement: Agreement, measures: Measures, asked: Sequence[Period]) -> Iterator[Finding]:
    """Figures of a whole period where weeks are looked at, and weeks of which the measures have one period and not the other."""
    weeks = agreement.weeks
    if weeks is None:
        return
    for period in asked:
        contract = agreement.in_force(period.start)
        clauses = list(_clauses(contract))
        yield from _undated(clauses, measures, period)
        if clauses:
            yield from _halves(agreement, weeks, measures, period, clauses[0][0].at)
            yield from _unmeasured(contract, clauses, weeks, measures, period)


def _unmeasured(contract: Contract, clauses: Sequence[tuple[Word, Scope, tuple[str, ...]]], weeks: Weeks, measures: Measures,
                period: Period) -> Iterator[Finding]:  # fmt: skip
    """Weeks of the calendar of which a KPI has no measure at all."""
    for name, _, fields in clauses:
        if name not in contract.kpis or contract.kpis[name].each != (WEEK,):
            continue
        cells = (cell for cell in measures.cells if cell.period == period.id and cell.field in fields)
        known = {int(value) for cell in cells for dimension, value in cell.member if dimension == WEEK}
        for week in weeks.of(period):
            if week.number not in known:
                last = week.end - timedelta(days=1)
                what = f"The week from {week.start} to {last} has no measures: '{name}' counts as not measured."
                yield finding("M316", name.at, what, "Add the figures; write 0 if there was nothing.")


def _undated(clauses: Sequence[tuple[Word, Scope, tuple[str, ...]]], measures: Measures, period: Period) -> Iterator[Finding]:
    for name, scope, fields in clauses:
        for cell in sorted(measures.undated):
            if cell.period == period.id and cell.field in fields and scope.holds(cell.member):
                what = f"'{name}' looks at each week, and '{cell.field}' is given for the whole of {period}."
                yield finding("M302", name.at, what, "Deliver its rows with a column 'date': the day, or a day of the week.")
                break


def _halves(agreement: Agreement, weeks: Weeks, measures: Measures, period: Period, at: Position) -> Iterator[Finding]:
    """A week whose other days lie in a period without any measures would pass for a whole one."""
    measured = measures.periods()
    for week in weeks.of(period):
        last = week.end - timedelta(days=1)
        for other in agreement.schedule.periods():
            if other.start <= last and week.start < other.end and other.id not in measured:
                what = f"The week from {week.start} to {last} belongs to {period}, and {other} has no measures."
                yield finding("M302", at, what, f"Add the measures of its days in {other}; 0 if there was nothing.")
