"""Fees: a price for time. The amount of a fixed fee in its period, and of a daily one for the days of it."""

from __future__ import annotations

from typing import Final

from gmpy2 import mpq

from slacontract.formula.nodes import Node, Ref, over, times
from slacontract.languages import message
from slacontract.model.agreed import By
from slacontract.model.billing.models import Fee, FixedFee, PerDay, PerFteMonth, QuantityLine
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.prices.conversion import in_currency
from slacontract.settlement.billing.prices.rates import price
from slacontract.settlement.draft import Line
from slacontract.settlement.service.scopes import Scope, Service
from slacontract.settlement.time import calendar
from slacontract.settlement.time.proration import prorated, rule, share_of_period

_DIVISORS: Final = {"30_days": 30, "360_days": 360, "365_days": 365}


def members_of_fee(line: Fee, service: Service) -> tuple[Scope, ...]:
    """The scopes of a fee: one; one for each member that it lists an amount for; or one for each that its figure is known of."""
    if isinstance(line.amount, By):
        return tuple(Scope(member=((str(line.amount.by), str(member)),)) for member in sorted(line.amount.is_))
    return service.scopes(line, (str(line.amount),)) if line.each and isinstance(line.amount, Word) else (Scope(),)


def fee(at: LineScope, line: Fee) -> Ref:
    """Yield the line of a fee and return its amount."""
    amount = price(at, "fee", message("{line}: amount", line=at.name), line.amount, unit=Unit.MONEY)
    exact: Node = amount
    quantity, unit, each = "", None, ""
    if isinstance(line, FixedFee):
        how, name = rule(at.draft.contract, line.prorated, line.calendar)
        exact = prorated(at.draft, at.ident, at.title, amount, how, at.clause, name)
    elif isinstance(line, PerDay):
        counted = calendar.working_days(at.draft, str(line.calendar)) if line.days == "working" else calendar.days(at.draft)
        exact, quantity, unit = _of_days(at, line, amount, counted), counted.id, Unit.DAYS
        each = amount.id if line.amount_for == "day" and line.conversion is None else ""
    closed = at.draft.closed(f"{at.ident}.amount", at.title, in_currency(at, line, exact), at.clause)
    at.draft.line(Line(id=at.ident, kind="billing", label=at.title, clause=at.clause, amount=closed.id,
                       exact=f"{closed.id}.exact", quantity=quantity, unit=unit, price=each, booked=line))  # fmt: skip
    return closed


def _of_days(at: LineScope, line: PerDay, amount: Ref, counted: Ref) -> Node:
    if line.amount_for == "day":
        return times(amount, counted)
    divisor = _divisor(at, line)
    if line.daily_amount != "rounded":
        return over(times(amount, counted), divisor)
    daily = at.draft.row(f"{at.ident}.daily", at.label("amount of one day"), Unit.MONEY,
                         at.draft.to_the_coin(over(amount, divisor)), at.clause)  # fmt: skip
    return times(daily, counted)


def _divisor(at: LineScope, line: PerDay) -> Node:
    """The days that the amount is for."""
    if line.amount_for in _DIVISORS:
        days = _DIVISORS[line.amount_for]
        quantity = Quantity(mpq(days), Unit.DAYS, str(days), line.place_of("amount_for"))
        return at.draft.term(f"billing.{at.name}.amount_for", message("{line}: days that the amount is for", line=at.name),
                             quantity, at.clause)  # fmt: skip
    name = str(line.calendar) if line.days == "working" else ""
    if line.amount_for == "contract_year":
        return calendar.days_of_year(at.draft, name)
    return calendar.counted(at.draft, "by_working_days" if name else "by_days", "whole", name)


def in_part(at: LineScope, line: QuantityLine, quantity: Billed) -> Billed:
    """The full-time equivalents that were counted, for the part of a month that they are billed for.

    Those computed from hours or days need no share: a part of a month has a part of its hours.
    """
    how, name = rule(at.draft.contract, None, None)
    if not isinstance(line, PerFteMonth) or line.fte is None or how == "in_full":
        return quantity
    share = share_of_period(at.draft, how, name)
    row = at.draft.row(f"{at.ident}.in_part", at.label("full-time equivalents for the part of a period"), quantity.unit,
                       times(quantity.quantity, share), at.clause)  # fmt: skip
    return Billed(row, quantity.unit)
