"""The steps of a scale: which values change the payment, and the next one that is worse than the target."""

from __future__ import annotations

from dataclasses import dataclass

from gmpy2 import mpq

from slacontract.findings import Position
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.review.smart.kinds import scales_of
from slacontract.settlement.reading.meaning import how_measured


@dataclass(frozen=True, slots=True)
class Step:
    """The target of a KPI and the next edge of its bands that is worse; ``touching``: a value at the edge is beyond it."""

    target: mpq
    edge: mpq
    below: bool
    touching: bool
    at: Position


def target_of(kpi: Kpi) -> tuple[mpq, bool] | None:
    """The bound of a target with one side, and whether values must lie above it."""
    if kpi.target is None or len(kpi.target.bounds) != 1:
        return None
    (bound,) = kpi.target.bounds
    return (mpq(bound.limit.value), bound.relation in {">", ">="}) if bound.relation != "<>" else None


def next_worse(contract: Contract, name: Word) -> Step | None:
    """The next edge of the bands on the bad side of the target; None where its scale has none, or it is no proportion."""
    scales = scales_of(contract, name)
    kpi = scales[0]
    found = target_of(kpi)
    if len(scales) != 1 or found is None or kpi.against is not None or how_measured(kpi).unit is not Unit.RATIO:
        return None
    target, wants_more = found
    edges = [
        (mpq(bound.limit.value), bound.relation, band.place)
        for band in kpi.bands
        for bound in band.when.bounds
        if bound.relation in {"<", "<=", ">", ">="}
    ]
    # the edge that ends a band on the good side: "< 70%" for what should be high
    ending = {"<", "<="} if wants_more else {">", ">="}
    worse = [
        (edge, relation, at)
        for edge, relation, at in edges
        if relation in ending and (edge < target if wants_more else edge > target)
    ]
    if not worse:
        return None
    edge, relation, at = max(worse, key=lambda e: e[0]) if wants_more else min(worse, key=lambda e: e[0])
    return Step(target, edge, wants_more, relation in {"<=", ">="}, at)


def allowed_misses(target: mpq, cases: int, *, wants_more: bool) -> int:
    """How many cases of a sample may fail while the target is met."""
    share = 1 - target if wants_more else target
    return int(share * cases)
