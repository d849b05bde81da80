"""KPI outcomes: whether the target was met, and, apart from that, what the result pays, as lines of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from slacontract.formula.nodes import (
    ZERO,
    All,
    Any,
    Blank,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Not,
    Ref,
    minus,
    negative,
    plus,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.kpis.kpi import points_count_against
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.draft import Draft, Line, Outcome
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.kpis.shown import shown
from slacontract.settlement.kpis.worth import worth
from slacontract.settlement.memory.next_billing import LAST_PERIOD, held_before, of_next_billing
from slacontract.settlement.memory.repeats import repeated
from slacontract.settlement.scales import bands, curve, matrix, of_value, per_unit, slabs
from slacontract.settlement.scales.payment import Payment, Scale
from slacontract.settlement.service.scopes import Scope, Service

Member: TypeAlias = tuple[str, str]
"""A KPI and, as its rows have it, the member that is judged: ``("aht", "[site=madrid]")``."""


@dataclass
class Standing:
    """How much each KPI stands at, in each scope, as repeats, gates and limits go over it: in money, or in points."""

    amounts: dict[Member, Ref] = field(default_factory=dict)
    points: dict[Member, Ref] = field(default_factory=dict)
    scored: dict[Member, Node] = field(default_factory=dict)
    """Whether the points are those of a result, or owed for want of one; else there is nothing to weigh."""
    scopes: dict[Member, Scope] = field(default_factory=dict)
    """The member that each amount is of."""
    of_before: set[Member] = field(default_factory=set)
    """Those whose amount is what the period before gave, so that what is asked of its result is asked of that period."""

    def put(self, value: KpiValue, amounts: tuple[Ref, ...]) -> Ref:
        """Put in what a result pays; of what is taken of the next billing the parts, of which one is of the period itself."""
        key = (str(value.name), value.scope.member_suffix)
        self.amounts[key] = amounts[0]
        self.scopes[key] = Scope(member=value.scope.member)
        if value.kpi.base_period == "next":
            self.of_before.add(key)
            if len(amounts) > 1:
                self.amounts[key[0], key[1] + LAST_PERIOD] = amounts[1]
        return amounts[-1]

    def parts(self, kpi: str, member: str) -> tuple[Member, ...]:
        """The keys under which the amounts of a member stand."""
        return tuple(key for key in ((kpi, member), (kpi, member + LAST_PERIOD)) if key in self.amounts)

    def scopes_of(self, kpi: str) -> tuple[Scope, ...]:
        """The members on which a KPI is judged."""
        return tuple(scope for (name, _), scope in self.scopes.items() if name == kpi)

    def whole_of(self, member: str) -> str:
        """How the rows of a member call it, also where the amount is the part of its last period."""
        return member.removesuffix(LAST_PERIOD)

    def asked(self, draft: Draft, key: Member, row: Ref, *, unknown: Node) -> Node:
        """A condition as it was in the period that gave the amount."""
        return held_before(draft, row, unknown=unknown) if key in self.of_before else row

    def of(self, kpi: str) -> tuple[Ref, ...]:
        """The amounts of a KPI in all its scopes."""
        return tuple(ref for (name, _), ref in self.amounts.items() if name == kpi)

    def points_of(self, kpi: str) -> tuple[Ref, ...]:
        """The points of a KPI in all its scopes."""
        return tuple(ref for (name, _), ref in self.points.items() if name == kpi)

    def change(self, draft: Draft, line: Line, step: str, after: Mapping[Member, Node]) -> None:
        """Put new amounts for old ones. What that takes away or adds, over all of them, is the amount of a line of its own.

        ``line`` says what the line is called and rests on; its rows are ``IDENT.amount``. ``step`` ends the ids of the rows that
        hold the amounts as they stand then: ``kpi.aht[site=madrid].gate_1``.
        """
        changes: list[Node] = []
        for (name, member), node in after.items():
            before = self.amounts[name, member]
            self.amounts[name, member] = passed = _passed(draft, line, f"kpi.{name}{member}.{step}", before, node)
            changes.append(minus(passed, before))
        ident = f"{line.id}.amount"
        closed = draft.closed(ident, line.label, draft.summed(ident, line.label, changes, line.clause), line.clause)
        draft.line(replace(line, amount=closed.id, exact=f"{closed.id}.exact"))

    def change_points(self, draft: Draft, line: Line, step: str, after: Mapping[Member, Node]) -> None:
        """Put new points for old ones, in the same way. Points are no money, so there is no line: the rows say it."""
        for (name, member), node in after.items():
            self.points[name, member] = _passed(draft, line, f"kpi.{name}{member}.{step}", self.points[name, member], node)


def _passed(draft: Draft, line: Line, ident: str, before: Ref, after: Node) -> Ref:
    row = draft.rows[before.id]
    label = message("{kpi}: after {line}", kpi=row.label, line=line.label)
    return draft.row(ident, label, row.unit, after, line.clause)


def outcomes(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]], invoiced: Invoiced) -> Context:
    """Yield status, payment and lines of every KPI that is measured."""
    draft.stage = "outcomes"
    at = Context(draft, service, values, invoiced, Standing())
    for scopes in values.values():
        for value in scopes:
            outcome(at, value)
    return at


@dataclass(frozen=True, slots=True)
class Context:
    """What an outcome is computed from, and where it is put."""

    draft: Draft
    service: Service
    values: dict[str, tuple[KpiValue, ...]]
    invoiced: Invoiced
    standing: Standing


def outcome(at: Context, value: KpiValue) -> None:
    """Yield status, payment and lines of a KPI in one scope."""
    met = _status(at.draft, value)
    printed = shown(at.draft, value.kpi.shown, value.value, str(value.name), value.clause).id if value.kpi.shown else ""
    payment = amount = None
    if value.kpi.scaled:
        scale = Scale(at.draft, value, *worth(at.draft, value, at.invoiced),
                      most_is_worst=points_count_against(value.name, at.draft.contract.kpis))  # fmt: skip
        payment = _on_scale(at, scale).rounded(scale)
        key = (str(value.name), value.scope.member_suffix)
        if payment.unit is Unit.POINTS:
            amount, at.standing.scored[key] = _points(scale, payment)
            at.standing.points[key] = amount
        else:
            amount = at.standing.put(value, _amount(scale, payment))
        repeated(scale, at.standing)
        amount = at.standing.points.get(key, amount)
    at.draft.outcomes.append(replace(_outcome(value, met, payment, amount), printed=printed))


def _outcome(value: KpiValue, met: str, payment: Payment | None, amount: Ref | None) -> Outcome:
    result = payment or Payment(paid=ZERO, worst=None, unit=Unit.MONEY)
    paid = amount.id if amount else ""
    in_points = result.unit is Unit.POINTS
    return Outcome(
        kpi=value.name, member=value.scope.member_name, label=value.label, clause=value.clause, unit=value.how.unit,
        target=value.kpi.target.text if value.kpi.target else "", value=value.value.id, met=met, band=result.band,
        amount="" if in_points else paid, points=paid if in_points else "", gap=result.gap, gap_contacts=result.gap_contacts,
        gap_money=result.gap_money, domain=value.how.domain, suffix=value.scope.member_suffix,
    )  # fmt: skip


def _status(draft: Draft, value: KpiValue) -> str:
    """The row that says whether the target was met; money is decided elsewhere."""
    if value.kpi.target is None:
        return ""
    conditions = tuple(
        value.compared(bound.relation, draft.term(
            f"{value.terms}.target.{number}", message("{kpi}: target {relation}", kpi=value.called, relation=bound.relation),
            bound.limit, value.clause, unit=value.how.unit))
        for number, bound in enumerate(value.kpi.target.bounds, 1)
    )  # fmt: skip
    met = If(Known(value.value), conditions[0] if len(conditions) == 1 else All(conditions), Blank())
    return draft.row(f"{value.ident}.met", _label(value, "target met"), Unit.TRUTH, met, value.clause).id


def _label(value: KpiValue, text: str) -> Message:
    return message("{kpi}: {what}", kpi=value.label, what=message(text))


def _on_scale(at: Context, scale: Scale) -> Payment:
    kpi = scale.of.kpi
    if kpi.bands:
        return bands.pay(scale, kpi.bands)
    if kpi.curve:
        return curve.pay(scale, kpi)
    if kpi.slabs:
        return slabs.pay(scale, kpi.slabs)
    if kpi.matrix:
        return matrix.pay(scale, kpi.matrix, _same_member(scale.of, at.values[kpi.matrix.columns_of]))
    if kpi.pay:
        return of_value.pay(scale, kpi.pay)
    return per_unit.pay(scale, at.service, kpi.per_unit)


def _same_member(value: KpiValue, candidates: tuple[KpiValue, ...]) -> KpiValue | None:
    """Another KPI of the same member, or the one over all; None for a member on which it was never measured."""
    return next((v for v in candidates if v.scope.member in {value.scope.member, ()}), None)


def _points(scale: Scale, payment: Payment) -> tuple[Ref, Node]:
    """The points of a result, and whether there are any: a figure that is missing gives the worst of the scale, or none."""
    value = scale.of
    measured = _measured(scale, payment)
    owed = _owed(scale, payment)
    without: Node = ZERO if owed is None or payment.worst is None else If(owed, payment.worst, ZERO)
    row = scale.draft.row(f"{value.ident}.points", _label(value, "points"), Unit.POINTS, If(measured, payment.paid, without),
                          value.clause)  # fmt: skip
    return row, measured if owed is None else Any((measured, owed))


def _amount(scale: Scale, payment: Payment) -> tuple[Ref, ...]:
    """The lines of a result: what was withheld first, what the scale pays, and the worst where a figure is missing."""
    draft, value = scale.draft, scale.of
    if value.kpi.base_period == "next":
        owed = _owed(scale, payment)
        worst: Node = ZERO if owed is None or payment.worst is None else If(owed, payment.worst, ZERO)
        return of_next_billing(draft, value, If(_measured(scale, payment), payment.paid, worst), scale.base)
    measured, due = _measured(scale, payment), scale.money(payment.paid, payment.unit)
    by_itself = measured if value.taken is None or value.own is None else All((Known(value.own), measured))
    exact = If(by_itself, due, ZERO)
    amount = draft.closed(f"{value.ident}.amount", value.label, exact, value.clause, steady=True)
    parts = [*_withheld(scale, payment), amount]
    draft.line(Line(id=value.ident, kind="kpi", label=value.label, clause=value.clause, amount=amount.id,
                    exact=f"{amount.id}.exact", booked=value.kpi))  # fmt: skip
    owed = _owed(scale, payment)
    without: Node = ZERO if owed is None or payment.worst is None else If(owed, scale.money(payment.worst, payment.unit), ZERO)
    if value.taken is not None:
        without = If(by_itself, ZERO, If(measured, due, without))
    if without != ZERO:
        parts.append(_missing(scale, without))
    if len(parts) == 1:
        return (amount,)
    label = _label(value, "bonus or penalty")
    return (draft.row(f"{value.ident}.both", label, Unit.MONEY, plus(*parts), value.clause),)


def _measured(scale: Scale, payment: Payment) -> Node:
    """Whether the scale has a result: its figure is there, and in a matrix that of the other KPI too."""
    if scale.of.kpi.matrix is None:
        return Known(scale.of.value)
    assert isinstance(payment.paid, Ref), "a matrix pays by a row"
    return Known(payment.paid)


def _withheld(scale: Scale, payment: Payment) -> list[Ref]:
    """What is withheld before the scale pays: where there is a result, or the worst of the scale is owed for want of one."""
    draft, value, kpi = scale.draft, scale.of, scale.of.kpi
    if kpi.withhold is None:
        return []
    label = _label(value, "withheld")
    share = scale.term("withhold", "withheld first", kpi.withhold, kpi.withhold.unit)
    due: Node = negative(scale.money(share, kpi.withhold.unit))
    if value.owes_worst != ():
        measured, owed = _measured(scale, payment), _owed(scale, payment)
        due = If(measured if owed is None else Any((measured, owed)), due, ZERO)
    closed = draft.closed(f"{value.ident}.withheld", label, due, value.clause, steady=True)
    draft.line(Line(id=f"{value.ident}.withheld", kind="withheld", label=label, clause=value.clause, amount=closed.id,
                    exact=f"{closed.id}.exact", booked=kpi))  # fmt: skip
    return [closed]


def _owed(scale: Scale, payment: Payment) -> Node | None:
    """Whether the worst of the scale is owed for want of a result; None where it never is."""
    beside = scale.of.owes_worst
    if beside is None:
        return None
    absent: Node = Not(_measured(scale, payment))
    return All((absent, *beside)) if beside else absent


def _missing(scale: Scale, due: Node) -> Ref:
    """The line of what is paid where there is no figure: the worst of the scale, or as for the last result."""
    draft, value = scale.draft, scale.of
    last = value.taken is not None
    label = _label(value, "no figure, as for the last result" if last else "no figure, the worst of its scale")
    closed = draft.closed(f"{value.ident}.missing", label, due, value.clause, steady=last)
    draft.line(Line(id=f"{value.ident}.missing", kind="missing", label=label, clause=value.clause, amount=closed.id,
                    exact=f"{closed.id}.exact", booked=value.kpi))  # fmt: skip
    return closed


def bonus(amounts: tuple[Ref, ...]) -> list[Node]:
    """The parts of some amounts that raise what the client pays."""
    return [Greatest((amount, ZERO)) for amount in amounts]


def penalty(amounts: tuple[Ref, ...]) -> list[Node]:
    """The parts of some amounts that lower what the client pays, each at most 0."""
    return [Least((amount, ZERO)) for amount in amounts]
