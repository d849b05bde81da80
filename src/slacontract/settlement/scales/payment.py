"""What every scale yields, and how a payment of the contract becomes money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slacontract.formula.nodes import Node, Ref, times
from slacontract.languages import Argument, message
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Draft
from slacontract.settlement.kpi_values import KpiValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a scale pays: for the value as measured, and the worst it can pay; rows for the KPIs sheet by id."""

    measured: Node
    worst: Node | None
    band: str = ""
    gap: str = ""
    gap_contacts: str = ""
    gap_money: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A KPI's value in one scope, the base its percentages are of, and the draft that takes the rows."""

    draft: Draft
    of: KpiValue
    base: Node

    def term(self, name: str, text: str, quantity: Quantity, unit: Unit | None = None, **arguments: Argument) -> Ref:
        """Declare a figure of the scale."""
        label = message("{kpi}: {what}", kpi=self.of.name, what=message(text, **arguments))
        if unit is None and quantity.unit in {Unit.NUMBER, Unit.SECONDS, Unit.RATIO}:
            unit = self.of.how.unit if quantity.unit is not Unit.RATIO or self.of.how.unit is Unit.RATIO else Unit.RATIO
        return self.draft.term(f"kpi.{self.of.name}.{name}", label, quantity, self.of.clause, unit=unit)

    def row(self, name: str, text: str, unit: Unit, formula: Node, **arguments: Argument) -> Ref:
        """Add a row of the scale."""
        label = message("{kpi}: {what}", kpi=self.of.label, what=message(text, **arguments))
        return self.draft.row(f"{self.of.ident}.{name}", label, unit, formula, self.of.clause)

    def money(self, pay: Node, quantity: Quantity) -> Node:
        """A payment in money: a percentage is taken of the base, money is money."""
        return times(pay, self.base) if quantity.unit is Unit.RATIO else pay


def pay_unit(pays: Iterable[Quantity]) -> Unit:
    """Whether a scale pays percentages or money; zero is both, and ``check`` refuses a mixture."""
    units = {pay.unit for pay in pays if pay.value}
    return Unit.RATIO if Unit.RATIO in units else Unit.MONEY


def worst_of(pays: dict[int, Quantity]) -> int:
    """The number of the lowest payment."""
    return min(pays, key=lambda number: (pays[number].value, number))
