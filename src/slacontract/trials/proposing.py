"""Tests proposed from the history of a contract: KPIs on and beside their edges, the worked examples, the months as they are.

Their figures are the engine's own. They show what is, and become tests when a person has worked them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit
from slacontract.checks.spans import DOMAINS
from slacontract.checks.terms import shown
from slacontract.findings import Finding
from slacontract.formula.exact import compiled
from slacontract.formula.nodes import behind as behind_of
from slacontract.model.clocks import CLOCK
from slacontract.model.measures import CONTACT, DAY, WEEK, Cell, Figure, Measures
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity, as_decimal
from slacontract.quantities.units import Unit
from slacontract.scenarios.worked_examples import worked_examples
from slacontract.settlement.service.scopes import input_id
from slacontract.settlement.settlement import settle
from slacontract.settlement.wanted import wanted_by
from slacontract.trials.branches import last_digit
from slacontract.trials.steering import Aim, Lever, reached, value_row

if TYPE_CHECKING:
    from slacontract.formula.calculation import Plan
    from slacontract.model.contract import Agreement
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.quantities.periods import Period
    from slacontract.scenarios.worked_examples import WorkedExample
    from slacontract.settlement.draft import Outcome
    from slacontract.settlement.settlement import Settlement

_ROUND: Final = {Unit.COUNT: 1000, Unit.SECONDS: 1000, Unit.HOURS: 100, Unit.MINUTES: 100, Unit.POINTS: 1000}
_FINEST: Final = frozenset({DAY, CONTACT, WEEK, CLOCK})
"""What tells figures apart that no row of a test can name: days come of dates, weeks and kinds of hours of the calendar."""
_MOST_VALUES: Final = 25
TOTALS: Final = ("billing", "bonus", "penalty", "net")


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """A table of cases for one KPI: the figure by which it is reached, the columns and their texts."""

    kpi: str
    clause: str
    by: Cell
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one version: round measures of a period and tables over them, and examples over the history."""

    version: int
    period: Period
    rows: tuple[Mapping[str, str], ...]
    tables: tuple[ProposedTable, ...]
    examples: tuple[WorkedExample, ...]
    months: Mapping[str, Mapping[str, str]]


def propose(agreement: Agreement, settlement: Settlement) -> Iterator[Proposed]:
    """Propose tests for each version under which periods were measured."""
    examples = tuple(example for example in worked_examples(settlement) if _can_be_written(example))
    for version in agreement.versions:
        own = [p for p in settlement.asked if settlement.contract(p).version == version.version]
        if not own:
            continue
        period = own[-1]
        measures = rounded_up(agreement, settlement.measures, period)
        rows: tuple[Mapping[str, str], ...] = ()
        tables: tuple[ProposedTable, ...] = ()
        if measures is not None:
            settled, _ = settle(agreement, measures, [period], begins=period)
            if settled is not None:
                tables = tuple(_tables(settled, measures, period))
                rows = tuple(_rows(measures))
        months = {p.id: _totals(settlement, p) for p in own}
        yield Proposed(version.version, period, rows, tables, examples if version is agreement.latest else (), months)


def _can_be_written(example: WorkedExample) -> bool:
    """Whether rows of a test can say what an example changes."""
    return all(
        10**8 % after.denominator == 0 and not any(name in _FINEST for name, _ in cell.member)
        for cell, _, after in example.changes
    )


def rounded_up(agreement: Agreement, measures: Measures, period: Period) -> Measures | None:
    """The measures of a period with round counts and times, so that KPIs reach round values; None where days are told apart."""
    known = wanted_by(agreement).fields  # what was derived on reading, such as days between two dates, is derived again
    cells = {cell: figure for cell, figure in measures.cells.items() if cell.period == period.id and cell.field in known}
    if not cells or any(name in _FINEST for cell in cells for name, _ in cell.member):
        return None
    made = {cell: Figure(_up(figure.value, _ROUND.get(field_unit(cell.field)))) for cell, figure in cells.items()}
    return replace(measures, cells=made, undated=frozenset(), events=())


def _up(value: mpq, to: int | None) -> mpq:
    return value if to is None else mpq(-(-value // to)) * to


def _rows(measures: Measures) -> Iterator[Mapping[str, str]]:
    """The measures as rows, one for each member."""
    by_member: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    for cell in sorted(measures.cells):
        row = by_member.setdefault(cell.member, dict(cell.member))
        row[cell.field] = f"{as_decimal(measures.cells[cell].value)}"
    yield from by_member.values()


def _totals(settlement: Settlement, period: Period) -> Mapping[str, str]:
    rows = {"billing": "billing.total", "bonus": "adjustments.bonus", "penalty": "adjustments.penalty", "net": "total.net"}
    return {name: f"{as_decimal(settlement.amount(row, period), settlement.decimals)}" for name, row in rows.items()}


def _tables(settlement: Settlement, measures: Measures, period: Period) -> Iterator[ProposedTable]:
    for outcome in settlement.outcomes(period):
        kpi = settlement.contract(period).kpis.get(Word(outcome.kpi))
        values = list(_values(kpi, outcome)) if kpi is not None and (kpi.scaled or kpi.target) else []
        if values:
            found = _table(settlement, measures, period, outcome, values)
            if found is not None and found.rows:
                yield found


def _values(kpi: Kpi, outcome: Outcome) -> list[mpq]:
    """Each edge of a KPI, its neighbours, and the middle between two."""
    bounds = [bound.limit for band in kpi.bands for bound in band.when.bounds]
    knees = [unit.knee for unit in kpi.per_unit if isinstance(unit.knee, Quantity)]
    edges = [*bounds, *(point.at for point in kpi.curve), *knees]
    edges += [bound.limit for bound in kpi.target.bounds] if kpi.target else []
    found: set[mpq] = set()
    for edge in edges:
        step = last_digit(edge.text) or mpq(0)
        found |= {edge.value - step, edge.value, edge.value + step}
    exact = sorted({edge.value for edge in edges})
    found |= {(low + high) / 2 for low, high in pairwise(exact)}
    domain = DOMAINS[outcome.domain]
    return [value for value in sorted(found) if domain.holds(value)][:_MOST_VALUES]


def _table(
    settlement: Settlement, measures: Measures, period: Period, outcome: Outcome, values: Sequence[mpq]
) -> ProposedTable | None:
    """The values that a KPI can be given, and what follows from each."""
    name = f"{outcome.kpi}{outcome.suffix}"
    lever = _lever(settlement, measures, period, outcome)
    if lever is None:
        return None
    start = measures.cells[lever.cell].value
    lines = {line.id for line in settlement.compiled[-1].lines}
    asked = [row for row in (f"kpi.{name}.met", f"kpi.{name}.band", f"kpi.{name}", f"kpi.{name}.points")
             if row in settlement.calculation.rows or row in lines]  # fmt: skip
    rows = []
    for value in values:
        aim = Aim(Word(name), Word(shown(value, outcome.unit)), outcome, frozenset())
        found = reached(lever, start, aim, value)
        if not isinstance(found, Finding):
            rows.append((str(aim.text), *_texts(lever, found[1], asked)))
    columns = tuple(row.removeprefix("kpi.") if row.endswith(".met") else row for row in asked)
    return ProposedTable(name, outcome.clause.text, lever.cell, (name, *columns), tuple(rows))


def _texts(lever: Lever, figure: mpq, asked: Sequence[str]) -> Iterator[str]:
    """What the engine gives for each column with a figure in place of the measured one."""
    settlement, index = lever.settlement, lever.settlement.index(lever.period)
    column = lever.column(figure)
    amounts = {line.id: line.amount for line in settlement.compiled[index].lines}
    for row in asked:
        value = column.get(amounts.get(row, row))
        if value is None or isinstance(value, bool):
            yield "not measured" if value is None else "yes" if value else "no"
        else:
            yield f"{as_decimal(mpq(value), settlement.decimals if row in amounts else None)}"


def _lever(settlement: Settlement, measures: Measures, period: Period, outcome: Outcome) -> Lever | None:
    """The figure that moves a KPI and as few others as can be: what stands above the line, and the largest of these."""
    plan = settlement.calculation.plans[settlement.index(period)]
    inputs = {input_id(cell.field, cell.member): cell for cell in measures.cells if cell.period == period.id}
    behind = {o.value: _inputs(plan, o.value) for o in settlement.outcomes(period)}
    run, row = compiled(plan), value_row(settlement, period, outcome)
    found: list[tuple[int, mpq, Lever]] = []
    for ident, cell in inputs.items():
        if ident in behind[outcome.value]:
            lever = Lever(settlement, period, row, cell, run)
            start = measures.cells[cell].value
            first, second, third = (lever.value(start + step) for step in range(3))
            if first is not None and second is not None and third is not None and third - second == second - first != mpq(0):
                found.append((sum(ident in others for others in behind.values()), -start, lever))
    return min(found, key=lambda item: item[:2])[2] if found else None


def _inputs(plan: Plan, row: str) -> set[str]:
    """The figures of the measures that a row is computed from in the same period."""
    waiting, found = [row], set()
    while waiting:
        here = plan.rows.get(waiting.pop())
        if here is None or here.id in found:
            continue
        found.add(here.id)
        waiting += behind_of(here.formula) if here.formula is not None else ()
    return {ident for ident in found if ident.startswith("in:")}
