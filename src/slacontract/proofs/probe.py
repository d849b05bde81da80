"""Probes: a part of a compiled contract, with KPI values and billing put in by hand, computed by the exact engine.

A probe answers "what if this KPI is 79.9 %" for one version: the rows that were asked for are computed as in a settlement, and
those that are put in by hand are inputs of the calculation, like figures of the measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.formula.calculation import Plan, Row, in_order
from slacontract.formula.exact import Column, Columns, compiled
from slacontract.formula.nodes import references
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.formula.generated import Run
    from slacontract.quantities.periods import Period, Schedule
    from slacontract.settlement.draft import Compiled, Outcome

ANY_FIGURE: Final = mpq(1000)
"""What a measure counts in a month that is made up, where the question does not depend on it."""
ANY_SHARE: Final = mpq(1, 2)
BILLED: Final = mpq(100_000)
"""What each billing line bills in a month that is made up."""
_VALUES: Final = ("value", "compared", "own", "judged")
_BASES: Final = ("base", "base_counted", "base_before", "base_of_span")

Figures = Mapping[str, mpq]
"""Rows by id, and what is put into them by hand."""


@dataclass(frozen=True)
class Probe:
    """The rows of one version that some wanted rows rest on; ``pinned`` rows are put in by hand."""

    of: Compiled
    schedule: Schedule
    wanted: tuple[str, ...]
    pinned: frozenset[str]

    @cached_property
    def plan(self) -> Plan:
        """The part of the plan that is computed."""
        rows: dict[str, Row] = {}
        waiting = list(self.wanted)
        while waiting:
            row = self.of.plan.rows.get(waiting.pop())
            if row is None or row.id in rows:
                continue
            rows[row.id] = replace(row, formula=None) if row.id in self.pinned else row
            formula = rows[row.id].formula
            waiting += [ref.id for ref in references(formula)] if formula is not None else []
        inside = {ident: rows[ident] for ident in self.of.plan.rows if ident in rows}
        return Plan(self.of.plan.version, self.of.plan.terms, in_order(inside))

    @cached_property
    def terms(self) -> dict[str, mpq]:
        """The figures of the contract that its formulas read."""
        known = self.of.plan.terms
        read = (ref.id for row in self.plan.rows.values() if row.formula is not None for ref in references(row.formula))
        return {ident: known[ident].value for ident in dict.fromkeys(read) if ident in known}

    @cached_property
    def _run(self) -> Run:
        return compiled(self.plan)

    @cached_property
    def _periods(self) -> tuple[Period, ...]:
        return self.schedule.periods()

    def given(self, period: Period, figures: Figures, *, unknown: Iterable[str] = ()) -> dict[str, mpq]:
        """The inputs of a month: what is put in by hand, facts of the calendar, and made-up figures for all else."""
        absent = set(unknown)
        found: dict[str, mpq] = {}
        for row in self.plan.rows.values():
            if row.formula is not None or row.id in absent:
                continue
            if row.id in figures:
                found[row.id] = figures[row.id]
            elif row.id in self.of.facts:
                fact = self.of.facts[row.id](period, self.schedule)
                found |= {row.id: mpq(fact)} if fact is not None else {}
            elif row.unit is not Unit.TRUTH:
                found[row.id] = ANY_SHARE if row.unit is Unit.RATIO else ANY_FIGURE
        return found

    def month(self, figures: Figures, *, unknown: Iterable[str] = ()) -> Column | None:
        """One month by itself, by the calendar the last of the term, which closes all spans and lies beyond all graces.

        None where made-up figures cannot be computed with, such as a quotient by nothing.
        """
        months = self.months([self.given(self._periods[-1], figures, unknown=unknown)])
        return months[0] if months else None

    def months(self, inputs: Sequence[Mapping[str, mpq]]) -> Sequence[Column] | None:
        """Months one after the other, from the first of the term; None as above."""
        columns = Columns()
        try:
            for index, given in enumerate(inputs):
                columns.append(self._run(given, columns, index, self._periods))
        except (ZeroDivisionError, TypeError):  # a month that was made up, and proves nothing
            return None
        return columns


def pins_of(compiled_version: Compiled, outcome: Outcome) -> tuple[str, ...]:
    """The rows that hold the value of a KPI, in one scope: that of the figure, and that which is judged."""
    ident = f"kpi.{outcome.kpi}{outcome.suffix}"
    moved = compiled_version.contract.kpis[Word(outcome.kpi)].against is not None
    rows = {outcome.value} if moved else {outcome.value, *(f"{ident}.{name}" for name in _VALUES)}
    return tuple(sorted(row for row in rows if row in compiled_version.plan.rows))


def bases_of(compiled_version: Compiled, outcome: Outcome) -> tuple[str, ...]:
    """The rows that hold what the percentages of a KPI are of."""
    ident = f"kpi.{outcome.kpi}{outcome.suffix}"
    return tuple(row for name in _BASES if (row := f"{ident}.{name}") in compiled_version.plan.rows)


def billed(compiled_version: Compiled) -> dict[str, mpq]:
    """A month in which each billing line bills the same round sum, and nothing is added to it or taken off."""
    rows = compiled_version.plan.rows
    lines = [line for line in compiled_version.lines if line.amount in rows and rows[line.amount].stage == "billing"]
    return {line.amount: BILLED if line.kind == "billing" else mpq(0) for line in lines}
