"""The exact face: a plan becomes one Python function over rational numbers, generated once and run for every period.

Nothing is rounded but where a formula says so. The generated source holds only names made here and the operators of the
algebra; no text of a contract enters it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from gmpy2 import mpq

from slacontract.formula.calculation import Calculation, Plan, Value, window
from slacontract.formula.nodes import (
    Absolute,
    All,
    Any,
    AnyKnown,
    Arith,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Not,
    Num,
    Over,
    Ref,
    Rounded,
    Steady,
    Steps,
    Total,
    Written,
)  # fmt: skip
from slacontract.quantities.numbers import Rounding, rounded

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period

Column: TypeAlias = "dict[str, Value]"
Run: TypeAlias = Callable[[Mapping[str, mpq], "Columns", int, "Sequence[Period]"], Column]


def evaluate(calculation: Calculation) -> tuple[Column, ...]:
    """Compute every cell: one mapping of row to value for each period."""
    runs = {plan.version: compiled(plan) for plan in calculation.distinct_plans}
    columns = Columns()
    for index, plan in enumerate(calculation.plans):
        columns.append(runs[plan.version](calculation.inputs[index], columns, index, calculation.periods))
    return tuple(columns)


def compiled(plan: Plan) -> Run:
    """Return the function that computes one period of a plan from its inputs and the columns before it."""
    return _Writer(plan).function()


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


class _Writer:
    """Writes the source of one plan: rows become local variables; terms, literals and names become constants of it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.constants: dict[str, object] = {
            "rounded": _rounded, "over": _over, "earlier": _earlier, "full": _full, "started": _started,
        }  # fmt: skip
        self.local = {row: f"r{number}" for number, row in enumerate(plan.rows)}

    def function(self) -> Run:
        lines = ["def run(inputs, past, index, periods):"]
        for row in self.plan.rows.values():
            source = f"inputs.get({self.constant(row.id)})" if row.formula is None else self.write(row.formula)
            lines.append(f"    {self.local[row.id]} = {source}")
        names = self.constant(tuple(self.local))
        lines.append(f"    return dict(zip({names}, ({', '.join(self.local.values())},)))")
        namespace = dict(self.constants)
        exec(compile("\n".join(lines), f"<plan v{self.plan.version}>", "exec"), namespace)  # noqa: S102  # our own source
        return namespace["run"]  # type: ignore[return-value]

    def write(self, node: Node) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each node of the algebra
        w = self.write
        match node:
            case Num():
                return self.constant(node.value)
            case Ref():
                return self.reference(node)
            case Arith():
                return f"({w(node.left)} {node.op} {w(node.right)})"
            case Steady():
                return w(node.item)
            case Least():
                return f"min(({self.items(node.items)}))"
            case Greatest():
                return f"max(({self.items(node.items)}))"
            case Absolute():
                return f"abs({w(node.item)})"
            case Rounded():
                return f"rounded({w(node.value)}, {w(node.decimals)}, {self.constant(node.mode)})"
            case Steps():
                return f"{node.count}({w(node.value)})"
            case If():
                return f"({w(node.then)} if {w(node.condition)} else {w(node.otherwise)})"
            case Compare():
                relation = {"=": "==", "<>": "!="}.get(node.relation, node.relation)
                return f"({w(node.left)} {relation} {w(node.right)})"
            case All():
                return f"({' and '.join(map(w, node.items))})"
            case Any():
                return f"({' or '.join(map(w, node.items))})"
            case Not():
                return f"(not {w(node.item)})"
            case Known():
                return f"({w(node.row)} is not None)"
            case AnyKnown():
                return "(" + " or ".join(f"{w(row)} is not None" for row in node.rows) + ")"
            case Blank():
                return "None"
            case Total():
                return f"sum((v for v in ({self.items(node.rows)}) if v is not None), {self.constant(mpq(0))})"
            case Over():
                return f"over({self.constant(node)}, {w(node.row) if not node.until else 'None'}, past, index, periods)"
            case Written():
                raise AssertionError(f"{node} was not bound to rows")

    def items(self, nodes: Sequence[Node]) -> str:
        """The inside of a tuple, whether it has none, one or many."""
        return "".join(f"{self.write(node)}, " for node in nodes)

    def reference(self, node: Ref) -> str:
        if node.id in self.plan.terms:
            return self.constant(self.plan.terms[node.id].value)
        if node.lag:
            return f"earlier(past, index - {int(node.lag)}, {self.constant(node.id)})"
        return self.local[node.id]

    def constant(self, value: object) -> str:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name


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
