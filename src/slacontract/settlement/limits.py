"""Limits: the most that KPIs may add or take, in the order of the contract. What a limit gives back is a line of its own.

A limit's amount is rounded like a line, so what it leaves is never above it, not even by a fraction of a coin. A limit of a
longer span counts what was settled in its earlier periods: on all KPIs after all limits, on one KPI or a group after its own
limits, for a later limit on all is not shared out among KPIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from slacontract.formula.nodes import ZERO, All, Greatest, Least, Node, Over, Ref, Since, minus, negative, plus, times
from slacontract.formula.text import Share
from slacontract.languages import Message, message
from slacontract.model.bases import FIGURES, Base, read_base
from slacontract.model.limits import Limit
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity, read_number
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import TOTAL, Invoiced
from slacontract.settlement.calendar import SPANS
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.figures import amount_of
from slacontract.settlement.indexation import indexed
from slacontract.settlement.kpi_values import kpi_name
from slacontract.settlement.outcomes import Standing, bonus, penalty
from slacontract.settlement.pools import POOLS, pool_row
from slacontract.settlement.scopes import Scope

_SETTLED: Final = {
    "bonus": "{what}: bonus settled", "penalty": "{what}: penalty settled", "net": "{what}: net settled",
}  # fmt: skip


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
    buckets: dict[str, Bucket] = {}
    for name in dict.fromkeys(name for name, _ in standing.amounts):
        own = [(number, limit) for number, limit in declared if limit.kpi == (name,)]
        buckets[name] = _of_kpi(draft, name, standing.of(name), own, invoiced)
    for names in dict.fromkeys(tuple(sorted(limit.kpi)) for _, limit in declared if len(limit.kpi) > 1):
        own = [(number, limit) for number, limit in declared if tuple(sorted(limit.kpi)) == names]
        members = [buckets.pop(str(name)) for name in names if name in buckets]
        buckets[_group(names)] = _of_group(draft, names, members, own, invoiced)
    everything = _due(draft, "adjustments", message("All KPIs"), [b.bonus for b in buckets.values()],
                      [b.penalty for b in buckets.values()])  # fmt: skip
    for number, limit in declared:
        if not limit.kpi:
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


def _group(names: tuple[Word, ...]) -> str:
    """How rows call KPIs that are limited together, in whichever order they are written."""
    return f"kpis.{'+'.join(names)}"


def _of_group(draft: Draft, names: tuple[Word, ...], members: list[Bucket], own: list[tuple[str, Limit]],
              invoiced: Invoiced) -> Bucket:  # fmt: skip
    """What the limits on several KPIs leave of them together."""
    ident, label = _group(names), _called(draft, names)
    for side in _SETTLED:
        draft.names.remake[f"{ident}.{side}"] = partial(_of_another, names=names, side=side, label=label)
    bucket = _due(draft, ident, label, [b.bonus for b in members], [b.penalty for b in members])
    for number, limit in own:
        bucket = _limited(draft, number, limit, bucket, ident, invoiced)
    return _told(draft, ident, label, [bucket.bonus], [bucket.penalty])


def _of_another(draft: Draft, names: tuple[Word, ...], side: str, label: Message) -> Ref:
    """What a version without the limit settled of the KPIs together, each after its own limits."""
    draft.stage = "limits"
    rows: list[Node] = [Ref(ident) for name in names if (ident := f"kpi.{name}.{side}") in draft.rows]
    return _sum(draft, f"{_group(names)}.{side}", message(_SETTLED[side], what=label), rows)


def _called(draft: Draft, names: tuple[Word, ...]) -> Message:
    """The names of KPIs in one label."""
    label = kpi_name(str(names[0]), draft.contract)
    for name in names[1:]:
        label = message("{one} + {other}", one=label, other=kpi_name(str(name), draft.contract))
    return label


def _due(draft: Draft, ident: str, what: Message, gained: list[Node], lost: list[Node]) -> Bucket:
    """What is due before the limits."""
    return Bucket(
        _sum(draft, f"{ident}.bonus.due", message("{what}: bonus due", what=what), gained),
        _sum(draft, f"{ident}.penalty.due", message("{what}: penalty due", what=what), lost),
    )


def _told(draft: Draft, ident: str, what: Message, gained: list[Node], lost: list[Node]) -> Bucket:
    """What is settled, under the names that yearly limits of later periods count by."""
    settled = Bucket(
        _sum(draft, f"{ident}.bonus", message(_SETTLED["bonus"], what=what), gained),
        _sum(draft, f"{ident}.penalty", message(_SETTLED["penalty"], what=what), lost),
    )
    draft.row(f"{ident}.net", message(_SETTLED["net"], what=what), Unit.MONEY, settled.net, Clause("total"))
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
    if limit.kpi:
        label = message("{what} ({scope})", what=label, scope=_called(draft, limit.kpi))
    amount = draft.closed(f"limit.{number}.amount", label, change, clause)
    draft.line(Line(id=f"limit.{number}", kind="limit", label=label, clause=clause, amount=amount.id,
                    exact=f"{amount.id}.exact"))  # fmt: skip


def _cap(draft: Draft, number: str, limit: Limit, clause: Clause, invoiced: Invoiced) -> Ref:
    label = message("Limit {number}: at most", number=number)
    if not isinstance(limit.at_most, Share):
        most = draft.term(f"limit.{number}.at_most", label, limit.at_most, clause)
        if limit.indexed_by is None:
            return most
        exact = indexed(draft, str(limit.indexed_by), most, f"limit.{number}.indexed", label, clause)
        return draft.closed(f"limit.{number}.cap", label, exact, clause)
    share = draft.term(f"limit.{number}.at_most", label, limit.at_most.percent, clause)
    base = _base(draft, number, limit, limit.at_most, clause, invoiced)
    # of a billing below zero nothing is let through, and a limit never turns a penalty into a bonus
    return draft.closed(f"limit.{number}.cap", label, Greatest((ZERO, times(share, base))), clause)


def _base(draft: Draft, number: str, limit: Limit, share: Share, clause: Clause, invoiced: Invoiced) -> Node:
    if share.of.startswith(POOLS):
        return pool_row(share.of.removeprefix(POOLS))
    if share.of == "billing_to_date":
        return Over("sum", Ref(TOTAL), _since(limit), 0)
    if share.of_figure:
        figure = Quantity(read_number(share.of), Unit.MONEY, share.of, share.at)
        return draft.term(f"limit.{number}.of", message("Limit {number}: share of", number=number), figure, clause)
    if share.of.startswith(FIGURES):
        return amount_of(draft, share.of.removeprefix(FIGURES), Scope(), clause)
    base = read_base(Word.placed(share.of, share.at))
    assert isinstance(base, Base)
    return invoiced.of(base, draft.contract)


def _since(limit: Limit) -> Since:
    """How windows of formulas call the span of a limit."""
    assert limit.every != "period", "check refuses a share of the billing to date of one period"
    return "year" if limit.every == "contract_year" else limit.every


def _room(draft: Draft, number: str, limit: Limit, clause: Clause, cap: Ref, ident: str) -> tuple[Node, Node]:
    """The lowest and the highest that the limit leaves in this period."""
    if limit.every == "period":
        return negative(cap), cap
    label = message("Limit {number}: used in the {span}", number=number, span=SPANS[limit.every])
    used = draft.row(f"limit.{number}.used", label, Unit.MONEY, Over("sum", Ref(f"{ident}.{limit.on}"), _since(limit), 1), clause)
    high = Greatest((ZERO, minus(cap, used)))
    low = Least((ZERO, minus(negative(cap), used)))
    return (
        draft.row(f"limit.{number}.low", message("Limit {number}: lowest", number=number), Unit.MONEY, low, clause),
        draft.row(f"limit.{number}.high", message("Limit {number}: highest", number=number), Unit.MONEY, high, clause),
    )
