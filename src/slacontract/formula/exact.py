"""The exact face: a plan becomes Python functions over rational numbers, generated once and run for every period.

Nothing is rounded but where a formula says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeAlias
from weakref import WeakKeyDictionary

from gmpy2 import mpq

from slacontract.formula.calculation import Calculation, Plan, Value, window
from slacontract.formula.generated import Run, Writer
from slacontract.formula.nodes import Over
from slacontract.quantities.numbers import Rounding, rounded

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period

Column: TypeAlias = "dict[str, Value]"


def evaluate(calculation: Calculation) -> tuple[Column, ...]:
    """Compute every cell: one mapping of row to value for each period."""
    runs = {plan.version: compiled(plan) for plan in calculation.distinct_plans}
    columns = Columns()
    for index, plan in enumerate(calculation.plans):
        columns.append(runs[plan.version](calculation.inputs[index], columns, index, calculation.periods))
    return tuple(columns)


def compiled(plan: Plan) -> Run:
    """Return the function that computes one period of a plan from its inputs and the columns before it.

    It is made once for each plan, and kept as long as the plan is.
    """
    if plan not in _MADE:
        _MADE[plan] = Writer(plan, _FUNCTIONS).function()
    return _MADE[plan]


class Columns(list[Column]):
    """The columns computed so far, with running sums of rows that windows look over: a window costs the same, however long."""

    def __init__(self) -> None:
        super().__init__()
        self._running: dict[str, list[tuple[mpq, int]]] = {}

    def before(self, row: str, index: int) -> tuple[mpq, int]:
        """The sum of a row over the first ``index`` columns, and in how many of them it has a figure."""
        sums = self._running.setdefault(row, [(mpq(0), 0)])
        while len(sums) <= index:
            value = self[len(sums) - 1].get(row)
            total, count = sums[-1]
            sums.append((total, count) if value is None else (total + mpq(value), count + 1))
        return sums[index]


def _rounded(value: mpq, decimals: mpq, mode: Rounding) -> mpq:
    return rounded(value, int(decimals), mode)


def _full(value: mpq) -> mpq:
    return mpq(math.floor(value))


def _started(value: mpq) -> mpq:
    return mpq(math.ceil(value))


def _earlier(past: Sequence[Column], index: int, row: str) -> Value:
    return past[index].get(row) if index >= 0 else None


def _over(node: Over, current: Value, past: Columns, index: int, periods: Sequence[Period]) -> mpq | None:
    columns = window(periods, node, index)
    if node.how not in {"sum", "mean"} or not columns:
        return windowed(node, [current if i == index else past[i].get(node.row.id) for i in columns])
    (until, many), (since, few) = (past.before(node.row.id, i) for i in (min(columns.stop, index), columns.start))
    total, count = until - since, many - few
    if columns.stop > index and current is not None:
        total, count = total + mpq(current), count + 1
    if node.how == "sum":
        return total
    return total / count if count else None


def windowed(node: Over, values: Sequence[Value]) -> mpq | None:
    """What a window holds, blanks left out: its sum, mean, lowest or highest; of nothing the sum is 0 and all else blank."""
    figures = [mpq(v) for v in values if v is not None]
    if node.how == "sum":
        return sum(figures, mpq(0))
    if not figures:
        return None
    if node.how == "mean":
        return sum(figures, mpq(0)) / len(figures)
    return min(figures) if node.how == "lowest" else max(figures)


_FUNCTIONS: Final = {"rounded": _rounded, "over": _over, "earlier": _earlier, "full": _full, "started": _started}
"""What the generated source calls."""
_MADE: Final[WeakKeyDictionary[Plan, Run]] = WeakKeyDictionary()
