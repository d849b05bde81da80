"""Overrides: an amount that the parties agreed on in place of a KPI's, each a line of its own with its reason; never silent."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, If, Known, Node, Ref
from slacontract.languages import message
from slacontract.model.events import OVERRIDDEN, Event
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.outcomes import Member, Standing
from slacontract.settlement.service.scopes import Scope, Service, input_id


def overrides(draft: Draft, service: Service, standing: Standing) -> None:
    """Yield a line for each accepted override: what it changes of the KPI's amount as it stands."""
    said = draft.contract.overrides
    if said is None:
        return
    draft.stage = "relief"
    clause = Clause(said.clause, said.place)
    for event in service.measures.events:
        key = ("".join(event.kpis), Scope(member=event.member).suffix)
        if event.kind != "override" or not event.accepted or key not in standing.amounts:
            continue
        agreed = _input(draft, event)
        before = standing.amounts[key]
        label = message("{kpi}: override {event}, {reason} ({who})", kpi=draft.rows[before.id].label, event=event.id,
                        reason=event.reason, who=event.decided_by)  # fmt: skip
        line = Line(id=f"override.{event.id}", kind="override", label=label, clause=clause, amount="")
        after: dict[Member, Node] = {key: If(Known(agreed), agreed, before)}
        after |= {part: If(Known(agreed), ZERO, standing.amounts[part]) for part in standing.parts(*key)[1:]}
        standing.change(draft, line, f"override_{event.id}", after)


def _input(draft: Draft, event: Event) -> Ref:
    ident = input_id(OVERRIDDEN, event.inputs)
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "measures"
        draft.row(ident, message("Override {event}: amount", event=event.id), Unit.MONEY, None, Clause(""))
        draft.stage = stage
    return Ref(ident)
