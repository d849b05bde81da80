"""Contacts cut in two: their rows of the measures twice, with half of the seconds each, and everything settled again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit
from slacontract.model.measures import CONTACT, Cell
from slacontract.quantities.units import Unit
from slacontract.scenarios.history import history
from slacontract.settlement.service.scopes import input_id
from slacontract.settlement.settlement import settle

if TYPE_CHECKING:
    from slacontract.model.measures import Measures
    from slacontract.review.incentives.nouns import Looked
    from slacontract.review.incentives.short_contacts import Listed

SHARE: Final = mpq(1, 50)
"""So many of the contacts are cut, those by which most is won."""
MOST: Final = 20_000
"""Of more contacts than these none is cut: everything would be compiled once more."""
_AGAIN: Final = " (2)"


def gains_of_cutting(
    at: Looked, contacts: Mapping[int, Sequence[Listed]], prices: Mapping[int, mpq], billed: Callable[[mpq], mpq]
) -> Iterator[tuple[int, int, mpq]]:
    """For each period in which contacts are cut: its place, how many, and what it pays more; none where that is little."""
    chosen = {index: _chosen(listed, billed) for index, listed in contacts.items()}
    about = sum((won * prices[index] for index, found in chosen.items() for won, _ in found), mpq(0))
    if 2 * about < at.least or not about or sum(map(len, contacts.values())) > MOST:
        return
    rows = {index: {row for _, contact in found for row in contact.rows.values()} for index, found in chosen.items()}
    by_period = {at.period(index): found for index, found in rows.items()}
    settled, _ = settle(at.settlement.agreement, _cut(at.settlement.measures, by_period), at.settlement.asked)
    after = history(settled) if settled is not None else None
    places = {period.id: place for place, period in enumerate(after.periods)} if after else {}
    for index, found in chosen.items():
        if after is not None and found and at.period(index) in places:
            paid = after.net(after.base[places[at.period(index)]]) - at.history.net(at.history.base[index])
            yield index, len(found), paid


def halves(seconds: mpq) -> tuple[mpq, mpq]:
    """Two parts of a contact, in whole seconds."""
    half = mpq((seconds / 2).numerator // (seconds / 2).denominator)
    return half, seconds - half


def _chosen(contacts: Sequence[Listed], billed: Callable[[mpq], mpq]) -> list[tuple[mpq, Listed]]:
    """One in fifty contacts, those whose halves bill most more than the whole."""
    won = [(sum(map(billed, halves(contact.seconds)), mpq(0)) - billed(contact.seconds), contact) for contact in contacts]
    number = len(contacts) * SHARE.numerator // SHARE.denominator
    ranked = sorted((one for one in won if one[0] > 0), key=lambda one: (-one[0], sorted(one[1].rows.values())))
    return ranked[: int(number)]


def _cut(measures: Measures, rows: Mapping[str, set[str]]) -> Measures:
    """The measures with every figure of some contacts twice: seconds in halves, counts in both."""
    keys = {period: {row.partition("[")[2] for row in found} for period, found in rows.items()}
    cells = dict(measures.cells)
    for cell, figure in measures.cells.items():
        if input_id(cell.field, cell.member).partition("[")[2] not in keys.get(cell.period, ()) or not dict(cell.member).get(
            CONTACT
        ):
            continue
        other = tuple((name, f"{known}{_AGAIN}" if name == CONTACT else known) for name, known in cell.member)
        first, second = halves(figure.value) if field_unit(cell.field) is Unit.SECONDS else (figure.value, figure.value)
        cells[cell] = replace(figure, value=first)
        cells[Cell(cell.period, other, cell.field)] = replace(figure, value=second)
    return replace(measures, cells=cells)
