"""Incidents: of the penalties that one incident brings to several KPIs, the highest counts; what is given back is a line."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, All, Any, Greatest, If, Least, Node, Not, Ref
from slacontract.languages import message
from slacontract.model.register import Incident
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.outcomes import Standing
from slacontract.settlement.reading.conditions import condition_row


def incidents(draft: Draft, standing: Standing) -> None:
    """Yield the incidents in the order of the contract. KPIs that judge members are looked at member by member."""
    draft.stage = "relief"
    for number, incident in enumerate(draft.contract.incidents, 1):
        _incident(draft, standing, str(incident.name or number), incident)


def _incident(draft: Draft, standing: Standing, number: str, incident: Incident) -> None:
    clause = Clause(incident.clause, incident.place)
    named = {str(name) for name in incident.kpis}
    members: dict[str, list[tuple[str, str]]] = {}
    for key in standing.amounts:
        if key[0] in named:
            members.setdefault(key[1], []).append(key)
    after: dict[tuple[str, str], Node] = {}
    for member, keys in members.items():
        amounts = [standing.amounts[key] for key in keys]
        highest = draft.row(f"incident.{number}{member}.highest",
                            message("Incident {number}: highest penalty", number=number), Unit.MONEY,
                            Least((*amounts, ZERO)), clause)  # fmt: skip
        earlier: list[Ref] = []
        for key, amount in zip(keys, amounts, strict=True):
            is_it: Node = draft.not_above(amount, highest)
            counts = All((is_it, Not(Any(tuple(earlier))))) if earlier else is_it
            label = message("Incident {number}: {kpi} is the highest", number=number, kpi=draft.rows[amount.id].label)
            row = condition_row(draft, f"kpi.{key[0]}{member}.incident_{number}.counts", label, counts, clause)
            after[key] = If(row, amount, Greatest((amount, ZERO)))
            earlier.append(row)
    label = message("Incident {number}: only the highest penalty counts", number=number)
    line = Line(id=f"incident.{number}", kind="incident", label=label, clause=clause, amount="")
    standing.change(draft, line, f"incident_{number}", after)
