"""The source of the exact face: Python functions that compute the rows of one plan, and nothing but its own names in them.

The generated source holds only names made here and the operators of the algebra; no text of a contract enters it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from gmpy2 import mpq

from slacontract.formula.calculation import Plan, Row, Value
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

if TYPE_CHECKING:
    from slacontract.formula.exact import Column, Columns
    from slacontract.quantities.periods import Period

Run: TypeAlias = "Callable[[Mapping[str, mpq], Columns, int, Sequence[Period]], Column]"
Part: TypeAlias = "Callable[[Mapping[str, mpq], Columns, int, Sequence[Period], list[Value]], None]"

ROWS_IN_A_PART: Final = 250
"""Python takes more than twice as long for a function twice as long: 15 s for one of 20,000 rows, 1 s for as many in parts."""
ROWS_IN_A_LOOP: Final = 8
"""So many neighbours of one shape, such as the contacts of a line, are one loop; fewer are written out, which runs faster."""


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """The source of one row: its ``shape`` with a place for each argument, and the arguments in their order.

    An argument is the number of a row, the numbers of several, or a constant by its name.
    """

    number: int
    shape: str
    arguments: tuple[int | tuple[int, ...] | str, ...]

    def line(self, start: int) -> str:
        """The row as one line; rows from number ``start`` on are local variables."""

        def one(number: int) -> str:
            return f"r{number}" if number >= start else f"rows[{number}]"

        def said(argument: int | tuple[int, ...] | str) -> str:
            if isinstance(argument, tuple):
                return f"({''.join(f'{one(number)}, ' for number in argument)})"
            return argument if isinstance(argument, str) else one(argument)

        return f"r{self.number} = rows[{self.number}] = {self.shape.format(*map(said, self.arguments))}"


class Writer:
    """Writes the source of one plan, in parts: rows become local variables of their part, and places in a list for later ones.

    Terms, literals and names become constants.
    """

    def __init__(self, plan: Plan, functions: Mapping[str, object]) -> None:
        self.plan = plan
        self.constants = dict(functions)
        self.names: dict[object, str] = {}
        self.place = {row: number for number, row in enumerate(plan.rows)}
        self.arguments: list[int | tuple[int, ...] | str] = []

    def function(self) -> Run:
        """The function that runs all parts, one after the other."""
        written = [self.row(number, row) for number, row in enumerate(self.plan.rows.values())]
        parts = [self.part(rows) for rows in _parts(written)]
        names = tuple(self.place)

        def run(inputs: Mapping[str, mpq], past: Columns, index: int, periods: Sequence[Period]) -> Column:
            values: list[Value] = [None] * len(names)
            for part in parts:
                part(inputs, past, index, periods, values)
            return dict(zip(names, values, strict=True))

        return run

    def row(self, number: int, row: Row) -> WrittenRow:
        """The source of one row."""
        self.arguments = []
        shape = self.given(row.id) if row.formula is None else self.write(row.formula)
        return WrittenRow(number, shape, tuple(self.arguments))

    def part(self, rows: Sequence[WrittenRow]) -> Part:
        """The function that computes some rows from those of the parts before."""
        one_shape = len(rows) >= ROWS_IN_A_LOOP and all(row.shape == rows[0].shape for row in rows)
        body = self.loop(rows) if one_shape else [f"    {row.line(rows[0].number)}" for row in rows]
        source = "\n".join(["def part(inputs, past, index, periods, rows):", *body])
        exec(compile(source, f"<plan v{self.plan.version}>", "exec"), self.constants)  # noqa: S102  # our own source
        return self.constants["part"]  # type: ignore[return-value]

    def loop(self, rows: Sequence[WrittenRow]) -> list[str]:
        """One loop over rows of one shape."""
        names = [f"a{number}" for number in range(len(rows[0].arguments))]
        table = tuple((row.number, *(self.constants[a] if isinstance(a, str) else a for a in row.arguments)) for row in rows)
        reads = {int: "rows[{}]", tuple: "[rows[n] for n in {}]", str: "{}"}
        said = [reads[type(argument)].format(name) for name, argument in zip(names, rows[0].arguments, strict=True)]
        return [
            f"    for {', '.join(['number', *names])}{'' if names else ','} in {self.constant(table)}:",
            f"        rows[number] = {rows[0].shape.format(*said)}",
        ]

    def write(self, node: Node) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each node of the algebra
        """The source of a node, with a place for each argument."""
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
                return f"any(v is not None for v in {self.several(node.rows)})"
            case Blank():
                return "None"
            case Total():
                return f"sum((v for v in {self.several(node.rows)} if v is not None), {self.constant(mpq(0))})"
            case Over():
                return f"over({self.argument(node)}, {w(node.row) if not node.until else 'None'}, past, index, periods)"
            case Written():
                raise AssertionError(f"{node} was not bound to rows")

    def items(self, nodes: Sequence[Node]) -> str:
        """The inside of a tuple, whether it has none, one or many."""
        return "".join(f"{self.write(node)}, " for node in nodes)

    def reference(self, node: Ref) -> str:
        """The value of a row or term, in this period or an earlier one."""
        if node.id in self.plan.terms:
            return self.constant(self.plan.terms[node.id].value)
        if node.lag:
            return f"earlier(past, index - {int(node.lag)}, {self.argument(node.id)})"
        self.arguments.append(self.place[node.id])
        return "{}"

    def several(self, refs: Sequence[Ref]) -> str:
        """The values of some rows of the same period, as one argument; of rows and terms mixed, as they are."""
        if any(ref.lag or ref.id in self.plan.terms for ref in refs):
            return f"({self.items(refs)})"
        self.arguments.append(tuple(self.place[ref.id] for ref in refs))
        return "{}"

    def given(self, row: str) -> str:
        """The value of an input."""
        return f"inputs.get({self.argument(row)})"

    def argument(self, value: object) -> str:
        """A constant that each row has for its own."""
        self.arguments.append(self.constant(value))
        return "{}"

    def constant(self, value: object) -> str:
        """The name of a constant, the same for equal ones."""
        key = (type(value), value)
        if key not in self.names:
            self.names[key] = f"k{len(self.names)}"
            self.constants[self.names[key]] = value
        return self.names[key]


def _parts(written: Sequence[WrittenRow]) -> Iterator[list[WrittenRow]]:
    """The rows in their order: long runs of one shape apart, all else so many at a time."""
    mixed: list[WrittenRow] = []
    for _, group in groupby(written, key=lambda row: row.shape):
        run = list(group)
        if mixed and (len(run) >= ROWS_IN_A_LOOP or len(mixed) >= ROWS_IN_A_PART):
            yield mixed
            mixed = []
        if len(run) >= ROWS_IN_A_LOOP:
            yield run
        else:
            mixed += run
    if mixed:
        yield mixed
