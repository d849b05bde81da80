"""Places: where a member stands among its peers by a value, with what holds for those that have the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Any,
    Blank,
    Compare,
    If,
    Known,
    Node,
    Not,
    Ref,
    Steady,
    Total,
    over,
    plus,
)  # fmt: skip
from slacontract.formula.units import inferred
from slacontract.languages import message
from slacontract.model.figures import OverMembers
from slacontract.model.names import names_in
from slacontract.quantities.units import Unit
from slacontract.settlement.reading.meaning import fields_of, unit_of_name
from slacontract.settlement.service.members import ReadingOf, compared
from slacontract.settlement.service.scopes import Scope, Service

if TYPE_CHECKING:
    from slacontract.formula.nodes import Relation
    from slacontract.model.contract import Contract
    from slacontract.model.figures import NamedFigure, Rank
    from slacontract.settlement.reading.formulas import Reading


def place_among(reading: ReadingOf, noun: NamedFigure, contract: Contract, service: Service, scope: Scope) -> Node:
    """The place of the member that a clause is about; without a figure where it has no value."""
    said = noun.rank
    assert said is not None, "the caller has seen it"
    names = names_in([one for one in (said.among, said.of) if one is not None])
    fields = fields_of(contract, names, together=False, in_figure=True)
    peers = service.split(_peers(said, scope), tuple(map(str, said.each)), fields)
    unit = inferred(said.of.node, lambda name: unit_of_name(contract, name)) or Unit.NUMBER
    rows = {peer.member: compared(reading(peer), _as_members(said), unit, contract, service, fields, peer) for peer in peers}
    own = tuple(sorted(scope.member))
    mine = next((rows[peer.member] for peer in peers if tuple(sorted(peer.member)) == own), None)
    if mine is None:
        return Blank()
    at, values = reading(scope), [taken for _, taken in rows.values()]
    others = [value for value in values if value != mine[1]]
    found = _place(at, said, mine[1], others)
    if said.gives == "share":
        peers_row = _row(at, "peers", "members compared", Total(tuple(looked_at for looked_at, _ in rows.values())))
        found = over(found, peers_row)
    if said.missing == "no_figure":
        unsure: list[Node] = [Not(Known(looked_at)) for looked_at, _ in rows.values()]
        found = If(Any(tuple(_in_rows(at, unsure))), Blank(), found)
    return If(Known(mine[1]), found, Blank())


def _peers(said: Rank, scope: Scope) -> Scope:
    """The scope of all peers: that of the member, without what tells it from them."""
    return Scope(scope.where, tuple((d, value) for d, value in scope.member if d not in said.each))


def _as_members(said: Rank) -> OverMembers:
    """What is taken of each peer, as figures over members take it."""
    return OverMembers(each=said.each, take="sum", of=said.of, among=said.among, missing=said.missing)


def _place(at: Reading, said: Rank, mine: Ref, others: list[Ref]) -> Node:
    """1, and one more for each better peer; of those that are as good all, half or none."""
    better: Relation = ">" if said.best == "highest" else "<"
    ahead = _row(at, "ahead", "members with a better value", _count(at, "ahead", better, mine, others))
    place = plus(ONE, ahead)
    if said.ties == "best_place":
        return place
    alike = _row(at, "alike", "members with the same value", _count(at, "alike", "=", mine, others))
    return plus(place, alike if said.ties == "worst_place" else over(alike, plus(ONE, ONE)))


def _count(at: Reading, name: str, relation: Relation, mine: Ref, others: list[Ref]) -> Node:
    """How many of the others are better than, or as good as, the member."""
    counts: list[Node] = [
        If(Known(other), If(Compare(relation, Steady(other), Steady(mine)), ONE, ZERO), ZERO) for other in others
    ]
    label = at.named(message("members with a better value" if name == "ahead" else "members with the same value"))
    total = at.draft.summed(f"{at.ident}.{name}{at.suffix}", label, counts, at.clause, unit=Unit.COUNT) if counts else ZERO
    return If(Known(mine), total, Blank())


def _row(at: Reading, name: str, text: str, formula: Node) -> Ref:
    return at.draft.row(f"{at.ident}.{name}{at.suffix}", at.named(message(text)), Unit.COUNT, formula, at.clause)


def _in_rows(at: Reading, conditions: list[Node]) -> list[Node]:
    """The conditions, not too many in one cell."""
    if len(conditions) <= 20:
        return conditions
    return [
        at.draft.row(f"{at.ident}.lacking_{number}{at.suffix}", at.named(message("a member lacks a figure")), Unit.TRUTH,
                     Any(tuple(conditions[start : start + 20])), at.clause)
        for number, start in enumerate(range(0, len(conditions), 20), 1)
    ]  # fmt: skip
