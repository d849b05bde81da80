"""Rates: the price of one unit as it is in a period: by member, by date, ramped up, indexed, converted. Each step is a row."""

from __future__ import annotations

from slacontract.formula.nodes import ONE, Blank, If, Node, Ref, times
from slacontract.languages import Message, message
from slacontract.model.agreed import By, named_in
from slacontract.model.billing.lines import Adjusted, Priced
from slacontract.model.billing.prices import Ramp
from slacontract.model.billing.rates import RateOf
from slacontract.model.instances import Day
from slacontract.quantities.periods import Period
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.billing.prices.conversion import converted
from slacontract.settlement.billing.prices.dated import Said, ref_of, unit_said
from slacontract.settlement.billing.prices.indexation import indexed
from slacontract.settlement.draft import Clause, Unpriced
from slacontract.settlement.time import calendar


def price(at: LineScope, name: str, label: Message, said: RateOf, *, unit: Unit | None = None, ramped: bool = True) -> Ref:
    """A price of a line as it is in the period: the row (or term, where nothing changes it) that amounts are computed with.

    ``name`` ends the ids of its rows, ``billing.LINE.NAME``; ``unit`` where it is not that of the figures written.
    """
    line = at.line
    assert isinstance(line, Adjusted)
    own = unit or unit_said(at, said)
    if line.conversion is None or own is Unit.RATIO:
        found = ref_of(at, Said(name, label, unit), said)
    else:
        label = message("{what} in {currency}", what=label, currency=str(line.conversion.currency))
        found = ref_of(at, Said(name, label, Unit.NUMBER), said)
    if isinstance(line, Priced) and line.ramp is not None and ramped:
        found = _ramped(at, line.ramp, f"{_own(at, said)}.{name}.ramped", label, found)
    if line.indexed_by is not None:
        found = indexed(at.draft, str(line.indexed_by), found, f"{_own(at, said)}.{name}.indexed", label, at.clause)
    if line.conversion is not None and line.conversion.of == "rate" and own is not Unit.RATIO:
        found = converted(at, line.conversion, found, f"{_own(at, said)}.{name}.converted", label, own)
    return found


def _own(at: LineScope, said: RateOf) -> str:
    """The beginning of the ids of its rows: the line's, or the member's where members have prices of their own."""
    line = at.line
    by_member = isinstance(said, By) or any(True for _ in named_in(said))
    by_member = by_member or (isinstance(line, Priced) and line.ramp is not None and line.ramp.by is not None)
    return at.ident if by_member else f"billing.{at.name}"


def _unit(at: LineScope, ref: Ref) -> Unit:
    return (at.draft.rows.get(ref.id) or at.draft.terms[ref.id]).unit


def _member(at: LineScope, dimension: str) -> str:
    """The member of a dimension that a scope is about; ``check`` has seen that there is one."""
    chosen = {d: values[0] for d, values in at.scope.where} | dict(at.scope.member)
    return chosen[dimension]


def _ramped(at: LineScope, ramp: Ramp, ident: str, label: Message, found: Ref) -> Ref:
    factor = _ramp_by_member(at, ramp) if ramp.by is not None else _ramp_by_period(at, ramp)
    if ident in at.draft.rows:
        return Ref(ident)
    clause = Clause(ramp.clause, ramp.place)
    return at.draft.row(ident, message("{what}, ramp", what=label), _unit(at, found), times(found, factor), clause)


def _ramp_by_member(at: LineScope, ramp: Ramp) -> Ref:
    clause, member = Clause(ramp.clause, ramp.place), _member(at, str(ramp.by))
    label = message("{line}: ramp, {member}", line=at.name, member=member)
    share = next((share for key, share in ramp.pays.items() if key == member), None)
    if share is None:
        at.draft.unpriced.append(Unpriced(member, str(ramp.by), str(at.name), ramp.place_of("pays")))
        return at.draft.row(f"{at.ident}.ramp.absent", label, Unit.RATIO, Blank(), clause)
    return at.draft.term(f"billing.{at.name}.ramp.{member}", label, share, clause)


def _ramp_by_period(at: LineScope, ramp: Ramp) -> Ref:
    """The share of the price that the period pays: 100 % before the ramp begins and after its last step."""
    ident, clause = f"billing.{at.name}.ramp", Clause(ramp.clause, ramp.place)
    if ident in at.draft.rows:
        return Ref(ident)
    begins, ends = _days(at, ramp)
    result: Node = ONE
    for number, (step, day) in enumerate(zip(ramp.steps, begins, strict=False), 1):
        label = message("{line}: ramp, step {number}", line=at.name, number=number)
        share = at.draft.term(f"{ident}.{number}", label, step.pays, clause)
        result = If(calendar.since(at.draft, day, f"{ident}.{number}.from", label, clause), share, result)
    if ends is not None:
        label = message("{line}: end of the ramp", line=at.name)
        result = If(calendar.since(at.draft, ends, f"{ident}.end", label, clause), ONE, result)
    return at.draft.row(ident, message("{line}: ramp", line=at.name), Unit.RATIO, result, clause)


def _days(at: LineScope, ramp: Ramp) -> tuple[list[Day], Day | None]:
    """The first day of each step of a ramp that begins in the term, and the first day after the last step."""
    periods = at.draft.contract.schedule.periods()
    first = next(index for index, period in enumerate(periods) if period.start == ramp.from_)
    starts = [first + sum(step.periods for step in ramp.steps[:number]) for number in range(len(ramp.steps) + 1)]
    days = [_day(periods[start], ramp) for start in starts if start < len(periods)]
    return days[: len(ramp.steps)], days[-1] if len(days) > len(ramp.steps) else None


def _day(period: Period, ramp: Ramp) -> Day:
    found = Day(period.start.year, period.start.month, period.start.day)
    found.at = ramp.place_of("from")
    return found
