"""Values of indices: from the contract where it has them, else from the measures of their month; chained over a successor."""

from __future__ import annotations

from slacontract.formula.nodes import All, Blank, Compare, If, Known, Node, Over, Ref, times
from slacontract.languages import message
from slacontract.model.billing.indices import Index, first_day
from slacontract.model.instances import Day
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.service.scopes import input_row
from slacontract.settlement.time import calendar


def value(draft: Draft, name: str, point: str) -> Ref:
    """The value of an index in a month, quarter or year; blank as long as nothing has it."""
    ident = f"index.{name}.{point}"
    if ident in draft.rows:
        return Ref(ident)
    index = draft.contract.indices[Word(name)]
    clause = Clause("index", index.place)
    label = message("{index} of {point}", index=index.name, point=point)
    if point in index.values:
        return draft.term(ident, label, index.values[Word(point)], clause)
    return draft.row(ident, label, Unit.NUMBER, _computed(draft, name, index, point), clause)


def _computed(draft: Draft, name: str, index: Index, point: str) -> Node:
    following = index.successor
    if following is not None and first_day(following.from_) <= first_day(point):
        label = message("{index}: link to its successor", index=index.name)
        link = draft.term(f"index.{name}.link", label, following.link, Clause("index", following.place))
        new = value(draft, str(following.index), point)
        return times(new, link) if new.id in draft.terms else If(Known(new), times(new, link), Blank())
    return Over("highest", _read(draft, name, index, point), "term", 0) if index.field else Blank()


def _read(draft: Draft, name: str, index: Index, point: str) -> Ref:
    """The figure of the period that holds the first day of the month; every later period remembers it."""
    ident = f"index.{name}.{point}.read"
    draft.names.remake[ident] = lambda other: _read(other, name, index, point)
    label = message("{index} of {point}, as measured", index=index.name, point=point)
    clause = Clause("index", index.place)
    found = input_row(draft, str(index.field), ())
    first = first_day(point)
    day = Day(first.year, first.month, first.day)
    when = calendar.date_term(draft, day, f"index.{name}.{point}.day", message("{index}: {point}", index=index.name, point=point),
                              clause)  # fmt: skip
    holds = (Compare("<=", calendar.first_day(draft), when), Compare(">=", calendar.last_day(draft), when))
    return draft.row(ident, label, Unit.NUMBER, If(All((*holds, Known(found))), found, Blank()), clause)
