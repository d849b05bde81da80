"""Excused events: what accepted events take out of a KPI's measures before it is computed, each event an input of its own."""

from __future__ import annotations

from dataclasses import dataclass

from slacontract.catalogue.kpis import Measured, field_name, field_unit
from slacontract.formula.nodes import Blank, If, Known, Node, Ref, Total, minus, plus, rebuilt
from slacontract.languages import Message, message
from slacontract.model.events import EVENT, EXCUSED, Event
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.register import parts_of_share
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.service.scopes import Scope, Service, input_id


@dataclass(frozen=True, slots=True)
class Excused:
    """A KPI in one scope, as its events see it."""

    draft: Draft
    service: Service
    name: str
    kpi: Kpi
    scope: Scope
    label: Message

    @property
    def clause(self) -> Clause:
        """What the events rest on."""
        assert self.kpi.events is not None, "asked only where the KPI has events"
        return Clause(self.kpi.events.clause, self.kpi.events.place)

    def row(self, field: str, kind: str, text: str, formula: Node) -> Ref:
        """A row beside that of a field."""
        ident = f"kpi.{self.name}{self.scope.member_suffix}.{field}.{kind}"
        label = message(text, kpi=self.label, field=field_name(field))
        return self.draft.row(ident, label, field_unit(field), formula, self.clause)


def net_measures(of: Excused, how: Measured, rows: dict[str, Ref]) -> dict[str, Ref]:
    """The measures of a KPI net of its excused events: the rows of each field as measured, as excused, and what is left."""
    if of.kpi.events is None:
        return rows
    excused = {field: _excused(of, field) for field in rows}
    if of.kpi.events.count_as == "nothing":
        left: dict[str, Node] = {field: minus(row, excused[field]) for field, row in rows.items()}
    else:
        left = _met(how, rows, excused)
    return {
        field: of.row(field, "net", "{kpi}: {field}, net of excused events", If(Known(row), left[field], Blank()))
        if field in left else row
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


def _excused(of: Excused, field: str) -> Ref:
    """What the accepted events that are about the KPI take out of a field in its scope."""
    events = {event.id: event for event in of.service.measures.events if event.accepted and event.about(of.name)}
    members = [m for m in of.service.within(f"{EXCUSED}{field}", of.scope) if dict(m).get(EVENT) in events]
    inputs = tuple(_input(of.draft, field, events[dict(m)[EVENT]]) for m in members)
    return of.row(field, "excused", "{kpi}: {field}, excused by events", Total(inputs))


def _input(draft: Draft, field: str, event: Event) -> Ref:
    """The input row of a figure that an event brings."""
    ident = input_id(f"{EXCUSED}{field}", event.inputs)
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "measures"
        label = message("{field}, event {event}: {reason}", field=field_name(field), event=event.id,
                        reason=event.reason or event.evidence)  # fmt: skip
        draft.row(ident, label, field_unit(field), None, Clause(""))
        draft.stage = stage
    return Ref(ident)
