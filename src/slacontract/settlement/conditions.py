"""Conditions of the contract as rows: whether a gate is met, whether a relief holds; with what holds when a figure is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from slacontract.formula.nodes import ONE, ZERO, Compare, If, Known, Node, Ref, Steady, rebuilt
from slacontract.formula.text import Expression, Figure
from slacontract.languages import Message
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.kpi_values import figure_term

TRUE: Node = Compare("=", ONE, ONE)
FALSE: Node = Compare("=", ONE, ZERO)


def condition(draft: Draft, prefix: str, said: Expression, missing: Literal["met", "not_met"], clause: Clause,
              row_of: Callable[[str], Ref], figure: Callable[[str], Message]) -> Node:  # fmt: skip
    """A condition over the rows that ``row_of`` gives for its names.

    Figures become terms ``PREFIX.TEXT`` that ``figure`` labels. Where a row has no figure, ``missing`` says what holds.
    """
    rows: list[Ref] = []

    def bind(node: Node) -> Node:
        if isinstance(node, Figure):
            return figure_term(draft, prefix, node, figure(node.text), clause)
        if isinstance(node, Ref):
            rows.append(row_of(node.id))
            return rows[-1]
        if isinstance(node, Compare):
            return Compare(node.relation, Steady(node.left), Steady(node.right))
        return node

    result = rebuilt(said.node, bind)
    for row in reversed(dict.fromkeys(rows)):
        result = If(Known(row), result, TRUE if missing == "met" else FALSE)
    return result


def condition_row(draft: Draft, ident: str, label: Message, holds: Node, clause: Clause) -> Ref:
    """A row that says whether something holds."""
    return draft.row(ident, label, Unit.TRUTH, holds, clause)
