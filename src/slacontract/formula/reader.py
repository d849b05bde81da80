# ruff: noqa: D102  # one method for each rule of the grammar, which says what they are
"""The grammar's tree becomes nodes; what can be read in two ways and is not said is refused here, with the choices."""

from __future__ import annotations

from typing import Final, NoReturn, cast

from gmpy2 import mpq

from slacontract.formula.grammar import Token, Tree
from slacontract.formula.nodes import (
    Absolute,
    All,
    Any,
    Arith,
    Blank,
    Compare,
    Greatest,
    If,
    Least,
    Node,
    Not,
    Operator,
    Ref,
    Relation,
    Rounded,
    Since,
    Steps,
)  # fmt: skip
from slacontract.formula.written import Bound, Figure, Gaps, How, Lookup, Previous, Window
from slacontract.quantities.numbers import Quantity, Rounding, TextFault, read_quantity
from slacontract.quantities.units import Unit

_HOWS: Final[dict[str, How]] = {"sum": "sum", "mean": "mean", "min": "lowest", "max": "highest"}
_SINCE: Final[dict[str, Since]] = {
    "month": "month", "quarter": "quarter", "half_year": "half_year", "contract_year": "year", "term": "term",
}  # fmt: skip
MOST_PERIODS: Final = 120


def read(tree: Tree) -> object:
    """Turn a tree into nodes of the algebra and what is written beside them, from the leaves up and from left to right."""
    rule, parts = tree
    return getattr(_NODES, rule)(*(part if isinstance(part, Token) else read(part) for part in parts))


class Nodes:
    """What each rule of the grammar makes of its parts."""

    def any(self, *items: Node) -> Node:
        return Any(items) if len(items) > 1 else items[0]

    def all(self, *items: Node) -> Node:
        return All(items) if len(items) > 1 else items[0]

    def not_(self, item: Node) -> Node:
        return Not(item)

    def comparison(self, left: Node, relation: Token, right: Node) -> Node:
        return Compare(cast("Relation", str(relation)), left, right)

    def add(self, left: Node, right: Node) -> Node:
        return self._arith("+", left, right)

    def subtract(self, left: Node, right: Node) -> Node:
        return self._arith("-", left, right)

    def multiply(self, left: Node, right: Node) -> Node:
        return self._arith("*", left, right)

    def divide(self, left: Node, right: Node) -> Node:
        if isinstance(right, Figure) and right.quantity is not None and not right.quantity.value:
            raise TextFault("C212", "This divides by zero.", "Divide by a measure or by another figure.")
        return self._arith("/", left, right)

    def _arith(self, op: Operator, left: Node, right: Node) -> Node:
        return Arith(op, left, right)

    def quantity(self, token: Token) -> Node:
        return Figure(f"figure:{token}", quantity=read_quantity(str(token)))

    def name(self, token: Token) -> Node:
        return Ref(str(token))

    def blank(self, _token: Token) -> Node:
        return Blank()

    def share(self, percent: Token, name: Token) -> Node:
        return Arith("*", self.quantity(percent), Ref(str(name)))

    def negate(self, item: Node) -> Node:
        return Arith("-", Figure("figure:0", quantity=read_quantity("0")), item)

    def extreme(self, function: Token, *items: Node) -> Node:
        return Least(items) if function == "min" else Greatest(items)

    def absolute(self, item: Node) -> Node:
        return Absolute(item)

    def full(self, item: Node) -> Node:
        return Steps(item, "full")

    def started(self, item: Node) -> Node:
        return Steps(item, "started")

    def rounded(self, function: Token, item: Node, *rule: Token) -> Node:
        if len(rule) < 2:
            modes = ", ".join(mode.value for mode in Rounding)
            _unsaid(function, "It is not said to how many decimals it is rounded, or how.",
                    f"Write round(x, 2, half_up); ways: {modes}.")  # fmt: skip
        decimals = Quantity(mpq(str(rule[0])), Unit.NUMBER, str(rule[0]))
        return Rounded(item, Figure(f"figure:{rule[0]}", quantity=decimals), Rounding(str(rule[1])))

    def choice(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return If(condition, then, otherwise)

    def previous(self, function: Token, item: Node, *rest: Token | Node) -> Node:
        lag = int(str(rest[0])) if rest and isinstance(rest[0], Token) else 1
        if not rest or isinstance(rest[-1], Token):
            _unsaid(function, "It is not said what holds where there is no earlier figure.",
                    "Write previous(x, else 0), another value, or else blank (not measured).")  # fmt: skip
        return Previous(item, lag, rest[-1])

    def window(self, function: Token, item: Node, period: Token, *gaps: Token | Node) -> Node:
        if not gaps:
            _unsaid(function, "It is not said what a period without a figure does.",
                    "Add 'known' (it is left out), 'all' (then there is no figure) or 'else 0' (it counts as that).")  # fmt: skip
        since, until = _since(period)
        said = gaps[0]
        if isinstance(said, Token):
            return Window(_HOWS[str(function)], item, since, until, cast("Gaps", str(said)), Blank())
        return Window(_HOWS[str(function)], item, since, until, "else", said)

    def lookup(self, table: Token, item: Node) -> Node:
        return Lookup(str(table), item)

    def interval(self, *bounds: Bound) -> tuple[Bound, ...]:
        return bounds

    def bound(self, relation: Token, limit: Token) -> Bound:
        return Bound(cast("Relation", str(relation)), read_quantity(str(limit)))


_NODES: Final = Nodes()


def _since(period: Token) -> tuple[Since, int]:
    """``contract_year``, ``3 periods`` (this one is the last) or ``3 earlier periods``."""
    words = str(period).split()
    if len(words) == 1:
        return _SINCE[words[0]], 0
    count = int(words[0])
    if count > MOST_PERIODS:
        raise TextFault("C212", f"'{period}' are more periods than a contract has.", f"Write at most {MOST_PERIODS} periods.",
                        offset=period.start, width=len(period))  # fmt: skip
    return (count, 1) if words[1] == "earlier" else (count - 1, 0)


def _unsaid(function: Token, what: str, remedy: str) -> NoReturn:
    raise TextFault("C202", what, remedy, offset=function.start, width=len(function))
