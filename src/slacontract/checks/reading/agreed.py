"""C202, C207, C211, C226 and C227: agreed figures in their unit, by dates in order, of members that are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from slacontract.checks.billing.rates import dated_in_order
from slacontract.checks.kpis.groups import values_of_attribute
from slacontract.checks.reading.tables import in_unit
from slacontract.findings import Finding, finding, nearest
from slacontract.model.agreed import By, dated_lists, figures_of
from slacontract.model.contract import Contract
from slacontract.model.kpis.groups import attribute_of
from slacontract.model.names import mentions
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit


def agreed_units(contract: Contract) -> Iterator[Finding]:
    """An agreed figure is in the unit that it says."""
    for name, figure in contract.figures.items():
        for quantity in figures_of(figure.value):
            yield from in_unit(str(name), quantity, Unit(figure.unit))


def agreed_lists(contract: Contract) -> Iterator[Finding]:
    """Agreed figures by date and by member list something, in order, of members that there can be."""
    for name, figure in contract.figures.items():
        for dated in dated_lists(figure.value):
            if not dated:
                what = f"The value of '{name}' lists nothing."
                yield finding("C202", figure.place_of("value"), what, "Fill it, or delete the key.")
                continue
            yield from dated_in_order(contract, f"The value of '{name}'", dated)
        if isinstance(figure.value, By):
            yield from _members(contract, str(name), figure.value)


def _members(contract: Contract, name: str, said: By[Quantity]) -> Iterator[Finding]:
    if not said.is_:
        yield finding("C202", said.place_of("is"), f"The value of '{name}' names no {said.by}.", "Add a figure for each.")
    known = values_of_attribute(contract, str(said.by))
    for group in said.is_:
        if known and group not in known:
            yield finding("C211", group.at, f"No member has the {said.by} '{group}'.", nearest(group, known))


def agreed_told_apart(contract: Contract) -> Iterator[Finding]:
    """A clause that reads a figure which differs by member is about one member at a time."""
    needs = {str(name): _needs(contract, str(name), frozenset()) for name in contract.figures}
    if not any(needs.values()):
        return
    for kind, clauses in (("billing", contract.billing), ("kpis", contract.kpis)):
        for name, clause in clauses.items():
            apart = _apart(clause.each, clause.where)
            for read, at in mentions(clause):
                for by in sorted(needs.get(read.removeprefix("figures."), ())):
                    if not _told(contract, by, apart):
                        what = f"'{read}' differs by {by}, and {kind}.{name} is not about one {by} at a time."
                        yield finding("C226", at, what, f"Add 'each: {attribute_of(contract, by) or by}', or a 'where:' of one.")


def _needs(contract: Contract, name: str, seen: frozenset[str]) -> frozenset[str]:
    """By what the figure differs that the clause which reads it must tell apart."""
    figure = contract.figures.get(Word(name))
    if figure is None or name in seen:
        return frozenset()
    if isinstance(figure.value, By):
        return frozenset({str(figure.value.by)})
    found: set[str] = set()
    for read, _ in mentions(figure):
        found |= _needs(contract, read.removeprefix("figures."), seen | {name})
    apart = _apart(figure.over, figure.where)
    return frozenset(by for by in found if not _told(contract, by, apart))


def _apart(each: Iterable[str], where: Mapping[Word, tuple[Word, ...]]) -> set[str]:
    """The dimensions and attributes of which a clause is about one member at a time."""
    return {str(d) for d in each} | {str(d) for d, members in where.items() if len(members) == 1}


def _told(contract: Contract, by: str, apart: set[str]) -> bool:
    return by in apart or attribute_of(contract, by) in apart


AGREED_CHECKS: Final = (agreed_units, agreed_lists, agreed_told_apart)
"""What is asked of agreed figures, in this order."""
