"""Faults that lines find in the measures when they look at contacts, days or members one by one, or take something off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.findings import Finding, finding
from slacontract.formula.figures import write_value
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.models import PerMinute, PerUnit
from slacontract.model.clocks import CLOCK
from slacontract.model.measures import CONTACT, DAY, Member
from slacontract.model.names import names_of
from slacontract.settlement.billing.quantities import clawback
from slacontract.settlement.billing.quantities.handle_time import by
from slacontract.settlement.billing.quantities.items import key_of
from slacontract.settlement.billing.quantities.models import apart, fields
from slacontract.settlement.service.scopes import Scope

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.texts import Word
    from slacontract.settlement.draft import Clause, Compiled
    from slacontract.settlement.service.scopes import Service
    from slacontract.settlement.settlement import Settlement


_BY_HOUR: Final = "Deliver its rows with columns 'date' and 'hour' (0 to 23), or 'interval' (22:00-22:30)."


def one_by_one(compiled: Sequence[Compiled], service: Service) -> list[Finding]:
    """Whether the measures have the contacts, days and types that the lines of each period look at; each fault once."""
    contracts = {c.contract.version: c.contract for c in compiled}
    return list(dict.fromkeys(found for contract in contracts.values() for found in _of_version(contract, service)))


def _of_version(contract: Contract, service: Service) -> Iterator[Finding]:
    for name, line in contract.billing.items():
        scope = Scope(tuple((str(d), tuple(map(str, values))) for d, values in sorted(line.where.items())))
        if isinstance(line, PerMinute):
            yield from _minutes(name, line, service, scope)
        if isinstance(line, Priced):
            yield from _hours(line, service, scope)
        if isinstance(line, PerUnit) and line.clawback and line.clawback.by_age:
            ages = {str(age) for age in line.clawback.by_age}
            for field in clawback.fields(line):
                yield from _unlisted(name, field, clawback.AGE, ages, service, scope, "no share is said for it")
    yield from _figures_in_hours(contract, service)


def _figures_in_hours(contract: Contract, service: Service) -> Iterator[Finding]:
    """Figures of some hours only need rows by the hour."""
    for name, figure in contract.figures.items():
        for field in names_of(figure) if figure.during is not None else ():
            if any(CLOCK not in dict(member) for member in service.members_of.get(field, ())):
                yield finding("M302", name.at, f"'{name}' is of some hours, and '{field}' is not measured by hour.", _BY_HOUR)


def _hours(line: Priced, service: Service, scope: Scope) -> Iterator[Finding]:
    """Premiums that are told by the hour need rows by the hour."""
    for key, premium in line.premiums.items():
        field = str(premium.quantity)
        members = service.within(field, scope) if premium.when is not None else []
        if any(CLOCK not in dict(member) for member in members):
            yield finding("M302", key.at, f"'{key}' is told by the hour, and '{field}' is not measured by hour.",
                          _BY_HOUR)  # fmt: skip


def _minutes(name: Word, line: PerMinute, service: Service, scope: Scope) -> Iterator[Finding]:
    lacking = list(_lacking(name, line, service, scope))
    yield from lacking
    dimension, caps = by(line.cap) if line.cap else ("", {})
    if caps:
        for field in fields(line):
            yield from _unlisted(name, field, dimension, set(caps), service, scope, "there is no cap for it")
    if not lacking and (apart(line) or caps):
        yield from _uneven(name, line, service, scope, dimension)
    if line.free_short and line.free_short.first is not None and line.contacts == "listed":
        yield from _in_one_order(name, line, service, scope)


def _lacking(name: Word, line: PerMinute, service: Service, scope: Scope) -> Iterator[Finding]:
    """Figures that do not say the contact or day that the line looks at."""
    for field, wanted in apart(line).items():
        for member in service.within(field, scope):
            for dimension in sorted(wanted - {d for d, _ in member}):
                column = {CONTACT: "contact", DAY: "date"}[dimension]
                yield finding("M302", name.at,
                              f"'{name}' looks at each {dimension}, and '{field}' is not measured by {dimension}.",
                              f"Deliver its rows with a column '{column}'.")  # fmt: skip
                return


def _unlisted(name: Word, field: str, dimension: str, listed: set[str], service: Service, scope: Scope,
              why: str) -> Iterator[Finding]:  # fmt: skip
    """Members that the measures have and the line does not list."""
    for member in service.within(field, scope):
        value = dict(member).get(dimension)
        if value is None:
            yield finding("M302", name.at,
                          f"'{name}' tells '{field}' apart by {dimension}, and it is not measured by {dimension}.",
                          f"Deliver its rows with a column '{dimension}'.")  # fmt: skip
            return
        if value not in listed:
            yield finding(
                "C228",
                name.at,
                f"The measures have {dimension} '{value}', and {why} in '{name}'.",
                f"Add '{value}' to the contract, or correct the measures. Listed: {', '.join(sorted(listed))}.",
            )
            return


def _uneven(name: Word, line: PerMinute, service: Service, scope: Scope, dimension: str) -> Iterator[Finding]:
    """Contacts, days or types that have one of the figures and lack another."""
    levels = apart(line)
    contacts = [field for field in fields(line) if CONTACT in levels.get(field, ())]
    yield from _even(name, contacts, key_of("contact"), service, scope)
    if dimension or any(DAY in level for level in levels.values()):
        days = [field for field in fields(line) if dimension or DAY in levels.get(field, ())]
        yield from _even(name, days, key_of("day", dimension), service, scope)


def _even(name: Word, names: Sequence[str], key: Callable[[Member], Member], service: Service, scope: Scope) -> Iterator[Finding]:
    keys = {
        field: {
            (period, key(member))
            for member in service.within(field, scope)
            for period, known in service.known_on[member].items()
            if field in known
        }
        for field in names
    }
    for other in names[1:]:
        for period, member in sorted(keys[names[0]] ^ keys[other])[:1]:
            has, lacks = (names[0], other) if (period, member) in keys[names[0]] else (other, names[0])
            where = ", ".join(f"{d} {v}" for d, v in member) or "the total"
            yield finding("M302", name.at, f"In {period}, {where} has '{has}' and no '{lacks}', and '{name}' bills both.",
                          "Add the figure; write 0 if there was nothing.")  # fmt: skip
            return


def _in_one_order(name: Word, line: PerMinute, service: Service, scope: Scope) -> Iterator[Finding]:
    """The first contacts of a period are known only where all of its contacts stand in one order."""
    groups = {
        tuple((d, v) for d, v in member if d not in {CONTACT, DAY} and d not in line.each)
        for field in apart(line)
        for member in service.within(field, scope)
    }
    if len(groups) > 1:
        told = "; ".join(", ".join(v for _, v in group) or "in total" for group in sorted(groups)[:3])
        yield finding("M302", name.at,
                      f"'{name}' has the first short contacts free, and its contacts are numbered apart ({told}).",
                      "Deliver them without that column, or bill each by itself with 'each:'.")  # fmt: skip


def negative_bases(settlement: Settlement) -> list[Finding]:
    """Bases below zero that count as zero, where the contract does not say that they do."""
    found: dict[tuple[str, Clause], list[str]] = {}
    for index, period in enumerate(settlement.calculation.periods):
        for ident, name, clause in settlement.compiled[index].bases:
            value = settlement.columns[index].get(ident)
            if value is not None and mpq(value) < 0:
                found.setdefault((name, clause), []).append(period.id)
    return [
        finding("M324", clause.at,
                f"The base of '{name}' is below zero in {', '.join(dict.fromkeys(periods))}, and counts as zero.",
                "Add 'negative_base: zero' if that is meant; or 'counted': then a penalty pays the vendor.")
        for (name, clause), periods in found.items()
    ]  # fmt: skip


def below_nothing(settlement: Settlement) -> list[Finding]:
    """Quantities of which more was taken off than there was: the measures contradict each other."""
    found = []
    for index, period in enumerate(settlement.calculation.periods):
        for ident, clause in settlement.compiled[index].nonnegative:
            value = settlement.columns[index][ident]
            if value is not None and mpq(value) < 0:
                row = settlement.calculation.rows[ident]
                shown = write_value(value, row.unit, "en")
                found.append(finding("M315", clause.at, f"{row.label} is {shown} in {period}, which cannot be.",
                                     "A part is never more than its whole: compare the figures with their source."))  # fmt: skip
    return found
