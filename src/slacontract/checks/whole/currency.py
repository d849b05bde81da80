"""C213, C215: a currency that exists, no amount finer than its coin, and caps that lines can reach. Prices may be finer."""

from __future__ import annotations

from collections.abc import Iterator

from gmpy2 import mpq

from slacontract.checks.terms import pays_of
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.text import Share
from slacontract.model.agreed import figures_of
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.models import Fee, PassThrough
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import Base
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit


def currency_known(contract: Contract) -> Iterator[Finding]:
    """The currency is a code of ISO 4217, and amounts end at its coin."""
    codes, digits = _currencies()
    code = contract.currency
    if code not in codes:
        yield no_currency(code)
        return
    decimals = digits.get(str(code), digits["DEFAULT"])[0]
    for amount in (contract.rounding.to, *_amounts(contract)):
        if (amount.value * 10**decimals).denominator == 1 and amount.decimals > max(decimals, 2):
            whole, _, fraction = amount.text.partition(".")
            yield finding("C215", amount.at, f"'{amount.text}' can be {whole}{fraction} with a thousands point, or {whole}.",
                          f"Write {whole}{fraction} or {whole}: contracts have no thousands mark.")  # fmt: skip
        elif (amount.value * 10**decimals).denominator != 1:
            yield finding("C215", amount.at, f"'{amount.text}' is finer than the coin of {code}, {_coin(decimals)}.",
                          f"Write {f'at most {decimals} decimals' if decimals else 'no decimals'}.", code.at)  # fmt: skip


def caps_in_coins(contract: Contract) -> Iterator[Finding]:
    """A cap is an amount that lines can reach: a multiple of the coin they are rounded to."""
    coin, (codes, digits) = contract.rounding.to.value, _currencies()
    if coin <= 0 or contract.currency not in codes:
        return  # told by another check
    smallest = mpq(1) / 10 ** digits.get(str(contract.currency), digits["DEFAULT"])[0]
    capped = [line.billing_cap.amount for line in contract.billing.values() if line.billing_cap is not None]
    caps = [amount for said in capped for amount in figures_of(said)]
    costs = [line for line in contract.billing.values() if isinstance(line, PassThrough)]
    caps += [line.ceiling.amount for line in costs if line.ceiling is not None]
    caps += [said.fixed_amount for said in contract.commitments if said.fixed_amount is not None]
    caps += [limit.at_most for limit in contract.limits or () if isinstance(limit.at_most, Quantity)]
    floor = contract.carry_over.at_least if contract.carry_over else None
    caps += [floor] if isinstance(floor, Quantity) else []
    for cap in caps:
        if (cap.value / smallest).denominator == 1 and (cap.value / coin).denominator != 1:
            yield finding("C213", cap.at, f"'{cap.text}' is between two amounts that lines can have: they are rounded to "
                          f"{contract.rounding.to.text}.", f"Write a multiple of {contract.rounding.to.text}.",
                          contract.rounding.to.at)  # fmt: skip


def no_currency(code: Word) -> Finding:
    """What is wrong with a code that is none."""
    real = [known for known in _currencies()[0] if not known.startswith("X")]
    remedy = nearest(code.upper(), real) if len(code) == 3 else "Write a code of ISO 4217, such as EUR."
    return finding("C215", code.at, f"'{code}' is no currency.", remedy)


def is_currency(code: str) -> bool:
    """Whether ISO 4217 has the code."""
    return code in _currencies()[0]


def _currencies() -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    from babel.core import get_global  # noqa: PLC0415  # only this check pays for the currency tables

    return frozenset(get_global("all_currencies")), dict(get_global("currency_fractions"))


def _coin(decimals: int) -> str:
    return f"{'0.' + '0' * (decimals - 1) if decimals else ''}1"


def _amounts(contract: Contract) -> Iterator[Quantity]:
    """Every amount of money in the contract; not the prices for one of something."""
    for line in contract.billing.values():
        if isinstance(line, Fee):
            yield from figures_of(line.amount) if line.conversion is None else ()
        if line.billing_cap is not None:
            yield from figures_of(line.billing_cap.amount)
        if isinstance(line, PassThrough) and line.ceiling is not None:
            yield line.ceiling.amount
        if isinstance(line, Priced) and line.tiers is not None:
            yield from (tier.flat for tier in line.tiers.steps if tier.flat is not None)
    rules = [*contract.de_minimis, *(line.de_minimis for line in contract.billing.values() if line.de_minimis is not None)]
    yield from (amount for rule in rules for amount in (rule.below, rule.up_to) if amount is not None)
    yield from _of_kpis(contract)
    yield from (said.fixed_amount for said in contract.commitments if said.fixed_amount is not None)
    for limit in contract.limits or ():
        if isinstance(limit.at_most, Quantity):
            yield limit.at_most


def _of_kpis(contract: Contract) -> Iterator[Quantity]:
    """The amounts that KPIs pay, are percentages of, or put at risk."""
    for kpi in contract.kpis.values():
        yield from (pay for pay in pays_of(kpi) if pay.unit is Unit.MONEY)
        if isinstance(kpi.base, Base) and kpi.base.fixed is not None:
            yield kpi.base.fixed
        if kpi.withhold is not None and kpi.withhold.unit is Unit.MONEY:
            yield kpi.withhold
    for pool in contract.pools.values():
        if not isinstance(pool.at_risk, Share):
            yield pool.at_risk
