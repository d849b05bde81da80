"""Bounds of rows: the least and the most that a compiled row can hold, whatever is measured.

What a KPI can be is its domain; what a line bills is any amount from 0 on and stays a name. Where nothing can be said there is no
bound. Rounding to the coin is left aside.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

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
from slacontract.proofs.forms import (
    ANYTHING,
    OPPOSITE,
    Bounds,
    between,
    compared,
    cut,
    either,
    exactly,
    extreme,
    joined,
    number,
    or_nothing,
    stepped,
    total,
    turned,
)  # fmt: skip
from slacontract.quantities.numbers import rounded

Env = Mapping[str, Bounds]


@dataclass
class Rows:
    """The bounds of the rows of a plan; ``known`` are those that are given, such as what a KPI can be."""

    plan: Plan
    known: Env
    remembered: bool = True
    """Whether earlier periods were computed by the same plan, so that their rows have the same bounds."""
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
                return self._row(node.id, env) if not node.lag else self._earlier(node.id)
            case Arith():
                return joined(node.op, self._node(node.left, env), self._node(node.right, env))
            case Steady():
                return self._node(node.item, env)
            case Least() | Greatest():
                return extreme(isinstance(node, Least), [self._node(item, env) for item in node.items])
            case Absolute():
                return extreme(False, [b := self._node(node.item, env), turned(b)])  # noqa: FBT003
            case Rounded():
                return self._rounded(node, env)
            case Steps():
                whole = math.floor if node.count == "full" else math.ceil
                return stepped(self._node(node.value, env), lambda value: mpq(whole(value)))
            case If():
                return self._if(node, env)
            case Blank():
                return None
            case Total():
                parts = [self._row(row.id, env) for row in node.rows]
                return total([or_nothing(part) for part in parts if part is not None])
            case Over():
                return self._over(node)
            case _:
                return between(mpq(0), mpq(1))

    def _rounded(self, node: Rounded, env: Env) -> Bounds | None:
        found, decimals = self._node(node.value, env), self._node(node.decimals, env)
        places = decimals.exactly if decimals else None
        if found is None or places is None:
            return found
        return stepped(found, lambda value: rounded(value, int(places), node.mode), forms=True)

    def _earlier(self, ident: str) -> Bounds | None:
        return self._row(ident, {}) if self.remembered else ANYTHING

    def _over(self, node: Over) -> Bounds:
        of = self._earlier(node.row.id) or exactly(mpq(0))
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
                return compared(node.relation, self._node(node.left, env), self._node(node.right, env))
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
                open_ = ((node.then, False), (node.otherwise, True))
                sides = [self._gives_figure(side, env) for side, out in open_ if holds is not out]
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
            for item in node.items:
                env = self._narrowed(item, env, truth=truth)
            return env
        if not isinstance(node, Compare):
            return env
        ref = node.left.item if isinstance(node.left, Steady) else node.left
        limit = self._node(node.right, env)
        if not isinstance(ref, Ref) or ref.lag or limit is None or limit.exactly is None:
            return env
        here = self._row(ref.id, env) or ANYTHING
        return {**env, ref.id: cut(here, node.relation if truth else OPPOSITE[node.relation], limit.exactly)}
