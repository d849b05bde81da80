"""The array face: the same calculation over arrays of scenarios at once, in binary numbers. Nothing that is paid comes from it.

A value is a number or an array with one element for each scenario, and not-a-number is blank; truths are 1 and 0. What does
not differ between scenarios stays one number. Agreement with the exact face: every figure to ``TOLERANCE`` of itself, and an
amount that is rounded to the coin, unless its unrounded value lies within a millionth of a coin of the place where it turns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from gmpy2 import mpq

from slacontract.formula import nodes
from slacontract.formula.array_steps import BLANK, COMPARED, FUNCTIONS, PLAINLY, Array, Column, Columns
from slacontract.formula.calculation import Calculation, Plan
from slacontract.formula.generated import Run, Writer
from slacontract.formula.nodes import Node, Ref, references

TOLERANCE: Final = 1e-12
"""The relative error that a figure may have."""
SCENARIOS_AT_ONCE: Final = 8192
"""So many scenarios lie in a processor's cache together; fewer pay more for each step, more wait for memory."""
_EXACT: Final = mpq(0)


def evaluate(
    calculation: Calculation, inputs: Sequence[Mapping[str, Array]], scenarios: int, keep: Collection[str]
) -> tuple[Column, ...]:
    """Compute the rows ``keep`` of every period, for each scenario.

    ``inputs`` are given for each period, by row, in place of those of the calculation: numbers, or arrays of ``scenarios``
    elements. A term of the contract that is among them is varied in the same way. A row that a period's version does not have
    is not in its column.
    """
    asked = _without_the_rest(calculation, keep)
    runs = {plan.version: ArrayWriter(plan, _given(plan, inputs)).function() for plan in asked.distinct_plans}
    parts = [
        _part(asked, runs, inputs, slice(first, min(first + SCENARIOS_AT_ONCE, scenarios)), keep)
        for first in range(0, scenarios, SCENARIOS_AT_ONCE)
    ]
    return tuple(_joined([part[index] for part in parts], scenarios) for index in range(len(calculation.periods)))


def _without_the_rest(calculation: Calculation, keep: Collection[str]) -> Calculation:
    """The calculation with the rows that are asked for and those behind them, in any period, and no more."""
    plans = calculation.distinct_plans
    needed: set[str] = set()
    waiting = list(keep)
    while waiting:
        ident = waiting.pop()
        if ident not in needed:
            needed.add(ident)
            formulas = [row.formula for plan in plans if (row := plan.rows.get(ident)) and row.formula is not None]
            waiting += {ref.id for formula in formulas for ref in references(formula)}
    fewer = {
        plan.version: replace(plan, rows={ident: row for ident, row in plan.rows.items() if ident in needed}) for plan in plans
    }
    return replace(calculation, plans=tuple(fewer[plan.version] for plan in calculation.plans))


def _given(plan: Plan, inputs: Sequence[Mapping[str, Array]]) -> frozenset[str]:
    return frozenset(ident for given in inputs for ident in given if ident in plan.terms)


def _part(
    calculation: Calculation, runs: Mapping[int, Run], inputs: Sequence[Mapping[str, Array]], which: slice, keep: Collection[str]
) -> list[Column]:
    """The periods of some scenarios. Of a period that is done only what is asked for or looked back on stays."""
    past = Columns()
    kept = []
    remembered = frozenset(row for plan in calculation.distinct_plans for row in plan.remembered)
    with np.errstate(all="ignore"):
        for index, plan in enumerate(calculation.plans):
            given: Any = {row: value[which] if isinstance(value, np.ndarray) else value for row, value in inputs[index].items()}
            column: Any = runs[plan.version](given, past, index, calculation.periods)  # type: ignore[arg-type]  # the same way
            past.append({row: column[row] for row in remembered if row in column})
            kept.append({row: column[row] for row in keep if row in column})
    return kept


def _joined(parts: Sequence[Column], scenarios: int) -> Column:
    """The parts of a column, one after the other; a figure that is the same in all scenarios is one number."""
    return {row: _whole([part[row] for part in parts], scenarios) for row in parts[0]}


def _whole(parts: Sequence[Array], scenarios: int) -> Array:
    if all(part.ndim == 0 for part in parts) and all(_same(part, parts[0]) for part in parts):
        return parts[0]
    ends = [min(SCENARIOS_AT_ONCE, scenarios - SCENARIOS_AT_ONCE * place) for place in range(len(parts))]
    return np.concatenate([np.broadcast_to(part, end) for part, end in zip(parts, ends, strict=True)])


def _same(one: Array, other: Array) -> bool:
    return bool(one == other or (np.isnan(one) and np.isnan(other)))


class ArrayWriter(Writer):
    """Writes the source of one plan over arrays. Both branches of a choice are computed; what a guard keeps out is not taken.

    ``given`` are the terms that are inputs here, because they differ between scenarios.
    """

    def __init__(self, plan: Plan, given: frozenset[str]) -> None:
        super().__init__(plan, FUNCTIONS)
        self.varied = given

    def write(self, node: Node) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each node of the algebra
        """The source of a node as a number, with a place for each argument."""
        w = self.write
        match node:
            case nodes.Num():
                return self.constant(node.value)
            case nodes.Ref():
                return self.reference(node)
            case nodes.Arith():
                return f"({w(node.left)} {node.op} {w(node.right)})"
            case nodes.Steady():
                return w(node.item)
            case nodes.Least():
                return self.folded("minimum", node.items)
            case nodes.Greatest():
                return self.folded("maximum", node.items)
            case nodes.Absolute():
                return f"absolute({w(node.item)})"
            case nodes.Rounded():
                return f"rounded({w(node.value)}, {w(node.decimals)}, {self.constant(node.mode)})"
            case nodes.Steps():
                return f"{node.count}({w(node.value)})"
            case nodes.If():
                return f"where({self.truth(node.condition)}, {w(node.then)}, {w(node.otherwise)})"
            case nodes.Blank():
                return self.constant(None)
            case nodes.Total():
                return f"total({self.several(node.rows)})"
            case nodes.Over():
                return f"over({self.argument(node)}, {w(node.row) if not node.until else 'None'}, past, index, periods)"
            case nodes.Written():
                raise AssertionError(f"{node} was not bound to rows")
            case _:
                return f"number({self.truth(node)})"

    def truth(self, node: Node) -> str:  # noqa: PLR0911  # one line for each node that is a condition
        """The source of a node as a condition."""
        t = self.truth
        match node:
            case nodes.Compare():
                return self.compared(node)
            case nodes.All():
                return f"({' & '.join(map(t, node.items)) or 'yes'})"
            case nodes.Any():
                return f"({' | '.join(map(t, node.items)) or 'no'})"
            case nodes.Not():
                return f"~{t(node.item)}"
            case nodes.Known():
                return f"known({self.write(node.row)})"
            case nodes.AnyKnown():
                return f"any_known({self.several(node.rows)})"
            case _:
                return f"is_true({self.write(node)})"

    def compared(self, node: nodes.Compare) -> str:
        """A comparison; of steady values one that noise in the last digits does not turn."""
        steady = isinstance(node.left, nodes.Steady) or isinstance(node.right, nodes.Steady)
        function = (COMPARED if steady else PLAINLY)[node.relation]
        return f"{function}({self.write(node.left)}, {self.write(node.right)})"

    def folded(self, function: str, items: Sequence[Node]) -> str:
        """A function of two, over many."""
        first, *rest = (self.write(item) for item in items)
        for item in rest:
            first = f"{function}({first}, {item})"
        return first

    def reference(self, node: Ref) -> str:
        """The value of a row or term; of a term that is varied its input."""
        return self.given(node.id) if node.id in self.varied else super().reference(node)

    def given(self, row: str) -> str:
        """The value of an input: blank where it is not given."""
        return f"inputs.get({self.argument(row)}, {self.constant(None)})"

    def constant(self, value: object) -> str:
        """The name of a constant: an exact number as the binary one that is nearest to it."""
        if value is None or isinstance(value, type(_EXACT)):
            key = (np.float64, value)
            if key not in self.names:
                self.names[key] = f"k{len(self.names)}"
                self.constants[self.names[key]] = BLANK if value is None else np.float64(float(value))
            return self.names[key]
        return super().constant(value)
