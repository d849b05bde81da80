"""Billing lines: quantity times price, then the guarantee and the billing cap as lines of their own, then the totals."""

from __future__ import annotations

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
from slacontract.languages import message
from slacontract.model.bases import Base
from slacontract.model.billing import BillingLine, FixedFee, PerUnit
from slacontract.model.contract import Contract
from slacontract.model.hours import Guarantee, PerFteHour
from slacontract.model.minutes import PerMinute
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing import per_fte_hour, per_minute, per_unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.prices import priced
from slacontract.settlement.draft import Clause, Draft, Line, Whole
from slacontract.settlement.kpi_values import KpiValue
from slacontract.settlement.scopes import Scope, Service

TOTAL: Final = "billing.total"


@dataclass
class Invoiced:
    """The billing of a draft: by line and member, before and after the line's own guarantee and cap."""

    before: dict[tuple[str, str], Ref] = field(default_factory=dict)
    after: dict[tuple[str, str], Ref] = field(default_factory=dict)

    def of(self, base: Base, contract: Contract, member: str = "") -> Node:
        """The sum that a base names; a member's own part where the line bills that member by itself."""
        names = [str(name) for name in base.lines] or sorted(contract.billing)
        table = self.before if base.stage == "before caps" else self.after
        return plus(*(self._part(table, name, member, contract) for name in names))

    def _part(self, table: dict[tuple[str, str], Ref], name: str, member: str, contract: Contract) -> Node:
        """A line as one member has it: its own part, nothing where it is not billed, the whole of a line that has no members."""
        if member and contract.billing[Word(name)].each:
            return table.get((name, member), ZERO)
        return table[name, ""]


def fields(line: BillingLine) -> tuple[str, ...]:
    """The base fields a billing line needs."""
    match line:
        case PerMinute():
            return per_minute.fields(line)
        case PerFteHour():
            return per_fte_hour.fields(line)
        case PerUnit():
            return per_unit.fields(line)
        case FixedFee():
            return ()


def _billed(at: LineScope, line: PerMinute | PerFteHour | PerUnit) -> Billed:
    match line:
        case PerMinute():
            return per_minute.billed(at, line)
        case PerFteHour():
            return per_fte_hour.billed(at, line)
        case PerUnit():
            return per_unit.billed(at, line)


def billing(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]]) -> Invoiced:
    """Yield all billing lines and their totals."""
    draft.stage = "billing"
    invoiced = Invoiced()
    for name, line in sorted(draft.contract.billing.items()):
        scopes = service.scopes(line, fields(line)) if fields(line) else (Scope(),)
        for scope in scopes:
            _line(LineScope(draft, service, name, line, scope), values, invoiced)
        if line.each:
            _sum_of_members(draft, name, line, invoiced)
    total = plus(*(invoiced.after[str(name), ""] for name in sorted(draft.contract.billing)))
    draft.row(TOTAL, message("Billing"), Unit.MONEY, total, Clause("total"))
    return invoiced


def _line(at: LineScope, values: dict[str, tuple[KpiValue, ...]], invoiced: Invoiced) -> None:
    line: BillingLine = at.line  # type: ignore[assignment]  # every line is one of the models
    amount = _amount(at, line)
    parts = [amount]
    if isinstance(line, PerFteHour) and line.guarantee:
        parts.append(_guarantee(at, line.guarantee, amount, values))
    if line.billing_cap:
        parts.append(_cap(at, parts))
    total = amount
    if len(parts) > 1:
        total = at.draft.row(f"{at.ident}.total", at.label("billed in all"), Unit.MONEY, plus(*parts), at.clause)
    key = (at.name, at.scope.member_suffix)
    invoiced.before[key], invoiced.after[key] = amount, total


def _amount(at: LineScope, line: BillingLine) -> Ref:
    if isinstance(line, FixedFee):
        fee = at.draft.term(f"billing.{at.name}.amount", message("{line}: amount", line=at.name), line.amount, at.clause)
        amount = at.draft.closed(f"{at.ident}.amount", at.title, fee, at.clause)
        at.draft.line(Line(id=at.ident, kind="billing", label=at.title, clause=at.clause, amount=amount.id,
                           exact=f"{amount.id}.exact", booked=line))  # fmt: skip
        return amount
    at.draft.wholes.append(Whole(fields(line), at.scope, at.clause))
    quantity = _billed(at, line)
    exact, price = priced(at, line, quantity)
    amount = at.draft.closed(f"{at.ident}.amount", at.title, exact, at.clause)
    at.draft.line(
        Line(id=at.ident, kind="billing", label=at.title, clause=at.clause, amount=amount.id, exact=f"{amount.id}.exact",
             quantity=quantity.quantity.id, unit=quantity.unit, price=price, booked=line)
    )  # fmt: skip
    return amount


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
    most = at.draft.term(f"billing.{at.name}.billing_cap", message("{line}: billing cap", line=at.name), cap.amount, clause)
    cut = Least((ZERO, minus(most, plus(*parts))))
    closed = at.draft.closed(f"{at.ident}.billing_cap", label, cut, clause)
    at.draft.line(Line(id=f"{at.ident}.billing_cap", kind="billing_cap", label=label, clause=clause, amount=closed.id,
                       exact=f"{closed.id}.exact", booked=at.line))  # fmt: skip
    at.draft.proof(f"{at.ident}.billing_cap.kept", at.label("not above its cap"),
                   at.draft.not_above(plus(*parts, closed), most), clause)  # fmt: skip
    return closed


def _sum_of_members(draft: Draft, name: Word, line: BillingLine, invoiced: Invoiced) -> None:
    label = message("{line}: all members", line=line.title or name)
    for table, stage in ((invoiced.before, "amount"), (invoiced.after, "total")):
        members = [ref for (of, member), ref in table.items() if of == name and member]
        ident, rests_on = f"billing.{name}.{stage}", Clause(line.clause, name.at)
        total = draft.summed(ident, label, members, rests_on)
        table[name, ""] = draft.row(ident, label, Unit.MONEY, total, rests_on)
