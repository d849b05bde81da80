"""The shape of a KPI: what the compiled calculation pays for its values, piece by piece between all figures of its scale.

Between two neighbouring figures every scale of the language is a constant, a line or a stair of one direction, so that the ends
and two values inside tell where it falls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.checks.kpis.sums import values_in
from slacontract.checks.spans import Span, Values, pieces
from slacontract.checks.terms import how_measured, shown
from slacontract.formula.nodes import Compare, Ref, walk
from slacontract.formula.written import Share
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.scales import pay_unit
from slacontract.model.texts import Word
from slacontract.proofs.probe import BILLED, Probe, bases_of, pins_of
from slacontract.proofs.proof import Witness
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.catalogue.kpis import Measured
    from slacontract.findings import Position
    from slacontract.formula.calculation import Value
    from slacontract.formula.exact import Column
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.proofs.asked import Asked
    from slacontract.settlement.draft import Outcome

_FIGURES: Final = (".knee", ".to", ".at")
_MOST: Final = 400
"""So many values of a KPI are looked at; a scale with more figures is none that people write."""


@dataclass(frozen=True)
class Point:
    """A value of a KPI, and what the engine makes of it."""

    value: mpq
    paid: mpq
    column: Column = field(repr=False, compare=False)


@dataclass(frozen=True)
class Shape:
    """What one KPI pays in one scope, from its lowest value to its highest."""

    asked: Asked
    outcome: Outcome
    kpi: Kpi
    how: Measured
    values: Values
    probe: Probe
    paid_by: str
    points: tuple[Point, ...]

    @property
    def ident(self) -> str:
        """The beginning of its rows' ids."""
        return f"kpi.{self.outcome.kpi}{self.outcome.suffix}"

    @property
    def name(self) -> str:
        """How it is called in a finding: with its member where its scale differs by member."""
        of = str(self.outcome.member) if self.asked.contract.kpis[Word(self.outcome.kpi)].scales else ""
        return f"{self.outcome.kpi} ({of})" if of else self.outcome.kpi

    @property
    def unit(self) -> Unit:
        """What it pays: percentages, money, points or days."""
        return pay_unit(self.kpi.payments) if not self.kpi.pay else Unit.MONEY

    @property
    def whole(self) -> bool:
        """Whether it was looked at in full: it is not, where another KPI or a measure decides too what a value pays."""
        shared = any(isinstance(scale.knee, Share) for scale in self.kpi.per_unit)
        return self.kpi.matrix is None and not shared and len(self.points) < _MOST

    def given(self, value: mpq) -> dict[str, mpq]:
        """The inputs of a month in which the KPI has a value."""
        return given(self.asked, self.outcome, value)

    def at(self, value: mpq) -> Point | None:
        """What it pays at any value."""
        column = self.probe.month(self.given(value))
        paid = column.get(self.paid_by) if column else None
        return None if column is None or paid is None else Point(value, mpq(paid), column)

    def witness(self, *points: Point, rows: tuple[str, ...] = ()) -> tuple[Witness, ...]:
        """The months in which the KPI has these values."""
        version = self.asked.contract.version
        names = (self.paid_by, *rows)
        return tuple(
            Witness(version, (self.given(point.value),), ({row: point.column.get(row) for row in names},)) for point in points
        )

    def says(self, point: Point) -> str:
        """What it pays at a value: ``2% at 93%``."""
        return f"{self.money(point.paid)} at {shown(point.value, self.how.unit)}"

    def money(self, paid: mpq) -> str:
        """A payment as the contract would write it."""
        if self.unit is Unit.RATIO:
            return f"{_few(self.share(paid) * 100)}%"
        if self.unit is Unit.POINTS:
            return shown(paid, Unit.POINTS)
        return _few(paid)

    def share(self, paid: mpq) -> mpq:
        """A payment as a share of what percentages of the KPI are of."""
        return paid / self.full

    @property
    def full(self) -> mpq:
        """What the percentages of the KPI are of in a month that is made up."""
        base = self.kpi.base
        return base.fixed.value if isinstance(base, Base) and base.fixed is not None else BILLED

    def place(self, point: Point) -> Position:
        """Where the scale says what is paid at a value; where nothing says it alone, its first payment."""
        return place_of(self.kpi, point.column, self.ident) or self.kpi.payments[0].at

    @property
    def rising(self) -> tuple[Point, ...]:
        """The points from the worst result to the best."""
        return self.points if self.how.better == "higher" else tuple(reversed(self.points))


def _few(value: mpq) -> str:
    """A number of few decimals; one without end is cut, and marked."""
    near = mpq(int(value * 10_000), 10_000)
    return f"{as_decimal(near)}{'' if near == value else '…'}"


def given(asked: Asked, outcome: Outcome, value: mpq) -> dict[str, mpq]:
    """The inputs of a month in which a KPI has a value, and its percentages are of one round sum."""
    compiled = asked.compiled
    return dict.fromkeys(pins_of(compiled, outcome), value) | dict.fromkeys(bases_of(compiled, outcome), BILLED)


def shapes(asked: Asked) -> Iterator[Shape]:
    """The shape of every KPI that has a scale, once for each scale."""
    for outcome in asked.outcomes:
        found = shape(asked, outcome)
        if found is not None:
            yield found


def shape(asked: Asked, outcome: Outcome) -> Shape | None:
    """The shape of one KPI in one scope; None without a scale, or where it cannot be put in by hand. Each is found once."""
    if outcome not in asked.shapes:
        asked.shapes[outcome] = _shape(asked, outcome)
    return asked.shapes[outcome]


def _shape(asked: Asked, outcome: Outcome) -> Shape | None:
    kpi, ident = asked.kpi(outcome), f"kpi.{outcome.kpi}{outcome.suffix}"
    how = how_measured(kpi)
    rows = asked.compiled.plan.rows
    paid_by = next((row for row in (f"{ident}.points", f"{ident}.amount.exact") if row in rows), "")
    if how is None or not kpi.scaled or not paid_by or kpi.pay is not None:
        return None
    more = [row for row in rows if row.startswith(f"{ident}.") and row.split(ident, 1)[1].startswith(_PARTS)]
    wanted = (paid_by, *((outcome.met,) if outcome.met else ()), *more)
    probe = Probe(asked.compiled, asked.schedule, wanted, frozenset([*pins_of(asked.compiled, outcome),
                                                                     *bases_of(asked.compiled, outcome)]))  # fmt: skip
    values = values_in(asked.contract, kpi, how)
    points = tuple(_points(asked, outcome, probe, paid_by, values))
    return Shape(asked, outcome, kpi, how, values, probe, paid_by, points) if points else None


_PARTS: Final = (".per_unit", ".band", ".row", ".column", ".pay")


def _points(asked: Asked, outcome: Outcome, probe: Probe, paid_by: str, values: Values) -> Iterator[Point]:
    for value in sampled(probe, values):
        column = probe.month(given(asked, outcome, value))
        paid = column.get(paid_by) if column else None
        if column is not None and paid is not None:
            yield Point(value, mpq(paid), column)


def sampled(probe: Probe, values: Values) -> list[mpq]:
    """Values of a KPI to look at: each figure of its scale, and two between each pair of neighbours."""
    return looked_at(edges_of(probe), values)


def edges_of(probe: Probe) -> set[mpq]:
    """The figures that a value is compared with or counted from, and the ends of the first steps beyond."""
    terms = probe.of.plan.terms
    compared = {
        ref.id
        for row in probe.plan.rows.values()
        if row.formula is not None
        for node in walk(row.formula)
        if isinstance(node, Compare)
        for ref in (node.left, node.right)
        if isinstance(ref, Ref) and ref.id in terms and terms[ref.id].unit is not Unit.BAND
    }
    named = {ident for ident in probe.terms if ident.endswith(_FIGURES)}
    steps = {value for ident, value in probe.terms.items() if ident.endswith(".step")}
    knees = {value for ident, value in probe.terms.items() if ident.endswith(".knee")}
    return {probe.terms[ident] for ident in compared | named} | {k + n * s for k in knees for s in steps for n in (-2, -1, 1, 2)}


def looked_at(edges: set[mpq], values: Values) -> list[mpq]:
    """The edges themselves, and two values between each pair of neighbours, as far as they are values at all."""
    found: set[mpq] = set()
    ends = _ends(edges, values)
    for span in pieces(edges | ends, values.domain):
        middle = values.witness(span)
        if middle is None:
            continue
        found.add(middle)
        for half in (Span(span.low, False, middle, False), Span(middle, False, span.high, False)):  # noqa: FBT003
            inside = None if span.is_point or half.is_point else values.witness(half)
            found |= {inside} if inside is not None else set()
    return sorted(found)[:_MOST]


def _ends(edges: set[mpq], values: Values) -> set[mpq]:
    """A value beyond each end of the scale, as far away as the scale is wide."""
    if not edges:
        return set()
    wide = (max(edges) - min(edges)) or abs(max(edges)) or mpq(1)
    return {end for end in (min(edges) - wide, max(edges) + wide) if values.domain.holds(end)}


def place_of(kpi: Kpi, column: Mapping[str, Value], ident: str) -> Position | None:
    """Where the payment stands that a value hits: of its band, of its cell, of the one scale that pays."""
    band, row, across = (column.get(f"{ident}.{name}") for name in ("band", "row", "column"))
    if kpi.bands and band is not None:
        return kpi.bands[int(band) - 1].pay.at
    if kpi.matrix and row is not None and across is not None:
        return kpi.matrix.rows[int(row) - 1].pay[int(across) - 1].at
    paying = [unit for number, unit in enumerate(kpi.per_unit, 1) if column.get(f"{ident}.per_unit.{number}.amount")]
    return paying[-1].pay.at if paying else None
