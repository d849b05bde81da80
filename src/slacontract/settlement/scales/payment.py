"""What every scale yields, and how a payment of the contract becomes money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gmpy2 import mpq

from slacontract.formula.nodes import Blank, If, Known, Node, Ref, Rounded, Steady, times
from slacontract.languages import Argument, message
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.prices.indexation import indexed
from slacontract.settlement.draft import Draft
from slacontract.settlement.kpis.kpi_values import KpiValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a scale pays for the value as measured, and the worst it can pay; rows for the KPIs sheet by id.

    Both are in ``unit``: a share of the base, money, points, or days of service.
    """

    paid: Node
    worst: Node | None
    unit: Unit
    band: str = ""
    gap: str = ""
    gap_contacts: str = ""
    gap_money: str = ""

    def rounded(self, scale: Scale) -> Payment:
        """The payment as it is taken of the base: rounded before where the contract says so."""
        rule = scale.of.kpi.pay_rounded
        if rule is None:
            return self
        # decimals of a percentage are counted as people read it: 87.5 % has one, the ratio three
        places = mpq(rule.decimals + (2 if self.unit is Unit.RATIO else 0))
        decimals = scale.term(
            "pay_rounded", "decimals of the payment", Quantity(places, Unit.COUNT, str(rule.decimals), rule.place)
        )
        there = self.paid if isinstance(self.paid, Ref) else scale.of.value  # of a matrix the other KPI may have no figure
        paid = If(Known(there), Rounded(Steady(self.paid), decimals, rule.mode), Blank())
        worst = None if self.worst is None else Rounded(self.worst, decimals, rule.mode)
        return replace(self, paid=scale.row("pay.rounded", "payment, rounded", self.unit, paid), worst=worst)


@dataclass(frozen=True, slots=True)
class Scale:
    """A KPI's value in one scope, what its payments are of, and the draft that takes the rows.

    ``base`` is what percentages are of, ``day`` what a day of service is worth; ``most_is_worst`` where points count against
    the vendor.
    """

    draft: Draft
    of: KpiValue
    base: Node
    day: Node
    most_is_worst: bool = False

    def term(self, name: str, text: str, quantity: Quantity, unit: Unit | None = None, **arguments: Argument) -> Ref:
        """Declare a figure of the scale; money follows an index where the KPI says so."""
        label = message("{kpi}: {what}", kpi=self.of.called, what=message(text, **arguments))
        if unit is None and quantity.unit in {Unit.NUMBER, Unit.SECONDS, Unit.RATIO}:
            unit = self.of.how.unit if quantity.unit is not Unit.RATIO or self.of.how.unit is Unit.RATIO else Unit.RATIO
        term = self.draft.term(f"{self.of.terms}.{name}", label, quantity, self.of.clause, unit=unit)
        clause = self.of.kpi.indexed_by
        if clause is None or quantity.unit is not Unit.MONEY:
            return term
        return indexed(self.draft, str(clause), term, f"{self.of.terms}.{name}.indexed", label, self.of.clause)

    def row(self, name: str, text: str, unit: Unit, formula: Node, **arguments: Argument) -> Ref:
        """Add a row of the scale."""
        label = message("{kpi}: {what}", kpi=self.of.label, what=message(text, **arguments))
        return self.draft.row(f"{self.of.ident}.{name}", label, unit, formula, self.of.clause)

    def money(self, paid: Node, unit: Unit) -> Node:
        """A payment in money: a percentage is taken of the base, a day is worth its part of it, money is money."""
        assert unit is not Unit.POINTS, "points are no money before an account counts them"
        if unit is Unit.DAYS:
            return times(paid, self.day)
        return times(paid, self.base) if unit is Unit.RATIO else paid

    def worst_of(self, pays: Mapping[int, Quantity]) -> int:
        """The number of the payment that is worst for the vendor: the lowest; of points against the vendor, the highest."""
        sign = -1 if self.most_is_worst else 1
        return min(pays, key=lambda number: (sign * pays[number].value, number))
