"""What values a derived KPI can have: the sums of points that its sources can give, the means of scores."""

from __future__ import annotations

from functools import reduce
from math import gcd, lcm

from gmpy2 import mpq

from slacontract.catalogue.kpis import Measured
from slacontract.checks.spans import DOMAINS, Span, Values
from slacontract.checks.terms import how_measured, values_of
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import Kpi


def values_in(contract: Contract, kpi: Kpi, how: Measured) -> Values:
    """The values that are compared with the thresholds of a KPI, whether it is measured or made of other KPIs."""
    values = values_of(kpi, how)
    if not kpi.derived:
        return values
    sources = [contract.kpis[name] for name in kpi.sources if name in contract.kpis]
    if kpi.scorecard is not None and kpi.scorecard.score == "value":
        domains = {found.domain for source in sources if (found := how_measured(source))}
        return Values(DOMAINS["proportion"] if domains == {"proportion"} else values.domain, values.scale, values.grid)
    grid = values.grid or (None if kpi.scorecard else _step_of_sums(sources))
    return Values(_signs(sources), values.scale, grid)


def _signs(sources: list[Kpi]) -> Span:
    """Points of one sign have sums of that sign; no points are 0."""
    points = [pay.value for source in sources for pay in source.payments]
    if all(value >= 0 for value in points):
        return Span(low=mpq(0), low_in=True)
    return Span(high=mpq(0), high_in=True) if all(value <= 0 for value in points) else Span()


def _step_of_sums(sources: list[Kpi]) -> mpq | None:
    """What all sums are multiples of, where every result gives one of the points that are written; else None."""
    if any(_between(source) for source in sources):
        return None
    points = [pay.value for source in sources for pay in source.payments if pay.value]
    if not points:
        return None
    return mpq(reduce(gcd, (int(p.numerator) for p in points)), reduce(lcm, (int(p.denominator) for p in points)))


def _between(kpi: Kpi) -> bool:
    """Whether it can give points that are not written: on a line, by exact steps, or more of them when failures repeat."""
    lines = kpi.curve and (
        kpi.between == "straight" or "continued" in {kpi.beyond.below, kpi.beyond.above} if kpi.beyond else True
    )
    exact = any(scale.count == "exact" for scale in (*kpi.per_unit, *((kpi.slabs,) if kpi.slabs else ())))
    return bool(lines or exact or getattr(kpi, "repeat", ()))
