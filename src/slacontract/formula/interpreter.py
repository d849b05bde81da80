"""The exact value of any single node, by walking it: what the words face shows beside each part of a formula.

It is written apart from the generated code of ``exact.py``, so that each can be tested against the other.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.formula.calculation import Calculation, Value
from slacontract.formula.exact import Column, windowed
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
from slacontract.quantities.numbers import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

_ARITHMETIC: Final[dict[str, Callable[[mpq, mpq], mpq]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
_RELATIONS: Final[dict[str, Callable[[mpq, mpq], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A column of an evaluated calculation: where names get their values."""

    calculation: Calculation
    columns: Sequence[Column]
    index: int

    def value(self, ref: Ref) -> Value:
        """The value of a row or term as seen from this column."""
        term = self.calculation.plans[self.index].terms.get(ref.id)
        if term is not None:
            return term.value
        index = self.index - ref.lag
        return self.columns[index].get(ref.id) if index >= 0 else None


def value_of(node: Node, place: Place) -> Value:  # noqa: C901, PLR0911, PLR0912  # one line for each node of the algebra
    """Return the exact value of a node in a column."""
    match node:
        case Num():
            return node.value
        case Ref():
            return place.value(node)
        case Arith():
            return _ARITHMETIC[node.op](number(node.left, place), number(node.right, place))
        case Steady():
            return value_of(node.item, place)
        case Least():
            return min(number(item, place) for item in node.items)
        case Greatest():
            return max(number(item, place) for item in node.items)
        case Absolute():
            return abs(number(node.item, place))
        case Rounded():
            return rounded(number(node.value, place), int(number(node.decimals, place)), node.mode)
        case Steps():
            whole = math.floor if node.count == "full" else math.ceil
            return mpq(whole(number(node.value, place)))
        case If():
            return value_of(node.then if value_of(node.condition, place) else node.otherwise, place)
        case Compare():
            return _RELATIONS[node.relation](number(node.left, place), number(node.right, place))
        case All():
            return all(value_of(item, place) for item in node.items)
        case Any():
            return any(value_of(item, place) for item in node.items)
        case Not():
            return not value_of(node.item, place)
        case Known():
            return place.value(node.row) is not None
        case AnyKnown():
            return any(place.value(row) is not None for row in node.rows)
        case Blank():
            return None
        case Total():
            return sum((mpq(v) for v in map(place.value, node.rows) if v is not None), mpq(0))
        case Over():
            return windowed(node, [place.columns[i].get(node.row.id) for i in place.calculation.window(node, place.index)])
        case Written():
            raise AssertionError(f"{node} was not bound to rows")


def number(node: Node, place: Place) -> mpq:
    """Return the value of a node that must not be blank; a blank here is a guard that a plan forgot."""
    value = value_of(node, place)
    assert value is not None, f"{node} is blank"
    return mpq(value)
