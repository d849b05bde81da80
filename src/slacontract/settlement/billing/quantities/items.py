"""Items: the seconds of a line contact by contact, day by day or of the period, and how finer ones add up to coarser ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from slacontract.formula.nodes import ONE, AnyKnown, Blank, If, Known, Node, Ref, Total, minus
from slacontract.languages import Message, message
from slacontract.model.billing.minutes import Level
from slacontract.model.measures import CONTACT, DAY, Member
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.service.scopes import Scope, input_row

FINENESS: Final[Mapping[Level, int]] = {"contact": 0, "day": 1, "period": 2}


@dataclass(frozen=True, slots=True)
class Item:
    """One contact, one day, one type of contact, or the whole period (no member), with its seconds."""

    member: Member
    seconds: Ref

    def has(self, member: Member) -> bool:
        """Whether something measured on a member belongs to it."""
        return set(self.member) <= set(member)

    def known(self, node: Node) -> Node:
        """A node over its seconds, blank where there was no such contact or day."""
        return If(Known(self.seconds), node, Blank()) if self.member else node


@dataclass(frozen=True)
class Time:
    """The seconds of a line at one level. ``free`` has, for each contact that can be free of charge, the row that counts it."""

    level: Level
    items: tuple[Item, ...]
    free: Mapping[Member, Ref] = field(default_factory=dict)


def step(at: LineScope, name: str, text: str, time: Time, node: Callable[[Item], Node]) -> Time:
    """The items after one more step: a row for each."""
    rows = tuple(Item(item.member, row(at, name, text, item.member, Unit.SECONDS, item.known(node(item)))) for item in time.items)
    return Time(time.level, rows, time.free)


def row(at: LineScope, name: str, text: str, member: Member, unit: Unit, node: Node) -> Ref:
    """One row of an item: ``billing.care.seconds[day=07]``."""
    label = message("{line}: {what}", line=at.title, what=told(text, member))
    return at.draft.row(f"{at.ident}.{name}{Scope(member=member).suffix}", label, unit, node, at.clause)


def told(text: str, member: Member) -> Message:
    """A label with the item in brackets: ``seconds billed (day 07)``."""
    if not member:
        return message(text)
    said = [_said(dimension, value) for dimension, value in member]
    where = reduce(lambda one, other: message("{one}, {other}", one=one, other=other), said)
    return message("{what} ({where})", what=message(text), where=where)


def _said(dimension: str, value: str) -> Message:
    text = {DAY: "day {value}", CONTACT: "contact {value}"}.get(dimension, "{value}")
    return message(text, value=value)


def key_of(level: Level, by: str = "") -> Callable[[Member], Member]:
    """What tells items apart at a level: the whole member of a contact, the day, and a dimension where one is asked for."""
    kept = {"contact": None, "day": {DAY, by}, "period": {by}}[level]
    return lambda member: member if kept is None else tuple((d, v) for d, v in member if d in kept)


def inputs(at: LineScope, fields: Sequence[str], key: Callable[[Member], Member]) -> dict[Member, tuple[Ref, ...]]:
    """The figures of some fields in the line's scope, by item, in order of item."""
    found: dict[Member, list[Ref]] = {}
    for name in fields:
        for member in at.service.within(name, at.scope):
            found.setdefault(key(member), []).append(input_row(at.draft, name, member))
    return {member: tuple(found[member]) for member in sorted(found)}


def measured(at: LineScope, fields: Sequence[str], deduct: Sequence[str], level: Level, by: str = "", *,
             name: str = "time") -> Time:  # fmt: skip
    """The measured seconds at a level, less those that do not count."""
    whole = at.needed(*fields)
    less = at.needed(*deduct) if deduct else None
    if level == "period" and not by:
        return Time(level, (Item((), at.net(whole, less)),))
    key = key_of(level, by)
    taken = inputs(at, deduct, key)
    items = []
    for member, rows in inputs(at, fields, key).items():
        node: Node = Total(rows)
        if member in taken:
            node = minus(node, Total(taken[member]))
        known = If(AnyKnown(rows), node, Blank())
        items.append(Item(member, row(at, name, "seconds measured", member, Unit.SECONDS, known)))
    return Time(level, tuple(items))


def gathered(at: LineScope, time: Time, level: Level, by: str = "") -> Time:
    """Finer items added up to a coarser level; as they are where they stand there already."""
    key = key_of(level, by)
    groups: dict[Member, list[Ref]] = {}
    for item in time.items:
        groups.setdefault(key(item.member), []).append(item.seconds)
    if all(len(rows) == 1 for rows in groups.values()) and set(groups) == {item.member for item in time.items}:
        return Time(level, time.items, time.free)
    if not groups:
        groups = {(): []}
    name = "time_sum" if level == "period" and not by else "time_sums"
    items = tuple(
        Item(member, row(at, name, "seconds in all", member, Unit.SECONDS, Total(tuple(rows)))) for member, rows in groups.items()
    )
    return Time(level, items, time.free)


def count_of(at: LineScope, time: Time, item: Item, name: str, within: Member = ()) -> Node:
    """How many contacts an item has, those that are free of charge left out; ``within`` narrows it to one type of contact."""
    if time.level == "contact":
        return ONE
    if not item.member and not within:
        counted: Node = at.needed(name)
    else:
        wanted = {*item.member, *within}
        members = [member for member in at.service.within(name, at.scope) if wanted <= set(member)]
        counted = Total(tuple(input_row(at.draft, name, member) for member in members))
    free = tuple(ref for member, ref in time.free.items() if {*item.member, *within} <= set(member))
    return minus(counted, Total(free)) if free else counted
