"""Excused events: what accepted events take out of a KPI's measures before its value is computed, each event an input of its own."""

from __future__ import annotations

from slacontract.catalogue.kpis import Measured, field_name, field_unit
from slacontract.formula.nodes import Blank, If, Known, Node, Ref, Total, minus, plus, rebuilt
from slacontract.languages import Message, message
from slacontract.model.events import EXCUSED, Event
from slacontract.model.kpis import Kpi
from slacontract.model.register import parts_of_share
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.scopes import Scope, Service, input_id


def net_measures(draft: Draft, service: Service, kpi: Kpi, name: str, scope: Scope, how: Measured, ident: str, label: Message,
                 rows: dict[str, Ref]) -> dict[str, Ref]:  # fmt: skip
    """The measures of a KPI net of its excused events: the rows of each field as measured, as excused, and what is left."""
    if kpi.events is None:
        return rows
    clause = Clause(kpi.events.clause, kpi.events.place)
    excused = {field: _excused(draft, service, name, scope, field, ident, label, clause) for field in rows}
    if kpi.events.count_as == "nothing":
        left: dict[str, Node] = {field: minus(row, excused[field]) for field, row in rows.items()}
    else:
        left = _met(how, rows, excused)
    return {
        field: draft.row(f"{ident}.{field}.net", message("{kpi}: {field}, net of excused events", kpi=label, field=field_name(field)),
                         field_unit(field), If(Known(rows[field]), left[field], Blank()), clause) if field in left else row
        for field, row in rows.items()
    }  # fmt: skip


def _met(how: Measured, rows: dict[str, Ref], excused: dict[str, Ref]) -> dict[str, Node]:
    """The cases of an event stay, and count as met: all of them for what should be high, none for what should be low."""
    counted, cases = parts_of_share(how.node)
    assert counted is not None, "check asks for a share of cases"
    assert cases is not None, "check asks for a share of cases"
    if how.better == "lower":
        return {counted: minus(rows[counted], excused[counted])}
    of_event = rebuilt(cases, lambda node: excused[node.id] if isinstance(node, Ref) else node)
    return {counted: plus(rows[counted], minus(of_event, excused[counted]))}


def _excused(draft: Draft, service: Service, name: str, scope: Scope, field: str, ident: str, label: Message,
             clause: Clause) -> Ref:  # fmt: skip
    """What the accepted events that are about the KPI take out of a field in its scope."""
    events = {event.id: event for event in service.measures.events if event.accepted and event.about(name)}
    members = [m for m in service.within(f"{EXCUSED}{field}", scope) if dict(m).get("event") in events]
    inputs = tuple(event_input(draft, f"{EXCUSED}{field}", events[dict(m)["event"]], field) for m in members)
    what = message("{kpi}: {field}, excused by events", kpi=label, field=field_name(field))
    return draft.row(f"{ident}.{field}.excused", what, field_unit(field), Total(inputs), clause)


def event_input(draft: Draft, name: str, event: Event, field: str) -> Ref:
    """The input row of a figure that an event brings."""
    ident = input_id(name, event.inputs)
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "measures"
        label = message("{field}, event {event}: {reason}", field=field_name(field), event=event.id,
                        reason=event.reason or event.evidence)  # fmt: skip
        draft.row(ident, label, field_unit(field), None, Clause(""))
        draft.stage = stage
    return Ref(ident)
