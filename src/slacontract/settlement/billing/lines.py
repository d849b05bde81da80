"""Billing lines: quantity times price, then the guarantee and the billing cap as lines of their own, then the totals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    If,
    Known,
    Least,
    Node,
    Ref,
    minus,
    negative,
    over,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.agreed import named_in
from slacontract.model.billing.hours import Guarantee, PerFteHour
from slacontract.model.billing.lines import BillingCap, Priced
from slacontract.model.billing.models import BaselineCharge, BillingLine, Fee, PassThrough, PerUnit, QuantityLine
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import Base
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.billing.prices import pass_through
from slacontract.settlement.billing.prices.conversion import in_currency
from slacontract.settlement.billing.prices.dated import Said, ref_of
from slacontract.settlement.billing.prices.fees import fee, in_part, members_of_fee
from slacontract.settlement.billing.prices.premiums import premiums
from slacontract.settlement.billing.prices.tiers import priced
from slacontract.settlement.billing.quantities import clawback
from slacontract.settlement.billing.quantities.models import all_fields, billed, of_members
from slacontract.settlement.billing.shared_risk import baselines
from slacontract.settlement.draft import Clause, Draft, Line, Whole
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.memory.de_minimis import Small, held_back
from slacontract.settlement.service.scopes import Service

TOTAL: Final = "billing.total"


@dataclass
class Invoiced:
    """The billing of a draft: by line and member, before and after the line's own guarantee and cap."""

    before: dict[tuple[str, str], Ref] = field(default_factory=dict)
    after: dict[tuple[str, str], Ref] = field(default_factory=dict)
    commitments: list[tuple[frozenset[str], str, Ref]] = field(default_factory=list)

    def part(self, name: str, stage: str, member: str = "") -> Node:
        """A line as a whole or of one member, before or after its own guarantee and cap."""
        return (self.before if stage == "before caps" else self.after).get((name, member), ZERO)

    @property
    def committed(self) -> list[Ref]:
        """What all commitments changed."""
        return [amount for _, _, amount in self.commitments]

    def committed_on(self, names: Collection[str], member: str = "") -> list[Ref]:
        """What commitments changed that are about some of these lines and no other, and about one member or all."""
        return [amount for lines, of, amount in self.commitments if lines <= frozenset(names) and member in {"", of}]

    def of(self, base: Base, contract: Contract, member: str = "") -> Node:
        """The sum that a base names; a member's own part where the line bills that member by itself."""
        names = [str(name) for name in base.lines] or sorted(contract.billing)
        table = self.before if base.stage == "before caps" else self.after
        more = self.committed_on(names) if base.stage == "after commitments" and not member else []
        return plus(*(self._part(table, name, member, contract) for name in names), *more)

    def _part(self, table: dict[tuple[str, str], Ref], name: str, member: str, contract: Contract) -> Node:
        """A line as one member has it: its own part, nothing where it is not billed, the whole of a line that has no members."""
        if member and contract.billing[Word(name)].each:
            return table.get((name, member), ZERO)
        return table[name, ""]


def billing(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]]) -> Invoiced:
    """Yield all billing lines and their totals."""
    draft.stage = "billing"
    invoiced = Invoiced()
    for name, line in sorted(draft.contract.billing.items()):
        scopes = members_of_fee(line, service) if isinstance(line, Fee) else service.scopes(line, all_fields(line))
        for scope in scopes:
            _line(LineScope(draft, service, name, line, scope, of_members(line)), values, invoiced)
        if line.each:
            _sum_of_members(draft, name, line, invoiced)
    total = plus(*(invoiced.after[str(name), ""] for name in sorted(draft.contract.billing)))
    draft.row(TOTAL, message("Billing"), Unit.MONEY, total, Clause("total"))
    return invoiced


def _line(at: LineScope, values: dict[str, tuple[KpiValue, ...]], invoiced: Invoiced) -> None:
    line: BillingLine = at.line  # type: ignore[assignment]  # every line is one of the models
    at.draft.wholes += [Whole(at.reads, at.scope, at.clause)] if at.reads else []
    parts = _parts(at, line)
    amount = parts[0]
    if isinstance(line, PerUnit) and line.clawback:
        parts.append(clawback.taken_back(at, line.clawback))
    if isinstance(line, Priced) and line.forecast:
        parts += baselines.forecast_lines(at, line.forecast)
    if isinstance(line, PerFteHour) and line.guarantee:
        parts.append(_guarantee(at, line.guarantee, Ref(f"{at.ident}.amount"), values))
    if line.billing_cap:
        parts.append(_cap(at, parts))
    if line.de_minimis:
        parts += held_back(Small(at.draft, line.de_minimis, f"{at.ident}.de_minimis", at.title, line), plus(*parts))
    total = amount
    if len(parts) > 1:
        total = at.draft.row(f"{at.ident}.total", at.label("billed in all"), Unit.MONEY, plus(*parts), at.clause)
    key = (at.name, at.scope.member_suffix)
    invoiced.before[key], invoiced.after[key] = amount, total


def _parts(at: LineScope, line: BillingLine) -> list[Ref]:
    """The amount of a line, and what its model adds in lines of their own."""
    if isinstance(line, PassThrough):
        return pass_through.lines(at, line)
    return baselines.baseline_charge(at, line) if isinstance(line, BaselineCharge) else [_amount(at, line)]


def _amount(at: LineScope, line: QuantityLine | Fee) -> Ref:
    if isinstance(line, Fee):
        return fee(at, line)
    quantity = in_part(at, line, billed(at, line))
    if isinstance(line, Priced) and line.forecast:
        quantity = baselines.within_forecast(at, line.forecast, quantity)
    due = priced(at, line, quantity)
    amount = at.draft.closed(f"{at.ident}.amount", at.title, in_currency(at, line, due.exact), at.clause, steady=due.steady)
    at.draft.line(
        Line(id=at.ident, kind="billing", label=at.title, clause=at.clause, amount=amount.id, exact=f"{amount.id}.exact",
             quantity=quantity.quantity.id, unit=quantity.unit, price=due.price, booked=line)
    )  # fmt: skip
    if isinstance(line, PerUnit):
        clawback.price_each(at, line, quantity, amount, due.price)
    return _with_premiums(at, line, amount, quantity.unit)


def _with_premiums(at: LineScope, line: BillingLine, amount: Ref, unit: Unit) -> Ref:
    """The amount of a line with its premiums, which are lines of their own."""
    if not isinstance(line, Priced) or not line.premiums:
        return amount
    charges = plus(amount, *premiums(at, line, unit))
    return at.draft.row(f"{at.ident}.charges", at.label("amount and premiums"), Unit.MONEY, charges, at.clause)


def _guarantee(at: LineScope, guarantee: Guarantee, amount: Ref, values: dict[str, tuple[KpiValue, ...]]) -> Ref:
    """Credit amount x (1 - reached / guaranteed) where less was reached than guaranteed."""
    draft, clause = at.draft, Clause(guarantee.clause, guarantee.place)
    label = message("{line}: guaranteed {kpi}", line=at.title, kpi=str(guarantee.kpi))
    least = draft.term(f"billing.{at.name}.guarantee", message("{line}: guarantee", line=at.name), guarantee.at_least, clause)
    reached = _value_for(at, values[guarantee.kpi])
    due: Node = ZERO
    if reached is not None:
        credit = negative(times(amount, minus(ONE, over(reached.value, least))))
        due = If(Known(reached.value), If(reached.compared("<", least), credit, ZERO), ZERO)
    closed = draft.closed(f"{at.ident}.guarantee", label, due, clause, steady=True)
    draft.line(Line(id=f"{at.ident}.guarantee", kind="guarantee", label=label, clause=clause, amount=closed.id,
                    exact=f"{closed.id}.exact", booked=at.line))  # fmt: skip
    return closed


def _value_for(at: LineScope, candidates: tuple[KpiValue, ...]) -> KpiValue | None:
    """The KPI of the same member, or the one over all; None for a member on which it was never measured."""
    return next((v for v in candidates if v.scope.member in {at.scope.member, ()}), None)


def _cap(at: LineScope, parts: list[Ref]) -> Ref:
    cap = at.line.billing_cap
    assert cap is not None
    clause = Clause(cap.clause, cap.place)
    label = at.label("billing cap")
    most = _most(at, cap, clause)
    cut = Least((ZERO, minus(most, plus(*parts))))
    closed = at.draft.closed(f"{at.ident}.billing_cap", label, cut, clause)
    at.draft.line(Line(id=f"{at.ident}.billing_cap", kind="billing_cap", label=label, clause=clause, amount=closed.id,
                       exact=f"{closed.id}.exact", booked=at.line))  # fmt: skip
    at.draft.proof(f"{at.ident}.billing_cap.kept", at.label("not above its cap"),
                   at.draft.not_above(plus(*parts, closed), most), clause)  # fmt: skip
    return closed


def _most(at: LineScope, cap: BillingCap, clause: Clause) -> Ref:
    """The cap of a line: as it is written, by date or by member; one that is computed is rounded like a line."""

    def term(said: Quantity, ident: str, label: Message) -> Ref:
        return at.draft.term(ident, label, said, clause)

    label = message("{line}: billing cap", line=at.name)
    name = "billing_cap" if isinstance(cap.amount, Quantity) else "billing_cap.said"
    most = ref_of(at, Said(name, label, Unit.MONEY, term, what="billing cap"), cap.amount)
    if not any(True for _ in named_in(cap.amount)):
        return most
    return at.draft.closed(f"{at.ident}.billing_cap.most", at.label("most that is billed"), most, clause)


def _sum_of_members(draft: Draft, name: Word, line: BillingLine, invoiced: Invoiced) -> None:
    label = message("{line}: all members", line=line.title or name)
    for table, stage in ((invoiced.before, "amount"), (invoiced.after, "total")):
        members = [ref for (of, member), ref in table.items() if of == name and member]
        ident, rests_on = f"billing.{name}.{stage}", Clause(line.clause, name.at)
        total = draft.summed(ident, label, members, rests_on)
        table[name, ""] = draft.row(ident, label, Unit.MONEY, total, rests_on)
