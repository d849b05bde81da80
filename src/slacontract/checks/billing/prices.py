"""C213 and C214: coins that are powers of ten, and figures that can be what they are."""

from __future__ import annotations

from collections.abc import Iterator

from gmpy2 import mpq

from slacontract.checks.billing.rates import rates_of
from slacontract.findings import Finding, Position, finding
from slacontract.model.agreed import figures_of
from slacontract.model.billing.baselines import BaselineCharge
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.billing.lines import Adjusted, Line, Priced
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.billing.models import FixedFee
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import ValueRounding
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_COINS = frozenset(mpq(10**power) if power >= 0 else mpq(1, 10**-power) for power in range(-8, 7))
_MOST_DECIMALS = 8
_SIGN = "Write it without the sign; what the vendor pays is a line of model fixed, or of model percentage, below zero."


def coin_possible(contract: Contract) -> Iterator[Finding]:
    """Amounts are rounded to a power of ten."""
    to = contract.rounding.to
    if to.value not in _COINS:
        yield finding("C213", to.at, f"'{to.text}' is not a coin that amounts are rounded to.",
                      "Write a power of ten from 0.00000001 to 1000000, such as 0.01.")  # fmt: skip


def figures_in_range(contract: Contract) -> Iterator[Finding]:
    """Prices are not below zero, shares and caps are above it, a tax is at most the whole.

    A percentage below zero is a rebate, and a fixed amount below zero is what the vendor pays, as for a concession.
    """
    for name, line in contract.billing.items():
        for what, quantity in _prices(line):
            if quantity.value < 0 and quantity.unit is not Unit.RATIO and not isinstance(line, FixedFee):
                yield _low(f"The {what} of '{name}'", quantity, _SIGN)
        for what, quantity in _caps(line):
            if quantity.value <= 0:
                yield _low(f"The {what} of '{name}'", quantity, "Write a figure above zero, or delete it.")
    if not 0 <= contract.tax.rate.value <= 1:
        yield _low("The tax rate", contract.tax.rate, "Write a rate from 0% to 100%.")
    yield from _small_numbers(contract)


def _prices(line: Line) -> Iterator[tuple[str, Quantity]]:
    for what, said in rates_of(line):
        yield from ((what, figure) for figure in figures_of(said))
    if isinstance(line, Priced) and line.forecast is not None:
        beyond = line.forecast
        yield from (("price of the shortfall", beyond.shortfall),) if beyond.shortfall else ()
        yield from (("price of the excess", band.rate) for band in beyond.excess)
        yield from ((what, end) for what, end in (("floor", beyond.floor), ("ceiling", beyond.ceiling)) if end is not None)
    if isinstance(line, BaselineCharge):
        yield "amount", line.amount
        yield from (("additional charge", band.rate) for band in line.above)
        yield from (("reduced credit", band.rate) for band in line.below)


def _caps(line: Line) -> Iterator[tuple[str, Quantity]]:
    if line.billing_cap is not None:
        yield from (("billing cap", amount) for amount in figures_of(line.billing_cap.amount))
    if isinstance(line, PerMinute) and line.cap is not None:
        yield from (("AHT cap", aht) for aht in figures_of(line.cap.aht))
    if isinstance(line, PerFteHour) and line.cap is not None:
        yield from (("hours cap", share.percent) for share in line.cap.shares)
    if isinstance(line, PerFteHour) and line.guarantee is not None:
        yield "guarantee", line.guarantee.at_least


def _low(what: str, quantity: Quantity, remedy: str) -> Finding:
    return finding("C214", quantity.at, f"{what} is {quantity.text}.", remedy)


def _small_numbers(contract: Contract) -> Iterator[Finding]:
    """Versions count from 1; decimals and days have their ends."""
    if contract.version < 1:
        yield _number(contract.place_of("version"), "The version is 0.", "Number the versions from 1.")
    day = contract.periods.starting_day
    if not day.weekday and not 1 <= day <= 31:
        yield _number(contract.periods.place_of("starting_day"), f"Periods start on day {day}, which no month has.",
                      "Write a day from 1 to 31.")  # fmt: skip
    for name, kpi in contract.kpis.items():
        if kpi.rounded is not None and kpi.rounded.decimals > _MOST_DECIMALS:
            yield _number(kpi.rounded.place_of("decimals"), f"'{name}' is compared with {kpi.rounded.decimals} decimals.",
                          f"Write at most {_MOST_DECIMALS}, or delete 'rounded:' to compare the exact value.")  # fmt: skip

    for what, rounding in _roundings(contract):
        if rounding.decimals > _MOST_DECIMALS:
            yield _number(rounding.place_of("decimals"), f"The {what} has {rounding.decimals} decimals.",
                          f"Write at most {_MOST_DECIMALS}, or delete the rounding.")  # fmt: skip


def _roundings(contract: Contract) -> Iterator[tuple[str, ValueRounding]]:
    """The roundings on the way to a price."""
    for name, line in contract.billing.items():
        if isinstance(line, Adjusted) and line.conversion is not None and line.conversion.rounded is not None:
            yield f"conversion of '{name}'", line.conversion.rounded
    for name, rule in contract.indexation.items():
        said = {"change": rule.change_rounded, "factor": rule.factor_rounded, "amount": rule.rate_rounded}
        yield from ((f"{what} of '{name}'", rounding) for what, rounding in said.items() if rounding is not None)


def _number(at: Position, what: str, remedy: str) -> Finding:
    return finding("C214", at, what, remedy)
