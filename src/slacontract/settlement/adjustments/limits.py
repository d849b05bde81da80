"""Limits: the most that KPIs may add or take, in the order of the contract. What a limit gives back is a line of its own.

Limits of each member come first, on one KPI, then on several; then those on all members of one KPI, of several, and of all. A
limit of a longer span counts what was settled in its earlier periods: on all KPIs after all limits, on one KPI or a group after
its own limits, for a later limit on all is not shared out among KPIs; of a member after the limits of each member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from slacontract.formula.nodes import Node, Ref
from slacontract.languages import Message, message
from slacontract.model.kpis.limits import Limit, kpis_of
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.adjustments.limiting import Bucket, Limiting, called, limited
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.draft import Clause, Draft, labelled
from slacontract.settlement.kpis.kpi_values import kpi_name
from slacontract.settlement.kpis.outcomes import Standing, bonus, penalty
from slacontract.settlement.service.scopes import Scope

_SETTLED: Final = {
    "bonus": "{what}: bonus settled", "penalty": "{what}: penalty settled", "net": "{what}: net settled",
}  # fmt: skip
_ALL: Final = message("All KPIs")
Members: TypeAlias = "Mapping[Scope, Bucket]"
"""What stands of a KPI or a group, member by member."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """What limits are applied to, and those that are declared, each with its name or number and its KPIs in order of name."""

    draft: Draft
    standing: Standing
    invoiced: Invoiced
    declared: tuple[tuple[str, Limit, tuple[Word, ...]], ...]

    def on(self, names: tuple[str, ...], *, each: bool) -> list[tuple[str, Limit]]:
        """The limits on exactly these KPIs, of each member or of all."""
        return [(number, limit) for number, limit, kpis in self.declared if kpis == names and bool(limit.each) == each]

    def groups(self) -> list[tuple[Word, ...]]:
        """KPIs that are limited together, each group once."""
        return list(dict.fromkeys(kpis for _, _, kpis in self.declared if len(kpis) > 1))

    def apply(self, own: list[tuple[str, Limit]], bucket: Bucket, ident: str, scope: Scope) -> Bucket:
        """What some limits leave, in their order."""
        for number, limit in own:
            bucket = limited(Limiting(self.draft, number, limit, self.invoiced, scope), bucket, ident)
        return bucket


def limits(draft: Draft, standing: Standing, invoiced: Invoiced) -> Bucket:
    """Yield all limits and return what is left of bonus and penalty."""
    draft.stage = "limits"
    declared = enumerate(draft.contract.limits or (), 1)
    at = _Stage(draft, standing, invoiced, tuple(
        (str(limit.name or number), limit, kpis_of(limit, draft.contract.kpis)) for number, limit in declared
    ))  # fmt: skip
    _keep_amounts(draft, standing)
    of_member = {name: _members_of_kpi(at, name) for name in dict.fromkeys(name for name, _ in standing.amounts)}
    buckets = {name: _of_kpi(at, name, members) for name, members in of_member.items()}
    for names in at.groups():
        parts = [of_member[str(name)] for name in names if name in of_member]
        members = _members_of_group(at, names, parts)
        one_by_one = [buckets.pop(str(name)) for name in names if name in buckets]
        buckets[_group(names)] = _of_group(at, names, list(members.values()) or one_by_one)
    everything = _due(draft, "adjustments", _ALL, [b.bonus for b in buckets.values()], [b.penalty for b in buckets.values()])
    everything = at.apply(at.on((), each=False), everything, "adjustments", Scope())
    return _told(draft, "adjustments", _ALL, [everything.bonus], [everything.penalty])


def _keep_amounts(draft: Draft, standing: Standing) -> None:
    """Keep what is due by member: another version may limit each member, and look back on this one."""
    for (name, member), amount in standing.amounts.items():
        draft.names.due.setdefault(f"kpi.{name}{standing.whole_of(member)}", []).append(amount)


def _members_of_kpi(at: _Stage, name: str) -> Members:
    """What the limits of each member leave of a KPI, member by member; nothing where no limit is of each of its members."""
    if not any(limit.each and name in kpis for _, limit, kpis in at.declared):
        return {}
    found = {}
    for scope in at.standing.scopes_of(name):
        ident = f"kpi.{name}{scope.member_suffix}"
        label = labelled("{name}", scope.member_name, name=kpi_name(name, at.draft.contract))
        amounts = tuple(at.standing.amounts[part] for part in at.standing.parts(name, scope.member_suffix))
        _remade(at.draft, ident, [ident], label)
        bucket = _due(at.draft, ident, label, bonus(amounts), penalty(amounts))
        bucket = at.apply(at.on((name,), each=True), bucket, ident, scope)
        found[scope] = _told(at.draft, ident, label, [bucket.bonus], [bucket.penalty])
    return found


def _members_of_group(at: _Stage, names: tuple[Word, ...], parts: list[Members]) -> Members:
    """What the limits of each member leave of several KPIs together, member by member; nothing without such limits."""
    own = at.on(names, each=True)
    found = {}
    for scope in dict.fromkeys(scope for part in parts for scope in part) if own else ():
        ident, suffix = f"{_group(names)}{scope.member_suffix}", scope.member_suffix
        label = labelled("{name}", scope.member_name, name=called(at.draft, names))
        here = [part[scope] for part in parts if scope in part]
        _remade(at.draft, ident, [f"kpi.{name}{suffix}" for name in names], label)
        bucket = _due(at.draft, ident, label, [b.bonus for b in here], [b.penalty for b in here])
        bucket = at.apply(own, bucket, ident, scope)
        found[scope] = _told(at.draft, ident, label, [bucket.bonus], [bucket.penalty])
    return found


def _remade(draft: Draft, ident: str, parts: list[str], label: Message) -> None:
    for side in _SETTLED:
        draft.names.remake[f"{ident}.{side}"] = partial(_of_member_there, ident=ident, parts=parts, side=side, label=label)


def _of_member_there(draft: Draft, ident: str, parts: list[str], side: str, label: Message) -> Ref:
    """What a version without limits of each member had of one: settled by KPI, or due before its limits on all members."""
    draft.stage = "limits"
    rows: list[Node] = []
    for part in parts:
        due = tuple(draft.names.due.get(part, ()))
        if f"{part}.{side}" in draft.rows:
            rows.append(Ref(f"{part}.{side}"))
        elif side == "net":
            rows += due
        else:
            rows += bonus(due) if side == "bonus" else penalty(due)
    return _sum(draft, f"{ident}.{side}", message(_SETTLED[side], what=label), rows)


def _of_kpi(at: _Stage, name: str, members: Members) -> Bucket:
    """What the limits on one KPI leave of it, over all its scopes; told without limits too, for those of a later version."""
    draft, ident, label = at.draft, f"kpi.{name}", kpi_name(name, at.draft.contract)
    amounts = at.standing.of(name)
    gained: list[Node] = [b.bonus for b in members.values()] if members else bonus(amounts)
    lost: list[Node] = [b.penalty for b in members.values()] if members else penalty(amounts)
    own = at.on((name,), each=False)
    if not own:
        return _told(draft, ident, label, gained, lost)
    bucket = at.apply(own, _due(draft, ident, label, gained, lost), ident, Scope())
    return _told(draft, ident, label, [bucket.bonus], [bucket.penalty])


def _group(names: tuple[Word, ...]) -> str:
    """How rows call KPIs that are limited together, in whichever order they are written."""
    return f"kpis.{'+'.join(names)}"


def _of_group(at: _Stage, names: tuple[Word, ...], parts: list[Bucket]) -> Bucket:
    """What the limits on several KPIs leave of them together: of their members, or of one after the other."""
    draft, ident, label = at.draft, _group(names), called(at.draft, names)
    for side in _SETTLED:
        draft.names.remake[f"{ident}.{side}"] = partial(_of_another, names=names, side=side, label=label)
    bucket = _due(draft, ident, label, [b.bonus for b in parts], [b.penalty for b in parts])
    bucket = at.apply(at.on(names, each=False), bucket, ident, Scope())
    return _told(draft, ident, label, [bucket.bonus], [bucket.penalty])


def _of_another(draft: Draft, names: tuple[Word, ...], side: str, label: Message) -> Ref:
    """What a version without the limit settled of the KPIs together, each after its own limits."""
    draft.stage = "limits"
    rows: list[Node] = [Ref(ident) for name in names if (ident := f"kpi.{name}.{side}") in draft.rows]
    return _sum(draft, f"{_group(names)}.{side}", message(_SETTLED[side], what=label), rows)


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
