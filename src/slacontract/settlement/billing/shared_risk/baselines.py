"""Baselines: what is paid where a quantity leaves its forecast, and what deviates from an agreed quantity of a resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slacontract.formula.nodes import ZERO, Compare, Greatest, If, Least, Node, Ref, Steady, minus, negative, times
from slacontract.formula.text import Expression
from slacontract.languages import Message, message
from slacontract.model.billing.baselines import BaselineCharge, DeviationBand
from slacontract.model.billing.forecasts import Forecast, ForecastBand
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.formulas import Terms, names_of
from slacontract.settlement.billing.prices.rates import price
from slacontract.settlement.draft import Clause, Line
from slacontract.settlement.slabs import part_in
from slacontract.settlement.time.proration import prorated, rule


@dataclass(frozen=True, slots=True)
class _Against:
    """A quantity of a line and what it is compared with: a forecast or a baseline, both in one unit."""

    at: LineScope
    unit: Unit
    clause: Clause
    reference: Ref

    def edge(self, name: str, text: str, percent: Quantity) -> Ref:
        """A share of the reference; asked for twice, it is the same row."""
        at, ident = self.at, f"{self.at.ident}.{name}"
        if ident not in at.draft.rows:
            term = at.draft.term(f"billing.{at.name}.{name}", _of_line(at, message(text)), percent, self.clause)
            at.draft.row(ident, at.label(text), self.unit, times(self.reference, term), self.clause)
        return Ref(ident)

    def end(self, name: str, band: ForecastBand | DeviationBand) -> Ref | None:
        """Where a stretch ends."""
        return self.edge(f"{name}.up_to", "end of the stretch", band.up_to) if band.up_to is not None else None

    def line(self, name: str, what: Message, part: Node, each: Quantity, *, credit: bool = False) -> Ref:
        """One stretch as a line: the part of the quantity that lies in it, at its price."""
        at = self.at
        label = message("{line}: {what}", line=at.title, what=what)
        ident = f"{at.ident}.{name}"
        quantity = at.draft.row(f"{ident}.quantity", message("{what}, quantity", what=label), self.unit, part, self.clause)
        rate = price(at, f"{name}.rate", _of_line(at, what), each, unit=Unit.RATE, ramped=False)
        exact = times(quantity, rate)
        amount = at.draft.closed(f"{ident}.amount", label, negative(exact) if credit else exact, self.clause,
                                steady=True)  # fmt: skip
        at.draft.line(Line(id=ident, kind="deviation", label=label, clause=self.clause, amount=amount.id,
                           exact=f"{amount.id}.exact", quantity=quantity.id, unit=self.unit, price="" if credit else rate.id,
                           booked=at.line))  # fmt: skip
        return amount


def within_forecast(at: LineScope, said: Forecast, billed: Billed) -> Billed:
    """The quantity that the line bills as usual: what lies above the ceiling of the forecast is billed by lines of its own."""
    clause = Clause(said.clause, said.place)
    at.draft.row(f"{at.ident}.in_all", at.label("quantity in all"), billed.unit, billed.quantity, clause)
    against = _Against(at, billed.unit, clause, _reference(at, "forecast", said.of, billed.unit, clause))
    if said.ceiling is None:
        return billed
    most = against.edge("forecast.ceiling", "ceiling of the forecast", said.ceiling)
    within = Least((billed.quantity, most))
    usual = at.draft.row(f"{at.ident}.usual", at.label("quantity up to the ceiling"), billed.unit, within, clause)
    return Billed(usual, billed.unit)


def forecast_lines(at: LineScope, said: Forecast) -> list[Ref]:
    """What is missing from the floor, and each stretch of what lies above the ceiling."""
    quantity = Ref(f"{at.ident}.in_all")
    against = _Against(at, at.draft.rows[quantity.id].unit, Clause(said.clause, said.place), Ref(f"{at.ident}.forecast"))
    lines: list[Ref] = []
    if said.floor is not None and said.shortfall is not None:
        least = against.edge("forecast.floor", "floor of the forecast", said.floor)
        missing = at.served(Greatest((minus(least, quantity), ZERO)))
        lines.append(against.line("forecast_shortfall", message("missing from the floor"), missing, said.shortfall))
    low = Ref(f"{at.ident}.forecast.ceiling")
    for number, band in enumerate(said.excess, 1):
        high = against.end(f"forecast.excess_{number}", band)
        what = message("above the ceiling, stretch {number}", number=number)
        lines.append(against.line(f"excess_{number}", what, part_in(quantity, low, high), band.rate))
        low = high or low
    return lines


def fields(line: BaselineCharge) -> tuple[str, ...]:
    """The measures that count the resource and its baseline."""
    return tuple(dict.fromkeys((str(line.count), *names_of(line.baseline))))


def baseline_charge(at: LineScope, line: BaselineCharge) -> list[Ref]:
    """The charge for the baseline, then a line for each stretch above and below it."""
    draft, clause = at.draft, at.clause
    fee = price(at, "amount", message("{line}: amount", line=at.name), line.amount, unit=Unit.MONEY)
    how, calendar = rule(draft.contract, None, None)
    due = at.served(prorated(draft, at.ident, at.title, fee, how, clause, calendar))
    amount = draft.closed(f"{at.ident}.amount", at.title, due, clause)
    draft.line(Line(id=at.ident, kind="billing", label=at.title, clause=clause, amount=amount.id, exact=f"{amount.id}.exact",
                    booked=line))  # fmt: skip
    counted = at.needed(str(line.count))
    baseline = _reference(at, "baseline", line.baseline, Unit.COUNT, clause)
    against = _Against(at, Unit.COUNT, clause, baseline)
    more = _deviation(against, line, "quantity above the baseline that counts", minus(counted, baseline), "above")
    less = _deviation(against, line, "quantity below the baseline that counts", minus(baseline, counted), "below")
    return [
        amount,
        *_stretches(against, line, more, line.above, "additional_charge", "additional charge (ARC), stretch {number}"),
        *_stretches(against, line, less, line.below, "reduced_credit", "reduced credit (RRC), stretch {number}"),
    ]


def _deviation(against: _Against, line: BaselineCharge, text: str, deviation: Node, name: str) -> Ref:
    """The deviation to one side that counts: none within the deadband."""
    at = against.at
    outside: Node = at.served(Greatest((deviation, ZERO)))
    if line.deadband.value:
        band = against.edge("deadband", "deadband", line.deadband)
        if line.measured == "from_baseline":
            outside = at.served(If(Compare(">", Steady(deviation), band), deviation, ZERO))
    return at.draft.row(f"{at.ident}.{name}", at.label(text), Unit.COUNT, outside, at.clause)


def _stretches(against: _Against, line: BaselineCharge, deviation: Ref, bands: Sequence[DeviationBand], name: str,
               text: str) -> list[Ref]:  # fmt: skip
    """One line for each stretch of the deviation: an additional charge above the baseline, a reduced credit below it."""
    from_edge = line.deadband.value and line.measured == "from_edge"
    low = Ref(f"{against.at.ident}.deadband") if from_edge else None
    lines: list[Ref] = []
    for number, band in enumerate(bands, 1):
        high = against.end(f"{name}_{number}", band)
        part = part_in(deviation, low, high)
        credit = name == "reduced_credit"
        lines.append(against.line(f"{name}_{number}", message(text, number=number), part, band.rate, credit=credit))
        low = high
    return lines


def _reference(at: LineScope, name: str, said: Expression, unit: Unit, clause: Clause) -> Ref:
    """The row of a forecast or baseline, which may be a figure, a measure or a formula over both."""
    terms = Terms(at.draft, f"billing.{at.name}.{name}", _of_line(at, message(name)), clause, unit, at.scope.member_suffix)
    return at.draft.row(f"{at.ident}.{name}", at.label(name), unit, terms.bound(said, at.needed).node, clause)


def _of_line(at: LineScope, what: Message) -> Message:
    """The label of a term, which is the same for all members of a line."""
    return message("{line}: {what}", line=at.name, what=what)
