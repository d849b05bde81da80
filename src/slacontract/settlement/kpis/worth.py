"""What a KPI's payments are of: what its percentages are percentages of, and what a day of service is worth."""

from __future__ import annotations

from slacontract.formula.calculation import Row
from slacontract.formula.nodes import ZERO, Blank, Greatest, If, Known, Node, Over, Ref, over, references, times
from slacontract.languages import Message, message
from slacontract.model.billing.sign import can_be_negative
from slacontract.model.kpis.bases import PoolPart
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.kpis.judging import since
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.kpis.pools import pool_row
from slacontract.settlement.reading.figures import amount_of
from slacontract.settlement.time import calendar
from slacontract.settlement.time.calendar import SPANS


def worth(draft: Draft, value: KpiValue, invoiced: Invoiced) -> tuple[Node, Node]:
    """What percentages are of, and what a day of service is worth; 0 where the contract needs neither."""
    base = _counted(draft, value, _base(draft, value, invoiced))
    said = value.kpi.days_in_period
    if said is None:
        return base, ZERO
    days = calendar.days(draft)
    if isinstance(said, Quantity):
        label = message("{kpi}: days by which the base is divided", kpi=value.name)
        days = draft.term(f"kpi.{value.name}.days_in_period", label, said, value.clause, unit=Unit.DAYS)
    return base, draft.row(f"{value.ident}.day", _label(value, "a day of service"), Unit.MONEY, over(base, days), value.clause)


def _counted(draft: Draft, value: KpiValue, base: Node) -> Node:
    """The base as it counts: at least zero, where it can be below and the contract does not count it so."""
    if value.kpi.negative_base == "counted" or not isinstance(base, Ref) or not can_be_negative(draft.contract, value.kpi.base):
        return base
    if value.kpi.negative_base is None:
        draft.bases.append((base.id, str(value.name), value.clause))
    label = _label(value, "base, at least 0")
    return draft.row(f"{value.ident}.base_counted", label, Unit.MONEY, Greatest((ZERO, base)), value.clause)


def _base(draft: Draft, value: KpiValue, invoiced: Invoiced) -> Node:
    base = value.kpi.base
    if base is None:
        return ZERO  # money pays without a base; check refuses percentages without one
    if isinstance(base, PoolPart):
        amount = _part(draft, value, base)
    elif base.figure is not None:
        amount = amount_of(draft, str(base.figure), value.scope, value.clause)
    elif base.fixed is not None:
        label = message("{kpi}: base", kpi=value.name)
        return draft.term(f"kpi.{value.name}.base", label, base.fixed, value.clause, unit=Unit.MONEY)
    else:
        amount = invoiced.of(base, draft.contract, value.scope.member_suffix)
    base_row = draft.row(f"{value.ident}.base", _label(value, "base"), Unit.MONEY, amount, value.clause)
    if value.kpi.base_period == "previous":
        return _before(draft, value, base_row)
    if value.kpi.every is None or value.kpi.base_over != "span":
        return base_row
    label = message("{kpi}: base over its {span}", kpi=value.label, span=SPANS[value.kpi.every])
    return draft.row(
        f"{value.ident}.base_of_span", label, Unit.MONEY, Over("sum", base_row, since(value.kpi.every), 0), value.clause
    )


def _before(draft: Draft, value: KpiValue, base: Ref) -> Ref:
    """The base of the period before; in the first period its own, or nothing."""
    draft.names.remake[base.id] = lambda other: _of_another(other, draft.rows[base.id])
    earlier, first = Ref(base.id, 1), base if value.kpi.no_such_period == "own_billing" else ZERO
    amount = If(Known(earlier), earlier, first)
    return draft.row(f"{value.ident}.base_before", _label(value, "base of the period before"), Unit.MONEY, amount, value.clause)


def _of_another(draft: Draft, row: Row) -> Ref:
    """The base in a version that had no such KPI: the same billing, where that version billed it."""
    draft.stage = row.stage
    assert row.formula is not None, "a base is computed"
    there = all(ref.id in draft.rows for ref in references(row.formula))
    return draft.row(row.id, row.label, row.unit, row.formula if there else Blank(), Clause(row.clause, row.at))


def _label(value: KpiValue, text: str) -> Message:
    return message("{kpi}: {what}", kpi=value.label, what=message(text))


def _part(draft: Draft, value: KpiValue, part: PoolPart) -> Node:
    """The pool, times its share, times its allocation."""
    amount: Node = pool_row(part.pool)
    for name, percent, text in (("share", part.share, "share of the pool"), ("allocation", part.allocation, "allocation")):
        if percent is not None:
            label = message("{kpi}: {what}", kpi=value.name, what=message(text))
            amount = times(amount, draft.term(f"kpi.{value.name}.{name}", label, percent, value.clause))
    return amount
