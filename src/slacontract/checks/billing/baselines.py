"""C202, C207, C211, C213, C214 and C229: forecasts and baselines whose stretches follow each other and have their prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from slacontract.checks.billing.charge_formulas import lacks, unit_of
from slacontract.checks.kpis.definitions import field_name_fault, names_in
from slacontract.checks.places import within
from slacontract.findings import Finding, Position, finding
from slacontract.formula.nodes import Arith, walk
from slacontract.formula.nodes import Written as NeedsRows
from slacontract.formula.text import Expression
from slacontract.formula.units import inferred
from slacontract.model.billing.baselines import BaselineCharge, DeviationBand
from slacontract.model.billing.forecasts import Forecast, ForecastBand
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.contract import Contract
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit


def forecasts_said(contract: Contract) -> Iterator[Finding]:
    """A forecast has a floor or a ceiling, each with what is paid beyond it."""
    for name, line in contract.billing.items():
        if isinstance(line, Priced) and line.forecast is not None:
            yield from _forecast(str(name), line, line.forecast)
            yield from _quantity(contract, line.forecast.of, minutes=isinstance(line, PerMinute))


def _forecast(name: str, line: Priced, said: Forecast) -> Iterator[Finding]:
    if said.floor is None and said.ceiling is None:
        yield finding(
            "C202", said.place, f"The forecast of '{name}' has no floor and no ceiling.", "Add 'floor:', 'ceiling:' or both."
        )
    for edge, price, limit, priced in (
        ("floor", "shortfall", said.floor, said.shortfall is not None), ("ceiling", "excess", said.ceiling, bool(said.excess))
    ):  # fmt: skip
        if limit is not None and not priced:
            example = "shortfall: 0.42" if price == "shortfall" else "excess: [{rate: 0.55}]"
            yield finding("C202", limit.at, f"It is not said what is paid beyond the {edge} of '{name}'.",
                          f"Add '{example}'; rate 0 where it is not paid.")  # fmt: skip
        if priced and limit is None:
            yield finding("C202", said.place_of(price), f"'{name}' has a price for what lies beyond its {edge}, and no {edge}.",
                          f"Add '{edge}:', or delete '{price}:'.")  # fmt: skip
    if said.floor is not None and said.ceiling is not None and said.floor.value > said.ceiling.value:
        yield finding("C213", said.floor.at, f"The floor of {said.floor.text} is above the ceiling of {said.ceiling.text}.",
                      "Write the floor below the ceiling.", said.ceiling.at)  # fmt: skip
    yield from _follow(f"the excess of '{name}'", said.excess, said.ceiling)
    if line.conversion is not None and line.conversion.of == "amount":
        yield finding("C229", said.place, f"The amount of '{name}' is converted, and what lies beyond its forecast is billed "
                                          "apart.",
                      "Convert the rate instead: of: rate.", line.conversion.place)  # fmt: skip


def baselines_said(contract: Contract) -> Iterator[Finding]:
    """A baseline says how its deadband counts, and its stretches follow each other."""
    for name, line in contract.billing.items():
        if isinstance(line, BaselineCharge):
            yield from _baseline(str(name), line)
            yield from field_name_fault(line.count, line.count.at)
            yield from _quantity(contract, line.baseline, minutes=False)


def _baseline(name: str, line: BaselineCharge) -> Iterator[Finding]:
    if line.deadband.value < 0:
        yield finding("C214", line.deadband.at, f"The deadband is {line.deadband.text}.", "Write 0% where there is none.")
    elif line.deadband.value and line.measured is None:
        yield finding("C202", line.place, f"It is not said what counts of the deviation of '{name}' once the deadband is left.",
                      "Add 'measured:'. Choices: from_edge (what lies beyond it), from_baseline (all of it).",
                      line.deadband.at)  # fmt: skip
    elif not line.deadband.value and line.measured is not None:
        yield finding("C229", line.place_of("measured"), "There is no deadband.", "Delete 'measured:', or widen the deadband.",
                      line.deadband.at)  # fmt: skip
    edge = line.deadband if line.measured == "from_edge" else None
    yield from _follow(f"the additional charges of '{name}'", line.above, edge)
    yield from _follow(f"the reduced credits of '{name}'", line.below, edge)
    if line.conversion is not None and line.conversion.of == "amount":
        yield finding("C229", line.conversion.place, f"'{name}' has charges and credits in lines of their own.",
                      "Convert the rates instead: of: rate.")  # fmt: skip


def _follow(what: str, bands: Sequence[ForecastBand | DeviationBand], begins: Quantity | None) -> Iterator[Finding]:
    """Stretches begin where the one before ends, and the last has no end."""
    if not bands:
        return
    *closed, last = bands
    if last.up_to is not None:
        yield finding("C213", last.up_to.at, f"The last stretch of {what} ends at {last.up_to.text}, and nothing is said beyond.",
                      "Add a last stretch without 'up_to:'; 'rate: 0' where it changes nothing.")  # fmt: skip
    for band in closed:
        if band.up_to is None:
            yield finding("C213", band.place, f"A stretch of {what} that is not the last has no end.", "Add 'up_to:'.")
    ends = [*([begins] if begins else []), *(band.up_to for band in closed if band.up_to is not None)]
    for before, after in pairwise(ends):
        if before.value >= after.value:
            yield finding("C213", after.at, f"The end at {after.text} of {what} stands after {before.text}.",
                          "Write the stretches from the nearest to the farthest.", before.at)  # fmt: skip


def _quantity(contract: Contract, said: Expression, *, minutes: bool) -> Iterator[Finding]:
    """A forecast or baseline is a quantity, made of figures and measures."""
    for name in names_in(said):
        yield from _measure(contract, name, within(said.text, said.at, name))
    divides = any(isinstance(node, Arith) and node.op == "/" for node in walk(said.node))
    if any(isinstance(node, NeedsRows) or lacks(node) for node in walk(said.node)):
        yield finding("C212", said.at, f"'{said.text}' looks at other periods, at a table, or divides by a measure.",
                      "Name a figure that is computed so, or write it over measures.")  # fmt: skip
        return
    unit = inferred(said.node, lambda name: unit_of(contract, name))
    if unit in {Unit.RATIO, Unit.MONEY} or (minutes and unit is Unit.SECONDS and not divides):
        assert unit is not None
        yield finding("C207", said.at, f"'{said.text}' gives {unit.value}, and the line bills another quantity.",
                      "Write minutes: forecast_handle_s / 60." if unit is Unit.SECONDS else
                      "Name a measure of the quantity.")  # fmt: skip


def _measure(contract: Contract, name: str, at: Position) -> Iterator[Finding]:
    if name not in contract.figures:
        yield from field_name_fault(name, at)
