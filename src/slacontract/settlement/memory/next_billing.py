"""A percentage of the next period's billing: what a result gives is a share that the next period takes of its own base."""

from __future__ import annotations

from typing import Final

from slacontract.formula.nodes import ONE, ZERO, Compare, If, Known, Node, Ref, plus, times
from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.time.calendar import closing

LAST_PERIOD: Final = ".last_period"
"""How a member is called whose amount is what the last period gives itself, beside what the period before gave."""


def of_next_billing(draft: Draft, value: KpiValue, share: Node, base: Node) -> tuple[Ref, ...]:
    """The line of what the period before gave, taken of this base; at the end of the term, what the last period gives itself.

    Where there are both, their sum comes last.
    """
    label = message("{kpi}: share of the next billing", kpi=value.label)
    given = draft.row(f"{value.ident}.share", label, Unit.RATIO, share, value.clause)
    before = Ref(given.id, 1)
    amounts = [_line(draft, value, "amount", If(Known(before), times(before, base), ZERO))]
    if value.kpi.no_such_period == "own_billing":
        amounts.append(_line(draft, value, "last_period", If(closing(draft, "term"), times(given, base), ZERO)))
    if len(amounts) == 1:
        return (amounts[0],)
    label = message("{kpi}: {what}", kpi=value.label, what=message("bonus or penalty"))
    return (*amounts, draft.row(f"{value.ident}.both", label, Unit.MONEY, plus(*amounts), value.clause))


def held_before(draft: Draft, row: Ref, *, unknown: Node) -> Node:
    """Whether a condition held in the period before; ``unknown`` says what holds where that period did not ask it.

    A cell with a truth is no number, so what is looked back on is 1 or 0.
    """
    held = Ref(f"{row.id}.held")
    if held.id not in draft.rows:
        asked = draft.rows[row.id]
        label = message("{what}, 1 or 0", what=asked.label)
        draft.row(held.id, label, Unit.COUNT, If(row, ONE, ZERO), Clause(asked.clause, asked.at))
    earlier = Ref(held.id, 1)
    return If(Known(earlier), Compare("=", earlier, ONE), unknown)


def _line(draft: Draft, value: KpiValue, name: str, exact: Node) -> Ref:
    text = "{kpi}, of the period before" if name == "amount" else "{kpi}, of the last period itself"
    label = message(text, kpi=value.label)
    closed = draft.closed(f"{value.ident}.{name}", label, exact, value.clause, steady=True)
    ident = value.ident if name == "amount" else closed.id
    draft.line(Line(id=ident, kind="kpi", label=label, clause=value.clause, amount=closed.id, exact=f"{closed.id}.exact",
                    booked=value.kpi))  # fmt: skip
    return closed
