"""A percentage of the next period's billing: what a result gives is a share that the next period takes of its own base."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, If, Known, Node, Ref, plus, times
from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.settlement.calendar import closing
from slacontract.settlement.draft import Draft, Line
from slacontract.settlement.kpi_values import KpiValue


def of_next_billing(draft: Draft, value: KpiValue, share: Node, base: Node) -> Ref:
    """The line of what the period before gave, taken of this base; at the end of the term, what the last period gives itself."""
    label = message("{kpi}: share of the next billing", kpi=value.label)
    given = draft.row(f"{value.ident}.share", label, Unit.RATIO, share, value.clause)
    before = Ref(given.id, 1)
    amounts = [_line(draft, value, "amount", If(Known(before), times(before, base), ZERO))]
    if value.kpi.no_such_period == "own_billing":
        amounts.append(_line(draft, value, "last_period", If(closing(draft, "term"), times(given, base), ZERO)))
    if len(amounts) == 1:
        return amounts[0]
    label = message("{kpi}: {what}", kpi=value.label, what=message("bonus or penalty"))
    return draft.row(f"{value.ident}.both", label, Unit.MONEY, plus(*amounts), value.clause)


def _line(draft: Draft, value: KpiValue, name: str, exact: Node) -> Ref:
    text = "{kpi}, of the period before" if name == "amount" else "{kpi}, of the last period itself"
    label = message(text, kpi=value.label)
    closed = draft.closed(f"{value.ident}.{name}", label, exact, value.clause, steady=True)
    ident = value.ident if name == "amount" else closed.id
    draft.line(Line(id=ident, kind="kpi", label=label, clause=value.clause, amount=closed.id, exact=f"{closed.id}.exact",
                    booked=value.kpi))  # fmt: skip
    return closed
