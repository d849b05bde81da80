"""A case says what value a KPI has: the figure that is named under ``by`` is moved until it has exactly that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit
from slacontract.checks.terms import shown
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.exact import Columns, compiled
from slacontract.formula.figures import write_about
from slacontract.model.measures import Cell, Figure, Measures
from slacontract.model.texts import Table, Word
from slacontract.quantities.numbers import TextFault
from slacontract.quantities.units import Unit
from slacontract.settlement.service.scopes import input_id
from slacontract.trials.comparing import read_wish

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.formula.exact import Column
    from slacontract.formula.generated import Run
    from slacontract.model.trials import Trial
    from slacontract.quantities.periods import Period
    from slacontract.settlement.draft import Outcome
    from slacontract.settlement.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Lever:
    """A KPI's row in a period, and the input by which it is moved."""

    settlement: Settlement
    period: Period
    row: str
    cell: Cell
    run: Run

    def value(self, figure: mpq) -> mpq | None:
        """What the KPI is when the input has another figure."""
        found = self.column(figure).get(self.row)
        return None if found is None else mpq(found)

    def column(self, figure: mpq) -> Column:
        """The whole period when the input has another figure."""
        index = self.settlement.index(self.period)
        calculation = self.settlement.calculation
        columns = Columns()
        columns += self.settlement.columns[:index]
        inputs = {**calculation.inputs[index], input_id(self.cell.field, self.cell.member): figure}
        return self.run(inputs, columns, index, calculation.periods)


def steered(
    trial: Trial, measures: Measures, settlement: Settlement, period: Period, levers: Mapping[Word, Word]
) -> tuple[Measures, list[Finding]]:
    """The measures with which each KPI has the value that a case gives it; or why no figures give it."""
    cells, findings = dict(measures.cells), []
    for name, text in levers.items():
        outcome = next((o for o in settlement.outcomes(period) if f"{o.kpi}{o.suffix}" == name), None)
        if outcome is None:
            known = [f"{o.kpi}{o.suffix}" for o in settlement.outcomes(period)]
            findings.append(finding("T702", name.at, f"'{name}' is no KPI of {period}.", nearest(name, known)))
            continue
        found = _moved(trial.by[name], Aim(name, text, outcome, _beside(trial)), measures, settlement, period)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            cells[found[0]] = Figure(found[1], text.at)
    return replace(measures, cells=cells), findings


@dataclass(frozen=True, slots=True)
class Aim:
    """The KPI of a case and the value that it should have."""

    name: Word
    text: Word
    outcome: Outcome
    beside: frozenset[Position]
    """Where the figures stand that the test does not care about: where a member has one of its own, these are not moved."""


def _beside(trial: Trial) -> frozenset[Position]:
    rows = trial.others.rows if trial.others else ()
    return frozenset(value.at for row in rows for value in row.values() if isinstance(value, Word))


def _moved(by: Table, aim: Aim, measures: Measures, settlement: Settlement, period: Period) -> tuple[Cell, mpq] | Finding:
    field = by[Word("field")] if Word("field") in by else Word.placed("", by.at)
    assert isinstance(field, Word)
    cells = [c for c in _cells(measures, period, by) if c.field == field]
    if len(cells) > 1:
        cells = [c for c in cells if measures.cells[c].at not in aim.beside]
    if len(cells) != 1:
        return _no_cell(aim, field, cells, measures, period)
    try:
        wish = read_wish(aim.text, aim.outcome.unit)
    except TextFault as fault:
        return finding("T703", aim.text.at, f"{fault.what} '{aim.name}' is in {aim.outcome.unit.value}.", fault.remedy)
    plan = settlement.calculation.plans[settlement.index(period)]
    lever = Lever(settlement, period, value_row(settlement, period, aim.outcome), cells[0], compiled(plan))
    return reached(lever, measures.cells[cells[0]].value, aim, mpq(wish.value or 0))


def value_row(settlement: Settlement, period: Period, outcome: Outcome) -> str:
    """The row of a KPI's value before it is rounded or compared with another."""
    own = f"kpi.{outcome.kpi}{outcome.suffix}.value"
    return own if own in settlement.calculation.plans[settlement.index(period)].rows else outcome.value


def _cells(measures: Measures, period: Period, by: Table) -> Iterator[Cell]:
    scope = {(str(key), str(value)) for key, value in by.items() if key != "field"}
    return (cell for cell in measures.cells if cell.period == period.id and scope <= set(cell.member))


def _no_cell(aim: Aim, field: Word, cells: list[Cell], measures: Measures, period: Period) -> Finding:
    if cells:
        told = "; ".join(", ".join(value for _, value in cell.member) for cell in sorted(cells)[:4])
        return finding("T707", field.at, f"'{field}' of {period} has {len(cells)} figures ({told}), and one is moved.",
                       f"Name the member, such as by: {{{aim.name}: {{queue: care, field: {field}}}}}.")  # fmt: skip
    there = sorted({cell.field for cell in measures.cells if cell.period == period.id})
    return finding("T707", field.at, f"The test has no figure of '{field}' in {period} to begin from.", nearest(field, there))


def reached(lever: Lever, start: mpq, aim: Aim, wanted: mpq) -> tuple[Cell, mpq] | Finding:
    """Solve value(start + t) = (a + b t) / (1 + d t), which every KPI of sums and ratios is in one of its figures."""
    first, second, third = (lever.value(start + step) for step in range(3))
    field, unit = lever.cell.field, aim.outcome.unit
    if first is None or second is None or third is None or second == third:
        return finding("T707", aim.text.at, f"'{field}' does not move '{aim.name}'.",
                       "Name under 'by:' a figure that the KPI is computed from.")  # fmt: skip
    d = (2 * second - first - third) / (2 * (third - second))
    b = second * (1 + d) - first
    solved = start + (wanted - first) / (b - wanted * d) if b != wanted * d else None
    if solved is None or lever.value(solved) != wanted:
        return finding("T707", aim.text.at, f"No figure of '{field}' makes '{aim.name}' {shown(wanted, unit)}.",
                       "Name another figure under 'by:', or give the figures themselves in the case.")  # fmt: skip
    if solved < 0 or (field_unit(field) is Unit.COUNT and solved.denominator != 1):
        return _not_whole(lever, solved, aim)
    return lever.cell, solved


def _not_whole(lever: Lever, solved: mpq, aim: Aim) -> Finding:
    field, wanted = lever.cell.field, aim.text
    if solved < 0:
        return finding("T707", wanted.at, f"'{aim.name}' is {wanted} only with less than nothing of '{field}'.",
                       "Give the other figures of the test other sizes.")  # fmt: skip
    low = mpq(solved.numerator // solved.denominator)
    near = [f"{_short(value, aim.outcome.unit)} with {int(count)}" for count in (low, low + 1)
            if (value := lever.value(count)) is not None]  # fmt: skip
    return finding("T707", wanted.at, f"No whole number of '{field}' makes '{aim.name}' {wanted}: it is {' and '.join(near)}.",
                   f"Give the counts of the test round sizes such as 1000, or give '{field}' itself in the case.")  # fmt: skip


def _short(value: mpq, unit: Unit) -> str:
    """A value as a contract would write it, or about that where it has many digits."""
    text = shown(value, unit)
    return text if len(text) <= 8 else f"about {write_about(value, unit, 'en', 4).replace(' %', '%')}"
