"""C202, C207 and C214: a KPI whose value is what it pays counts money, or percentages of a base that is said."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.checks.terms import how_measured
from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract
from slacontract.quantities.units import Unit


def shares_of_value(contract: Contract) -> Iterator[Finding]:
    """A share of a KPI's value is above or below zero, and the value counts money or percentages."""
    for name, kpi in contract.kpis.items():
        if kpi.pay is None:
            continue
        if not kpi.pay.percent.value:
            yield finding("C214", kpi.pay.at, f"'{name}' pays {kpi.pay.text}.", "Write a share above or below zero.")
        how = how_measured(kpi)
        if how is not None and how.unit not in {Unit.MONEY, Unit.RATIO}:
            what = f"'{name}' is measured in {how.unit.value}, and a share of that is no money."
            remedy = "Write what one of them costs: per_unit: {step: 1, above: 0, pay: -25, count: exact}."
            if how.unit in {Unit.SECONDS, Unit.POINTS}:
                remedy = "Say what is paid by bands, a curve or per_unit."
            yield finding("C207", kpi.pay.at, what, remedy)


def bases_of_shares(contract: Contract) -> Iterator[Finding]:
    """A percentage that is paid as it is measured is a percentage of something named."""
    for name, kpi in contract.kpis.items():
        how = how_measured(kpi)
        if kpi.pay is not None and kpi.base is None and how is not None and how.unit is Unit.RATIO:
            lines = "".join(f", billing.{line}" for line in contract.billing)
            yield finding("C202", kpi.place, f"'{name}' pays {kpi.pay.text}, which is a percentage, and it is not said of what.",
                          f"Add 'base:'. Choices: billing{lines}, or an amount of money.", kpi.pay.at)  # fmt: skip
