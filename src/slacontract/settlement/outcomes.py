"""KPI outcomes: whether the target was met, and, apart from that, what the result pays, as lines of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from slacontract.formula.nodes import (
    ZERO,
    All,
    AnyKnown,
    Blank,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Not,
    Ref,
    minus,
    plus,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.bases import Base
from slacontract.model.kpis import Kpi
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.draft import Draft, Line, Outcome
from slacontract.settlement.kpi_values import KpiValue
from slacontract.settlement.scales import bands, curve, per_unit
from slacontract.settlement.scales.payment import Payment, Scale
from slacontract.settlement.scopes import Service


@dataclass
class Standing:
    """How much each KPI stands at, in each scope, as gates and limits go over it."""

    amounts: dict[tuple[str, str], Ref] = field(default_factory=dict)

    def of(self, kpi: str) -> tuple[Ref, ...]:
        """The amounts of a KPI in all its scopes."""
        return tuple(ref for (name, _), ref in self.amounts.items() if name == kpi)

    def change(self, draft: Draft, line: Line, step: str, after: Mapping[tuple[str, str], Node]) -> None:
        """Put new amounts for old ones. What that takes away or adds, over all of them, is the amount of a line of its own.

        ``line`` says what the line is called and rests on; its rows are ``IDENT.amount``. ``step`` ends the ids of the rows that
        hold the amounts as they stand then: ``kpi.aht[site=madrid].gate_1``.
        """
        changes: list[Node] = []
        for (name, member), node in after.items():
            before = self.amounts[name, member]
            label = message("{kpi}: after {line}", kpi=draft.rows[before.id].label, line=line.label)
            passed = draft.row(f"kpi.{name}{member}.{step}", label, Unit.MONEY, node, line.clause)
            self.amounts[name, member] = passed
            changes.append(minus(passed, before))
        ident = f"{line.id}.amount"
        closed = draft.closed(ident, line.label, draft.summed(ident, line.label, changes, line.clause), line.clause)
        draft.line(replace(line, amount=closed.id, exact=f"{closed.id}.exact"))


def outcomes(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]], invoiced: Invoiced) -> Standing:
    """Yield status, payment and lines of every KPI."""
    draft.stage = "outcomes"
    standing = Standing()
    for name, scopes in values.items():
        for value in scopes:
            met = _status(draft, value)
            payment, amount = _payment(draft, service, value, invoiced)
            if amount is not None:
                standing.amounts[name, value.scope.member_suffix] = amount
            draft.outcomes.append(_outcome(value, met, payment, amount))
    return standing


def _outcome(value: KpiValue, met: str, payment: Payment | None, amount: Ref | None) -> Outcome:
    shown = payment or Payment(measured=ZERO, worst=None)
    return Outcome(
        kpi=value.name, member=value.scope.member_name, label=value.label, clause=value.clause, unit=value.how.unit,
        target=value.kpi.target.text if value.kpi.target else "", value=value.value.id, met=met, band=shown.band,
        amount=amount.id if amount else "", gap=shown.gap, gap_contacts=shown.gap_contacts,
        gap_money=shown.gap_money, domain=value.how.domain,
    )  # fmt: skip


def _status(draft: Draft, value: KpiValue) -> str:
    """The row that says whether the target was met; money is decided elsewhere."""
    if value.kpi.target is None:
        return ""
    conditions = tuple(
        value.compared(bound.relation, draft.term(
            f"kpi.{value.name}.target.{number}", message("{kpi}: target {relation}", kpi=value.name, relation=bound.relation),
            bound.limit, value.clause, unit=value.how.unit))
        for number, bound in enumerate(value.kpi.target.bounds, 1)
    )  # fmt: skip
    met = If(Known(value.value), conditions[0] if len(conditions) == 1 else All(conditions), Blank())
    return draft.row(f"{value.ident}.met", _label(value, "target met"), Unit.TRUTH, met, value.clause).id


def _label(value: KpiValue, text: str) -> Message:
    return message("{kpi}: {what}", kpi=value.label, what=message(text))


def _payment(draft: Draft, service: Service, value: KpiValue, invoiced: Invoiced) -> tuple[Payment | None, Ref | None]:
    kpi = value.kpi
    if not kpi.pays:
        return None, None
    scale = Scale(draft, value, _base(draft, value, invoiced))
    payment = _on_scale(scale, service, kpi)
    exact = If(Known(value.value), payment.measured, ZERO)
    amount = draft.closed(f"{value.ident}.amount", value.label, exact, value.clause, steady=True)
    draft.line(Line(id=value.ident, kind="kpi", label=value.label, clause=value.clause, amount=amount.id,
                    exact=f"{amount.id}.exact", booked=kpi))  # fmt: skip
    parts = [amount]
    if kpi.missing == "worst" and payment.worst is not None:
        parts.append(_missing(draft, value, payment.worst))
    if len(parts) == 1:
        return payment, amount
    label = _label(value, "bonus or penalty")
    return payment, draft.row(f"{value.ident}.both", label, Unit.MONEY, plus(*parts), value.clause)


def _on_scale(scale: Scale, service: Service, kpi: Kpi) -> Payment:
    if kpi.bands:
        return bands.pay(scale, kpi.bands)
    if kpi.curve:
        return curve.pay(scale, kpi.curve)
    return per_unit.pay(scale, service, kpi.per_unit)


def _base(draft: Draft, value: KpiValue, invoiced: Invoiced) -> Node:
    base: Base | None = value.kpi.base
    if base is None:
        return ZERO  # money pays without a base; check refuses percentages without one
    if base.fixed is not None:
        label = message("{kpi}: base", kpi=value.name)
        return draft.term(f"kpi.{value.name}.base", label, base.fixed, value.clause, unit=Unit.MONEY)
    amount = invoiced.of(base, draft.contract, value.scope.member_suffix)
    return draft.row(f"{value.ident}.base", _label(value, "base"), Unit.MONEY, amount, value.clause)


def _missing(draft: Draft, value: KpiValue, worst: Node) -> Ref:
    """The worst payment where there is no figure; a member that was not in service at all owes nothing."""
    label = _label(value, "no figure, the worst of its scale")
    absent: Node = Not(Known(value.value))
    if value.kpi.each:
        absent = All((absent, AnyKnown(value.measures)))
    closed = draft.closed(f"{value.ident}.missing", label, If(absent, worst, ZERO), value.clause)
    draft.line(Line(id=f"{value.ident}.missing", kind="missing", label=label, clause=value.clause, amount=closed.id,
                    exact=f"{closed.id}.exact", booked=value.kpi))  # fmt: skip
    return closed


def bonus(amounts: tuple[Ref, ...]) -> list[Node]:
    """The parts of some amounts that raise what the client pays."""
    return [Greatest((amount, ZERO)) for amount in amounts]


def penalty(amounts: tuple[Ref, ...]) -> list[Node]:
    """The parts of some amounts that lower what the client pays, each at most 0."""
    return [Least((amount, ZERO)) for amount in amounts]
