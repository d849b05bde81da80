"""Tables of the contract read by formulas: the step that a value lies in, the line between two points, the sum over slabs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from slacontract.formula.nodes import (
    ZERO,
    All,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Ref,
    Steady,
    minus,
    over,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import message
from slacontract.model.tables import LookupTable
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause

if TYPE_CHECKING:
    from slacontract.formula.written import Bound
    from slacontract.languages import Argument
    from slacontract.quantities.numbers import Quantity
    from slacontract.settlement.draft import Draft


def formula(draft: Draft, name: str, value: Ref) -> Node:
    """What the table gives for the value of a row; no figure where the row has none."""
    table = draft.contract.tables[Word(name)]
    at = _Reader(draft, name, table, value)
    found = at.step() if table.steps else at.line() if table.points else at.graduated()
    return If(Known(value), found, Blank())


class _Reader:
    """One table, read for one row."""

    def __init__(self, draft: Draft, name: str, table: LookupTable, value: Ref) -> None:
        self.draft, self.name, self.table, self.value = draft, name, table, value

    def step(self) -> Node:
        found: Node = Blank()
        for number, step in reversed(list(enumerate(self.table.steps, 1))):
            gives = self._term(f"{number}.gives", "step {number} gives", step.gives, self.table.unit, number=number)
            held = tuple(self._held(number, side, bound) for side, bound in enumerate(step.when.bounds, 1))
            found = If(held[0] if len(held) == 1 else All(held), gives, found)
        return found

    def _held(self, number: int, side: int, bound: Bound) -> Node:
        limit = self._term(f"{number}.{side}", "step {number}, value {relation}", bound.limit, self.table.of, number=number,
                           relation=bound.relation)  # fmt: skip
        return Compare(bound.relation, Steady(self.value), limit)

    def line(self) -> Node:
        corners = [
            (self._term(f"{number}.at", "point {number}", point.at, self.table.of, number=number),
             self._term(f"{number}.gives", "point {number} gives", point.gives, self.table.unit, number=number))
            for number, point in enumerate(self.table.points, 1)
        ]  # fmt: skip
        (low, first), (high, last) = corners[0], corners[-1]
        outside = (first, last) if self.table.beyond == "flat" else (Blank(), Blank())
        found: Node = If(Compare("=", Steady(self.value), high), last, outside[1])
        for (x0, y0), (x1, y1) in reversed(list(pairwise(corners))):
            between = plus(y0, over(times(minus(self.value, x0), minus(y1, y0)), minus(x1, x0)))
            found = If(Compare("<", Steady(self.value), x1), between, found)
        return If(Compare("<", Steady(self.value), low), outside[0], found)

    def graduated(self) -> Node:
        parts: list[Node] = []
        low: Node = ZERO
        for number, slab in enumerate(self.table.slabs, 1):
            rate = self._term(f"{number}.rate", "slab {number}, rate", slab.rate, None, number=number)
            top: Node = self.value
            if slab.up_to is not None:
                high = self._term(f"{number}.up_to", "slab {number}, up to", slab.up_to, self.table.of, number=number)
                top = Least((self.value, high))
            parts.append(times(Greatest((minus(top, low), ZERO)), rate))
            low = high if slab.up_to is not None else low
        return plus(*parts)

    def _term(self, name: str, text: str, quantity: Quantity, unit: str | None, **arguments: Argument) -> Ref:
        label = message("{table}: {what}", table=self.table.title or self.name, what=message(text, **arguments))
        clause = Clause(self.table.clause, self.table.place)
        return self.draft.term(f"tables.{self.name}.{name}", label, quantity, clause, unit=Unit(unit) if unit else Unit.RATE)
