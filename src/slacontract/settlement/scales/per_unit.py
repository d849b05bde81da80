"""Per unit: a payment for each step of the KPI beyond a knee, exact, in full steps or in started ones."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, All, Blank, Greatest, If, Known, Node, Ref, Steps, minus, over, plus, times
from slacontract.formula.text import Share
from slacontract.model.kpis.scales import PerUnitScale, pay_unit
from slacontract.quantities.units import Unit
from slacontract.settlement.kpis.judging import Spanned, over_the_span
from slacontract.settlement.memory.windows import Windowed, beside_sums
from slacontract.settlement.scales.payment import Payment, Scale
from slacontract.settlement.service.scopes import Service, measure


def pay(scale: Scale, service: Service, units: tuple[PerUnitScale, ...]) -> Payment:
    """Yield the steps beyond each knee and what they pay; without a value there is no worst, so ``missing: worst`` is refused."""
    paid_in = pay_unit(unit.pay for unit in units)
    amounts = [_one(scale, service, number, unit, paid_in) for number, unit in enumerate(units, 1)]
    return Payment(paid=plus(*amounts), worst=None, unit=paid_in)


def _one(scale: Scale, service: Service, number: int, unit: PerUnitScale, paid_in: Unit) -> Ref:
    name = f"per_unit.{number}"
    step = scale.term(f"{name}.step", "step {number}", unit.step, number=number)
    each = scale.term(f"{name}.pay", "step {number} pays", unit.pay,
                      Unit.RATE if paid_in is Unit.MONEY else paid_in, number=number)  # fmt: skip
    knee = _knee(scale, service, number, unit)
    value = scale.of.value
    beyond = minus(value, knee) if unit.above else minus(knee, value)
    known: Node = All((Known(value), Known(knee))) if isinstance(unit.knee, Share) else Known(value)
    excess = scale.row(f"{name}.excess", "beyond knee {number}", scale.of.how.unit,
                       If(known, Greatest((beyond, ZERO)), Blank()), number=number)  # fmt: skip
    counted: Node = over(excess, step)
    if unit.count != "exact":
        counted = Steps(counted, unit.count)
    steps = scale.row(f"{name}.steps", "steps beyond knee {number}", Unit.NUMBER, If(Known(excess), counted, ZERO),
                      number=number)  # fmt: skip
    return scale.row(f"{name}.amount", "amount of the steps beyond knee {number}", paid_in, times(steps, each), number=number)


def _knee(scale: Scale, service: Service, number: int, unit: PerUnitScale) -> Ref:
    knee = unit.knee
    if not isinstance(knee, Share):
        return scale.term(f"per_unit.{number}.knee", "knee {number}", knee, number=number)
    share = scale.term(f"per_unit.{number}.knee", "knee {number}, share of {field}", knee.percent, Unit.RATIO, number=number,
                       field=knee.of)  # fmt: skip
    at = scale.of
    of = Ref(f"{at.ident}.{knee.of}.net")  # without what excused events take out, where the KPI is computed from it too
    if of.id not in scale.draft.rows:
        of = measure(scale.draft, service, knee.of, at.scope)
    if at.due is not None:
        of = over_the_span(Spanned(scale.draft, at.ident, at.label, at.kpi, at.clause), {knee.of: of})[knee.of]
    elif at.kpi.window is not None and at.kpi.window.sums:
        of = beside_sums(Windowed(scale.draft, at.ident, at.label, at.kpi.window), str(knee.of), of)
    allowed = If(Known(of), times(share, of), Blank())
    return scale.row(f"per_unit.{number}.allowance", "allowance {number}", scale.of.how.unit, allowed, number=number)
