"""What a limit gives back or takes, shared out among its KPIs: a line for each, which add up to the coin.

The shares are in proportion to what each KPI had after its own limits. Each line is what is due up to its KPI, rounded, less what
was due before it, rounded, so that no coin is lost between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.formula.nodes import ZERO, Compare, If, Node, Ref, Steady, minus, over, plus, times
from slacontract.languages import message
from slacontract.model.kpis.limits import kpis_of
from slacontract.settlement.draft import Line
from slacontract.settlement.kpis.kpi_values import kpi_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacontract.languages import Message
    from slacontract.settlement.adjustments.limiting import Limiting


def shared_out(of: Limiting, label: Message, changes: Mapping[str, Node]) -> None:
    """Yield a line for each KPI: its share of what the limit changes of the bonus and of the penalty."""
    draft, suffix = of.draft, of.scope.member_suffix
    names = kpis_of(of.limit, draft.contract.kpis) or tuple(sorted(draft.contract.kpis))
    names = tuple(name for name in names if f"kpi.{name}{suffix}.penalty" in draft.rows)
    before: dict[str, Node] = dict.fromkeys(changes, ZERO)
    rows = {side: [Ref(f"kpi.{name}{suffix}.{side}") for name in names] for side in changes}
    whole = {side: _whole(of, side, rows[side]) for side in changes}
    for place, name in enumerate(names, 1):
        parts: list[Node] = []
        called = kpi_name(name, draft.contract)
        for side, change in changes.items():
            due = change if place == len(names) else _due(of, change, rows[side][:place], whole[side])
            up_to = of.row(f"shared.{name}.{side}", "Limit {number}: shared out up to {kpi}", due, kpi=called)
            parts.append(minus(up_to, before[side]))
            before[side] = up_to
        told = message("{what}: share of {kpi}", what=label, kpi=called)
        amount = draft.closed(f"{of.ident}.of.{name}.amount", told, plus(*parts), of.clause)
        draft.line(Line(id=f"{of.ident}.of.{name}", kind="limit", label=told, clause=of.clause, amount=amount.id,
                        exact=f"{amount.id}.exact", booked=draft.contract.kpis[name]))  # fmt: skip


def _whole(of: Limiting, side: str, rows: list[Ref]) -> Ref:
    """What is due of all KPIs together."""
    label, text = of.label("Limit {number}: due of all its KPIs"), "Limit {number}: due of all its KPIs"
    return of.row(f"shared.{side}.whole", text, of.draft.summed(f"{of.ident}.shared.{side}.whole", label, rows, of.clause))


def _due(of: Limiting, change: Node, rows: list[Ref], whole: Ref) -> Node:
    """What is due to the first KPIs together; the last one has what is left."""
    share = of.draft.to_the_coin(Steady(over(times(change, plus(*rows)), whole)))
    return If(Compare("=", whole, ZERO), ZERO, share)
