"""What figures of the contract come to before billing is computed: a line that counts one cannot do without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slacontract.formula.interpreter import Place, value_of
from slacontract.formula.nodes import Ref, walk

if TYPE_CHECKING:
    from slacontract.formula.calculation import Calculation, Plan
    from slacontract.formula.exact import Column
    from slacontract.quantities.periods import Period
    from slacontract.settlement.draft import Compiled, Required


def figures_missing(calculation: Calculation, compiled: Sequence[Compiled]) -> list[tuple[Required, Period]]:
    """The figures without a value in a period, up to the first: what comes after may be computed from it.

    All measures that lines bill must be there.
    """
    columns: list[Column] = [dict(inputs) for inputs in calculation.inputs]
    behind = {c.contract.version: _behind(c.plan, [need.row for need in c.required if is_figure(need)]) for c in compiled}
    for index, period in enumerate(calculation.periods):
        plan, place = calculation.plans[index], Place(calculation, columns, index)
        needs = {need.row: need for need in compiled[index].required if is_figure(need)}
        for ident in (row for row in plan.rows if row in behind[plan.version]):
            formula = plan.rows[ident].formula
            if formula is not None:
                columns[index][ident] = value_of(formula, place)
            need = needs.get(ident)
            if need and columns[index][ident] is None and _in_service(need, columns[index]):
                return [(need, period)]
    return []


def is_figure(need: Required) -> bool:
    """Whether what a line needs is a figure of the contract, and no sum of measures."""
    return need.row.startswith("figure.")


def _in_service(need: Required, column: Column) -> bool:
    return not need.together or any(column.get(row) is not None for row in need.together)


def _behind(plan: Plan, rows: list[str]) -> frozenset[str]:
    """All rows that some rows are computed from, in their own and in earlier periods."""
    found: set[str] = set()
    waiting = list(rows)
    while waiting:
        row = plan.rows.get(waiting.pop())
        if row is None or row.id in found:
            continue
        found.add(row.id)
        if row.formula is not None:
            waiting += [node.id for node in walk(row.formula) if isinstance(node, Ref)]
    return frozenset(found)
