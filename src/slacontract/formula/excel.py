"""The Excel face: the same formula over cells of the same workbook.

Only functions that Excel 2016, LibreOffice and Google Sheets share: IF AND OR NOT MIN MAX ROUND ROUNDUP ROUNDDOWN ABS SUM
COUNT AVERAGE INT MOD SIGN ISNUMBER. No literals but 0, 1 and the empty text: every figure of the contract is a cell. Only
half-even rounding, which spreadsheets do not have, is spelled out with its own 10, 2 and 0.5.

Spreadsheets compute in binary: a value compared with a threshold, a count of steps and a directed rounding are first
rounded to ``GUARD`` digits, far below any figure of a contract, so that noise in the sixteenth digit moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from gmpy2 import mpq

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
from slacontract.quantities.numbers import Rounding

FUNCTIONS = frozenset({
    "ABS", "AND", "AVERAGE", "COUNT", "IF", "INT", "ISNUMBER", "MAX", "MIN", "MOD", "NOT", "OR", "ROUND", "ROUNDDOWN", "ROUNDUP",
    "SIGN", "SUM",
})  # fmt: skip
"""Every function that a formula can hold."""


GUARD = 9
MOST_ARGUMENTS = 250


class Cells(Protocol):
    """Where the rows of a calculation stand in a workbook, seen from one period."""

    @property
    def guard(self) -> str:
        """The address of the cell that holds the number of guard digits."""

    def cell(self, ref: Ref) -> str | None:
        """The address of a row or term, or None where the period's version does not have it."""

    def cells(self, refs: Sequence[Ref]) -> Sequence[str]:
        """The addresses of several rows, neighbours joined into ranges."""

    def span(self, node: Over) -> str | None:
        """The range a window covers, or None where it is empty."""


def formula(node: Node, cells: Cells) -> str:
    """Write the formula without its leading ``=``."""
    return _write(node, cells, 0)


_LEVEL = {"+": 1, "-": 1, "*": 2, "/": 2}


def _write(node: Node, cells: Cells, outer: int) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each node
    def w(item: Node) -> str:
        return _write(item, cells, 0)

    match node:
        case Num():
            assert node.value in (mpq(0), mpq(1)), f"{node.value} stands in a formula without a clause"
            return str(node.value)
        case Ref():
            return cells.cell(node) or '""'
        case Arith():
            level = _LEVEL[node.op]
            right = _write(node.right, cells, level + (node.op in "-/"))
            if node.op == "-" and isinstance(node.left, Num) and not node.left.value:
                return _wrapped(f"-{_write(node.right, cells, 3)}", level, outer)
            return _wrapped(f"{_write(node.left, cells, level)}{node.op}{right}", level, outer)
        case Steady():
            return f"ROUND({w(node.item)},{cells.guard})"
        case Least():
            return f"MIN({_list(node.items, w)})"
        case Greatest():
            return f"MAX({_list(node.items, w)})"
        case Absolute():
            return f"ABS({w(node.item)})"
        case Rounded():
            return _rounded(w(node.value), w(node.decimals), node.mode, cells.guard)
        case Steps():
            steady = f"ROUND({w(node.value)},{cells.guard})"
            return f"INT({steady})" if node.count == "full" else f"-INT(-{steady})"
        case If():
            return f"IF({w(node.condition)},{w(node.then)},{w(node.otherwise)})"
        case Compare():
            return f"{_write(node.left, cells, 1)}{node.relation}{_write(node.right, cells, 1)}"
        case All():
            return f"AND({_list(node.items, w)})"
        case Any():
            return f"OR({_list(node.items, w)})"
        case Not():
            return f"NOT({w(node.item)})"
        case Known():
            return f"ISNUMBER({w(node.row)})"
        case AnyKnown():
            return f"{_of_all('COUNT', cells.cells(node.rows))}>0"
        case Blank():
            return '""'
        case Total():
            return _wrapped(_of_all("SUM", cells.cells(node.rows)), 1, outer) if node.rows else "0"
        case Over():
            return _over(node, cells)
        case Written():
            raise AssertionError(f"{node} was not bound to rows")


def _of_all(function: str, arguments: Sequence[str]) -> str:
    """A function of many cells; a function takes at most 255 arguments."""
    parts = [arguments[start : start + MOST_ARGUMENTS] for start in range(0, len(arguments), MOST_ARGUMENTS)]
    return "+".join(f"{function}({','.join(part)})" for part in parts)


def _rounded(value: str, decimals: str, mode: Rounding, guard: str) -> str:
    if mode is Rounding.UP:
        return f"ROUNDUP(ROUND({value},{guard}),{decimals})"
    if mode is Rounding.DOWN:
        return f"ROUNDDOWN(ROUND({value},{guard}),{decimals})"
    if mode is Rounding.HALF_EVEN:
        tie = f"ROUND(MOD(ABS({value})*10^{decimals},2),{guard}-{decimals})=0.5"  # guard digits of the value, not of the coins
        return f"ROUND({value},{decimals})-IF({tie},SIGN({value})*10^-{decimals},0)"
    return f"ROUND({value},{decimals})"


_OVER = {"mean": "AVERAGE", "lowest": "MIN", "highest": "MAX"}


def _over(node: Over, cells: Cells) -> str:
    span = cells.span(node)
    if node.how == "sum":
        return f"SUM({span})" if span else "0"
    return f'IF(COUNT({span})>0,{_OVER[node.how]}({span}),"")' if span else '""'


def _list(items: Iterable[Node], write: Callable[[Node], str]) -> str:
    return ",".join(write(item) for item in items)


def _wrapped(text: str, level: int, outer: int) -> str:
    return f"({text})" if level < outer else text
