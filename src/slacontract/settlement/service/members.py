"""Figures over members: how many meet a condition, or the sum, mean or extreme of a formula, with rows for each member."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Any,
    AnyKnown,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Not,
    Ref,
    Total,
    over,
    times,
)  # fmt: skip
from slacontract.languages import message
from slacontract.model.names import names_in
from slacontract.quantities.units import Unit
from slacontract.settlement.reading.formulas import Bound, Reading
from slacontract.settlement.reading.meaning import fields_of
from slacontract.settlement.service.scopes import Scope, Service, measure

if TYPE_CHECKING:
    from slacontract.formula.text import Expression
    from slacontract.model.contract import Contract
    from slacontract.model.figures import NamedFigure, OverMembers

ReadingOf = Callable[[Scope], Reading]
"""How formulas of the figure are read for a member."""

_IN_A_ROW: Final = 20


@dataclass(frozen=True, slots=True)
class _Member:
    """One member: the rows that say whether it is looked at, what is taken of it, and its weight."""

    measures: tuple[Ref, ...]
    looked_at: Ref
    taken: Ref
    weighed: Ref | None


def over_members(reading: ReadingOf, noun: NamedFigure, contract: Contract, service: Service, scope: Scope) -> Node:
    """The figure over the members that occur in the measures; without a figure where none is looked at."""
    said = noun.members
    assert said is not None, "the caller has seen it"
    fields = fields_of(contract, names_in(_said(said)), together=False, in_figure=True)
    members = [
        _member(reading(member), said, Unit(noun.unit), _measures(reading(member), contract, service, fields, said, member))
        for member in service.split(scope, tuple(map(str, said.each)), fields)
    ]
    if not members:
        return Blank()
    result = _result(reading(scope), said, members, Unit(noun.unit))
    if said.missing == "no_figure":
        unsure = [Not(Known(member.looked_at)) for member in members]
        return If(Any(_in_rows(reading(scope), unsure)), Blank(), result)
    return result


def compared(at: Reading, said: OverMembers, unit: Unit, contract: Contract, service: Service, fields: tuple[str, ...],
             member: Scope) -> tuple[Ref, Ref]:  # fmt: skip
    """The rows that say whether a peer is looked at, and what is taken of it; made once for all that are compared with it."""
    looked_at, taken = f"{at.ident}.among{at.suffix}", f"{at.ident}.of{at.suffix}"
    if taken not in at.draft.rows:
        _member(at, said, unit, _measures(at, contract, service, fields, said, member))
    return Ref(looked_at), Ref(taken)


def _said(said: OverMembers) -> list[Expression]:
    return [one for one in (said.among, said.when, said.of, said.weight) if one is not None]


def _measures(at: Reading, contract: Contract, service: Service, fields: tuple[str, ...], said: OverMembers,
              member: Scope) -> tuple[Ref, ...]:  # fmt: skip
    """The rows that say whether the member is in service: its measures, and results of KPIs that are judged by members."""
    kpis = [name for name in names_in(_said(said)) if name in contract.kpis]
    rows = [measure(at.draft, service, field, member) for field in fields if service.within(field, member)]
    return tuple(dict.fromkeys([*rows, *(at.row_of(at.draft, name) for name in kpis)]))


def _member(at: Reading, said: OverMembers, unit: Unit, measures: tuple[Ref, ...]) -> _Member:
    taken = said.when or said.of
    assert taken is not None, "check refuses members of which nothing is taken"
    what, weight = at.bound(taken.node), at.bound(said.weight.node) if said.weight else None
    parts = [what, *([weight] if weight else [])]
    looked_at = _row(at, "among", "looked at, 1 or 0", Unit.COUNT, _looked_at(at, said, parts, measures))
    counts = If(what.node, ONE, ZERO) if said.when else what.node
    weighed: Ref | None = None
    if weight is not None:
        weighed = _row(at, "weight", "weight", Unit.NUMBER, _where(looked_at, weight.node))
        counts = times(counts, weight.node)
    name, text = ("meets", "meets the condition, 1 or 0") if said.when else ("of", "what is taken of it")
    row = _row(at, name, text, Unit.COUNT if said.when else unit, _where(looked_at, counts))
    return _Member(measures, looked_at, row, weighed)


def _where(looked_at: Ref, node: Node) -> Node:
    return If(Known(looked_at), If(Compare("=", looked_at, ONE), node, Blank()), Blank())


def _looked_at(at: Reading, said: OverMembers, parts: Sequence[Bound], measures: tuple[Ref, ...]) -> Node:
    """1 for a member in service that is among those looked at and has what is taken of it; without a figure where unsure."""
    unsure: Node = ZERO if said.missing == "left_out" else Blank()
    result: Node = ONE
    for part in reversed(parts):
        result = part.where_known(result, unsure)
    if said.among is not None:
        among = at.bound(said.among.node)
        result = among.where_known(If(among.node, result, ZERO), unsure)
    return If(AnyKnown(measures), result, ZERO)


def _row(at: Reading, name: str, text: str, unit: Unit, formula: Node) -> Ref:
    return at.draft.row(f"{at.ident}.{name}{at.suffix}", at.named(message(text)), unit, formula, at.clause)


def _result(at: Reading, said: OverMembers, members: list[_Member], unit: Unit) -> Node:
    taken = Total(tuple(member.taken for member in members))
    looked_at = Total(tuple(member.looked_at for member in members))
    if said.take == "count":
        return If(AnyKnown(tuple(row for member in members for row in member.measures)), taken, Blank())
    if said.take in {"lowest", "highest"}:
        return _extreme(at, said, [member.taken for member in members], unit)
    if said.take == "weighted_mean":
        weights = _row(at, "weights", "all weights", Unit.NUMBER, Total(tuple(m.weighed for m in members if m.weighed)))
        return If(Compare("<>", weights, ZERO), over(taken, weights), Blank())
    number = _row(at, "members", "members looked at", Unit.COUNT, looked_at)
    return If(Compare(">", number, ZERO), taken if said.take == "sum" else over(taken, number), Blank())


def _extreme(at: Reading, said: OverMembers, rows: list[Ref], unit: Unit) -> Node:
    """The lowest or highest so far, member by member: a spreadsheet has no other way that leaves blanks out and shows why."""
    best = rows[0]
    for number, row in enumerate(rows[1:], 2):
        pair = (best, row)
        better: Node = Least(pair) if said.take == "lowest" else Greatest(pair)
        so_far = If(Known(row), If(Known(best), better, row), best)
        text = "lowest of the first {number}" if said.take == "lowest" else "highest of the first {number}"
        label = message(text, number=number)
        best = at.draft.row(f"{at.ident}.{said.take}_{number}{at.suffix}", at.named(label), unit, so_far, at.clause)
    return best


def _in_rows(at: Reading, conditions: Sequence[Node]) -> tuple[Node, ...]:
    return tuple(
        _row(at, f"unsure_{number}", "a member lacks a figure", Unit.TRUTH, Any(tuple(conditions[start : start + _IN_A_ROW])))
        for number, start in enumerate(range(0, len(conditions), _IN_A_ROW), 1)
    )
