"""A bench: one period of a settlement, computed again by the exact engine with the figures behind one KPI moved to a value.

What is moved are measures, by the levers of the KPI; contacts and seconds stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit, in_parts
from slacontract.formula.exact import Columns, compiled
from slacontract.quantities.units import Unit
from slacontract.scenarios.levers import levers, moved

if TYPE_CHECKING:
    from slacontract.formula.exact import Column
    from slacontract.formula.generated import Run
    from slacontract.scenarios.history import History
    from slacontract.scenarios.levers import Lever
    from slacontract.scenarios.payouts import Payout
    from slacontract.settlement.draft import Outcome
    from slacontract.settlement.settlement import Settlement

Inputs: TypeAlias = "Mapping[str, mpq]"


@dataclass(frozen=True)
class Bench:
    """A column of a settlement, after the columns before it as they were settled. ``runs`` keeps each plan compiled."""

    settlement: Settlement
    past: History
    index: int
    runs: dict[int, Run]

    def column(self, inputs: Inputs) -> Column:
        """The period with other measures."""
        plan = self.settlement.calculation.plans[self.index]
        if plan.version not in self.runs:
            self.runs[plan.version] = compiled(plan)
        before = Columns()
        before.extend(self.settlement.columns[: self.index])
        return self.runs[plan.version](inputs, before, self.index, self.settlement.calculation.periods)

    def reached(self, outcome: Outcome, scale: Payout, wanted: mpq) -> tuple[Inputs, Column] | None:
        """The measures with which a KPI is judged at a value, or as near to it as whole contacts come; None where none are."""
        best: tuple[tuple[mpq, mpq], Inputs, Column] | None = None
        for inputs in self._candidates(outcome, wanted):
            column = self.column(inputs)
            value = column.get(outcome.value)
            if value is None:
                continue
            beside = abs((scale.at(mpq(value)) or mpq(0)) - (scale.at(wanted) or mpq(0)))
            rank = (beside, abs(mpq(value) - wanted))
            if best is None or rank < best[0]:
                best = (rank, inputs, column)
        return None if best is None else best[1:]

    def _candidates(self, outcome: Outcome, wanted: mpq) -> Iterator[Inputs]:
        name = self.settlement.calculation.periods[self.index].id
        there = next((i for i, period in enumerate(self.past.periods) if period.id == name), None)
        for lever in levers(self.past, outcome) if there is not None else ():
            assert there is not None
            exact = moved(self.past, there, lever, self._aim(outcome, lever, there, wanted))
            if exact is not None:
                yield from (whole(exact, up=up) for up in (True, False))
                return

    def _aim(self, outcome: Outcome, lever: Lever, there: int, wanted: mpq) -> mpq:
        """Where the measured value has to be so that what is judged, such as a distance or a mean, is what is wanted."""
        if outcome.value == lever.value:
            return wanted
        here = self.settlement.columns[self.index]
        raw, judged = here.get(lever.value), here.get(outcome.value)
        if raw is None or judged is None:
            return wanted
        probe = mpq(raw) * 9 / 10 or lever.step
        inputs = moved(self.past, there, lever, probe)
        then = self.column(inputs).get(outcome.value) if inputs is not None else None
        if then is None or then == judged:
            return wanted
        return mpq(raw) + (wanted - mpq(judged)) * (probe - mpq(raw)) / (mpq(then) - mpq(judged))


def whole(inputs: Inputs, *, up: bool) -> Inputs:
    """The measures with whole contacts and seconds: what is cut off some is added to others, so that their sum is the same."""
    found = dict(inputs)
    for unit in (Unit.COUNT, Unit.SECONDS):
        rows = [row for row, value in inputs.items() if _comes_whole(row, value, unit)]
        parts = {row: inputs[row] - inputs[row].numerator // inputs[row].denominator for row in rows}
        lacking = sum(parts.values(), mpq(0))
        more = lacking.numerator // lacking.denominator + (up and lacking.denominator != 1)
        for place, row in enumerate(sorted(parts, key=lambda row: (-parts[row], row))):
            found[row] = inputs[row] - parts[row] + (place < more)
    return found


def _comes_whole(row: str, value: mpq, unit: Unit) -> bool:
    """Whether a figure that is none now should be a whole number."""
    field = row.removeprefix("in:").partition("[")[0]
    return row.startswith("in:") and value.denominator != 1 and field_unit(field) is unit and not in_parts(field)
