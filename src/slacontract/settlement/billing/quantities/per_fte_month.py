"""Per FTE-month: full-time agents as they were counted, or as hours worked divided by those that one has in the period."""

from __future__ import annotations

from slacontract.catalogue.kpis import field_unit
from slacontract.formula.nodes import (
    ZERO,
    AnyKnown,
    Blank,
    Compare,
    If,
    Known,
    Node,
    Ref,
    Steady,
    Total,
    minus,
    over,
    plus,
)  # fmt: skip
from slacontract.languages import message
from slacontract.model.billing.hours import FullTime, PerFteMonth
from slacontract.model.measures import Member
from slacontract.quantities.numbers import SECONDS_PER_HOUR, Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope, unit_term
from slacontract.settlement.billing.quantities.counted import finished
from slacontract.settlement.billing.quantities.per_fte_hour import worked
from slacontract.settlement.draft import Required
from slacontract.settlement.service.scopes import Scope, input_row


def fields(line: PerFteMonth) -> tuple[str, ...]:
    """The base fields it needs; the standard is read where it was measured, which may be for the site or for all."""
    if line.equivalent is None:
        return (str(line.fte), *map(str, line.deduct))
    hours, less = worked(line.equivalent.of, line.deduct)
    return (*hours, *less)


def standard(line: PerFteMonth) -> tuple[str, ...]:
    """The field of what one full-time agent has in the period, where it is measured."""
    if line.equivalent is None or isinstance(line.equivalent.standard, Quantity):
        return ()
    return (str(line.equivalent.standard),)


def billed(at: LineScope, line: PerFteMonth) -> Billed:
    """Yield the full-time equivalents."""
    if line.equivalent is None:
        assert line.fte is not None, "check refuses a line that says neither"
        less = at.needed(*map(str, line.deduct)) if line.deduct else None
        return finished(at, line, at.net(at.needed(str(line.fte)), less), Unit.FTE)
    return finished(at, line, _equivalent(at, line, line.equivalent), Unit.FTE)


def _equivalent(at: LineScope, line: PerFteMonth, rule: FullTime) -> Ref:
    hours, less = worked(rule.of, line.deduct)
    whole = at.net(at.needed(*hours), at.needed(*less) if less else None)
    if isinstance(rule.standard, Quantity):
        node = over(whole, _written(at, rule.standard))
    else:
        node = _by_standards(at, (hours, less), str(rule.standard))
    return at.draft.row(f"{at.ident}.fte", at.label("full-time equivalents"), Unit.FTE, node, at.clause)


def _written(at: LineScope, standard: Quantity) -> Node:
    """The standard that the contract has itself; a duration in hours."""
    label = message("{line}: standard of one full-time agent", line=at.name)
    term = at.draft.term(f"billing.{at.name}.standard", label, standard, at.clause)
    if standard.unit is not Unit.SECONDS:
        return term
    return over(term, unit_term(at.draft, "seconds_per_hour", "Seconds in an hour", SECONDS_PER_HOUR))


def _by_standards(at: LineScope, fields_of: tuple[tuple[str, ...], tuple[str, ...]], name: str) -> Node:
    """The sum over the parts of the service that have a standard of their own, such as the sites."""
    standards = at.service.members_of.get(name, ())
    groups: dict[Member | None, tuple[list[Ref], list[Ref]]] = {}
    for place, fields_there in enumerate(fields_of):
        for field in fields_there:
            for member in at.service.within(field, at.scope):
                group = groups.setdefault(_nearest(standards, member), ([], []))
                group[place].append(input_row(at.draft, field, member))
    return plus(*(_part(at, name, member, hours, less) for member, (hours, less) in groups.items()))


def _nearest(standards: tuple[Member, ...], member: Member) -> Member | None:
    """The standard that holds for a member: the one measured on most of its own dimensions."""
    return max((s for s in standards if set(s) <= set(member)), key=len, default=None)


def _part(at: LineScope, name: str, member: Member | None, hours: list[Ref], less: list[Ref]) -> Ref:
    """The full-time equivalents of what has one standard."""
    draft, scope = at.draft, Scope(member=member or ())
    where = scope.member_name or message("in all")
    worked_label = message("{line}: hours of one standard, {where}", line=at.title, where=where)
    known = If(AnyKnown(tuple(hours)), minus(Total(tuple(hours)), Total(tuple(less))), Blank())
    total = draft.row(f"{at.ident}.worked{scope.suffix}", worked_label, draft.rows[hours[0].id].unit, known, at.clause)
    standard: Node = Blank()
    if member is not None:
        given = input_row(draft, name, member)
        standard = If(Known(given), If(Compare(">", Steady(given), ZERO), given, Blank()), Blank())
    label = message("{line}: standard of one full-time agent, {where}", line=at.title, where=where)
    one = draft.row(f"{at.ident}.standard{scope.suffix}", label, field_unit(name), standard, at.clause)
    draft.required.append(Required(one.id, name, at.scope.where, at.clause, (total.id,)))
    label = message("{line}: full-time equivalents, {where}", line=at.title, where=where)
    return draft.row(f"{at.ident}.equivalent{scope.suffix}", label, Unit.FTE, If(Known(total), over(total, one), ZERO), at.clause)
