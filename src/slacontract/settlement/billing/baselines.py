"""Baselines: what is paid where a quantity leaves its forecast, and what deviates from an agreed quantity of a resource."""

from __future__ import annotations

from collections.abc import Sequence

from slacontract.formula.nodes import ZERO, Compare, Greatest, If, Least, Node, Ref, Steady, minus, negative, times
from slacontract.formula.text import Expression
from slacontract.languages import message
from slacontract.model.baselines import BaselineCharge, DeviationBand
from slacontract.model.forecasts import Forecast, ForecastBand
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.formulas import Binding, names_of
from slacontract.settlement.billing.rates import price
from slacontract.settlement.draft import Clause, Line, LineKind
from slacontract.settlement.proration import prorated, rule
from slacontract.settlement.slabs import part_in


def within_forecast(at: LineScope, said: Forecast, billed: Billed) -> Billed:
    """The quantity that the line bills as usual: what lies above the ceiling of the forecast is billed by lines of its own."""
    clause = Clause(said.clause, said.place)
    at.draft.row(f"{at.ident}.in_all", at.label("quantity in all"), billed.unit, billed.quantity, clause)
    forecast = _bound(at, "forecast", said.of, billed.unit, clause)
    if said.ceiling is None:
        return billed
    most = _edge(at, "forecast.ceiling", "ceiling of the forecast", said.ceiling, forecast, billed.unit, clause)
    usual = at.draft.row(f"{at.ident}.usual", at.label("quantity up to the ceiling"), billed.unit, Least((billed.quantity, most)),
                         clause)  # fmt: skip
    return Billed(usual, billed.unit)


def forecast_lines(at: LineScope, said: Forecast) -> list[Ref]:
    """What is missing from the floor, and each stretch of what lies above the ceiling."""
    clause, forecast = Clause(said.clause, said.place), Ref(f"{at.ident}.forecast")
    quantity = Ref(f"{at.ident}.in_all")
    billed = Billed(quantity, at.draft.rows[quantity.id].unit)
    lines: list[Ref] = []
    if said.floor is not None and said.shortfall is not None:
        least = _edge(at, "forecast.floor", "floor of the forecast", said.floor, forecast, billed.unit, clause)
        missing = Greatest((minus(least, billed.quantity), ZERO))
        lines.append(_line(at, "forecast_shortfall", "missing from the floor", missing, said.shortfall, billed.unit, clause))
    low: Node | None = None
    for number, band in enumerate(said.excess, 1):
        low = low or Ref(f"{at.ident}.forecast.ceiling")
        high = _band_end(at, f"forecast.excess_{number}", number, band, forecast, billed.unit, clause)
        part = part_in(billed.quantity, low, high)
        lines.append(_line(at, f"excess_{number}", "above the ceiling, stretch {number}", part, band.rate, billed.unit, clause, number))
        low = high
    return lines


def baseline_charge(at: LineScope, line: BaselineCharge) -> list[Ref]:
    """The charge for the baseline, then a line for each stretch above and below it."""
    draft, clause = at.draft, at.clause
    fee = price(at, "amount", message("{line}: amount", line=at.name), line.amount, unit=Unit.MONEY)
    how, calendar = rule(draft.contract, None, None)
    due = prorated(draft, at.ident, at.title, fee, how, clause, calendar)
    amount = draft.closed(f"{at.ident}.amount", at.title, due, clause)
    draft.line(Line(id=at.ident, kind="billing", label=at.title, clause=clause, amount=amount.id, exact=f"{amount.id}.exact",
                    booked=line))  # fmt: skip
    counted = at.needed(str(line.count))
    baseline = _bound(at, "baseline", line.baseline, Unit.COUNT, clause)
    more = _deviation(at, line, "above", minus(counted, baseline), baseline)
    less = _deviation(at, line, "below", minus(baseline, counted), baseline)
    return [amount, *_stretches(at, line, "above", more, baseline), *_stretches(at, line, "below", less, baseline)]


def fields(line: BaselineCharge) -> tuple[str, ...]:
    """The measures that count the resource and its baseline."""
    return tuple(dict.fromkeys((str(line.count), *names_of(line.baseline))))


def _deviation(at: LineScope, line: BaselineCharge, side: str, deviation: Node, baseline: Ref) -> Ref:
    """The deviation to one side that counts: none within the deadband."""
    outside = Greatest((deviation, ZERO))
    if line.deadband.value:
        band = _edge(at, "deadband", "deadband", line.deadband, baseline, Unit.COUNT, at.clause)
        if line.measured == "from_baseline":
            outside = If(Compare(">", Steady(deviation), band), deviation, ZERO)
    text = {"above": "quantity above the baseline that counts", "below": "quantity below the baseline that counts"}[side]
    return at.draft.row(f"{at.ident}.{side}", at.label(text), Unit.COUNT, outside, at.clause)


def _stretches(at: LineScope, line: BaselineCharge, side: str, deviation: Ref, baseline: Ref) -> list[Ref]:
    """One line for each stretch of the deviation: an additional charge above the baseline, a reduced credit below it."""
    bands: Sequence[DeviationBand] = getattr(line, side)
    name, text = {"above": ("additional_charge", "additional charge (ARC), stretch {number}"),
                  "below": ("reduced_credit", "reduced credit (RRC), stretch {number}")}[side]  # fmt: skip
    low: Node | None = None
    if line.deadband.value and line.measured == "from_edge":
        low = Ref(f"{at.ident}.deadband")
    lines: list[Ref] = []
    for number, band in enumerate(bands, 1):
        high = _band_end(at, f"{side}_{number}", number, band, baseline, Unit.COUNT, at.clause)
        part = part_in(deviation, low, high)
        lines.append(_line(at, f"{name}_{number}", text, part, band.rate, Unit.COUNT, at.clause, number, credit=side == "below"))
        low = high
    return lines


def _bound(at: LineScope, name: str, said: Expression, unit: Unit, clause: Clause) -> Ref:
    """The row of a forecast or baseline, which may be a figure, a measure or a formula over both."""
    text = {"forecast": "forecast", "baseline": "baseline"}[name]
    binding = Binding(at.draft, f"billing.{at.name}.{name}", message("{line}: {what}", line=at.name, what=message(text)), clause, unit)
    return at.draft.row(f"{at.ident}.{name}", at.label(text), unit, binding.bound(said, lambda field: at.needed(field)), clause)


def _edge(at: LineScope, name: str, text: str, percent: Quantity, of: Ref, unit: Unit, clause: Clause) -> Ref:
    """A share of the forecast or baseline; asked for twice, it is the same row."""
    ident = f"{at.ident}.{name}"
    if ident not in at.draft.rows:
        label = message("{line}: {what}", line=at.name, what=message(text))
        term = at.draft.term(f"billing.{at.name}.{name}", label, percent, clause)
        at.draft.row(ident, at.label(text), unit, times(of, term), clause)
    return Ref(ident)


def _band_end(at: LineScope, name: str, number: int, band: ForecastBand | DeviationBand, of: Ref, unit: Unit,
              clause: Clause) -> Ref | None:  # fmt: skip
    if band.up_to is None:
        return None
    return _edge(at, f"{name}.up_to", "end of the stretch", band.up_to, of, unit, clause)


def _line(at: LineScope, name: str, text: str, part: Node, each: Quantity, unit: Unit, clause: Clause, number: int = 0, *,
          credit: bool = False) -> Ref:  # fmt: skip
    """One stretch as a line: the part of the quantity that lies in it, at its price."""
    what = message(text, number=number) if number else message(text)
    label = message("{line}: {what}", line=at.title, what=what)
    ident = f"{at.ident}.{name}"
    quantity = at.draft.row(f"{ident}.quantity", message("{what}, quantity", what=label), unit, part, clause)
    rate = price(at, f"{name}.rate", message("{line}: {what}", line=at.name, what=what), each, unit=Unit.RATE, ramped=False)
    exact = times(quantity, rate)
    amount = at.draft.closed(f"{ident}.amount", label, negative(exact) if credit else exact, clause)
    kind: LineKind = "deviation"
    at.draft.line(Line(id=ident, kind=kind, label=label, clause=clause, amount=amount.id, exact=f"{amount.id}.exact",
                       quantity=quantity.id, unit=unit, price="" if credit else rate.id, booked=at.line))  # fmt: skip
    return amount
