"""The history of a KPI: what the exact engine has for it in each of the last periods, under the last version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.formula.interpreter import number
from slacontract.formula.nodes import Arith, walk

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period
    from slacontract.review.case import Case
    from slacontract.settlement.draft import Outcome
    from slacontract.settlement.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Result:
    """A KPI of one scope in one period: its value and whether it met the target; None where there is none.

    ``cases`` is what its formula divides by.
    """

    period: Period
    outcome: Outcome
    value: mpq | None
    met: bool | None
    cases: mpq | None


def looked_at(case: Case) -> tuple[Period, ...]:
    """The last periods of the history."""
    return case.latest.asked[-case.periods :] if case.latest else ()


def results(case: Case, name: str) -> tuple[Result, ...]:
    """What a KPI was in the last periods, scope by scope; periods in which it is not judged are left out."""
    return tuple(_results(case, name))


def _results(case: Case, name: str) -> Iterator[Result]:
    settlement = case.latest
    if settlement is None:
        return
    for period in looked_at(case):
        for outcome in settlement.outcomes(period):
            if outcome.kpi != name or settlement.value(f"kpi.{name}{outcome.suffix}.due", period) is False:
                continue
            value, met = settlement.value(outcome.value, period), settlement.value(outcome.met, period) if outcome.met else None
            yield Result(
                period, outcome, None if value is None else mpq(value), met if isinstance(met, bool) else None,
                cases(settlement, outcome, period),
            )  # fmt: skip


def cases(settlement: Settlement, outcome: Outcome, period: Period) -> mpq | None:
    """What the formula of a KPI divides by in a period; None where it was not measured, or where nothing is divided."""
    ident = f"kpi.{outcome.kpi}{outcome.suffix}.value"
    index = settlement.index(period)
    formula = settlement.calculation.formula(ident, index)
    if formula is None or settlement.value(ident, period) is None:
        return None
    division = next((node for node in walk(formula) if isinstance(node, Arith) and node.op == "/"), None)
    return None if division is None else number(division.right, settlement.place(period))


def middle(values: list[mpq]) -> mpq:
    """The median of some figures; of an even number the lower of the two in the middle."""
    return sorted(values)[(len(values) - 1) // 2]
