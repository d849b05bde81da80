"""Gates: a condition without which there is no bonus. What it takes away is a line of its own; penalties stay."""

from __future__ import annotations

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Compare,
    If,
    Known,
    Least,
    Node,
    Ref,
    Steady,
    rebuilt,
)  # fmt: skip
from slacontract.formula.text import Figure
from slacontract.languages import message
from slacontract.model.gates import Gate
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpi_values import KpiValue, figure_term
from slacontract.settlement.outcomes import Standing
from slacontract.settlement.scopes import Scope, Service, measure


def gates(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]], standing: Standing) -> None:
    """Yield the gates in the order of the contract."""
    draft.stage = "gates"
    for number, gate in enumerate(draft.contract.gates, 1):
        _gate(draft, service, values, standing, str(gate.name or number), gate)


def _gate(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]], standing: Standing, number: str,
          gate: Gate) -> None:  # fmt: skip
    clause = Clause(gate.clause, gate.place)
    met = _met(draft, service, values, number, gate, clause)
    held = {str(name) for name in gate.kpis}
    after = {
        key: If(met, amount, Least((amount, ZERO)))
        for key, amount in standing.amounts.items()
        if not held or key[0] in held
    }
    label = message("Bonus withheld by gate {number}: {condition}", number=number, condition=gate.when.text)
    line = Line(id=f"gate.{number}", kind="gate", label=label, clause=clause, amount="")
    standing.change(draft, line, f"gate_{number}", after)


def _met(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]], number: str, gate: Gate,
         clause: Clause) -> Ref:  # fmt: skip
    rows: list[Ref] = []

    def bind(node: Node) -> Node:
        if isinstance(node, Figure):
            label = message("gate {number}: {text}", number=number, text=node.text)
            return figure_term(draft, f"gate.{number}", node, label, clause)
        if isinstance(node, Ref):
            row = values[node.id][0].value if node.id in values else measure(draft, service, node.id, Scope())
            rows.append(row)
            return row
        if isinstance(node, Compare):
            return Compare(node.relation, Steady(node.left), Steady(node.right))
        return node

    condition = rebuilt(gate.when.node, bind)
    without: Node = Compare("=", ONE, ONE if gate.missing == "met" else ZERO)
    for row in reversed(dict.fromkeys(rows)):
        condition = If(Known(row), condition, without)
    label = message("Gate {number}: {condition}", number=number, condition=gate.when.text)
    return draft.row(f"gate.{number}.met", label, Unit.TRUTH, condition, clause)
