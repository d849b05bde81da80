"""Claims: penalties that are due only when claimed in time. What nobody claimed is given back, on a line that says how much."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.formula.nodes import ZERO, All, Any, Compare, Greatest, If, Known, Node, Ref
from slacontract.languages import message
from slacontract.model.events import CLAIMED_DAYS, CLAIMED_PERIODS, CLAIMED_WORKING, Event
from slacontract.model.register import Claims
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.outcomes import Standing
from slacontract.settlement.reading.conditions import FALSE, TRUE, condition_row
from slacontract.settlement.service.scopes import Service, input_id


def claims(draft: Draft, service: Service, standing: Standing) -> None:
    """Yield what was claimed in time, KPI by KPI, and the line of what was not."""
    said = draft.contract.claims
    if said is None:
        return
    draft.stage = "relief"
    clause = Clause(said.clause, said.place)
    keys = [key for key in standing.amounts if not said.kpis or key[0] in said.kpis]
    rows = {name: _claimed(draft, service, name, said, clause) for name in dict.fromkeys(name for name, _ in keys)}
    after: dict[tuple[str, str], Node] = {
        key: If(standing.asked(draft, key, rows[key[0]], unknown=TRUE), amount, Greatest((amount, ZERO)))
        for key, amount in standing.amounts.items()
        if key in keys
    }
    label = message("Penalties not claimed (within {deadline})", deadline=said.within.text)
    line = Line(id="claims", kind="claim", label=label, clause=clause, amount="")
    standing.change(draft, line, "claimed", after)


def _claimed(draft: Draft, service: Service, name: str, said: Claims, clause: Clause) -> Ref:
    """Whether the penalty of a KPI was claimed in time: by one of the claims that are about it."""
    quantity = Quantity(mpq(said.within.count), Unit.COUNT, said.within.text, said.within.at)
    deadline = draft.term("claims.within", message("Claims: deadline in {unit}", unit=message(said.within.of)), quantity, clause)
    field = {"days": CLAIMED_DAYS, "working days": CLAIMED_WORKING, "periods": CLAIMED_PERIODS}[said.within.of]
    inputs = [_input(draft, field, event) for event in service.measures.events
              if event.kind == "claim" and event.accepted and event.about(name)]  # fmt: skip
    in_time = tuple(All((Known(row), If(Known(row), Compare("<=", row, deadline), FALSE))) for row in inputs)
    label = message("{kpi}: claimed in time", kpi=name)
    formula: Node = FALSE if not in_time else in_time[0] if len(in_time) == 1 else Any(in_time)
    return condition_row(draft, f"kpi.{name}.claimed_in_time", label, formula, clause)


def _input(draft: Draft, field: str, event: Event) -> Ref:
    ident = input_id(field, event.inputs)
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "measures"
        texts = {
            CLAIMED_DAYS: "Claim {event}: days after the period",
            CLAIMED_WORKING: "Claim {event}: working days after the period",
            CLAIMED_PERIODS: "Claim {event}: periods after the period",
        }
        draft.row(ident, message(texts[field], event=event.id), Unit.COUNT, None, Clause(""))
        draft.stage = stage
    return Ref(ident)
