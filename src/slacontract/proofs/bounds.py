"""Bounds of rows: the least and the most that a compiled row can hold, whatever is measured, in exact arithmetic.

What a KPI can be is its domain; what a line bills is any amount from 0 on and stays a name, so that 6 % of billing and 8 % of
billing can be compared without knowing the bill. Where nothing can be said there is no bound. Rounding to the coin is left aside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from gmpy2 import mpq

from slacontract.formula.calculation import Plan
from slacontract.formula.nodes import (
    Absolute,
    All,
    Any,
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
)  # fmt: skip
from slacontract.quantities.numbers import rounded

_KEPT: Final = 4
"""So many bounds of one side are kept beside each other."""


@dataclass(frozen=True)
class Form:
    """A sum of amounts that are at least 0, each by its name and so many times, and a constant under the name ``""``."""

    parts: Mapping[str, mpq]

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.parts.items())))

    def plus(self, other: Form) -> Form:
        """The sum."""
        return self.joined(other, lambda one, two: one + two)

    def times(self, factor: mpq) -> Form:
        """So many times."""
        return Form({name: part * factor for name, part in self.parts.items()} if factor else {})

    def joined(self, other: Form, how: Callable[[mpq, mpq], mpq]) -> Form:
        """The two, name by name."""
        names = dict.fromkeys([*self.parts, *other.parts])
        found = {name: how(self.parts.get(name, mpq(0)), other.parts.get(name, mpq(0))) for name in names}
        return Form({name: part for name, part in found.items() if part})

    def at_most(self, other: Form) -> bool:
        """Whether it is never above the other."""
        return all(part >= 0 for part in other.plus(self.times(mpq(-1))).parts.values())

    @property
    def constant(self) -> mpq | None:
        """Its number, where no amount is in it."""
        return None if any(self.parts.keys() - {""}) else self.parts.get("", mpq(0))


def number(value: mpq) -> Form:
    """A number as a form."""
    return Form({"": value} if value else {})


@dataclass(frozen=True)
class Bounds:
    """Forms that a value is never below, and never above; without any, it has no end there."""

    low: tuple[Form, ...] = ()
    high: tuple[Form, ...] = ()

    @property
    def least(self) -> mpq | None:
        """The highest number that it is never below."""
        known = [c for form in self.low if (c := _low_constant(form)) is not None]
        return max(known) if known else None

    @property
    def most(self) -> mpq | None:
        """The lowest number that it is never above."""
        known = [c for form in self.high if (c := form.constant) is not None]
        return min(known) if known else None

    @property
    def exactly(self) -> mpq | None:
        """Its number, where it can be no other."""
        return self.least if self.least is not None and self.least == self.most else None


def _low_constant(form: Form) -> mpq | None:
    """The number that a form is never below: amounts count 0."""
    return form.parts.get("", mpq(0)) if all(part >= 0 for name, part in form.parts.items() if name) else None


ANYTHING: Final = Bounds()


def between(low: mpq | None, high: mpq | None) -> Bounds:
    """Bounds by numbers; None is without end."""
    return Bounds((number(low),) if low is not None else (), (number(high),) if high is not None else ())


def exactly(value: mpq) -> Bounds:
    """One number."""
    return between(value, value)


Env = Mapping[str, Bounds]


@dataclass
class Rows:
    """The bounds of the rows of a plan; ``known`` are those that are given, such as what a KPI can be."""

    plan: Plan
    known: Env
    _found: dict[str, Bounds | None] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def of(self, row: str) -> Bounds:
        """The bounds of a row or term; of one that only ever is blank, those of nothing at all."""
        return self._row(row, {}) or exactly(mpq(0))

    def node(self, node: Node) -> Bounds:
        """The bounds of a formula."""
        return self._node(node, {}) or exactly(mpq(0))

    def _row(self, ident: str, env: Env) -> Bounds | None:
        if ident in env:
            return env[ident]
        if ident in self.plan.terms:
            return exactly(self.plan.terms[ident].value)
        if ident in self.known:
            return self.known[ident]
        if ident in self._open:
            return ANYTHING
        if ident not in self._found:
            row = self.plan.rows.get(ident)
            self._open.add(ident)
            self._found[ident] = ANYTHING if row is None or row.formula is None else self._node(row.formula, {})
            self._open.discard(ident)
        return self._found[ident]

    def _node(self, node: Node, env: Env) -> Bounds | None:  # noqa: C901, PLR0911, PLR0912  # one line for each node of the algebra
        match node:
            case Num():
                return exactly(node.value)
            case Ref():
                return self._row(node.id, env if not node.lag else {})
            case Arith():
                return _joined(node.op, self._node(node.left, env), self._node(node.right, env))
            case Steady():
                return self._node(node.item, env)
            case Least() | Greatest():
                return _extreme(isinstance(node, Least), [self._node(item, env) for item in node.items])
            case Absolute():
                return _extreme(False, [b := self._node(node.item, env), _turned(b)])  # noqa: FBT003
            case Rounded():
                return self._rounded(node, env)
            case Steps():
                whole = math.floor if node.count == "full" else math.ceil
                return _stepped(self._node(node.value, env), lambda value: mpq(whole(value)))
            case If():
                return self._if(node, env)
            case Blank():
                return None
            case Total():
                parts = [self._row(row.id, env) for row in node.rows]
                return _sum([_or_nothing(part) for part in parts if part is not None])
            case Over():
                return self._over(node)
            case _:
                return between(mpq(0), mpq(1))

    def _rounded(self, node: Rounded, env: Env) -> Bounds | None:
        found, decimals = self._node(node.value, env), self._node(node.decimals, env)
        places = decimals.exactly if decimals else None
        if found is None or places is None:
            return found
        return _stepped(found, lambda value: rounded(value, int(places), node.mode), forms=True)

    def _over(self, node: Over) -> Bounds:
        of = self._row(node.row.id, {}) or exactly(mpq(0))
        if node.how != "sum":
            return of
        rising, falling = of.least is not None and of.least >= 0, of.most is not None and of.most <= 0
        return Bounds((number(mpq(0)),) if rising else (), (number(mpq(0)),) if falling else ())

    def _if(self, node: If, env: Env) -> Bounds | None:
        holds = self._truth(node.condition, env)
        then = None if holds is False else self._node(node.then, self._narrowed(node.condition, env, truth=True))
        other = None if holds is True else self._node(node.otherwise, self._narrowed(node.condition, env, truth=False))
        return either(then, other)

    def _truth(self, node: Node, env: Env) -> bool | None:
        match node:
            case Known():
                return self._is_known(node.row, env)
            case Not():
                holds = self._truth(node.item, env)
                return None if holds is None else not holds
            case All() | Any():
                held = {self._truth(item, env) for item in node.items}
                decides = isinstance(node, Any)
                return decides if decides in held else None if None in held else not decides
            case Compare():
                return _compared(node.relation, self._node(node.left, env), self._node(node.right, env))
            case _:
                return None

    def _is_known(self, ref: Ref, env: Env) -> bool | None:
        if ref.lag:
            return None
        if ref.id in self.known or ref.id in self.plan.terms or ref.id in env:
            return True
        row = self.plan.rows.get(ref.id)
        if row is None or row.formula is None:
            return None
        return self._gives_figure(row.formula, env)

    def _gives_figure(self, node: Node, env: Env) -> bool | None:
        """Whether a formula gives a figure and no blank."""
        match node:
            case Blank():
                return False
            case If():
                holds = self._truth(node.condition, env)
                sides = [self._gives_figure(side, env) for side, out in ((node.then, False), (node.otherwise, True)) if holds is not out]
                return sides[0] if len(set(sides)) == 1 else None
            case Ref():
                return self._is_known(node, env)
            case _:
                return True

    def _narrowed(self, node: Node, env: Env, *, truth: bool) -> Env:
        """What is known of the values that a condition compares, where it holds or does not."""
        if isinstance(node, Not):
            return self._narrowed(node.item, env, truth=not truth)
        if isinstance(node, All if truth else Any):
            for item in node.items:  # type: ignore[union-attr]  # both have items
                env = self._narrowed(item, env, truth=truth)
            return env
        if not isinstance(node, Compare):
            return env
        ref = node.left.item if isinstance(node.left, Steady) else node.left
        limit = self._node(node.right, env)
        if not isinstance(ref, Ref) or ref.lag or limit is None or limit.exactly is None:
            return env
        here = self._row(ref.id, env) or ANYTHING
        return {**env, ref.id: _cut(here, node.relation if truth else _OPPOSITE[node.relation], limit.exactly)}


_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "="}


def _cut(of: Bounds, relation: str, limit: mpq) -> Bounds:
    """Bounds that are also below, above or at a number."""
    low, high = of.least, of.most
    if relation in {"<", "<=", "="}:
        high = limit if high is None else min(high, limit)
    if relation in {">", ">=", "="}:
        low = limit if low is None else max(low, limit)
    return between(low, high)


def _compared(relation: str, left: Bounds | None, right: Bounds | None) -> bool | None:
    if left is None or right is None:
        return None
    below = left.most is not None and right.least is not None and left.most < right.least
    above = left.least is not None and right.most is not None and left.least > right.most
    not_above = left.most is not None and right.least is not None and left.most <= right.least
    not_below = left.least is not None and right.most is not None and left.least >= right.most
    same = not_above and not_below and left.exactly == right.exactly is not None
    sure = {"<": below, "<=": not_above, ">": above, ">=": not_below, "=": same, "<>": below or above}
    never = {"<": not_below, "<=": above, ">": not_above, ">=": below, "=": below or above, "<>": same}
    return True if sure[relation] else False if never[relation] else None


def either(one: Bounds | None, other: Bounds | None) -> Bounds | None:
    """Bounds of what is one or the other."""
    if one is None or other is None:
        return one or other
    low = tuple(a.joined(b, min) for a, b in product(one.low, other.low))
    high = tuple(a.joined(b, max) for a, b in product(one.high, other.high))
    return Bounds(_best(low), _best(high))


def _best(forms: Iterable[Form]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(forms))[:_KEPT]


def _or_nothing(of: Bounds) -> Bounds:
    """What may also be left out of a sum."""
    return either(of, exactly(mpq(0))) or of


def _sum(parts: Iterable[Bounds]) -> Bounds:
    total = exactly(mpq(0))
    for part in parts:
        total = _added(total, part)
    return total


def _added(one: Bounds, other: Bounds) -> Bounds:
    low = (a.plus(b) for a, b in product(one.low, other.low))
    high = (a.plus(b) for a, b in product(one.high, other.high))
    return Bounds(_best(low), _best(high))


def _turned(of: Bounds | None) -> Bounds | None:
    return _scaled(of, mpq(-1)) if of is not None else None


def _scaled(of: Bounds, factor: mpq) -> Bounds:
    if not factor:
        return exactly(mpq(0))
    low, high = (tuple(form.times(factor) for form in side) for side in (of.low, of.high))
    return Bounds(low, high) if factor > 0 else Bounds(high, low)


def _joined(op: str, left: Bounds | None, right: Bounds | None) -> Bounds | None:
    if left is None or right is None:
        return None
    if op == "+":
        return _added(left, right)
    if op == "-":
        return _added(left, _scaled(right, mpq(-1)))
    if op == "*":
        return _product(left, right)
    low, high = right.least, right.most
    if low is not None and high is not None and (low > 0 or high < 0):
        return _product(left, between(1 / high, 1 / low))
    return ANYTHING


def _product(one: Bounds, other: Bounds) -> Bounds:
    """The product where one of the two is bounded by numbers and the other is not below 0, or bounded by numbers too."""
    for factor, of in ((one, other), (other, one)):
        low, high = factor.least, factor.most
        if low is not None and low == high:
            return _scaled(of, low)
        if low is not None and high is not None and of.least is not None and of.least >= 0:
            lows = of.low if low >= 0 else of.high
            highs = of.high if high >= 0 else of.low
            return Bounds(tuple(f.times(low) for f in lows), tuple(f.times(high) for f in highs))
    ends = [one.least, one.most, other.least, other.most]
    if any(end is None for end in ends):
        return _half_product(one, other)
    corners = [a * b for a, b in product(ends[:2], ends[2:]) if a is not None and b is not None]
    return between(min(corners), max(corners))


def _half_product(one: Bounds, other: Bounds) -> Bounds:
    """Two values of which each keeps one sign: their product does too."""
    signs = [_sign(one), _sign(other)]
    if None in signs:
        return ANYTHING
    return between(mpq(0), None) if signs[0] == signs[1] else between(None, mpq(0))


def _sign(of: Bounds) -> int | None:
    if of.least is not None and of.least >= 0:
        return 1
    return -1 if of.most is not None and of.most <= 0 else None


def _extreme(lowest: bool, items: list[Bounds | None]) -> Bounds | None:  # noqa: FBT001
    """The lowest or highest of some values."""
    known = [item for item in items if item is not None]
    if len(known) < len(items):
        return None
    low, high = known[0].low, known[0].high
    for item in known[1:]:
        if lowest:
            low = _best(a.joined(b, min) for a, b in product(low, item.low))
            high = _best((*high, *item.high))
        else:
            low = _best((*low, *item.low))
            high = _best(a.joined(b, max) for a, b in product(high, item.high))
    return Bounds(low, high)


def _stepped(of: Bounds | None, step: Callable[[mpq], mpq], *, forms: bool = False) -> Bounds | None:
    """Values that are rounded; forms of amounts stay as they are where only coins are at stake."""
    if of is None:
        return None

    def one(form: Form) -> tuple[Form, ...]:
        value = form.constant
        return (number(step(value)),) if value is not None else (form,) if forms else ()

    low, high = (tuple(new for form in side for new in one(form)) for side in (of.low, of.high))
    return Bounds(low, high)
