"""Derived KPIs: accounts that add the points of other KPIs, and scorecards that weigh their scores.

They are computed once the results of those KPIs stand, and are then KPIs like all others: with a scale, gates and limits.
"""

from __future__ import annotations

from dataclasses import dataclass

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Blank,
    Compare,
    If,
    Known,
    Node,
    Ref,
    over,
    plus,
    times,
)
from slacontract.languages import message
from slacontract.model.kpis.derived import Scorecard, in_order
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, labelled
from slacontract.settlement.excuses.judged import judge
from slacontract.settlement.excuses.relief import relieve
from slacontract.settlement.kpis.kpi_values import KpiValue, as_judged, kpi_name
from slacontract.settlement.kpis.outcomes import Context, outcome
from slacontract.settlement.kpis.shown import shown
from slacontract.settlement.memory.references import Judged
from slacontract.settlement.reading.meaning import how_measured
from slacontract.settlement.service.scopes import Scope


def derived(at: Context) -> dict[str, tuple[KpiValue, ...]]:
    """Yield value, status, payment and lines of every derived KPI, each after those it is made of."""
    at.draft.stage = "points"
    kpis = at.draft.contract.kpis
    found: dict[str, tuple[KpiValue, ...]] = {}
    for name in in_order({name: kpi.sources for name, kpi in kpis.items() if kpi.derived}):
        made = tuple(_value(at, name, kpis[name], scope) for scope in _scopes(at, kpis[name]))
        made = tuple(judge(at.draft, at.service, at.values, value) for value in made)
        at.values[name] = found[name] = made
        for value in made:
            outcome(at, value)
            relieve(at.draft, value, at.standing)
    return found


def _scopes(at: Context, kpi: Kpi) -> tuple[Scope, ...]:
    """One scope, or one for each member that a KPI it is made of was judged for."""
    if not kpi.each:
        return (Scope(),)
    members = {value.scope.member for source in kpi.sources for value in at.values[source]}
    return tuple(Scope(member=member) for member in sorted(members))


@dataclass(frozen=True, slots=True)
class _Made:
    """A derived KPI in one scope, and what its rows are called."""

    at: Context
    name: Word
    kpi: Kpi
    scope: Scope

    @property
    def ident(self) -> str:
        return f"kpi.{self.name}{self.scope.member_suffix}"

    @property
    def clause(self) -> Clause:
        return Clause(self.kpi.clause, self.name.at)

    def sources(self) -> tuple[KpiValue, ...]:
        """The KPIs it is made of: of its member, or all of their members where it has none."""
        values = (value for source in self.kpi.sources for value in self.at.values[source])
        return tuple(value for value in values if not self.scope.member or value.scope.member == self.scope.member)

    def row(self, name: str, text: str, unit: Unit, formula: Node, of: str = "") -> Ref:
        label = message(
            "{kpi}: {what}",
            kpi=labelled("{kpi}", self.scope.member_name, kpi=kpi_name(self.name, self.at.draft.contract)),
            what=message(text, of=of),
        )
        return self.at.draft.row(f"{self.ident}.{name}", label, unit, formula, self.clause)

    def term(self, name: str, text: str, quantity: Quantity, of: str = "") -> Ref:
        label = message("{kpi}: {what}", kpi=str(self.name), what=message(text, of=of))
        return self.at.draft.term(f"kpi.{self.name}.{name}", label, quantity, self.clause)


def _value(at: Context, name: Word, kpi: Kpi, scope: Scope) -> KpiValue:
    made = _Made(at, name, kpi, scope)
    called = kpi_name(name, at.draft.contract)
    label = labelled("{kpi}", scope.member_name, kpi=called)
    how = how_measured(kpi)
    node = _mean(made, kpi.scorecard) if kpi.scorecard else _sum(made)
    value = at.draft.row(f"{made.ident}.value", label, how.unit, node, made.clause)
    of = Judged(at.draft, made.ident, label, value, kpi, how)
    value, how = as_judged(of, message("{kpi}: decimals compared", kpi=called), made.clause)
    measures = tuple(dict.fromkeys(row for source in made.sources() for row in source.measures))
    return KpiValue(name, kpi, scope, label, value, how, measures, None)


def _sum(made: _Made) -> Node:
    """The points of all sources together."""
    points = [made.at.standing.points[str(value.name), value.scope.member_suffix] for value in made.sources()]
    label = message("{kpi}: sum of points", kpi=str(made.name))
    return made.at.draft.summed(f"{made.ident}.value", label, points, made.clause, unit=Unit.POINTS)


def _mean(made: _Made, card: Scorecard) -> Node:
    """The mean of the scores, each by its weight; blank where too few KPIs are scored."""
    scores = {str(value.name): _score(made, card, value) for value in made.sources()}
    weights = {
        name: made.term(f"weight.{name}", "weight of {of}", weight, of=str(name))
        for name, weight in card.weights.items()
        if name in scores
    }
    scored = made.row("scored", "KPIs with a score", Unit.COUNT, plus(*(If(Known(ref), ONE, ZERO) for ref in scores.values())))
    if card.unscored == "redistribute":
        in_all = made.row(
            "weights",
            "weights of the KPIs with a score",
            Unit.RATIO,
            plus(*(If(Known(scores[name]), weight, ZERO) for name, weight in weights.items())),
        )
        weights = {
            name: made.row(
                f"weight.{name}",
                "weight of {of} among those with a score",
                Unit.RATIO,
                If(Known(scores[name]), over(weight, in_all), ZERO),
                of=str(name),
            )
            for name, weight in weights.items()
        }
    if made.kpi.shown:
        for ref in weights.values():
            if ref.id in made.at.draft.rows:
                shown(made.at.draft, made.kpi.shown, ref, str(made.name), made.clause)
    mean = plus(*(If(Known(scores[name]), times(weight, scores[name]), ZERO) for name, weight in weights.items()))
    return If(_enough(made, card, scored), mean, Blank())


def _enough(made: _Made, card: Scorecard, scored: Ref) -> Node:
    if card.unscored == "not_measured":
        whole = Quantity(mpq(len(card.weights)), Unit.COUNT, str(len(card.weights)), card.place_of("weights"))
        return Compare(">=", scored, made.term("all", "KPIs that must have a score", whole))
    if card.at_least is None:
        return Compare(">=", scored, ZERO)
    least = Quantity(mpq(card.at_least), Unit.COUNT, str(card.at_least), card.place_of("at_least"))
    return Compare(">=", scored, made.term("at_least", "KPIs that must have a score", least))


def _score(made: _Made, card: Scorecard, value: KpiValue) -> Ref:
    """The score of one KPI: its points, or its value; blank where it has none."""
    key = (str(value.name), value.scope.member_suffix)
    standing = made.at.standing
    row = standing.points[key] if card.score == "points" else value.value
    known = standing.scored[key] if card.score == "points" else Known(value.value)
    unit = Unit.POINTS if card.score == "points" else Unit.RATIO
    return made.row(f"score.{value.name}", "score of {of}", unit, If(known, row, Blank()), of=str(value.name))
