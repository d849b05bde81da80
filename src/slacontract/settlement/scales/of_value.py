"""Of the value: the KPI's value is the amount itself, in money or as a percentage of the base, and a share of it is paid."""

from __future__ import annotations

from slacontract.formula.nodes import Blank, If, Known, times
from slacontract.formula.text import Share
from slacontract.quantities.units import Unit
from slacontract.settlement.scales.payment import Payment, Scale


def pay(scale: Scale, share: Share) -> Payment:
    """Yield the share of the value, with the sign of both; it has no end, so there is no worst."""
    unit = Unit.RATIO if scale.of.how.unit is Unit.RATIO else Unit.MONEY
    part = scale.term("pay", "share of the value that is paid", share.percent, Unit.RATIO)
    value = scale.of.value
    paid = scale.row("pay", "share of the value", unit, If(Known(value), times(part, value), Blank()))
    return Payment(paid=paid, worst=None, unit=unit)
