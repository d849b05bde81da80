"""C211, C213 and C219: limits that say enough, in an order that can be followed, and above what they limit."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from gmpy2 import mpq

from slacontract.checks.kpis.bases import TO_DATE
from slacontract.checks.places import within
from slacontract.checks.terms import listed, paying, pays_of
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.text import Share
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import AnyBase, Base, PoolPart
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.limits import Limit, kpis_of
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.periods import MONTHS, SPAN_MONTHS
from slacontract.quantities.units import Unit

_REMEDY = "Lower the payment, raise the limit, or accept it: accept: [{code: C219, why: ...}]."


def limit_amounts(contract: Contract) -> Iterator[Finding]:
    """A limit is an amount above zero."""
    for limit in contract.limits or ():
        if isinstance(limit.at_most, PoolPart):
            continue  # its percentages are asked about with the pool
        amount = limit.at_most.percent if isinstance(limit.at_most, Share) else limit.at_most
        if amount.value <= 0:
            remedy = "Write an amount above zero; the sign of a penalty is in its KPI."
            if not amount.value:
                remedy = f"Where no {limit.on} is paid, write no {limit.on} in the scales."
            yield finding("C213", limit.at_most.at, f"The limit is {amount.text}.", remedy)


def names_differ(contract: Contract) -> Iterator[Finding]:
    """No two gates and no two limits have one name: it is what their lines are called."""
    for nouns in (contract.gates, contract.limits or ()):
        seen: dict[Word, Word] = {}
        for noun in nouns:
            if noun.name is None:
                continue
            if noun.name in seen:
                yield finding("C216", noun.name.at, f"'{noun.name}' is the name of another one too.", "Give each its own.",
                              seen[noun.name].at)  # fmt: skip
            seen.setdefault(noun.name, noun.name)


def limit_days(contract: Contract) -> Iterator[Finding]:
    """A limit in days of service says by how many days what they are of is divided, and no other limit does."""
    for limit in contract.limits or ():
        most, said = limit.at_most, limit.days_in_period
        in_days = isinstance(most, Share) and most.percent.unit is Unit.DAYS
        if isinstance(most, Share) and in_days and said is None:
            yield finding("C202", most.at, f"It is not said what a day of service is worth of which {most.percent.text} are let "
                          "through.", "Add 'days_in_period:'. Choices: calendar (the days of the period), or a number such as "
                          "30.")  # fmt: skip
        if not in_days and said is not None:
            what = "The limit says what a day of service is worth, and is in none."
            remedy = "Delete 'days_in_period:', or write days, such as 5 days of billing."
            yield finding("C202", limit.place_of("days_in_period"), what, remedy)
        if isinstance(most, Share) and in_days and most.of == TO_DATE:
            what = f"'{TO_DATE}' is of several periods, and a day of service is of one."
            remedy = "Write '5 days of billing' with 'every: period', or an amount of money."
            yield finding("C213", within(most.text, most.at, most.of), what, remedy)


def limit_parts(contract: Contract) -> Iterator[Finding]:
    """A limit that is a part of a pool names one that is there, counts its period, and is a share above zero."""
    for limit in contract.limits or ():
        part = limit.at_most
        if not isinstance(part, PoolPart):
            continue
        if part.pool not in contract.pools:
            remedy = nearest(part.pool, listed(contract.pools)) if contract.pools else "List it under 'pools:'."
            yield finding("C211", part.pool.at, f"'{part.pool}' is no pool of this contract.", remedy)
        for percent in (part.share, part.allocation):
            if percent is not None and percent.value <= 0:
                yield finding("C213", percent.at, f"The limit is {percent.text} of the pool.", "Write a share above zero.")
        if limit.every != "period" or limit.each:
            other = "each" if limit.each else "every"
            yield finding("C213", limit.place_of(other), "A pool is of one period and of all members.",
                          "Write an amount of money, or 'every: period' without 'each:'.", part.place)  # fmt: skip


def limit_windows(contract: Contract) -> Iterator[Finding]:
    """A limit and the billing it is a share of are counted over the same time."""
    for limit in contract.limits or ():
        share = limit.at_most
        if not isinstance(share, Share):
            continue
        at = within(share.text, share.at, share.of)
        if limit.every != "period" and share.of != TO_DATE and not share.of_figure:
            what = f"The limit counts the {limit.every.replace('_', ' ')}, and '{share.of}' is of one period."
            remedy = f"Write '{share.percent.text} of {TO_DATE}', or an amount of money."
            if limit.each or share.percent.unit is Unit.DAYS:
                remedy = "Write an amount of money, or 'every: period'."
            yield finding("C213", at, what, remedy, limit.place_of("every"))
        if limit.every == "period" and share.of == TO_DATE:
            what = f"The limit counts one period, and '{TO_DATE}' a longer span."
            remedy = f"Write '{share.percent.text} of billing', or 'every: contract_year'."
            yield finding("C213", at, what, remedy, limit.place_of("every"))


def limit_kpis(contract: Contract) -> Iterator[Finding]:
    """A limit on KPIs names ones that pay, and stands before the limits on more of them."""
    widest: Limit | None = None
    for limit in contract.limits or ():
        for name in limit.kpi:
            yield from _limited_kpi(contract, name)
        if widest is not None and _width(contract, limit) < _width(contract, widest):
            if limit.each:
                yield _member_limit_late(limit, widest)
                continue
            more = "more" if widest.kpi else "all"
            what = f"The limit on '{', '.join(limit.kpi)}' stands after one on {more} KPIs, and applies before it."
            yield finding("C213", limit.place, what, f"Move it above the limits on {more} KPIs.", widest.place)
        else:
            widest = limit


def _width(contract: Contract, limit: Limit) -> int:
    """Limits of each member come first (on one KPI, on several), then those on one KPI, those on several, those on all."""
    if limit.each:
        return min(2, len(kpis_of(limit, contract.kpis))) - 2
    return min(2, len(limit.kpi)) or 3


def _member_limit_late(limit: Limit, widest: Limit) -> Finding:
    members = " and ".join(limit.each)
    wider = f"one of each {members} on more KPIs" if widest.each else "one on all members"
    remedy = f"Move it above the limits {'on more KPIs' if widest.each else 'on all members'}."
    return finding("C213", limit.place, f"The limit of each {members} stands after {wider}, and applies before it.", remedy,
                   widest.place)  # fmt: skip


def _limited_kpi(contract: Contract, name: Word) -> Iterator[Finding]:
    if name not in contract.kpis:
        yield finding("C211", name.at, f"'{name}' is no KPI of this contract.", nearest(name, listed(contract.kpis)))
    elif not contract.kpis[name].pays:
        yield finding("C213", name.at, f"'{name}' pays nothing that could be limited.", "Delete the limit.",
                      contract.kpis[name].place)  # fmt: skip


def limit_spans(contract: Contract) -> Iterator[Finding]:
    """A limit counts a period or something longer."""
    length = MONTHS.get(contract.periods.every, 0)
    for limit in contract.limits or ():
        if limit.every not in {"period", "term"} and SPAN_MONTHS[limit.every] < length:
            span, period = (text.replace("_", " ") for text in (limit.every, contract.periods.every.value))
            what = f"The limit counts the {span}, and a period is a {period}."
            yield finding("C213", limit.place_of("every"), what, "Write 'every: period', or a longer span.",
                          contract.periods.place_of("every"))  # fmt: skip


def limit_groups(contract: Contract) -> Iterator[Finding]:
    """Each KPI is limited together with the same others only: what two groups leave of it could not be told apart."""
    groups: dict[Word, Limit] = {}
    for limit in contract.limits or ():
        if len(limit.kpi) < 2 or limit.each:
            continue
        for place, name in enumerate(limit.kpi):
            if name in limit.kpi[:place]:
                yield finding("C213", name.at, f"'{name}' stands twice in the limit.", "Delete one.")
            elif name in groups and set(groups[name].kpi) != set(limit.kpi):
                yield finding("C213", name.at, f"'{name}' is limited together with others in limit '{groups[name].clause}' too.",
                              "Limit the same KPIs together, or one KPI by itself.", groups[name].place)  # fmt: skip
            groups.setdefault(name, limit)


def unreachable(contract: Contract) -> Iterator[Finding]:
    """A payment above the limit of its own period is never paid in full."""
    for name, kpi in paying(contract):
        for limit in contract.limits or ():
            if kpi.each != limit.each:
                continue  # members' payments that are limited together: one alone may stay below
            if limit.every == "period" and (not limit.kpi or name in limit.kpi):
                yield from _above(str(name), kpi, limit)


def _above(name: str, kpi: Kpi, limit: Limit) -> Iterator[Finding]:
    for pay in pays_of(kpi):
        limited = limit.on == "net" or (limit.on == "bonus") == (pay.value > 0)
        most = _most(kpi.base, limit, pay)
        if pay.value and limited and most is not None and abs(pay.value) > most and not isinstance(limit.at_most, PoolPart):
            what = f"'{name}' pays {pay.text}, and limit '{limit.clause}' never lets through more than {limit.at_most.text}."
            yield finding("C219", pay.at, what, _REMEDY, limit.at_most.at)


def _most(base: AnyBase | None, limit: Limit, pay: Quantity) -> mpq | None:
    """What the limit lets through, in the unit of the payment; None where the two cannot be compared."""
    if isinstance(limit.at_most, PoolPart):
        return None
    if isinstance(base, PoolPart):
        return _most_of_pool(base, limit, pay)
    if isinstance(limit.at_most, Share):
        alike = pay.unit is limit.at_most.percent.unit is Unit.RATIO
        return limit.at_most.percent.value if alike and base and _same(base, limit.at_most) else None
    if pay.unit is Unit.MONEY:
        return limit.at_most.value
    fixed = base.fixed.value if base and base.fixed else None
    return limit.at_most.value / fixed if fixed else None


def _most_of_pool(part: PoolPart, limit: Limit, pay: Quantity) -> mpq | None:
    share = limit.at_most
    if not isinstance(share, Share) or share.of != f"pools.{part.pool}" or pay.unit is not Unit.RATIO:
        return None
    factors = [percent.value for percent in (part.share, part.allocation) if percent is not None and percent.value > 0]
    return share.percent.value / prod(factors, start=mpq(1))


def _same(base: Base, share: Share) -> bool:
    name, _, stage = share.of.partition(" ")
    lines = {name.removeprefix("billing.")} if name != "billing" else set()
    return base.fixed is None and base.stage == stage and {str(line) for line in base.lines} == lines
