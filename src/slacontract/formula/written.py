"""What a contract writes in its formulas, as it was read: figures, shares, intervals, and functions that need rows.

Names stay names (``Ref``) and figures stay quantities (``Figure``) until a contract says what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slacontract.findings import NOWHERE, Position
from slacontract.formula.nodes import Node, Ref, Relation, Since, Written
from slacontract.quantities.numbers import Quantity

How: TypeAlias = Literal["sum", "mean", "lowest", "highest"]
Gaps: TypeAlias = Literal["known", "all", "else"]


@dataclass(frozen=True, slots=True)
class Figure(Ref):
    """A figure written in a formula: a reference to the term that the contract will make of it."""

    quantity: Quantity | None = None

    @property
    def text(self) -> str:
        """As it was written."""
        return self.quantity.text if self.quantity else ""


@dataclass(frozen=True, slots=True)
class Previous(Written):
    """``previous(x, 2, else 0)``: what x was so many periods ago; ``otherwise`` where it was not, or was not measured."""

    item: Node
    lag: int
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Window(Written):
    """``mean(x, 12 periods, known)``: x over a window of periods.

    ``gaps`` says what periods without a figure do: they are left out (``known``), leave the whole without a figure (``all``), or
    count as ``otherwise`` (``else``). Periods before the first count as gaps where the window is so many periods long.
    """

    how: How
    item: Node
    since: Since
    until: int
    gaps: Gaps
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Lookup(Written):
    """``lookup(discount, x)``: what a table of the contract gives for x."""

    table: str
    item: Node


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of an interval: ``< 330 s``."""

    relation: Relation
    limit: Quantity


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that satisfy all bounds: ``>= 330 s and <= 360 s``."""

    bounds: tuple[Bound, ...]
    text: str = ""
    at: Position = NOWHERE


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of something named: ``110% of ordered_h``."""

    percent: Quantity
    of: str
    text: str = ""
    at: Position = NOWHERE

    @property
    def of_figure(self) -> bool:
        """Whether it is a share of a figure and not of something named: ``10% of 600000``."""
        return self.of[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula or condition as it was written."""

    node: Node
    text: str = ""
    at: Position = NOWHERE
