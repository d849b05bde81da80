"""Events become inputs of the calculation: what was accepted, as figures of the measures; and what does not fit the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from gmpy2 import mpq

from slacontract.catalogue.kpis import Measured
from slacontract.findings import Finding, finding
from slacontract.model.contract import Agreement, Contract
from slacontract.model.events import CLAIMED_DAYS, CLAIMED_PERIODS, CLAIMED_WORKING, EXCUSED, OVERRIDDEN, Event
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.measures import DAY, WEEK, Cell, Figure, Measures
from slacontract.model.texts import Word
from slacontract.settlement.reading.meaning import how_measured
from slacontract.settlement.service.scopes import Scope


def with_events(agreement: Agreement, measures: Measures, events: tuple[Event, ...]) -> tuple[Measures, list[Finding]]:
    """The measures with the events' figures beside them; findings say which events do not fit contract or measures."""
    events = tuple(_numbered(event, measures) for event in events)
    findings = [fault for event in events for fault in _faults(agreement, measures, event)]
    findings += [*_too_much(measures, events), *_twice(events)]
    cells = dict(measures.cells)
    for event in events if not findings else ():
        for name, value in _figures(agreement, event) if event.accepted else ():
            cells[Cell(event.period, event.inputs, name)] = Figure(value, event.at)
    return replace(measures, cells=dict(sorted(cells.items())), events=events), findings


def _numbered(event: Event, measures: Measures) -> Event:
    """The event with the ordinal of the case that it names by its id."""
    named = ((d, measures.numbers.get((event.period, d, value), value)) for d, value in event.member)
    return replace(event, member=tuple(named))


def _figures(agreement: Agreement, event: Event) -> Iterator[tuple[str, mpq]]:
    yield from ((f"{EXCUSED}{name}", value) for name, value in event.figures if event.kind == "event")
    if event.kind == "override" and event.amount is not None:
        yield OVERRIDDEN, event.amount
    if event.kind == "claim" and event.day is not None:
        periods = agreement.schedule.periods()
        of = next(period for period in periods if period.id == event.period)
        yield CLAIMED_DAYS, mpq((event.day - of.last_day).days)
        said = agreement.in_force(of.start).claims
        if said is not None and said.calendar is not None:
            by = agreement.in_force(of.start).calendars[said.calendar]
            yield CLAIMED_WORKING, mpq(by.count(of.end, event.day + timedelta(days=1)))
        passed = sum(1 for period in periods if period.start > of.start and period.start <= event.day)
        yield CLAIMED_PERIODS, mpq(passed)


def _faults(agreement: Agreement, measures: Measures, event: Event) -> Iterator[Finding]:
    if event.period not in measures.periods():
        yield _fault(event, f"There are no measures of {event.period}.", "Correct the period, or add its measures.")
        return
    start = next(period.start for period in agreement.schedule.periods() if period.id == event.period)
    contract = agreement.in_force(start)
    yield from {"event": _event, "claim": _claim, "override": _override}[event.kind](contract, measures, event)
    if event.accepted and not event.decided_by:
        yield _fault(event, f"It is not said who accepted '{event.id}'.", "Write it under decided_by.")


def _fault(event: Event, what: str, remedy: str) -> Finding:
    return finding("M322", event.at, what, remedy)


def _event(contract: Contract, measures: Measures, event: Event) -> Iterator[Finding]:
    if not event.figures:
        yield _fault(event, f"The event '{event.id}' takes nothing out of the measures.",
                     "Write how many of each field fall under it, such as offered and answered_in_20s.")  # fmt: skip
    if event.accepted and not event.evidence:
        yield _fault(event, f"The event '{event.id}' was accepted without evidence.", "Name it under evidence, such as a ticket.")
    for name, _ in event.figures:
        if Cell(event.period, event.member, name) not in measures.cells:
            where = ", ".join(f"{d} {v}" for d, v in event.member) or "the total"
            what = f"The measures have no '{name}' of {where} in {event.period}, of which '{event.id}' takes a part."
            yield _fault(event, what, "Write the event with the same dimensions as the measures.")
    about = {name: kpi for name, kpi in contract.kpis.items()
             if kpi.events is not None and event.about(name) and _whole(kpi).holds(event.member)}  # fmt: skip
    fields = {name for name, _ in event.figures}
    used = {name: kpi for name, kpi in about.items() if fields & set(how_measured(kpi).fields)}
    if event.figures and not used:
        yield _fault(event, f"No KPI that '{event.id}' is about has 'events:', so nothing could be excused.",
                     "Add 'events:' to the KPI with its clause, or correct the column kpi.")  # fmt: skip
    for name, kpi in used.items():
        yield from _which(event, kpi)
        yield from _half(event, str(name), kpi, how_measured(kpi), fields)


def _which(event: Event, kpi: Kpi) -> Iterator[Finding]:
    """Days and weeks of a period have their own figures beside those of the period, of which an event would take nothing."""
    for dimension in kpi.each:
        if dimension in {DAY, WEEK} and dimension not in dict(event.member):
            yield _fault(event, f"It is not said to which {dimension} of the period '{event.id}' belongs.",
                         f"Write its number in a column '{dimension}', as the settlement numbers them.")  # fmt: skip


def _whole(kpi: Kpi) -> Scope:
    """All that a KPI is about, whatever members it judges."""
    return Scope(tuple((str(d), tuple(map(str, values))) for d, values in sorted(kpi.where.items())))


def _half(event: Event, name: str, _kpi: Kpi, how: Measured, fields: set[str]) -> Iterator[Finding]:
    lacking = [field for field in how.fields if field not in fields]
    if lacking:
        yield _fault(event, f"'{event.id}' says nothing of '{lacking[0]}', which '{name}' is computed from too.",
                     f"Write how many of {lacking[0]} fall under the event; 0 if none.")  # fmt: skip


def _claim(contract: Contract, _measures: Measures, event: Event) -> Iterator[Finding]:
    if contract.claims is None:
        yield _fault(event, "The contract does not ask for claims.", "Delete the row, or add 'claims:' to the contract.")
    if event.day is None:
        yield _fault(event, f"The claim '{event.id}' has no date.", "Write the day on which it was made under date.")


def _override(contract: Contract, measures: Measures, event: Event) -> Iterator[Finding]:
    if contract.overrides is None:
        remedy = "Delete the row, or add 'overrides:' with its clause."
        yield _fault(event, "The contract does not provide for overrides.", remedy)
    if len(event.kpis) != 1:
        yield _fault(event, f"The override '{event.id}' does not name its KPI.", "Write one KPI under kpi.")
    elif (kpi := contract.kpis.get(Word(event.kpis[0]))) is None or not kpi.pays:
        yield _fault(event, f"'{event.kpis[0]}' pays no money that could be overridden.", "Name a KPI that pays.")
    elif sorted(name for name, _ in event.member) != sorted(map(str, kpi.each)):
        members = f"each {' and '.join(kpi.each)}" if kpi.each else "all together"
        remedy = f"Fill the columns {', '.join(kpi.each)}." if kpi.each else "Leave the columns of the dimensions empty."
        yield _fault(event, f"'{event.kpis[0]}' judges {members}, and '{event.id}' is not about that.", remedy)
    elif kpi.each and not any(set(event.member) <= set(cell.member) for cell in measures.cells):
        yield _fault(event, f"The measures have no {', '.join(f'{d} {v}' for d, v in event.member)}.", "Correct the name.")
    if event.amount is None:
        yield _fault(event, f"The override '{event.id}' has no amount.", "Write it under amount; 0 for nothing.")
    elif (event.amount / contract.rounding.to.value).denominator != 1:
        yield _fault(event, f"The amount of the override '{event.id}' is finer than {contract.rounding.to.text}.",
                     "Write it as the invoice has it: amounts are rounded to that coin.")  # fmt: skip
    if not event.reason:
        yield _fault(event, f"The override '{event.id}' has no reason.", "Write it under reason: it is printed on its line.")


def _twice(events: tuple[Event, ...]) -> Iterator[Finding]:
    """One agreed amount stands in place of a KPI's; of two, nobody could say which."""
    agreed: dict[tuple[object, ...], Event] = {}
    for event in events:
        if event.kind != "override" or not event.accepted:
            continue
        first = agreed.setdefault((event.period, event.kpis, event.member), event)
        if first is not event:
            yield finding("M322", event.at, f"'{event.id}' puts an amount in place of one for which '{first.id}' puts another.",
                          "Keep one; write rejected as the decision of the other.", first.at)  # fmt: skip


def _too_much(measures: Measures, events: tuple[Event, ...]) -> Iterator[Finding]:
    """Events never take out more than was measured."""
    taken: dict[Cell, mpq] = {}
    for event in events:
        for name, value in event.figures if event.kind == "event" and event.accepted else ():
            cell = Cell(event.period, event.member, name)
            taken[cell] = taken.get(cell, mpq(0)) + value
            whole = measures.cells.get(cell)
            if whole is not None and taken[cell] > whole.value >= taken[cell] - value:
                what = f"With '{event.id}', events take {taken[cell]} of '{name}' out of {event.period}, and "
                what += f"{whole.value} were measured."
                yield finding("M322", event.at, what, "Compare the figures of the events with the measures.", whole.at)
