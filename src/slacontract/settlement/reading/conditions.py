"""Conditions of the contract as rows: whether a gate is met, whether a relief holds; with what holds when a figure is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from slacontract.formula.nodes import ONE, ZERO, Compare, Node, Ref
from slacontract.formula.text import Expression
from slacontract.languages import Message
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.reading.formulas import Bound, Reading

TRUE: Node = Compare("=", ONE, ONE)
FALSE: Node = Compare("=", ONE, ZERO)


@dataclass(frozen=True, slots=True)
class Names:
    """What the names and figures of a condition stand for.

    ``row_of`` gives the row of a name. Figures become terms ``PREFIX.TEXT`` that ``figure`` labels. ``ident`` begins the names of
    rows of its own, where several conditions share their terms.
    """

    prefix: str
    clause: Clause
    row_of: Callable[[str], Ref]
    figure: Callable[[str], Message]
    ident: str = ""


def condition(draft: Draft, said: Expression, missing: Literal["met", "not_met"], names: Names) -> Node:
    """A condition over rows; where one of them has no figure, ``missing`` says what holds."""
    asked = expression(draft, said, names)
    return asked.where_known(asked.node, TRUE if missing == "met" else FALSE)


def expression(draft: Draft, said: Expression, names: Names) -> Bound:
    """An expression over rows, and what it needs to be known."""
    reading = Reading(draft, names.ident or names.prefix, names.prefix, names.clause, lambda _, name: names.row_of(name),
                      named=lambda text: names.figure(str(text)), figure=names.figure)  # fmt: skip
    return reading.bound(said.node)


def condition_row(draft: Draft, ident: str, label: Message, holds: Node, clause: Clause) -> Ref:
    """A row that says whether something holds."""
    return draft.row(ident, label, Unit.TRUTH, holds, clause)
