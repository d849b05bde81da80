"""C202, C207, C226 and C227: premiums of units that a line has, of a rate that it has, with a rule for those that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from slacontract.catalogue.kpis import field_unit
from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.findings import Finding, finding, nearest
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.billing.premiums import Overlap, Premium, Units
from slacontract.model.contract import Contract
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit


def premiums(contract: Contract) -> Iterator[Finding]:
    """Premiums are of the units and the rate of their line."""
    for name, line in contract.billing.items():
        if not isinstance(line, Priced):
            continue
        shared = (line.overlap.shared or ()) if line.overlap else ()
        for units in chain(line.premiums.values(), shared):
            yield from _units(str(name), line, units)
        for key, premium in line.premiums.items():
            yield from _rate(str(name), line, key, premium)
        yield from _overlap(str(name), line)


def _units(name: str, line: Priced, units: Units) -> Iterator[Finding]:
    faults = list(field_name_fault(units.quantity, units.quantity.at))
    yield from faults
    wanted = Unit.SECONDS if isinstance(line, PerMinute) else Unit.HOURS if isinstance(line, PerFteHour) else Unit.COUNT
    found = field_unit(units.quantity)
    if not faults and found is not wanted:
        things = {Unit.COUNT: "things"}.get(wanted, wanted.value)
        yield finding("C207", units.quantity.at, f"'{name}' bills {things}, and '{units.quantity}' counts {found.value}.",
                      f"Name a measure that counts {things}.")  # fmt: skip
    for dimension in units.where:
        if dimension in line.where or dimension in line.each:
            yield finding("C226", dimension.at, f"'{name}' has chosen from {dimension} already.", "Narrow by another dimension.",
                          line.place_of("where" if dimension in line.where else "each"))  # fmt: skip


def _rate(name: str, line: Priced, key: Word, premium: Premium) -> Iterator[Finding]:
    if premium.rate.value <= 0:
        yield finding("C214", premium.rate.at, f"The premium '{key}' of '{name}' is {premium.rate.text}.", "Write it above zero.")
    needs = premium.rate.unit is Unit.RATIO or premium.paid == "instead"
    if needs and line.rate is None and (line.tiers or line.packages):
        yield finding("C227", premium.rate.at, f"The premium '{key}' is of the rate of '{name}', which has no one rate.",
                      "Write a price of its own, paid on_top.", line.place_of("tiers" if line.tiers else "packages"))  # fmt: skip
    if premium.paid == "instead" and premium.rate.unit is Unit.RATIO and premium.rate.value < 1:
        yield finding("C227", premium.rate.at, f"The premium '{key}' pays {premium.rate.text} of the rate instead of the rate.",
                      "Write the whole, such as 150%; or 'paid: on_top'.", premium.place_of("paid"))  # fmt: skip


def _overlap(name: str, line: Priced) -> Iterator[Finding]:
    rule = line.overlap
    if rule is None:
        if len(line.premiums) > 1:
            what = f"'{name}' does not say what is paid for units that bear two premiums."
            remedy = "Add 'overlap: {rule: add}' (both), or {rule: highest} with 'shared:', the units that bear both."
            yield finding("C202", line.place_of("premiums"), what, remedy)
        return
    if len(line.premiums) < 2:
        yield finding("C227", rule.place, f"'{name}' has no two premiums that could overlap.", "Delete 'overlap:'.")
    if rule.rule == "highest" and rule.shared is None:
        yield finding("C202", rule.place, f"It is not said which units of '{name}' bear several premiums.",
                      "Add 'shared:' with a measure for each pair that can meet, or 'shared: []' if none can.")  # fmt: skip
    if rule.rule == "add" and rule.shared:
        yield finding("C227", rule.place_of("shared"), "'shared' has no effect where premiums add.", "Delete it.")
    yield from _shared(name, line, rule)


def _shared(name: str, line: Priced, rule: Overlap) -> Iterator[Finding]:
    for shared in rule.shared or ():
        for premium in shared.premiums:
            if premium not in line.premiums:
                remedy = nearest(premium, map(str, line.premiums))
                yield finding("C211", premium.at, f"'{premium}' is no premium of '{name}'.", remedy)
        if len(set(shared.premiums)) < 2:
            yield finding("C227", shared.place_of("premiums"), "Units that are shared bear two premiums or more.", "Name them.")
    kinds = {(premium.rate.unit, premium.paid) for premium in line.premiums.values()}
    if rule.rule == "highest" and len(kinds) > 1:
        yield finding("C227", rule.place_of("rule"), f"It cannot be told which premium of '{name}' is the highest: some are "
                      "percentages and some are money, or some are on top and some instead.",
                      "Write all of them alike.")  # fmt: skip
