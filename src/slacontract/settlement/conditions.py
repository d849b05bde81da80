"""Conditions of the contract as rows: whether a gate is met, whether a relief holds; with what holds when a figure is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from slacontract.formula.nodes import ONE, ZERO, Compare, Node, Ref
from slacontract.formula.text import Expression
from slacontract.languages import Message
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.formulas import Reading

TRUE: Node = Compare("=", ONE, ONE)
FALSE: Node = Compare("=", ONE, ZERO)


def condition(draft: Draft, prefix: str, said: Expression, missing: Literal["met", "not_met"], clause: Clause,
              row_of: Callable[[str], Ref], figure: Callable[[str], Message], *, ident: str = "") -> Node:  # fmt: skip
    """A condition over the rows that ``row_of`` gives for its names.

    Figures become terms ``PREFIX.TEXT`` that ``figure`` labels. Where a row has no figure, ``missing`` says what holds. ``ident``
    begins the names of its own rows, where several conditions share their terms.
    """
    reading = Reading(draft, ident or prefix, prefix, clause, lambda _, name: row_of(name),
                      named=lambda text: figure(str(text)), figure=figure)  # fmt: skip
    asked = reading.bound(said.node)
    return asked.where_known(asked.node, TRUE if missing == "met" else FALSE)


def condition_row(draft: Draft, ident: str, label: Message, holds: Node, clause: Clause) -> Ref:
    """A row that says whether something holds."""
    return draft.row(ident, label, Unit.TRUTH, holds, clause)
