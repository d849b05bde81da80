"""What counts: which reliefs hold for a KPI in a scope, and the result that is judged: its own, the last that counted, or none.

A relief that only takes back an amount leaves the result as it is, and is applied once there is an amount: ``relief.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from slacontract.formula.nodes import All, Any, AnyKnown, Blank, If, Known, Node, Not, Ref
from slacontract.languages import Message, message
from slacontract.model.kpis.excuses import Relief, SharedRelief
from slacontract.settlement.draft import Draft
from slacontract.settlement.excuses.reasons import Reason, holds, said
from slacontract.settlement.kpis.kpi_values import KpiValue, kpi_name
from slacontract.settlement.reading.conditions import condition_row
from slacontract.settlement.service.scopes import Scope, Service, measure

Values = dict[str, tuple[KpiValue, ...]]


def judged(draft: Draft, service: Service, values: Values) -> Values:
    """Say of every KPI and scope which reliefs hold, and which result counts; conditions see results as they were measured."""
    draft.stage = "excuses"
    _share(draft, service, values)
    return {name: tuple(judge(draft, service, values, value) for value in scopes) for name, scopes in values.items()}


def judge(draft: Draft, service: Service, values: Values, value: KpiValue) -> KpiValue:
    """Say of one KPI in one scope which reliefs hold, and which result counts."""
    own = _own(draft, service, values, value)
    shared = [(relief, row) for _, relief, row in shared_reliefs(draft) if not relief.kpis or value.name in relief.kpis]
    value = replace(value, reliefs=(*own, *shared))
    if value.reliefs:
        label = message("{kpi}: excused", kpi=value.label)
        condition_row(draft, f"{value.ident}.excused", label, _any([row for _, row in value.reliefs]), value.clause)
    return _counted(draft, value)


def shared_reliefs(draft: Draft) -> list[tuple[str, SharedRelief, Ref]]:
    """The reliefs of several KPIs: name, relief, and the row that says whether it holds, for all of them or none."""
    named = [(str(relief.name or number), relief) for number, relief in enumerate(draft.contract.relief, 1)]
    return [(name, relief, Ref(f"relief.{name}.holds")) for name, relief in named]


def _share(draft: Draft, service: Service, values: Values) -> None:
    """The rows of the reliefs that KPIs share: their conditions are about the whole service."""

    def row_of(name: str) -> Ref:
        return values[name][0].value if name in values else measure(draft, service, name, Scope())

    for name, relief, _ in shared_reliefs(draft):
        label = message("Relief {number}, {reason}", number=name, reason=said(relief))
        holds(Reason(draft, relief, f"relief.{name}", label, label, row_of), None)


def _own(draft: Draft, service: Service, values: Values, value: KpiValue) -> list[tuple[Relief, Ref]]:
    """The reliefs of the KPI itself: their conditions are about its own scope."""
    found = []
    for number, relief in enumerate(value.kpi.relief, 1):
        name = str(relief.name or number)
        label = message("{kpi}: relief {number}, {reason}", kpi=value.label, number=name, reason=said(relief))
        called = message("{kpi}: relief {number}", kpi=kpi_name(value.name, draft.contract), number=name)
        row_of = _in_scope(draft, service, values, value)
        reason = Reason(draft, relief, f"{value.ident}.relief.{name}", label, called, row_of)
        found.append((relief, holds(reason, value)))
    return found


def _in_scope(draft: Draft, service: Service, values: Values, value: KpiValue) -> Callable[[str], Ref]:
    """The rows of names as a KPI's own relief sees them: of its member where the other KPI has the same, else the only one."""

    def row_of(name: str) -> Ref:
        if name not in values:
            return measure(draft, service, name, value.scope)
        same = [other for other in values[name] if other.scope.member == value.scope.member]
        return (same or values[name])[0].value

    return row_of


def _counted(draft: Draft, value: KpiValue) -> KpiValue:
    """The value that is judged, where it may be another than the period's own."""
    last = [row for relief, row in value.reliefs if relief.effect.counts == "last"]
    none = [row for relief, row in value.reliefs if relief.effect.counts == "nothing"]
    own = value.value
    if last or none:
        own = draft.row(f"{value.ident}.own", message("{kpi}: result that counts by itself", kpi=value.label), value.how.unit,
                        If(_any([*last, *none]), Blank(), own), value.clause)  # fmt: skip
    if not last and value.kpi.missing != "last":
        return replace(value, value=own)
    taken = _taken(value, last, none)
    before = Ref(f"{value.ident}.last", 1)
    label = message("{kpi}: last result that counted", kpi=value.label)
    draft.row(f"{value.ident}.last", label, value.how.unit, If(Known(own), own, before), value.clause)
    draft.names.remake[f"{value.ident}.last"] = lambda other: _of_another(other, value, label)
    judged_row = draft.row(f"{value.ident}.judged", message("{kpi}: result that is judged", kpi=value.label), value.how.unit,
                           If(Known(own), own, If(taken, before, Blank())), value.clause)  # fmt: skip
    # without a denominator: the cases would be those of another period
    return replace(value, value=judged_row, own=own, figure=value.value, taken=taken, denominator=None)


def _of_another(draft: Draft, value: KpiValue, label: Message) -> Ref:
    """The last result under a version that had no use for it: that of the KPI as it was judged then, where it was there."""
    draft.stage, ident = "excuses", f"{value.ident}.last"
    same = (o for o in draft.outcomes if (o.kpi, o.suffix, o.unit) == (value.name, value.scope.member_suffix, value.how.unit))
    own = next((Ref(outcome.value) for outcome in same), None)
    before = Ref(ident, 1)
    result: Node = before if own is None else If(Known(own), own, before)
    return draft.row(ident, label, value.how.unit, result, value.clause)


def _taken(value: KpiValue, last: list[Ref], none: list[Ref]) -> Node:
    """Whether the last result stands in for the period's own: by a relief, or by the rule for periods without a figure."""
    taken = _any(last) if last else None
    if value.kpi.missing == "last":
        taken = _any([*last, *none, Not(Known(value.value))])
    assert taken is not None, "asked only where a last result can count"
    if value.kpi.each:  # a member that is not in service has no result, the last one neither
        taken = All((AnyKnown(value.measures), taken))
    return taken if value.due is None else All((value.due, taken))


def _any(conditions: Sequence[Node]) -> Node:
    return conditions[0] if len(conditions) == 1 else Any(tuple(conditions))
