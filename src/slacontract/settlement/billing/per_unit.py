"""Per contact, resolution, sale, lead or visit: what the named field counts."""

from __future__ import annotations

from slacontract.model.billing import PerUnit
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope


def fields(line: PerUnit) -> tuple[str, ...]:
    """The base fields it needs."""
    return (line.count,)


def billed(at: LineScope, line: PerUnit) -> Billed:
    """Yield the count."""
    return Billed(at.needed(line.count), Unit.COUNT)
