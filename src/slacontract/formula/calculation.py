"""The calculation: named rows by periods, one formula of the algebra in each cell. Nothing else computes money.

A *plan* is what one contract version compiles to: its terms (the figures of the contract, each with clause and place) and
its rows in the order of settlement. A *calculation* lays the plans in force over the periods, beside the inputs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from slacontract.findings import NOWHERE, Position
from slacontract.formula.nodes import Node, Over, Ref, Since, behind, walk
from slacontract.languages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gmpy2 import mpq

    from slacontract.quantities.periods import Period
    from slacontract.quantities.units import Unit

Value: TypeAlias = "mpq | bool | None"
"""What a cell holds: an exact number, a truth, or None for blank (not measured)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A figure or word of the contract: a constant of every formula that refers to it."""

    id: str
    label: Message
    value: mpq
    unit: Unit
    clause: str = ""
    at: Position = NOWHERE
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the calculation; without a formula it is an input, one figure of the measures."""

    id: str
    label: Message
    unit: Unit
    stage: str
    formula: Node | None = None
    clause: str = ""
    at: Position = NOWHERE


@dataclass(frozen=True, eq=False)
class Plan:
    """What one contract version compiles to. Rows stand in an order in which each refers only to those before it.

    A plan is equal to itself alone, so that what is made of it can be kept beside it.
    """

    version: int
    terms: Mapping[str, Term]
    rows: Mapping[str, Row]

    @cached_property
    def looks_back(self) -> Mapping[str, tuple[Over | Ref, ...]]:
        """With what each formula reads other periods than its own; rows that read none are not in it."""
        found = {row.id: tuple(_looking_back(row.formula)) for row in self.rows.values() if row.formula}
        return {row: nodes for row, nodes in found.items() if nodes}

    @cached_property
    def remembered(self) -> frozenset[str]:
        """The rows whose earlier values its formulas read."""
        nodes = [n for found in self.looks_back.values() for n in found]
        return frozenset(n.row.id if isinstance(n, Over) else n.id for n in nodes)

    @cached_property
    def memory(self) -> frozenset[Since]:
        """How far back its formulas look, each way once: the term, the year or a shorter span, so many periods."""
        nodes = [n for found in self.looks_back.values() for n in found]
        return frozenset(n.since if isinstance(n, Over) else n.lag for n in nodes)


def _looking_back(formula: Node) -> Iterator[Over | Ref]:
    for node in walk(formula):
        if isinstance(node, Over) or (isinstance(node, Ref) and node.lag):
            yield node


def in_order(rows: Mapping[str, Row]) -> dict[str, Row]:
    """The rows, each after those of the same period that it reads; otherwise in the order in which they are."""
    found: dict[str, Row] = {}
    for ident in rows:
        waiting = [ident]
        while waiting:
            row = rows[waiting[-1]]
            needed = [] if row.formula is None else [i for i in behind(row.formula) if i in rows and i not in found]
            if row.id not in found and needed:
                assert len(waiting) <= len(rows), f"{row.id} reads itself"
                waiting += needed
            else:
                found[row.id] = rows[waiting.pop()]
    return found


@dataclass(frozen=True)
class Calculation:
    """The plans in force over the periods, and the inputs. ``plans[i]`` is the plan of ``periods[i]``."""

    periods: tuple[Period, ...]
    plans: tuple[Plan, ...]
    inputs: tuple[Mapping[str, mpq], ...] = field(repr=False)

    @cached_property
    def distinct_plans(self) -> tuple[Plan, ...]:
        """The plans that occur, in the order of their versions."""
        return tuple({plan.version: plan for plan in self.plans}.values())

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """All rows of all plans: the last version's, with those that only earlier ones have after their neighbours."""
        merged = list(self.distinct_plans[-1].rows.values())
        for plan in reversed(self.distinct_plans[:-1]):
            merged = _woven(merged, list(plan.rows.values()))
        return {row.id: row for row in merged}

    def formula(self, row: str, index: int) -> Node | None:
        """The formula of a row in a period, or None for an input or a row that this period's version does not have."""
        found = self.plans[index].rows.get(row)
        return found.formula if found else None

    def window(self, node: Over, index: int) -> range:
        """The columns that a window covers, seen from a period; empty before it has begun."""
        return window(self.periods, node, index)


def window(periods: Sequence[Period], node: Over, index: int) -> range:
    """The columns that a window covers, seen from column ``index``."""
    first = beginning(periods, node.since, index)
    return range(first, max(first, index - node.until + 1))


def beginning(periods: Sequence[Period], since: Since, index: int) -> int:
    """The first column of what a formula of column ``index`` remembers."""
    if since == "term":
        return 0
    if isinstance(since, int):
        return max(0, index - since)
    while index and getattr(periods[index - 1], since) == getattr(periods[index], since):
        index -= 1
    return index


def _woven(main: list[Row], other: list[Row]) -> list[Row]:
    """The rows of two versions as one list: those that only the other has after their neighbours.

    A row that both have but call by another name or clause (the third limit of one is not that of the other) says both.
    """
    result = {row.id: row for row in main}
    order = list(result)
    after: str | None = None
    for row in other:
        known = result.get(row.id)
        if known is None:
            order.insert(order.index(after) + 1 if after is not None else 0, row.id)
            result[row.id] = row
        else:
            result[row.id] = replace(known, label=_both(row.label, known.label), clause=_either(row.clause, known.clause))
        after = row.id
    return [result[ident] for ident in order]


def _both(earlier: Message, later: Message) -> Message:
    return later if str(earlier) == str(later) else message("{earlier} / {later}", earlier=earlier, later=later)


def _either(earlier: str, later: str) -> str:
    return later if earlier == later else f"{earlier} / {later}"
