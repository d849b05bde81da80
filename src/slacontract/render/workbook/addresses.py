"""Addresses: which row of the calculation stands in which cell, and the Excel face over those cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from xlsxwriter.utility import xl_col_to_name

from slacontract.formula.calculation import Calculation, Plan, Row, Term
from slacontract.formula.excel import formula
from slacontract.formula.nodes import Over, Ref
from slacontract.render.workbook.book import reference
from slacontract.render.workbook.labels import STAGES

FIRST_PERIOD: Final = 5
"""Column F: the first period on every sheet that has periods across."""
FIRST_ROW: Final = 4
"""Row 5: the first below the headings."""
TERM_COLUMN: Final = "D"
_COLUMN: Final = "\x00"


@dataclass(frozen=True)
class Addresses:
    """Where everything stands. ``sheets`` gives the names of the sheets that rows and terms stand on."""

    calculation: Calculation
    sheets: Mapping[str, str]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The letter of each period's column."""
        return tuple(xl_col_to_name(FIRST_PERIOD + i) for i in range(len(self.calculation.periods)))

    @cached_property
    def inputs(self) -> tuple[Row, ...]:
        """The rows of the Measures sheet, a field's members side by side so that sums are ranges."""
        return tuple(sorted((r for r in self.calculation.rows.values() if r.formula is None), key=lambda r: r.id))

    @cached_property
    def blocks(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """The rows of the Calculation sheet, one block for each stage, in the order of settlement."""
        computed = [row for row in self.calculation.rows.values() if row.formula is not None]
        blocks = ((stage, tuple(row for row in computed if row.stage == stage)) for stage in STAGES)
        return tuple((stage, rows) for stage, rows in blocks if rows)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The rows of the Terms sheet: version by version."""
        return tuple(term for plan in self.calculation.distinct_plans for term in plan.terms.values())

    @cached_property
    def input_rows(self) -> Mapping[str, int]:
        """The sheet row (from 1) of each input."""
        return {row.id: FIRST_ROW + 1 + i for i, row in enumerate(self.inputs)}

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The sheet row (from 1) of each computed row; each block has a heading above it."""
        found: dict[str, int] = {}
        line = FIRST_ROW + 1
        for _, rows in self.blocks:
            line += 1
            for row in rows:
                found[row.id] = line
                line += 1
        return found

    @cached_property
    def term_rows(self) -> Mapping[str, int]:
        """The sheet row (from 1) of each term; the guard digits stand above them."""
        return {term.id: FIRST_ROW + 2 + i for i, term in enumerate(self.terms)}

    @property
    def guard(self) -> str:
        """The cell with the guard digits."""
        return f"{reference(self.sheets['terms'])}!${TERM_COLUMN}${FIRST_ROW + 1}"

    def term(self, ident: str) -> str:
        """The cell of a term."""
        return f"{reference(self.sheets['terms'])}!${TERM_COLUMN}${self.term_rows[ident]}"

    def outside(self, ident: str, index: int) -> str:
        """The cell of a row in a period, as another sheet writes it."""
        sheet = "measures" if ident in self.input_rows else "calculation"
        line = self.input_rows.get(ident) or self.rows[ident]
        return f"{reference(self.sheets[sheet])}!{self.columns[index]}{line}"

    def formulas(self, row: Row) -> tuple[str | None, ...]:
        """The formula of a row in each period; None where the period's version does not have it.

        A formula that looks at its own period only is written once for each version, and its column put in.
        """
        templates = {plan.version: self._template(plan, row) for plan in self.calculation.distinct_plans}
        found: list[str | None] = []
        for index, plan in enumerate(self.calculation.plans):
            template = templates[plan.version]
            if template is None and (node := self.calculation.formula(row.id, index)):
                found.append(formula(node, _Seen(self, plan, index)))
            else:
                found.append(template.replace(_COLUMN, self.columns[index]) if template else None)
        return tuple(found)

    def _template(self, plan: Plan, row: Row) -> str | None:
        own = plan.rows.get(row.id)
        if own is None or own.formula is None:
            return None
        if row.id in plan.looks_back:
            return None
        return formula(own.formula, _Seen(self, plan, None))


@dataclass(frozen=True)
class _Seen:
    """The cells as one period's formulas see them; without an index, with a mark where the column goes."""

    addresses: Addresses
    plan: Plan
    index: int | None

    @property
    def guard(self) -> str:
        return self.addresses.guard

    def cell(self, ref: Ref) -> str | None:
        if ref.id in self.plan.terms:
            return self.addresses.term(ref.id)
        column = self._column(ref.lag)
        if column is None or (ref.lag and not self._had(ref)):
            return None
        if ref.id in self.addresses.input_rows:
            return f"{self._measures}!{column}{self.addresses.input_rows[ref.id]}"
        return f"{column}{self.addresses.rows[ref.id]}"

    def cells(self, refs: Sequence[Ref]) -> Sequence[str]:
        computed = [r for r in refs if r.id in self.addresses.rows]
        given = [r for r in refs if r.id in self.addresses.input_rows]
        column = self._column(0)
        parts = [f"{column}{run}" for run in _runs((self.addresses.rows[r.id] for r in computed), column)]
        parts += [f"{self._measures}!{column}{run}" for run in _runs((self.addresses.input_rows[r.id] for r in given), column)]
        return parts

    def span(self, node: Over) -> str | None:
        assert self.index is not None, "a window has no template"
        columns = self.addresses.calculation.window(node, self.index)
        if not columns:
            return None
        line = self.addresses.rows[node.row.id]
        first, last = self.addresses.columns[columns[0]], self.addresses.columns[columns[-1]]
        return f"{first}{line}:{last}{line}"

    @property
    def _measures(self) -> str:
        return reference(self.addresses.sheets["measures"])

    def _had(self, ref: Ref) -> bool:
        """Whether the version of an earlier period has a row: an empty cell that is handed on would become 0."""
        assert self.index is not None, "memory has no template"
        return ref.id in self.addresses.calculation.plans[self.index - ref.lag].rows

    def _column(self, lag: int) -> str | None:
        if self.index is None:
            return _COLUMN
        return self.addresses.columns[self.index - lag] if self.index >= lag else None


def _runs(rows: Iterable[int], column: str | None) -> list[str]:
    """Join neighbours: 5, 6, 7, 9 become ``5:F7`` and ``9``."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return [f"{first}" if first == last else f"{first}:{column}{last}" for first, last in runs]
