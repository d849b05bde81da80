"""Effects on amounts: what is left of a bonus and of a penalty, rounded like a line where it is a share."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, Greatest, Least, Node, Ref, Rounded, Steady, plus, times
from slacontract.languages import Message, message
from slacontract.model.kpis.effects import SIDES, Effect, Side
from slacontract.settlement.draft import Clause, Draft


def kept(draft: Draft, amount: Node, effect: Effect, shares: dict[Side, Ref], *, coins: bool = True) -> Node:
    """What an effect leaves of an amount, to the coin. ``shares`` are the terms of the sides of which a part is kept."""
    sides: dict[Side, Node] = {"bonus": Greatest((amount, ZERO)), "penalty": Least((amount, ZERO))}
    left = [_share(draft, sides[side], shares.get(side), coins=coins) for side in SIDES if side not in effect.none]
    if len(left) == len(SIDES) and not shares:
        return amount
    return plus(*left)


def share_terms(draft: Draft, prefix: str, what: Message, effect: Effect, clause: Clause) -> dict[Side, Ref]:
    """The shares that an effect keeps, as terms ``PREFIX.bonus`` and ``PREFIX.penalty``."""
    labels = {"bonus": "{what}: share of the bonus that is kept", "penalty": "{what}: share of the penalty that is kept"}
    return {
        side: draft.term(f"{prefix}.{side}", message(labels[side], what=what), share, clause)
        for side, share in effect.shared.items()
    }


def _share(draft: Draft, amount: Node, share: Ref | None, *, coins: bool) -> Node:
    """A share of an amount, to the coin: what is kept stands in no line, so the line that tells the change is exact."""
    if share is None:
        return amount
    part = times(amount, share)
    return Rounded(Steady(part), draft.decimals, draft.contract.rounding.mode) if coins else part
