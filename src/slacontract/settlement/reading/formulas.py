"""Formulas of the contract as rows: names become rows, figures become terms, functions that need rows get rows of their own.

A formula has no figure where something it reads has none, or where it would divide by zero. What ``if``, ``previous``, ``lookup``
and windows of periods give stands in rows that are called as the formula writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ZERO,
    All,
    Arith,
    Blank,
    Compare,
    If,
    Known,
    Node,
    Not,
    Ref,
    Rounded,
    Steady,
    Written,
    mapped,
    walk,
)  # fmt: skip
from slacontract.formula.spelling import spelled
from slacontract.formula.units import inferred
from slacontract.formula.written import Figure, Lookup, Previous, Window
from slacontract.languages import Argument, Message
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.reading import tables, windows

MOST_NESTED: Final = 12
"""So many rows are asked one after the other whether they have a figure; more are asked all at once."""


def chooses(node: Node) -> bool:
    """Whether a formula can have a figure though one of the measures that it names has none in the period."""
    return any(isinstance(here, (If, Written)) for here in walk(node))


@dataclass(frozen=True, slots=True)
class Bound:
    """A formula over rows and terms, and the rows that it reads: it can be computed where all of them have a figure."""

    node: Node
    rows: tuple[Ref, ...]

    def where_known(self, result: Node, otherwise: Node) -> Node:
        """The result where every row has a figure and no divisor is zero."""
        for divisor in [n.right for n in walk(self.node) if isinstance(n, Arith) and n.op == "/"]:
            result = If(Compare("<>", Steady(divisor), ZERO), result, otherwise)
        if len(self.rows) > MOST_NESTED:
            return If(All(tuple(Known(row) for row in self.rows)), result, otherwise)
        for row in reversed(self.rows):
            result = If(Known(row), result, otherwise)
        return result


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the names and figures of a formula get rows and terms.

    Rows of its own are called ``IDENT: TEXT SUFFIX``, its terms ``PREFIX.TEXT``. ``row_of`` gives the row of a name in a draft:
    also in that of another version, whose periods a formula of this one looks back on.
    """

    draft: Draft
    ident: str
    prefix: str
    clause: Clause
    row_of: Callable[[Draft, str], Ref]
    named: Callable[[Argument], Message]
    """What a row is called that holds a part of the formula: by the part's text."""
    figure: Callable[[str], Message]
    """What the term of a figure in the formula is called: by the figure's text."""
    suffix: str = ""
    unit: Unit | None = None
    """What the whole formula counts, where the contract says it."""
    anywhere: bool = False
    """Whether ``row_of`` knows the drafts of other versions, so that rows can be made there too."""

    def value(self, node: Node) -> Node:
        """The formula, without a figure where something that it needs has none."""
        if isinstance(node, Blank):
            return node
        if isinstance(node, If):
            asked = self.bound(node.condition)
            return asked.where_known(If(asked.node, self.value(node.then), self.value(node.otherwise)), Blank())
        said = self.bound(node)
        return said.where_known(said.node, Blank())

    def bound(self, node: Node) -> Bound:
        """The formula over rows and terms. Whoever calls it looks after the rows that may have no figure."""
        rows: dict[Ref, None] = {}

        def bind(here: Node) -> Node:
            match here:
                case Figure():
                    return self.term(here)
                case Ref() | If() | Previous() | Window() | Lookup():
                    row = self.row(here)
                    rows[row] = None
                    return row
                case Compare():
                    return Compare(here.relation, Steady(bind(here.left)), Steady(bind(here.right)))
                case Rounded():
                    return Rounded(Steady(bind(here.value)), self._decimals(here, self.unit if here is node else None), here.mode)
                case _:
                    return mapped(here, bind)

        return Bound(bind(node), tuple(rows))

    def term(self, figure: Figure) -> Node:
        """The term of a figure that stands in the formula; zero needs none."""
        assert figure.quantity is not None, "a figure that was written has a quantity"
        if not figure.quantity.value:
            return ZERO
        return self.draft.term(f"{self.prefix}.{figure.text}", self.figure(figure.text), figure.quantity, self.clause)

    def number(self, value: int, name: str, text: str) -> Ref:
        """The term of a whole number that the formula says in words, such as how many periods."""
        quantity = Quantity(mpq(value), Unit.NUMBER, str(value))
        return self.draft.term(f"{self.prefix}.{name}", self.figure(text), quantity, self.clause)

    def row(self, node: Node) -> Ref:
        """The row that holds a part of the formula: that of a name, or one of its own."""
        if isinstance(node, Ref) and not isinstance(node, Figure):
            return self.row_of(self.draft, node.id)
        text = spelled(node)
        ident = f"{self.ident}: {text}{self.suffix}"
        if ident not in self.draft.rows:
            formula = self._formula(node)
            unit = inferred(formula, self.draft.unit_of) or Unit.NUMBER
            self.draft.row(ident, self.named(text), unit, formula, self.clause)
            self._remade(ident, lambda other: self._in(other).row(node))
        return Ref(ident)

    def helping(self, ident: str, label: Message, unit: Unit, formula: Callable[[Reading], Node]) -> Ref:
        """A row that a window counts with, made once for all that need it."""
        if ident not in self.draft.rows:
            self.draft.row(ident, label, unit, formula(self), self.clause)
            self._remade(ident, lambda other: self._in(other).helping(ident, label, unit, formula))
        return Ref(ident)

    def _remade(self, ident: str, make: Callable[[Draft], Ref]) -> None:
        if self.anywhere:
            self.draft.names.remake[ident] = make

    def _in(self, other: Draft) -> Reading:
        return replace(self, draft=other)

    def _formula(self, node: Node) -> Node:
        match node:
            case Previous():
                earlier = Ref(self.row(node.item).id, node.lag)
                return If(Known(earlier), earlier, self.value(node.otherwise))
            case Window():
                return windows.formula(self, node)
            case Lookup():
                return tables.formula(self.draft, node.table, self.row(node.item))
            case Compare() | All() | Not():
                return self.bound(node).node
            case _:
                return self.value(node)

    def _decimals(self, node: Rounded, said: Unit | None) -> Node:
        """Decimals of a percentage are counted as people read it: 93.4 % has one, the ratio three. Money that comes from a
        quotient of like figures is no percentage: what the whole formula counts is said.
        """
        assert isinstance(node.decimals, Figure), "the grammar has nothing else there"
        assert node.decimals.quantity is not None, "as above"
        places = int(node.decimals.quantity.value)
        unit = said or inferred(self.bound(node.value).node, self.draft.unit_of)
        if unit is Unit.RATIO:
            places += 2
        return self.number(places, f"decimals.{places}", f"rounded to {node.decimals.text} decimals") if places else ZERO
