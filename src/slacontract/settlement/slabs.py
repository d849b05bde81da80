"""Slabs: the stretches between two edges that tiers, gain shares, forecast bands and tables of points divide a quantity into.

An edge that is None is no edge: the lowest slab begins at 0 (or has no beginning), the highest has no end.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from slacontract.formula.nodes import ZERO, All, Compare, Greatest, Least, Node, Steady, minus

Edges: TypeAlias = Literal["inclusive", "exclusive"]
"""Whether a quantity that equals an edge still belongs to the slab below it."""


def part_in(quantity: Node, low: Node | None, high: Node | None) -> Node:
    """The part of a quantity that lies in a slab: nothing up to ``low``, and no more than the slab is wide.

    The parts of slabs that follow each other add up to the quantity; where the lowest slab has no ``low``, also below zero.
    """
    top = quantity if high is None else Least((quantity, high))
    return top if low is None else Greatest((minus(top, low), ZERO))


def has_reached(quantity: Node, low: Node | None, edges: Edges) -> Node:
    """Whether a quantity has come to a slab: beyond its lower edge, or at it where the edge belongs to the upper slab.

    The lowest slab is reached by anything above zero.
    """
    relation: Literal[">", ">="] = ">=" if edges == "exclusive" and low is not None else ">"
    return Compare(relation, Steady(quantity), ZERO if low is None else low)


def lies_in(quantity: Node, low: Node | None, high: Node | None, edges: Edges) -> Node:
    """Whether a quantity lies in a slab as a whole: of slabs that follow each other one holds it, when it is above zero."""
    reached = has_reached(quantity, low, edges)
    if high is None:
        return reached
    return All((reached, Compare("<=" if edges == "inclusive" else "<", Steady(quantity), high)))
