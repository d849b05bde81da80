"""C202, C207, C226 and C227: premiums of units that a line has, of a rate that it has, with a rule for those that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit
from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.findings import Finding, finding, nearest
from slacontract.model.agreed import By, dated_lists, figures_of, named_in
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.billing.premiums import Overlap, Premium, Units
from slacontract.model.billing.rates import RateOf
from slacontract.model.contract import Contract
from slacontract.model.instances import Day
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
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
    for rate in figures_of(premium.rate):
        if rate.value <= 0:
            yield finding("C214", rate.at, f"The premium '{key}' of '{name}' is {rate.text}.", "Write it above zero.")
        if premium.paid == "instead" and rate.unit is Unit.RATIO and rate.value < 1:
            yield finding("C227", rate.at, f"The premium '{key}' pays {rate.text} of the rate instead of the rate.",
                          "Write the whole, such as 150%; or 'paid: on_top'.", premium.place_of("paid"))  # fmt: skip
    at, kinds = premium.place_of("rate"), _kinds(premium)
    if len(kinds) > 1:
        yield finding("C227", at, f"The premium '{key}' of '{name}' is a percentage and money.", "Write all of its rates alike.")
    needs = Unit.RATIO in kinds or premium.paid == "instead"
    if needs and line.rate is None and (line.tiers or line.packages):
        yield finding("C227", at, f"The premium '{key}' is of the rate of '{name}', which has no one rate.",
                      "Write a price of its own, paid on_top.", line.place_of("tiers" if line.tiers else "packages"))  # fmt: skip


def _kinds(premium: Premium) -> frozenset[Unit]:
    """Whether its rates are percentages or money; of those that are computed the checks of names tell."""
    return frozenset(rate.unit for rate in figures_of(premium.rate))


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
    told = [premium.when is not None for premium in line.premiums.values()]
    if rule.rule == "highest" and any(told):
        yield from _told_by_the_clock(name, line, rule)
    elif rule.rule == "highest" and rule.shared is None:
        yield finding("C202", rule.place, f"It is not said which units of '{name}' bear several premiums.",
                      "Add 'shared:' with a measure for each pair that can meet, or 'shared: []' if none can.")  # fmt: skip
    if rule.rule == "add" and rule.shared:
        yield finding("C227", rule.place_of("shared"), "'shared' has no effect where premiums add.", "Delete it.")
    yield from _shared(name, line, rule)


def _told_by_the_clock(name: str, line: Priced, rule: Overlap) -> Iterator[Finding]:
    """Which hours bear several premiums is known where all of them are told by the clock."""
    counted = next((key for key, premium in line.premiums.items() if premium.when is None), None)
    quantities = {premium.quantity: key for key, premium in line.premiums.items()}
    if counted is not None:
        what = f"'{counted}' of '{name}' is counted and others are told by the clock: which hours bear both is not known."
        yield finding("C227", rule.place_of("rule"), what, "Say 'when:' of all of them, or 'rule: add'.", counted.at)
    elif len(quantities) > 1:
        first, other, *_ = quantities
        what = f"'{first}' and '{other}' are two measures, and which of them are the same hours is not known."
        yield finding("C227", other.at, what, "Name one measure, or 'rule: add'.", first.at)
    elif rule.shared is not None:
        what = "Which hours bear several premiums is told by the clock."
        yield finding("C227", rule.place_of("shared"), what, "Delete 'shared:'.")


def _shared(name: str, line: Priced, rule: Overlap) -> Iterator[Finding]:
    for shared in rule.shared or ():
        for premium in shared.premiums:
            if premium not in line.premiums:
                remedy = nearest(premium, map(str, line.premiums))
                yield finding("C211", premium.at, f"'{premium}' is no premium of '{name}'.", remedy)
        if len(set(shared.premiums)) < 2:
            yield finding("C227", shared.place_of("premiums"), "Units that are shared bear two premiums or more.", "Name them.")
    if rule.rule == "highest":
        yield from _one_order(name, line, rule)


def _one_order(name: str, line: Priced, rule: Overlap) -> Iterator[Finding]:
    """Which premium is the highest is known, and the same on all days and for all members."""
    at = rule.place_of("rule")
    kinds = {(kind, premium.paid) for premium in line.premiums.values() for kind in _kinds(premium)}
    if len(kinds) > 1:
        yield finding("C227", at, f"It cannot be told which premium of '{name}' is the highest: some are "
                      "percentages and some are money, or some are on top and some instead.",
                      "Write all of them alike.")  # fmt: skip
        return
    computed = next((word for premium in line.premiums.values() for word in named_in(premium.rate)), None)
    if computed is not None:
        what = f"It cannot be told which premium of '{name}' is the highest: '{computed}' is computed."
        yield finding("C227", at, what, "Write its rate as a figure, or 'rule: add'.", computed.at)
        return
    for one, other in combinations(line.premiums, 2):
        signs = {
            (left > right) - (left < right)
            for left, right in _side_by_side(line.premiums[one].rate, line.premiums[other].rate)
        }  # fmt: skip
        if {1, -1} <= signs:
            what = f"Of '{one}' and '{other}' of '{name}' now the one and now the other is higher."
            yield finding("C227", at, what, "Let an amendment change their order, or make lines of their own.",
                          line.premiums[one].place_of("rate"), line.premiums[other].place_of("rate"))  # fmt: skip


def _side_by_side(one: RateOf, other: RateOf) -> Iterator[tuple[mpq, mpq]]:
    """Two rates as they are for each member on each day on which one of them changes."""
    groups = {str(group) for said in (one, other) if isinstance(said, By) for group in said.is_} or {""}
    begin = {dated.from_ for said in (one, other) for steps in dated_lists(said) for dated in steps}
    days: list[Day | None] = [*sorted(begin)] or [None]
    for group in sorted(groups):
        for day in days:
            left, right = _rate_on(one, group, day), _rate_on(other, group, day)
            if left is not None and right is not None:
                yield left.value, right.value


def _rate_on(said: RateOf, group: str, day: Day | None) -> Quantity | None:
    if isinstance(said, By):
        found = next((one for key, one in said.is_.items() if key == group), None)
        return _rate_on(found, group, day) if found is not None else None
    if isinstance(said, tuple):
        begun = [dated.is_ for dated in said if day is not None and dated.from_ <= day]
        return begun[-1] if begun and isinstance(begun[-1], Quantity) else None
    return said if isinstance(said, Quantity) else None
