"""The nodes of the algebra. A formula is a tree of these and nothing else; each face is one function over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from gmpy2 import mpq

from slacontract.quantities.numbers import Rounding

Operator: TypeAlias = Literal["+", "-", "*", "/"]
Since: TypeAlias = Literal["month", "quarter", "half_year", "year", "term"] | int
"""Where a window begins: with a span that the period lies in, or so many periods back."""
Relation: TypeAlias = Literal["<", "<=", ">", ">=", "=", "<>"]


@dataclass(frozen=True, slots=True)
class Num:
    """A literal: 0 or 1 in calculations, where every other figure is a term with a clause; any figure in contract text."""

    value: mpq


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of a row, term or measure: in the same period, or ``lag`` periods earlier (blank before the first)."""

    id: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Arith:
    """Two values joined by ``+ - * /``. Blank operands and a zero divisor must have been guarded."""

    op: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Steady:
    """A value about to be compared with a threshold.

    Exact as it is; in a spreadsheet rounded to its guard digits, so that binary noise does not move it over the edge.
    """

    item: Node


@dataclass(frozen=True, slots=True)
class Least:
    """The lowest of the items."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    """The highest of the items."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Absolute:
    """A value without its sign."""

    item: Node


@dataclass(frozen=True, slots=True)
class Rounded:
    """A value rounded as the contract declares; ``decimals`` is a term."""

    value: Node
    decimals: Node
    mode: Rounding


@dataclass(frozen=True, slots=True)
class Steps:
    """How many whole steps a value has: ``full`` drops a started one, ``started`` counts it."""

    value: Node
    count: Literal["full", "started"]


@dataclass(frozen=True, slots=True)
class If:
    """One of two values; only the chosen one is computed, in every face."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two values."""

    relation: Relation
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class All:
    """True when every condition is."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when one of the conditions is."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when the condition is not."""

    item: Node


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a row holds a figure rather than a blank."""

    row: Ref


@dataclass(frozen=True, slots=True)
class AnyKnown:
    """Whether at least one of the rows holds a figure."""

    rows: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """No figure: not measured, not zero."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of rows in this period, blanks left out; 0 when all are blank."""

    rows: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """The sum, mean, lowest or highest of one row over a window of periods, blanks left out; of nothing the sum alone is 0.

    The window begins with the month, quarter, half year or contract year (``year``) of the period, with the first period
    (``term``) or so many periods back, and ends ``until`` periods before this one: 0 takes this period in, 1 stops before it.
    """

    how: Literal["sum", "mean", "lowest", "highest"]
    row: Ref
    since: Since
    until: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a formula of a contract can write and no face reads: it is put into nodes when the formula is bound to rows."""


Node: TypeAlias = (
    "Num | Ref | Arith | Steady | Least | Greatest | Absolute | Rounded | Steps | If | Compare | All | Any | Not | Known"
    " | AnyKnown | Blank | Total | Over | Written"
)

ZERO = Num(mpq(0))
ONE = Num(mpq(1))


def plus(*items: Node) -> Node:
    """Add the items; nothing at all is 0. Many are added two by two, so that the tree stays shallow."""
    if len(items) > 2:
        half = (len(items) + 1) // 2
        return Arith("+", plus(*items[:half]), plus(*items[half:]))
    return _chain("+", items) if items else ZERO


def times(*items: Node) -> Node:
    """Multiply the items."""
    return _chain("*", items)


def minus(left: Node, right: Node) -> Node:
    """Subtract."""
    return Arith("-", left, right)


def over(left: Node, right: Node) -> Node:
    """Divide; the divisor must be known not to be zero."""
    return Arith("/", left, right)


def negative(item: Node) -> Node:
    """The item with its sign turned."""
    return Arith("-", ZERO, item)


def _chain(op: Operator, items: tuple[Node, ...]) -> Node:
    result = items[0]
    for item in items[1:]:
        result = Arith(op, result, item)
    return result


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below one."""
    for name in type(node).__slots__:
        value = getattr(node, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, NODE_TYPES):
                yield item


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before its children."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        if not isinstance(here, _LEAVES):
            waiting += reversed(tuple(children(here)))


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of the nodes directly below it changed."""
    parts: dict[str, object] = {}
    for name in type(node).__slots__:
        value = getattr(node, name)
        if isinstance(value, NODE_TYPES):
            parts[name] = change(value)
        elif isinstance(value, tuple):
            parts[name] = tuple(change(item) if isinstance(item, NODE_TYPES) else item for item in value)
    return replace(node, **parts) if parts else node  # type: ignore[arg-type]  # by name, each of its own type


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with every node changed, from the leaves up."""
    return change(mapped(node, lambda child: rebuilt(child, change)))


def references(node: Node) -> tuple[Ref, ...]:
    """The rows and terms a formula reads, each once, in order."""
    return tuple(dict.fromkeys(n for n in walk(node) if isinstance(n, Ref)))


def behind(node: Node) -> tuple[str, ...]:
    """The rows and terms of the same period that a formula reads, each once: what must be computed before it."""
    found: dict[str, None] = {}
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, _LEAVES):
            if isinstance(here, Ref) and not here.lag:
                found[here.id] = None
        elif not (isinstance(here, Over) and here.until):
            waiting += reversed(tuple(children(here)))
    return tuple(found)


NODE_TYPES = (
    Num, Ref, Arith, Steady, Least, Greatest, Absolute, Rounded, Steps, If, Compare, All, Any, Not, Known, AnyKnown, Blank,
    Total, Over, Written,
)  # fmt: skip
_LEAVES: Final = (Ref, Num, Blank)
"""What has no node below it: more than half of all nodes."""
