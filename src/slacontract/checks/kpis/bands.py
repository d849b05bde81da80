"""C204 and C205: bands take every value a KPI can have exactly once, proved over all pieces between their edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from gmpy2 import mpq

from slacontract.checks.kpis.sums import values_in
from slacontract.checks.spans import Span, Values, meets, pieces
from slacontract.checks.terms import how_measured, is_well_written, shown, span_text
from slacontract.findings import Finding, Position, finding
from slacontract.model.contract import Contract
from slacontract.model.kpis.scales import Band
from slacontract.quantities.units import Unit


@dataclass(frozen=True, slots=True)
class Piece:
    """Values that the same bands take: ``owners`` by their place in the list, ``witness`` one of the values."""

    span: Span
    witness: mpq
    owners: tuple[int, ...]


def band_partition(contract: Contract) -> Iterator[Finding]:
    """Every value of a KPI lies in one band."""
    for name, kpi in contract.kpis.items():
        how = how_measured(kpi)
        if how is None or not kpi.bands or not all(is_well_written(band.when, how.unit) for band in kpi.bands):
            continue
        yield from partition(str(name), kpi.bands, values_in(contract, kpi, how), how.unit)


def partition(name: str, bands: tuple[Band, ...], values: Values, unit: Unit) -> Iterator[Finding]:
    """What keeps some bands from taking every value once."""
    cut = owned(bands, values)
    yield from _empty_bands(name, bands, cut)
    yield from _gaps(name, bands, cut, values, unit)
    yield from _overlaps(name, bands, cut, values, unit)


def owned(bands: tuple[Band, ...], values: Values) -> list[Piece]:
    """Cut the values at every edge of a band and say who owns each piece; pieces without a value are left out."""
    edges = {bound.limit.value for band in bands for bound in band.when.bounds}
    found = []
    for span in pieces(edges, values.domain):
        witness = values.witness(span)
        if witness is not None:
            owners = tuple(number for number, band in enumerate(bands) if meets(witness, band.when))
            found.append(Piece(span, witness, owners))
    return found


def _empty_bands(name: str, bands: tuple[Band, ...], cut: list[Piece]) -> Iterator[Finding]:
    for number, band in enumerate(bands):
        if not any(number in piece.owners for piece in cut):
            yield finding("C204", band.when.at, f"No value that {name} can have satisfies '{band.when.text}'.",
                          "Correct its bounds, or delete the band.")  # fmt: skip


def _gaps(name: str, bands: tuple[Band, ...], cut: list[Piece], values: Values, unit: Unit) -> Iterator[Finding]:
    for first, last in _runs([not piece.owners for piece in cut]):
        span = cut[first].span.joined(cut[last].span)
        sides = [
            *(cut[first - 1].owners[-1:] if first else ()),
            *(cut[last + 1].owners[:1] if last + 1 < len(cut) else ()),
        ]
        places = sorted(bands[number].when.at for number in sides) or [bands[0].when.at]
        yield _gap(name, span, values, unit, places)


def _gap(name: str, span: Span, values: Values, unit: Unit, places: list[Position]) -> Finding:
    witness = values.witness(span)
    assert witness is not None, "a gap was found by a value that lies in it"
    value = shown(witness, unit)
    what = f"No band of {name} takes '{span_text(span, unit)}', for example {value}."
    remedy = "Move an edge so that the bands touch, or add a band for it."
    if span.is_point:
        what, remedy = f"No band of {name} takes exactly {value}.", "Write >= or <= in a band that ends or begins there."
    return finding("C204", places[-1], what, remedy, *places[:-1])


def _overlaps(name: str, bands: tuple[Band, ...], cut: list[Piece], values: Values, unit: Unit) -> Iterator[Finding]:
    for one, two in combinations(range(len(bands)), 2):
        for first, last in _runs([one in piece.owners and two in piece.owners for piece in cut]):
            span = cut[first].span.joined(cut[last].span)
            yield _overlap(name, sorted((bands[one], bands[two]), key=lambda band: band.when.at), span, values, unit)


def _overlap(name: str, pair: list[Band], span: Span, values: Values, unit: Unit) -> Finding:
    witness = values.witness(span)
    assert witness is not None, "an overlap was found by a value that lies in it"
    earlier, later = pair
    value = shown(witness, unit)
    what = f"{value} of {name} lies in '{earlier.when.text}' ({_told(earlier)}) and in '{later.when.text}' ({_told(later)})."
    remedy = (
        f"Write < or > in one of them, so that one takes {value}."
        if span.is_point
        else (f"Let one of them end where the other begins: both take '{span_text(span, unit)}'.")
    )
    return finding("C205", later.when.at, what, remedy, earlier.when.at)


def _told(band: Band) -> str:
    pays = f", pays {band.pay.text}" if band.pay.text else ""
    return f"line {band.when.at.line}{pays}"


def _runs(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last place of each unbroken run of True."""
    start = None
    for place, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = place
        elif not flag and start is not None:
            yield start, place - 1
            start = None
