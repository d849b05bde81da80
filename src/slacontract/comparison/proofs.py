"""What a changed term does by itself, whatever was measured: a lower price is worse for the vendor, and needs no replay."""

from __future__ import annotations

from typing import Final, TypeAlias

from slacontract.comparison.differences import Difference
from slacontract.comparison.meaning import same
from slacontract.comparison.payouts import compare, sides
from slacontract.formula.nodes import Compare
from slacontract.formula.text import Expression, Figure, Share
from slacontract.languages import Message, message
from slacontract.model.billing.prices import Tier
from slacontract.model.fields import Noun
from slacontract.model.kpis.gates import Gate
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.limits import Limit
from slacontract.model.mixing import taking
from slacontract.quantities.numbers import Quantity

Proof: TypeAlias = "tuple[int, Message]"
"""1 where the vendor is paid more or as much whatever was measured, -1 where less or as much; and why."""

_MORE_IS_MORE: Final = {
    ("rate",): message("A price counts for every unit."), ("amount",): message("A fee is paid as it is written."),
    ("tiers", "steps"): message("Every tier is priced as it was, or all that differ the same way."),
    ("cap", "aht"): message("It is the most handle time that is paid."),
    ("cap", "excess_paid"): message("It is the share that is paid above the cap."),
    ("cap", "floor"): message("It is the least handle time that is paid."),
    ("cap", "hours"): message("They are the most hours that are paid."),
    ("billing_cap", "amount"): message("It is the most that the line bills."),
    ("ceiling", "amount"): message("It is the most that is passed through."),
}  # fmt: skip
_MORE_IS_LESS: Final = {
    ("included",): message("Included units have no price."),
    ("guarantee", "at_least"): message("The vendor credits what is missing from it."),
    ("free_short", "up_to"): message("Shorter contacts are not billed."),
    ("free_short", "below"): message("Shorter contacts are not billed."),
    ("free_short", "first"): message("So many short contacts are not billed."),
}
_COMES_AS_A_CUT: Final = {
    "cap": message("It cuts what is billed."), "billing_cap": message("It cuts what is billed."),
    "free_short": message("Short contacts are not billed."), "guarantee": message("The vendor credits what is missing from it."),
    "included": message("Included units have no price."),
}  # fmt: skip


def proven(difference: Difference) -> Proof | None:
    """What a difference does for the vendor by itself; None where it depends on what is measured."""
    rules = {"billing": _billing, "kpis": _kpi, "gates": _gate, "limits": _limit, "relief": _relief}
    rule = rules.get(difference.path[0])
    return rule(difference) if rule else None


def _sign(difference: Difference) -> int:
    """1 for what came, -1 for what went."""
    return {"added": 1, "removed": -1}.get(difference.kind, 0)


def _rise(old: object, new: object) -> int | None:
    """1 for a higher figure, -1 for a lower one; of shares, where they are of the same."""
    if isinstance(old, Share) and isinstance(new, Share) and old.of == new.of:
        old, new = old.percent, new.percent
    if isinstance(old, int) and isinstance(new, int):
        return 1 if new > old else -1
    if not (isinstance(old, Quantity) and isinstance(new, Quantity) and old.unit is new.unit):
        return None
    return 1 if new.value > old.value else -1


def _times(sign: int | None, why: Message) -> Proof | None:
    return (sign, why) if sign else None


def _billing(difference: Difference) -> Proof | None:
    path, rise = difference.path[2:], _rise(difference.old, difference.new) or _tiers(difference.old, difference.new)
    if not path:
        return _times(_sign(difference), message("What a line bills is paid."))
    if path in _MORE_IS_MORE:
        return _times(rise, _MORE_IS_MORE[path])
    if path in _MORE_IS_LESS:
        return _times(rise and -rise, _MORE_IS_LESS[path])
    if len(path) == 1 and path[0] in _COMES_AS_A_CUT:
        whole = difference.new or difference.old
        two_sided = isinstance(whole, Noun) and getattr(whole, "floor", None) is not None
        return None if two_sided else _times(-_sign(difference), _COMES_AS_A_CUT[path[0]])
    if path[0] == "premiums" and len(path) == 2:
        return _times(_sign(difference), message("A premium is paid beside the price."))
    return None


def _tiers(old: object, new: object) -> int | None:
    """1 where the same tiers have higher prices, some or all of them; -1 where they have lower ones."""
    if not (isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new)):
        return None
    if not all(isinstance(tier, Tier) for tier in (*old, *new)):
        return None
    if any(not same(taking(before, {"rate": after.rate}, after), after) for before, after in zip(old, new, strict=True)):
        return None  # something else than prices differs
    rises = [_rise(a.rate, b.rate) for a, b in zip(old, new, strict=True) if not same(a.rate, b.rate)]
    return rises[0] if len(set(rises)) == 1 else None


def _kpi(difference: Difference) -> Proof | None:
    path = difference.path[2:]
    rise = _rise(difference.old, difference.new)
    if not path:
        return _whole_kpi(difference)
    if path[0] in {"bands", "curve", "per_unit", "beyond"}:
        return _scale(difference, path[0])
    if path[0] == "relief":
        return _relief(difference)
    said: dict[tuple[str, ...], Proof | None] = {
        ("earn_back",): _times(_sign(difference), message("Penalties are given back.")),
        ("earn_back", "returns"): _times(rise, message("It is the share of penalties that is given back.")),
        ("repeat",): _times(-_sign(difference), message("A repeated failure costs more.")),
        ("repeat", "times"): _times(rise and -rise, message("A repeated failure costs so many times as much.")),
    }
    return said.get((path[0], *path[2:]) if path[0] == "repeat" else path)


def _whole_kpi(difference: Difference) -> Proof | None:
    kpi = difference.new or difference.old
    if not isinstance(kpi, Kpi) or not kpi.pays:
        return None
    side = sides(kpi)
    why = message("It pays no penalty.") if side == 1 else message("It pays no bonus.")
    return _times(side and side * _sign(difference), why)


def _scale(difference: Difference, key: str) -> Proof | None:
    """How the new scale compares, were it the only thing in the KPI that changed."""
    old, new = difference.inside
    if not (isinstance(old, Kpi) and isinstance(new, Kpi)):
        return None
    changed = taking(old, {key: getattr(new, key)}, new)
    both = old.pays and changed.pays
    return _times(compare(old, changed) if both else None, message("The scales were compared value by value."))


def _gate(difference: Difference) -> Proof | None:
    path = difference.path[2:]
    if not path:
        return _times(-_sign(difference), message("A gate holds back a bonus."))
    whole = difference.inside[1]
    if path == ("when",) and isinstance(whole, Gate) and whole.otherwise is not None:
        return _times(
            _stricter(difference.old, difference.new), message("A gate that is harder to meet holds back a bonus more often.")
        )
    if path == ("missing",):
        return _times(-1 if difference.new == "not_met" else 1, message("It is what holds where a figure is missing."))
    return None


def _stricter(old: object, new: object) -> int | None:
    """-1 for a condition that is harder to meet, 1 for one that is easier: the same comparison with another figure."""
    if not (isinstance(old, Expression) and isinstance(new, Expression)):
        return None
    before, after = old.node, new.node
    if not (isinstance(before, Compare) and isinstance(after, Compare) and before.relation == after.relation):
        return None
    if before.left != after.left or not (isinstance(before.right, Figure) and isinstance(after.right, Figure)):
        return None
    rise = _rise(before.right.quantity, after.right.quantity)
    return rise and {">": -rise, ">=": -rise, "<": rise, "<=": rise}.get(before.relation)


def _limit(difference: Difference) -> Proof | None:
    path = difference.path[2:]
    limit = difference.inside[1] or difference.inside[0]
    if difference.kind == "reordered" or not isinstance(limit, Limit) or limit.on == "net":
        return None
    side = -1 if limit.on == "penalty" else 1
    why = message("It is the most that penalties take.") if side == -1 else message("It is the most that bonuses give.")
    if not path:
        return _times(-side * _sign(difference), why)
    rise = _rise(difference.old, difference.new) if path == ("at_most",) else None
    return _times(rise and side * rise, why)


def _relief(difference: Difference) -> Proof | None:
    """A relief that came forgives; one that changes may do either."""
    relief = difference.new or difference.old
    effect = getattr(relief, "effect", None)
    forgives = effect is not None and effect.none == ("penalty",) and not effect.shares
    return _times(_sign(difference), message("It forgives penalties.")) if forgives else None
