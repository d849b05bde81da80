"""Improvement that is made by falling back first: a bonus for doing better than before, and nothing that keeps the level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.review.incentives.nouns import MATERIAL, Incentive, Looked, value
from slacontract.scenarios.candidates import edges
from slacontract.scenarios.levers import movable
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.scenarios.history import History
    from slacontract.settlement.draft import Outcome


def falling_back(at: Looked) -> Iterator[Incentive]:
    """KPIs against their own earlier value for which one fall, and the way back, is paid better than a steady level."""
    for outcome in movable(at.history):
        kpi = at.kpi(outcome)
        row = f"kpi.{outcome.kpi}{outcome.suffix}.value"
        if kpi.against is None or kpi.against.earlier is None or kpi.derived or row not in at.history.latest.plan.rows:
            continue
        known = [mpq(v) for i in at.history.told if (v := at.history.base[i].get(row)) is not None]
        if len(known) > 1:
            yield from _falls(at, outcome, row, sum(known, mpq(0)) / len(known))


def _falls(at: Looked, outcome: Outcome, row: str, level: mpq) -> Iterator[Incentive]:
    history = at.history.with_rows([row])
    how = how_measured(at.kpi(outcome))
    unit, worse = how.unit, 1 if how.better == "lower" else -1
    steady = _total(history, row, level, {})
    falls = [level + worse * size for size in _sizes(at, outcome, level, unit)]
    tries = [(_total(history, row, level, {i: to}) - steady, i, to) for to in falls if to > 0 for i in history.told[1:-1]]
    gain, index, to = max(tries, key=lambda one: one[0], default=(mpq(0), 0, level))
    if gain < MATERIAL * abs(at.history.mean_billing) or not gain:
        return
    what = message(
        "{kpi} that falls from {level} to {failed} in {period} and back again is paid {gain} more than a steady {level}: the way "
        "back counts as an improvement.",
        kpi=outcome.label, level=value(level, unit), failed=value(to, unit), period=at.period(index), gain=at.money(gain),
    )  # fmt: skip
    remedy = message(
        "Compare {kpi} with an agreed baseline or with the best value so far, so that a level is improved once only.",
        kpi=outcome.label,
    )
    yield Incentive(code="C286", kpis=(outcome.kpi,), what=what, remedy=remedy, money=gain, periods=(at.period(index),),
                    clauses=(outcome.clause,))  # fmt: skip


def _sizes(at: Looked, outcome: Outcome, level: mpq, unit: Unit) -> list[mpq]:
    """How far a result falls: a little more than each step of the scale."""
    against = at.kpi(outcome).against
    assert against is not None, "the caller has seen it"
    found = {abs(edge) for edge in edges(at.history.latest.plan, outcome)} - {mpq(0)}
    scale = level if against.compared == "relative" else mpq(1, 100) if unit is Unit.RATIO else mpq(1)
    return [edge * scale * mpq(101, 100) for edge in sorted(found)]


def _total(history: History, row: str, level: mpq, other: dict[int, mpq]) -> mpq:
    """What all periods pay with a result at a level, and at other values in some periods."""
    inputs = [{**given, row: other.get(i, level)} for i, given in enumerate(history.calculation.inputs)]
    columns = history.columns(inputs)
    return sum((history.net(columns[i]) for i in history.told), mpq(0))
