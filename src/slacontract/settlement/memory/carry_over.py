"""Carry-over: a net that never falls below a floor; what a credit would take below it stands on the next period's invoice."""

from __future__ import annotations

from slacontract.formula.nodes import ONE, ZERO, Compare, Greatest, If, Known, Node, Over, Ref, minus, negative, plus, times
from slacontract.formula.text import Share
from slacontract.languages import Message, message
from slacontract.model.kpis.bases import Base, read_base
from slacontract.model.kpis.memory import CarryOver
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.pools import POOLS, pool_row
from slacontract.settlement.time.calendar import closing


def carry_over(draft: Draft, invoiced: Invoiced, net: Node) -> list[Ref]:
    """Yield what is brought from the period before and what is carried to the next one, as lines; return their amounts."""
    says = draft.contract.carry_over
    if says is None:
        return []
    draft.stage = "carry_over"
    clause = Clause(says.clause, says.place)
    brought = _brought(draft, clause)
    floor = _floor(draft, says, clause, invoiced)
    before = draft.row("carry_over.net", message("Net before it is carried over"), Unit.MONEY, plus(net, brought), clause)
    short = draft.row("carry_over.short", message("Credit that the floor of the net leaves over"), Unit.MONEY,
                      Greatest((ZERO, minus(floor, before))), clause)  # fmt: skip
    last = closing(draft, "term")
    carried = _line(draft, "carried", message("Credit carried to the next period"), If(last, ZERO, short), clause)
    amounts = [brought, carried]
    if says.at_end == "lapses":
        amounts.append(_line(draft, "lapsed", message("Credit lost at the end of the term"), If(last, short, ZERO), clause))
    _proofs(draft, says, clause, before, floor, amounts)
    return amounts


def _brought(draft: Draft, clause: Clause) -> Ref:
    earlier = Ref("carry_over.carried.amount", 1)
    label = message("Credit carried from the period before")
    return _line(draft, "brought", label, If(Known(earlier), negative(earlier), ZERO), clause)


def _floor(draft: Draft, says: CarryOver, clause: Clause, invoiced: Invoiced) -> Ref:
    label = message("Floor of the net")
    if not isinstance(says.at_least, Share):
        return draft.term("carry_over.at_least", label, says.at_least, clause)
    share = draft.term("carry_over.at_least", label, says.at_least.percent, clause)
    floor = Greatest((ZERO, times(share, _base(draft, says.at_least, invoiced))))
    return draft.closed("carry_over.floor", label, floor, clause, steady=True)


def _base(draft: Draft, share: Share, invoiced: Invoiced) -> Node:
    if share.of.startswith(POOLS):
        return pool_row(share.of.removeprefix(POOLS))
    base = read_base(Word.placed(share.of, share.at))
    assert isinstance(base, Base), "check refuses a floor of something else"
    return invoiced.of(base, draft.contract)


def _line(draft: Draft, name: str, label: Message, exact: Node, clause: Clause) -> Ref:
    ident = f"carry_over.{name}"
    amount = draft.closed(f"{ident}.amount", label, exact, clause)
    draft.line(Line(id=ident, kind="carry_over", label=label, clause=clause, amount=amount.id, exact=f"{amount.id}.exact"))
    return amount


def _proofs(draft: Draft, says: CarryOver, clause: Clause, before: Ref, floor: Ref, amounts: list[Ref]) -> None:
    """The net keeps its floor, and all that was ever carried has been brought, or stands to be."""
    brought, carried, *lapsed = amounts
    kept: Node = draft.not_above(floor, plus(before, carried, *lapsed))
    if says.at_end == "paid":
        kept = If(closing(draft, "term"), Compare("=", ONE, ONE), kept)
    draft.proof("carry_over.kept", message("The net keeps its floor"), kept, clause)
    ever = plus(Over("sum", carried, "term", 1), Over("sum", brought, "term", 0))
    draft.proof("carry_over.conserved", message("All credit that was carried over has been brought forward"),
                Compare("=", draft.to_the_coin(ever), ZERO), clause)  # fmt: skip
