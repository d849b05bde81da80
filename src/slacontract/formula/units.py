"""What a formula counts, as far as the units of what it reads say; and where it joins what does not belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias, TypeGuard

from gmpy2 import mpq

from slacontract.formula.nodes import (
    Absolute,
    Arith,
    Blank,
    Compare,
    Greatest,
    If,
    Least,
    Node,
    Num,
    Over,
    Ref,
    Rounded,
    Steady,
    Steps,
    Total,
    walk,
)  # fmt: skip
from slacontract.formula.written import Figure, Lookup, Previous, Window
from slacontract.quantities.units import Unit

UnitOf: TypeAlias = Callable[[str], Unit | None]
"""The unit of a name: a measure, KPI, figure, row or term; None where nothing says it."""

COUNTED: Final = frozenset({Unit.COUNT, Unit.NUMBER})
_BARE: Final = frozenset({
    Unit.NUMBER, Unit.COUNT, Unit.MONEY, Unit.RATE, Unit.HOURS, Unit.MINUTES, Unit.POINTS, Unit.DAYS, Unit.FTE,
})  # fmt: skip
"""Units that are written as bare figures."""
_BETWEEN: Final = {Unit.DATE: Unit.DAYS, Unit.MOMENT: Unit.SECONDS}
"""What lies between two days, and between two times."""


def alike(left: Unit, right: Unit) -> bool:
    """Whether two units can be compared and added."""
    return left is right or {left, right} <= COUNTED or (Unit.NUMBER in {left, right} and {left, right} <= _BARE)


def inferred(node: Node, unit_of: UnitOf) -> Unit | None:  # noqa: C901, PLR0911, PLR0912  # one line for each kind of node
    """What a formula counts; None where that is not known."""
    match node:
        case Num():
            return Unit.NUMBER
        case Figure(quantity=quantity) if quantity is not None:
            return quantity.unit
        case Ref():
            return unit_of(node.id)
        case Arith(op="/", right=Figure(quantity=quantity)) if quantity and inferred(node.left, unit_of) is quantity.unit:
            return Unit.NUMBER  # talk_s / 60 s is a number of minutes, where talk_s / handle_s is a percentage
        case Arith():
            return _joined(node.op, inferred(node.left, unit_of), inferred(node.right, unit_of))
        case Least() | Greatest():
            return _one(node.items, unit_of)
        case If():
            return _one((node.then, node.otherwise), unit_of)
        case Steady(item=item) | Absolute(item=item) | Rounded(value=item) | Steps(value=item):
            return inferred(item, unit_of)
        case Over(row=row):
            return unit_of(row.id)
        case Total(rows=rows):
            return _one(rows, unit_of)
        case Previous() | Window():
            return _one((node.item, node.otherwise), unit_of)
        case Lookup():
            return unit_of(f"tables.{node.table}")
        case _:
            return None


def unlike(node: Node, unit_of: UnitOf) -> Iterator[tuple[Node, Node, Unit, Unit]]:
    """Every two parts that are added, compared or chosen between and do not belong together, with their units."""
    for here in walk(node):
        pairs: list[tuple[Node, Node]] = []
        match here:
            case Compare() | Arith(op="+" | "-"):
                pairs = [(here.left, here.right)]
            case If():
                pairs = [(here.then, here.otherwise)]
            case Previous() | Window():
                pairs = [(here.item, here.otherwise)]
            case Least() | Greatest():
                pairs = [(here.items[0], item) for item in here.items[1:]]
        for left, right in pairs:
            one, other = inferred(left, unit_of), inferred(right, unit_of)
            if one and other and not alike(one, other) and not _nothing(left) and not _nothing(right):
                ratio, number = (left, right) if one is Unit.RATIO else (right, left)
                if {one, other} != {Unit.NUMBER, Unit.RATIO} or not _of_wholes(ratio, number):
                    yield left, right, one, other


def mistimed(node: Node, unit_of: UnitOf) -> Iterator[tuple[Figure, Node]]:
    """Every written duration that multiplies or divides hours or minutes of the measures: it is held in seconds, they are not."""
    inside = {id(part) for here in walk(node) if _scales(here) for part in (here.left, here.right)}
    for here in walk(node):
        if not _scales(here) or id(here) in inside:
            continue
        factors = list(_factors(here))
        units = [inferred(factor, unit_of) for factor in factors]
        measured = [f for f, unit in zip(factors, units, strict=True) if unit in {Unit.HOURS, Unit.MINUTES}]
        seconds = [f for f, unit in zip(factors, units, strict=True) if unit is Unit.SECONDS]
        written = [f for f in seconds if isinstance(f, Figure)]
        if measured and len(written) % 2 and len(written) == len(seconds):
            yield written[0], measured[0]


def _scales(node: Node) -> TypeGuard[Arith]:
    return isinstance(node, Arith) and node.op in {"*", "/"}


def _factors(node: Node) -> Iterator[Node]:
    if _scales(node):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _of_wholes(ratio: Node, number: Node) -> bool:
    """Whether a number can stand beside a percentage: 1 - 14%, and a figure beside a quotient; not 75, where 75% is meant."""
    return _whole(number) or (_quotient(ratio) and not isinstance(number, Figure))


def _quotient(node: Node) -> bool:
    """A quotient of two figures that count the same: a percentage, and as well a plain number, as in 1 - closed_h / opening_h."""
    return isinstance(node, Arith) and node.op == "/"


def _whole(node: Node) -> bool:
    """The figure 1, which is the whole of a percentage, as in 1 - 10.3%."""
    return isinstance(node, Figure) and node.quantity is not None and node.quantity.value == mpq(1)


def _nothing(node: Node) -> bool:
    """A zero is nothing of any unit."""
    return isinstance(node, Figure) and node.quantity is not None and not node.quantity.value


def _one(items: tuple[Node, ...], unit_of: UnitOf) -> Unit | None:
    """The unit that all items have, those that are written bare left aside."""
    known = [item for item in items if not isinstance(item, Blank) and not _nothing(item)]
    units = {inferred(item, unit_of) for item in known}
    units = units - {Unit.NUMBER} or units
    return units.pop() if len(units) == 1 else None


def _joined(operator: str, left: Unit | None, right: Unit | None) -> Unit | None:
    if left is None or right is None:
        return None
    if operator == "-" and left is right and left in _BETWEEN:
        return _BETWEEN[left]
    if operator == "/":
        return Unit.RATIO if left is right and left is not Unit.NUMBER else left if right in COUNTED else None
    if operator == "*":
        return right if left in {Unit.NUMBER, Unit.RATIO} else left if right in {Unit.NUMBER, Unit.RATIO} else None
    return right if left is Unit.NUMBER else left if right in {left, Unit.NUMBER} else None
