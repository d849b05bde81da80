"""The billable average handle time: a cap and a collar, over each contact, each day or the period, one for all or by type."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, Compare, Greatest, If, Least, Node, Ref, Steady, minus, plus, times
from slacontract.languages import message
from slacontract.model.billing.minutes import HandleTimeCap
from slacontract.model.measures import Member
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.billing.prices.dated import Said, figure_of
from slacontract.settlement.billing.quantities.items import Item, Time, count_of, gathered, row, step

COUNTS = {"contact": "answered", "leg": "legs"}


def count_field(per: str) -> str:
    """The measure that counts what an average is taken over."""
    return COUNTS.get(per, per)


def by(cap: HandleTimeCap) -> tuple[str, dict[str, Quantity]]:
    """The dimension of caps by type and its figures; empty where one cap is for all."""
    return next(((str(name), {str(m): aht for m, aht in caps.items()}) for name, caps in cap.by.items()), ("", {}))


def capped(at: LineScope, cap: HandleTimeCap, time: Time) -> Time:
    """The time that is paid of what was worked."""
    time = gathered(at, time, cap.level, by(cap)[0] if cap.types == "apart" else "")
    most = {item.member: _most(at, cap, time, item) for item in time.items}

    def paid(item: Item) -> Node:
        limit = most[item.member]
        node: Node = item.seconds if limit is None else Least((item.seconds, limit))
        if cap.excess_paid and limit is not None:
            node = plus(node, times(share(at, cap), Greatest((ZERO, minus(item.seconds, limit)))))
        return _floored(at, cap, time, item, node)

    return step(at, "seconds", "seconds billed", time, paid)


def _most(at: LineScope, cap: HandleTimeCap, time: Time, item: Item) -> Ref | None:
    """The most seconds of an item, as a row; None where there is no cap."""
    name, caps = by(cap)
    count = count_field(cap.per)
    if not caps:
        if cap.aht is None:
            return None
        label = message("{line}: {what}", line=at.name, what=message("AHT cap"))
        most = figure_of(at, Said("cap.aht", label, Unit.SECONDS, what="AHT cap"), cap.aht)
        node: Node = times(most, count_of(at, time, item, count))
    else:
        typed = [(dimension, value) for dimension, value in item.member if dimension == name]
        members: list[Member] = [tuple(typed)] if typed else [((name, value),) for value in caps]
        node = plus(*(
            times(_type(at, name, value, caps[value]), count_of(at, time, item, count, ((name, value),)))
            for ((_, value),) in members if value in caps
        ))  # fmt: skip
    return row(at, "seconds_cap", "most seconds billable", item.member, Unit.SECONDS, item.known(node))


def _floored(at: LineScope, cap: HandleTimeCap, time: Time, item: Item, node: Node) -> Node:
    if cap.floor is None:
        return node
    least = times(_term(at, "floor", "least AHT that is paid", cap.floor), count_of(at, time, item, count_field(cap.per)))
    raised = Greatest((node, least))
    return If(Compare(">", Steady(item.seconds), ZERO), raised, ZERO) if time.level == "contact" else raised


def _term(at: LineScope, key: str, what: str, quantity: Quantity) -> Ref:
    label = message("{line}: {what}", line=at.name, what=message(what))
    return at.draft.term(f"billing.{at.name}.cap.{key}", label, quantity, at.clause)


def _type(at: LineScope, dimension: str, value: str, quantity: Quantity) -> Ref:
    label = message("{line}: AHT cap of {member}", line=at.name, member=value)
    return at.draft.term(f"billing.{at.name}.cap.{dimension}.{value}", label, quantity, at.clause)


def share(at: LineScope, cap: HandleTimeCap) -> Ref:
    """The term of the share of the seconds above a cap that is paid."""
    assert cap.excess_paid is not None, "asked for only where the cap has it"
    return _term(at, "excess_paid", "share of the excess that is paid", cap.excess_paid)
