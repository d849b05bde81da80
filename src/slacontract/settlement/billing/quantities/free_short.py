"""Free short contacts: those that end within so many seconds are not billed, all of them or the first of the period.

Contact by contact, each knows how many short ones there were up to it. With counters alone that works where all short contacts
cost the same: one first increment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    All,
    AnyKnown,
    Blank,
    Compare,
    If,
    Known,
    Least,
    Node,
    Ref,
    Relation,
    Steady,
    Total,
    minus,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import message
from slacontract.model.billing.counted import COMPONENTS, measures_of
from slacontract.model.billing.minutes import FreeShort, Increments
from slacontract.model.measures import Member
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.billing.quantities.increments import first_term
from slacontract.settlement.billing.quantities.items import Time, inputs, key_of, row, step

BLOCK: Final = 50
"""So many contacts are counted in one formula; the sum of those before stands in a row of its own."""


def count_field(rule: FreeShort) -> str:
    """The measure that counts short contacts, such as ended_in_30s."""
    return f"ended_{'in' if rule.up_to else 'under'}_{length_of(rule).value}s"


def without_free(at: LineScope, rule: FreeShort, time: Time) -> Time:
    """The time of the contacts, those that are free counted with 0 seconds."""
    short = _short(at, rule, [item.member for item in time.items])
    free = short if rule.first is None else _first(at, rule, short)
    after = step(at, "billable", "seconds that are not free", time, lambda item: _unless(free[item.member], item.seconds))
    return Time(time.level, after.items, free)


def _unless(free: Ref, seconds: Ref) -> Node:
    return If(Compare("=", free, ONE), ZERO, seconds)


def _short(at: LineScope, rule: FreeShort, members: Sequence[Member]) -> dict[Member, Ref]:
    """1 for each short contact, 0 for every other one."""
    figures = inputs(at, measures_of(rule.time, COMPONENTS), key_of("contact"))
    lengths = {m: row(at, "length", "length", m, Unit.SECONDS, _known_sum(figures.get(m, ()))) for m in members}
    label = message("{line}: length of a short contact", line=at.name)
    limit = at.draft.term(f"billing.{at.name}.free_short.length", label, length_of(rule), at.clause)
    relation: Relation = "<=" if rule.up_to else "<"

    def flag(length: Ref) -> Node:
        holds = All((Compare(">", Steady(length), ZERO), Compare(relation, Steady(length), limit)))
        return If(Known(length), If(holds, ONE, ZERO), ZERO)

    return {m: row(at, "short", "short contact", m, Unit.COUNT, flag(length)) for m, length in lengths.items()}


def _known_sum(rows: tuple[Ref, ...]) -> Node:
    return If(AnyKnown(rows), Total(rows), Blank()) if rows else Blank()


def _first(at: LineScope, rule: FreeShort, short: Mapping[Member, Ref]) -> dict[Member, Ref]:
    """1 for each of the first short contacts of the period, in their order."""
    most = most_free(at, rule)
    nodes: dict[Member, Node] = {}
    before: Node = ZERO
    members = list(short)
    for number, start in enumerate(range(0, len(members), BLOCK), 1):
        block = members[start : start + BLOCK]
        for place, member in enumerate(block, 1):
            so_far = plus(before, Total(tuple(short[m] for m in block[:place])))
            nodes[member] = If(All((Compare("=", short[member], ONE), Compare("<=", so_far, most))), ONE, ZERO)
        if start + BLOCK < len(members):
            label = message("{line}: short contacts, part {number}", line=at.title, number=number)
            node = plus(before, Total(tuple(short[m] for m in block)))
            before = at.draft.row(f"{at.ident}.short_part_{number}", label, Unit.COUNT, node, at.clause)
    return {m: row(at, "free", "free contact", m, Unit.COUNT, node) for m, node in nodes.items()}


def length_of(rule: FreeShort) -> Quantity:
    """How long a short contact is."""
    limit = rule.up_to or rule.below
    assert limit is not None, "check refuses a rule without a length"
    return limit


def most_free(at: LineScope, rule: FreeShort) -> Ref:
    """The term of how many are free in a period."""
    assert rule.first is not None, "asked for only where the rule has it"
    quantity = Quantity(mpq(rule.first), Unit.NUMBER, str(rule.first), rule.place_of("first"))
    return at.draft.term(f"billing.{at.name}.free_short.first", message("{line}: free short contacts", line=at.name), quantity,
                         at.clause)  # fmt: skip


def without_counted(at: LineScope, rule: FreeShort, increments: Increments, time: Time) -> Time:
    """The same from counters: each free contact costs one first increment, which ``check`` has seen."""
    short = at.needed(count_field(rule))
    node: Node = short if rule.first is None else Least((short, most_free(at, rule)))
    free = row(at, "free", "free contacts", (), Unit.COUNT, node)
    first = first_term(at, increments)
    after = step(at, "billable", "seconds that are not free", time, lambda item: minus(item.seconds, times(free, first)))
    return Time(time.level, after.items, {(): free})
