"""Limits: the most that KPIs may add or take, in the order of the contract. What a limit gives back is a line of its own.

A limit's amount is rounded like a line, so what it leaves is never above it, not even by a fraction of a coin. A yearly limit
counts what was settled in the earlier periods of the contract year: on all KPIs after all limits, on one KPI after the limits on
that KPI, for a later limit on all is not shared out among KPIs.
"""

from __future__ import annotations

from dataclasses import dataclass

from slacontract.formula.nodes import ZERO, All, Greatest, Least, Node, Over, Ref, minus, negative, plus, times
from slacontract.formula.text import Share
from slacontract.languages import Message, message
from slacontract.model.bases import Base, read_base
from slacontract.model.limits import Limit
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import TOTAL, Invoiced
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpi_values import kpi_name
from slacontract.settlement.outcomes import Standing, bonus, penalty
from slacontract.settlement.pools import POOLS, pool_row


@dataclass(frozen=True, slots=True)
class Bucket:
    """Bonus (at least 0) and penalty (at most 0), as they stand."""

    bonus: Ref
    penalty: Ref

    @property
    def net(self) -> Node:
        """Both together."""
        return plus(self.bonus, self.penalty)


def limits(draft: Draft, standing: Standing, invoiced: Invoiced) -> Bucket:
    """Yield all limits and return what is left of bonus and penalty."""
    draft.stage = "limits"
    declared = [(str(limit.name or number), limit) for number, limit in enumerate(draft.contract.limits or (), 1)]
    bonuses: list[Node] = []
    penalties: list[Node] = []
    for name in dict.fromkeys(name for name, _ in standing.amounts):
        own = [(number, limit) for number, limit in declared if limit.kpi == name]
        bucket = _of_kpi(draft, name, standing.of(name), own, invoiced)
        bonuses.append(bucket.bonus)
        penalties.append(bucket.penalty)
    everything = _due(draft, "adjustments", message("All KPIs"), bonuses, penalties)
    for number, limit in declared:
        if limit.kpi is None:
            everything = _limited(draft, number, limit, everything, "adjustments", invoiced)
    return _told(draft, "adjustments", message("All KPIs"), [everything.bonus], [everything.penalty])


def _of_kpi(draft: Draft, name: str, amounts: tuple[Ref, ...], own: list[tuple[str, Limit]], invoiced: Invoiced) -> Bucket:
    """What the limits on one KPI leave of it, over all its scopes; told without limits too, for those of a later version."""
    label = kpi_name(name, draft.contract)
    if not own:
        return _told(draft, f"kpi.{name}", label, bonus(amounts), penalty(amounts))
    bucket = _due(draft, f"kpi.{name}", label, bonus(amounts), penalty(amounts))
    for number, limit in own:
        bucket = _limited(draft, number, limit, bucket, f"kpi.{name}", invoiced)
    return _told(draft, f"kpi.{name}", label, [bucket.bonus], [bucket.penalty])


def _due(draft: Draft, ident: str, what: Message, gained: list[Node], lost: list[Node]) -> Bucket:
    """What is due before the limits."""
    return Bucket(
        _sum(draft, f"{ident}.bonus.due", message("{what}: bonus due", what=what), gained),
        _sum(draft, f"{ident}.penalty.due", message("{what}: penalty due", what=what), lost),
    )


def _told(draft: Draft, ident: str, what: Message, gained: list[Node], lost: list[Node]) -> Bucket:
    """What is settled, under the names that yearly limits of later periods count by."""
    settled = Bucket(
        _sum(draft, f"{ident}.bonus", message("{what}: bonus settled", what=what), gained),
        _sum(draft, f"{ident}.penalty", message("{what}: penalty settled", what=what), lost),
    )
    draft.row(f"{ident}.net", message("{what}: net settled", what=what), Unit.MONEY, settled.net, Clause("total"))
    return settled


def _sum(draft: Draft, ident: str, label: Message, items: list[Node]) -> Ref:
    clause = Clause("total")
    return draft.row(ident, label, Unit.MONEY, draft.summed(ident, label, items, clause), clause)


def _limited(draft: Draft, number: str, limit: Limit, bucket: Bucket, ident: str, invoiced: Invoiced) -> Bucket:
    clause = Clause(limit.clause, limit.place)
    cap = _cap(draft, number, limit, clause, invoiced)
    low, high = _room(draft, number, limit, clause, cap, ident)
    bonus_left: Node = bucket.bonus
    penalty_left: Node = bucket.penalty
    if limit.on == "bonus":
        bonus_left = Least((bucket.bonus, high))
    elif limit.on == "penalty":
        penalty_left = Greatest((bucket.penalty, low))
    else:
        bonus_left = plus(bucket.bonus, Least((ZERO, minus(high, bucket.net))))
        penalty_left = plus(bucket.penalty, Greatest((ZERO, minus(low, bucket.net))))
    left = Bucket(
        draft.row(f"limit.{number}.bonus", message("Bonus after limit {number}", number=number), Unit.MONEY, bonus_left, clause),
        draft.row(f"limit.{number}.penalty", message("Penalty after limit {number}", number=number), Unit.MONEY, penalty_left,
                  clause),
    )  # fmt: skip
    _line(draft, number, limit, clause, minus(left.net, bucket.net))
    kept = {
        "bonus": draft.not_above(left.bonus, high),
        "penalty": draft.not_above(low, left.penalty),
        "net": All((draft.not_above(left.net, high), draft.not_above(low, left.net))),
    }[limit.on]
    draft.proof(f"limit.{number}.kept", message("Limit {number} is kept", number=number), kept, clause)
    return left


def _line(draft: Draft, number: str, limit: Limit, clause: Clause, change: Node) -> None:
    what = {"bonus": "Limit {number} on bonuses", "penalty": "Limit {number} on penalties",
            "net": "Limit {number} on bonuses less penalties"}[limit.on]  # fmt: skip
    label = message(what, number=number)
    if limit.kpi is not None:
        label = message("{what} ({scope})", what=label, scope=kpi_name(str(limit.kpi), draft.contract))
    amount = draft.closed(f"limit.{number}.amount", label, change, clause)
    draft.line(Line(id=f"limit.{number}", kind="limit", label=label, clause=clause, amount=amount.id,
                    exact=f"{amount.id}.exact"))  # fmt: skip


def _cap(draft: Draft, number: str, limit: Limit, clause: Clause, invoiced: Invoiced) -> Ref:
    label = message("Limit {number}: at most", number=number)
    if not isinstance(limit.at_most, Share):
        return draft.term(f"limit.{number}.at_most", label, limit.at_most, clause)
    share = draft.term(f"limit.{number}.at_most", label, limit.at_most.percent, clause)
    return draft.closed(f"limit.{number}.cap", label, times(share, _base(draft, limit.at_most, invoiced)), clause)


def _base(draft: Draft, share: Share, invoiced: Invoiced) -> Node:
    if share.of.startswith(POOLS):
        return pool_row(share.of.removeprefix(POOLS))
    if share.of == "billing_to_date":
        return Over("sum", Ref(TOTAL), "year", 0)
    base = read_base(Word.placed(share.of, share.at))
    assert isinstance(base, Base)
    return invoiced.of(base, draft.contract)


def _room(draft: Draft, number: str, limit: Limit, clause: Clause, cap: Ref, ident: str) -> tuple[Node, Node]:
    """The lowest and the highest that the limit leaves in this period."""
    if limit.every == "period":
        return negative(cap), cap
    used = draft.row(f"limit.{number}.used", message("Limit {number}: used in the contract year", number=number), Unit.MONEY,
                     Over("sum", Ref(f"{ident}.{limit.on}"), "year", 1), clause)  # fmt: skip
    high = Greatest((ZERO, minus(cap, used)))
    low = Least((ZERO, minus(negative(cap), used)))
    return (
        draft.row(f"limit.{number}.low", message("Limit {number}: lowest", number=number), Unit.MONEY, low, clause),
        draft.row(f"limit.{number}.high", message("Limit {number}: highest", number=number), Unit.MONEY, high, clause),
    )
