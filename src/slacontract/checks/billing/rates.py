"""C202, C207, C222, C226 and C227: prices by date and by member, packages, and ramps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from slacontract.catalogue.kpis import field_unit
from slacontract.checks.terms import listed
from slacontract.findings import Finding, Position, finding, nearest
from slacontract.model.agreed import Agreed, By, Dated, dated_lists, figures_of, named_in
from slacontract.model.billing.counted import Counted
from slacontract.model.billing.lines import Adjusted, Line, Priced
from slacontract.model.billing.models import Contingency, Fee, PerFteHour, PerFteMonth, PerMinute, PerUnit
from slacontract.model.billing.prices import Ramp
from slacontract.model.contract import Contract
from slacontract.model.instances import Day
from slacontract.model.kpis.groups import attribute_of
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

MOST_STEPS: Final = 50


def rates_of(line: Line) -> Iterator[tuple[str, Agreed[Any]]]:
    """Every price of a line, with what it is called."""
    if isinstance(line, Fee):
        yield "amount", line.amount
    if isinstance(line, Priced):
        if line.rate is not None:
            yield "rate", line.rate
        if line.packages is not None:
            yield "rate", line.packages.rate
        yield from (("rate", premium.rate) for premium in line.premiums.values())
    tiers = getattr(line, "tiers", None)
    for tier in tiers.steps if tiers is not None else ():
        if tier.rate is not None:
            yield "rate", tier.rate
        if tier.flat is not None:
            yield "flat fee", tier.flat


def agreed_of(line: Line) -> Iterator[tuple[str, Agreed[Any]]]:
    """Every figure of a line that may differ by date and by member, with what it is called: prices, what is included, caps."""
    yield from rates_of(line)
    if isinstance(line, Adjusted) and line.conversion is not None and line.conversion.rate is not None:
        yield "exchange rate", line.conversion.rate
    if isinstance(line, Counted) and line.included is not None:
        yield "included quantity", line.included
    if line.billing_cap is not None:
        yield "billing cap", line.billing_cap.amount
    if isinstance(line, PerMinute) and line.cap is not None and line.cap.aht is not None:
        yield "AHT cap", line.cap.aht
    if isinstance(line, PerFteHour) and line.cap is not None:
        yield "hours cap", line.cap.hours


def rates_dated(contract: Contract) -> Iterator[Finding]:
    """Prices by date begin with the version, follow each other, and change where a period begins."""
    for name, line in contract.billing.items():
        for what, dated in ((what, dated) for what, said in agreed_of(line) for dated in dated_lists(said)):
            if not dated:
                empty = f"The {what} of '{name}' lists nothing."
                yield finding("C202", line.place_of(what), empty, "Fill it, or delete the key.")
                continue
            if len(dated) > MOST_STEPS:
                many = f"The {what} of '{name}' has {len(dated)} dates; at most {MOST_STEPS} fit into a cell."
                yield finding("C214", dated[MOST_STEPS].place, many, "Leave out those before the version.")
            yield from dated_in_order(contract, f"The {what} of '{name}'", dated)


def dated_in_order(contract: Contract, which: str, dated: tuple[Dated[Any], ...]) -> Iterator[Finding]:
    """Figures by date begin with the version, follow each other, and change where a period begins."""
    begins = max(contract.effective, contract.term.from_)
    if dated[0].from_ > begins:
        yield finding("C227", dated[0].from_.at, f"{which} is not said from {begins} until {dated[0].from_}.",
                      f"Write the first with 'from: {begins}' or an earlier day.", contract.effective.at)  # fmt: skip
    for before, after in pairwise(dated):
        if before.from_ >= after.from_:
            yield finding("C227", after.from_.at, f"{which} from {after.from_} stands after the one from {before.from_}.",
                          "Write them from the first day to the last, each day once.", before.from_.at)  # fmt: skip
    for one in dated[1:]:
        yield from begins_a_period(contract, one.from_, which)


def begins_a_period(contract: Contract, day: Day, which: str) -> Iterator[Finding]:
    """A price changes where a period begins; a day outside of the term changes nothing."""
    schedule = contract.schedule
    inside = next((p for p in schedule.periods() if p.start < day < p.end), None)
    if inside is not None:
        yield finding("C222", day.at, f"{which} changes on {day}, within the period from {inside.start} to {inside.last_day}.",
                      f"Write {inside.start} or {inside.end}; or let an amendment come into force on that day.")  # fmt: skip


def rates_by_member(contract: Contract) -> Iterator[Finding]:
    """A price by the members of a dimension needs a line that tells them apart."""
    for name, line in contract.billing.items():
        for what, said in agreed_of(line):
            if isinstance(said, By):
                if not (what == "amount" and isinstance(line, Fee) and line.each):
                    yield from _told_apart(contract, str(name), line, said.by, f"the {what}")
                if not said.is_:
                    nobody = f"The {what} of '{name}' names no {said.by}."
                    yield finding("C202", said.place_of("is"), nobody, f"Add {_one(what)} for each.")
        if isinstance(line, Fee):
            yield from _fee_by_member(str(name), line)
        if isinstance(line, Priced) and line.ramp is not None and line.ramp.by is not None:
            yield from _told_apart(contract, str(name), line, line.ramp.by, "the ramp")


def _fee_by_member(name: str, line: Fee) -> Iterator[Finding]:
    """A fee needs no measures, so the contract lists the members that have it."""
    if isinstance(line.amount, By):
        if line.each and line.each != (line.amount.by,):
            yield finding("C226", line.place_of("each"), f"'{name}' lists amounts by {line.amount.by} alone.",
                          f"Write 'each: {line.amount.by}'.", line.amount.by.at)  # fmt: skip
    elif line.each and not isinstance(line.amount, Word):
        dimension = line.each[0]
        yield finding("C202", line.place_of("amount"), f"'{name}' is a fee for each {dimension}, and it is not said for which.",
                      f"Write 'amount: {{by: {dimension}, is: {{…}}}}' with each {dimension} and its amount.",
                      line.place_of("each"))  # fmt: skip


def _one(what: str) -> str:
    return "a price" if what in {"rate", "amount", "flat fee", "exchange rate"} else "a figure"


def _told_apart(contract: Contract, name: str, line: Line, dimension: Word, what: str) -> Iterator[Finding]:
    one = next((values for chosen, values in line.where.items() if chosen == dimension), ())
    of = attribute_of(contract, dimension) if what != "the ramp" else None
    if dimension not in line.each and len(one) != 1 and of not in line.each:
        yield finding("C226", dimension.at, f"'{name}' has {what} by {dimension}, and is not billed by {dimension}.",
                      f"Add 'each: [{', '.join([*line.each, dimension])}]', so that each is a line of its own.")  # fmt: skip


def rates_of_money(contract: Contract) -> Iterator[Finding]:
    """A percentage is the price of money; anything else has a price in money."""
    for name, line in contract.billing.items():
        bills_money = bills_an_amount(line)
        for what, said in rates_of(line):
            for figure in figures_of(said):
                if what == "rate":
                    yield from _fits(str(name), line, figure, bills_money=bills_money)
                elif figure.unit is Unit.RATIO:
                    yield finding("C207", figure.at, f"The {what} of '{name}' is '{figure.text}', a percentage.", "Write money.")


def rates_computed(contract: Contract) -> Iterator[Finding]:
    """What is no figure is the name of one that the contract computes, in the unit that it stands for."""
    for name, line in contract.billing.items():
        for what, said in agreed_of(line):
            for figure in named_in(said):
                yield from _computed(contract, f"The {what} of '{name}'", figure, _units(line, what, said))


def _units(line: Line, what: str, said: Agreed[Any]) -> tuple[str, ...]:
    """The units that a figure can be in which stands for something of a line."""
    if isinstance(line, Priced) and any(premium.rate is said for premium in line.premiums.values()):
        return ("percent", "rate", "money")
    found = {"exchange rate": ("number", "rate", "money"), "billing cap": ("money",), "AHT cap": ("seconds",),
             "hours cap": ("hours",)}.get(what)  # fmt: skip
    if found is not None:
        return found
    if what != "included quantity":
        return ("percent",) if bills_an_amount(line) else ("rate", "money")
    if bills_an_amount(line):
        return ("money",)
    if isinstance(line, PerMinute):
        return (line.unit.value,)
    units = {PerFteHour: ("hours",), PerFteMonth: ("fte", "number")}
    return units.get(type(line), ("count", "number"))


def _computed(contract: Contract, which: str, name: Word, allowed: tuple[str, ...]) -> Iterator[Finding]:
    if name not in contract.figures:
        close = nearest(name, listed(contract.figures)) if contract.figures else "Write the figure, or declare it in 'figures:'."
        yield finding("C211", name.at, f"{which} is '{name}', which is no figure of this contract.", close)
        return
    unit = contract.figures[name].unit
    if unit not in allowed:
        yield finding("C207", name.at, f"{which} is '{name}', which is in {unit}.", f"Give the figure 'unit: {allowed[0]}'.",
                      contract.figures[name].place_of("unit"))  # fmt: skip


def bills_an_amount(line: Line) -> bool:
    """Whether the quantity of a line is money."""
    return isinstance(line, Contingency) or (isinstance(line, PerUnit) and field_unit(line.count) is Unit.MONEY)


def _fits(name: str, line: Line, figure: Quantity, *, bills_money: bool) -> Iterator[Finding]:
    premium = isinstance(line, Priced) and any(one is figure for p in line.premiums.values() for one in figures_of(p.rate))
    if figure.unit is Unit.RATIO and not bills_money and not premium:
        yield finding("C207", figure.at, f"'{figure.text}' is a percentage, and '{name}' does not bill money.",
                      "Write the price of one as money, such as 0.42.")  # fmt: skip
    if figure.unit is not Unit.RATIO and bills_money and not premium:
        yield finding("C207", figure.at, f"'{figure.text}' is money for one, and what '{name}' bills is money.",
                      "Write the share as a percentage, such as 12%.")  # fmt: skip


def packages_whole(contract: Contract) -> Iterator[Finding]:
    """A package has units in it."""
    for name, line in contract.billing.items():
        if not isinstance(line, Priced):
            continue
        packages = [line.packages, *(tier.package for tier in (line.tiers.steps if line.tiers else ()))]
        for size in (package.size for package in packages if package is not None and package.size.value <= 0):
            yield finding("C214", size.at, f"A package of '{name}' has {size.text} units.", "Write a figure above zero.")


def ramps(contract: Contract) -> Iterator[Finding]:
    """A ramp goes by periods from a first day, or by the members of a dimension."""
    for name, line in contract.billing.items():
        if isinstance(line, Priced) and line.ramp is not None:
            yield from _ramp(contract, str(name), line.ramp)


def _ramp(contract: Contract, name: str, ramp: Ramp) -> Iterator[Finding]:
    if bool(ramp.steps) == (ramp.by is not None):
        yield finding("C202", ramp.place, f"The ramp of '{name}' goes by periods and by members, or by neither.",
                      "Write 'from:' and 'steps:', or 'by:' and 'pays:'.")  # fmt: skip
        return
    wanted, odd = ("pays", ("from", "steps")) if ramp.by is not None else ("from", ("pays",))
    if not (ramp.pays if ramp.by is not None else ramp.from_):
        yield finding("C202", ramp.place, f"'{wanted}' is not said in the ramp of '{name}'.", f"Add '{wanted}:'.")
    for key in odd:
        if ramp.says(key):
            yield finding("C227", ramp.place_of(key), f"'{key}' has no effect in the ramp of '{name}'.", "Delete it.")
    for step in ramp.steps:
        if step.periods < 1:
            yield _low(step.place_of("periods"), f"A step of the ramp of '{name}' lasts 0 periods.", "Write 1 or more.")
    for share in (*(step.pays for step in ramp.steps), *ramp.pays.values()):
        if share.value < 0:
            yield _low(share.at, f"The ramp of '{name}' pays {share.text}.", "Write a share of 0% or more.")
    if ramp.from_ is not None and ramp.steps and all(p.start != ramp.from_ for p in contract.schedule.periods()):
        what = f"No period of the contract begins on {ramp.from_}, where the ramp of '{name}' begins."
        yield finding("C222", ramp.from_.at, what, "Write the first day of a period.")


def _low(at: Position, what: str, remedy: str) -> Finding:
    return finding("C214", at, what, remedy)
