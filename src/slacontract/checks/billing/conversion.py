"""C202, C207, C215 and C227: exchange rates that are said, quoted in one direction, between two currencies."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.checks.whole.currency import is_currency, no_currency
from slacontract.findings import Finding, finding
from slacontract.model.agreed import figures_of
from slacontract.model.billing.conversion import Conversion
from slacontract.model.billing.lines import Adjusted
from slacontract.model.contract import Contract
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit


def conversions(contract: Contract) -> Iterator[Finding]:
    """A conversion is from another currency, by one rate whose direction is said."""
    for name, line in contract.billing.items():
        if isinstance(line, Adjusted) and line.conversion is not None:
            yield from _currencies(contract, str(name), line.conversion)
            yield from _rate(str(name), line.conversion)


def _currencies(contract: Contract, name: str, rule: Conversion) -> Iterator[Finding]:
    own, other = str(contract.currency), str(rule.currency)
    if not is_currency(other):
        yield no_currency(rule.currency)
        return
    if other == own:
        yield finding("C227", rule.currency.at, f"'{name}' is converted from {other} to {own}.", "Delete 'conversion:'.",
                      contract.currency.at)  # fmt: skip
    elif rule.quote not in {f"{own} per {other}", f"{other} per {own}"}:
        yield finding("C227", rule.quote.at, f"'{rule.quote}' does not say how {other} becomes {own}.",
                      f"Write '{own} per {other}' (multiplies) or '{other} per {own}' (divides).")  # fmt: skip


def _rate(name: str, rule: Conversion) -> Iterator[Finding]:
    if (rule.rate is None) == (rule.field is None):
        yield finding("C202", rule.place, f"'{name}' has no exchange rate, or two.", "Write 'rate:' or 'field:', one of them.")
    if rule.field is not None:
        yield from field_name_fault(rule.field, rule.field.at)
    if isinstance(rule.rate, Word) and rule.quote.startswith(str(rule.currency)):
        what = f"'{name}' is divided by '{rule.rate}', which the contract computes and which can be 0."
        yield finding("C227", rule.rate.at, what, "Compute it the other way round, and quote it so.", rule.quote.at)
    for figure in figures_of(rule.rate) if rule.rate is not None else ():
        if figure.unit is Unit.RATIO:
            yield finding("C207", figure.at, f"'{figure.text}' is no exchange rate.", "Write it as 0.92.")
        elif figure.value <= 0:
            yield finding("C214", figure.at, f"The exchange rate of '{name}' is {figure.text}.", "Write a figure above zero.")
