"""Which way a count moves a KPI, whatever the month: what can be said of a formula before anything was measured.

A formula is computed at several made-up months and once more with one more of the count. Where it moves the same way in all of
them, that is its way; where it does not, or where the formula is not one of plain figures, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from gmpy2 import mpq

from slacontract.formula.nodes import Arith, Greatest, Least, Node, Num, Ref
from slacontract.formula.text import Figure

_PART: Final = re.compile(r"_(in|under|within|over|satisfied|wrong|met|late|missed)(_|$)")
"""Names of counts that are a part of another: they are made up smaller than it."""
_MONTHS: Final = 4


class _Unknown(Exception):  # noqa: N818  # caught in this file
    """A formula that is not one of plain figures."""


def way(node: Node, fields: tuple[str, ...], field: str) -> int:
    """1 where more of a field raises the value in every made-up month, -1 where it lowers it, 0 where neither is certain."""
    found: set[int] = set()
    for month in _made_up(fields):
        try:
            before, after = _value(node, month), _value(node, {**month, field: month[field] + 1})
        except (_Unknown, ZeroDivisionError):
            return 0
        found.add((after > before) - (after < before))
    return found.pop() if len(found) == 1 else 0


def _made_up(fields: tuple[str, ...]) -> Iterator[Mapping[str, mpq]]:
    """Months in which parts are smaller than what they are parts of, none of them like another."""
    for number in range(1, _MONTHS + 1):
        yield {
            name: mpq(7 + 3 * place + number) if _PART.search(name) else mpq(400 * number + 97 * place * (number % 3 + 1))
            for place, name in enumerate(sorted(fields), 1)
        }


_ARITHMETIC: Final[dict[str, Callable[[mpq, mpq], mpq]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def _value(node: Node, month: Mapping[str, mpq]) -> mpq:
    match node:
        case Num():
            return node.value
        case Figure() if node.quantity is not None:
            return mpq(node.quantity.value)
        case Ref() if node.id in month and not node.lag:
            return month[node.id]
        case Arith():
            return _ARITHMETIC[node.op](_value(node.left, month), _value(node.right, month))
        case Least():
            return min(_value(item, month) for item in node.items)
        case Greatest():
            return max(_value(item, month) for item in node.items)
        case _:
            raise _Unknown
