"""References: a figure that moves, against which a KPI is judged; what its scale sees is the distance to it."""

from __future__ import annotations

from dataclasses import dataclass

from gmpy2 import mpq

from slacontract.catalogue.kpis import Measured
from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Over,
    Ref,
    Steady,
    minus,
    over,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import Argument, Message, message
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.windows import Against, Best, DatedFigure, Earlier, Glide
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import unit_term
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.time.calendar import periods_since, since


@dataclass(frozen=True, slots=True)
class Judged:
    """A KPI in one scope, the row of its value, and how that is computed."""

    draft: Draft
    ident: str
    label: Message
    value: Ref
    kpi: Kpi
    how: Measured

    @property
    def clause(self) -> Clause:
        """What the rows rest on."""
        against = self.kpi.against
        assert against is not None, "it is judged against a figure"
        return Clause(against.clause, against.place)

    @property
    def unit(self) -> Unit:
        """What the KPI is in."""
        return self.draft.rows[self.value.id].unit

    @property
    def prefix(self) -> str:
        """The beginning of the ids of its terms, the same for all members."""
        return self.ident.partition("[")[0]

    def row(self, name: str, text: str, unit: Unit, formula: Node) -> Ref:
        """Add a row."""
        label = message("{kpi}: {what}", kpi=self.label, what=message(text))
        return self.draft.row(f"{self.ident}.{name}", label, unit, formula, self.clause)

    def called(self, text: str, **arguments: Argument) -> Message:
        """The label of a term."""
        return message("{kpi}: {what}", kpi=self.prefix.removeprefix("kpi."), what=message(text, **arguments))

    def term(self, name: str, text: str, quantity: Quantity, **arguments: Argument) -> Ref:
        """Declare a figure in the KPI's unit."""
        label = self.called(text, **arguments)
        return self.draft.term(f"{self.prefix}.against.{name}", label, quantity, self.clause, unit=self.unit)


def distance(of: Judged, against: Against) -> Ref:
    """The row that is compared with target and scale: the value less the figure, or that as a percentage of the figure."""
    reference = of.row("reference", "figure it is judged against", of.unit, _reference(of, against))
    away: Node = minus(of.value, reference)
    if against.compared == "relative":
        away = If(Compare("<>", Steady(reference), ZERO), over(away, reference), Blank())
    elif of.unit is Unit.RATIO:
        away = times(away, unit_term(of.draft, "points", "percentage points in one", 100))
    judged = If(Known(of.value), If(Known(reference), away, Blank()), Blank())
    return of.row("distance", "distance to the figure it is judged against", against.unit(of.unit), judged)


def _reference(of: Judged, against: Against) -> Node:
    if against.value:
        return of.term("value", "baseline", against.value)
    if against.schedule:
        return _scheduled(of, against.schedule)
    if against.glide:
        return _gliding(of, against.glide)
    if against.earlier:
        return _earlier(of, against.earlier)
    assert against.best is not None, "check refuses a comparison with nothing"
    return _best(of, against.best)


def _scheduled(of: Judged, schedule: tuple[DatedFigure, ...]) -> Node:
    """The last figure whose day has come."""
    found: Node = Blank()
    for number, step in enumerate(schedule, 1):
        figure = of.term(f"schedule.{number}", "figure {number} of the schedule", step.value, number=number)
        day = of.called("first day of figure {number}", number=number)
        found = If(since(of.draft, step.from_, f"{of.prefix}.against.schedule.{number}.from", day, of.clause), figure, found)
    return found


def _gliding(of: Judged, glide: Glide) -> Node:
    """From one figure to the other, by equal parts in so many periods."""
    first = of.term("glide.from", "figure before the glide", glide.from_)
    last = of.term("glide.to", "figure after the glide", glide.to)
    length = Quantity(mpq(glide.periods), Unit.COUNT, str(glide.periods), glide.place_of("periods"))
    periods = of.draft.term(f"{of.prefix}.against.glide.periods", of.called("periods of the glide"), length, of.clause)
    moved = Least((ONE, over(periods_since(of.draft, glide.first), periods)))
    return plus(first, times(minus(last, first), moved))


def _earlier(of: Judged, earlier: Earlier) -> Node:
    before = Ref(of.value.id, earlier.periods)
    put: Node = Blank()
    if earlier.missing == "filled":
        assert earlier.value is not None, "check refuses to fill with nothing"
        put = of.term("earlier.value", "figure where there is no earlier value", earlier.value)
    return If(Known(before), before, put)


def _best(of: Judged, best: Best) -> Node:
    start = of.term("best.starting", "figure to begin with", best.starting)
    lower = of.how.better == "lower"
    better = Least if lower else Greatest
    reached = of.row(
        "best",
        "best value of the periods before",
        of.unit,
        Over("lowest" if lower else "highest", of.value, "year" if best.within == "contract_year" else "term", 1),
    )
    return If(Known(reached), better((start, reached)), start)
