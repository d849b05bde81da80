"""A contract year that has not been measured: its calculation, to be filled with months of the history drawn at random.

A drawn month is a whole one, with all its figures as they were measured together, so that counts keep what binds them: calls
answered are never more than calls offered, and a month of many calls has its own handle time and service level. Months that
follow each other can be drawn together (``in_a_row``), where one month tells of the next; and each month can be drawn from those
of its own time of the year (``season``). How it is drawn stands in a ``Way``, which the output repeats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from gmpy2 import mpq

from slacontract.formula.array import evaluate
from slacontract.formula.exact import evaluate as exactly
from slacontract.scenarios.seasons import beginnings
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.settlement import Settlement, laid_out
from slacontract.settlement.time.between import with_times

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from slacontract.formula.array_steps import Array, Column
    from slacontract.formula.calculation import Calculation
    from slacontract.quantities.periods import Period
    from slacontract.scenarios.seasons import Season
    from slacontract.settlement.draft import Compiled

Given = Mapping[str, mpq]
"""The figures of one period, by row."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a year is drawn: so many months together, and from which time of the year; anything for anything without a season."""

    in_a_row: int = 1
    season: Season | None = None


ANY: Final = Way()


@dataclass(frozen=True)
class Year:
    """A contract year to be drawn: its periods, the months to draw from, and the periods that stay as they were measured.

    ``history`` are the periods of the months to draw from, in the same order.
    """

    calculation: Calculation
    compiled: tuple[Compiled, ...]
    periods: tuple[Period, ...]
    history: tuple[Period, ...]
    months: tuple[Given, ...]
    kept: frozenset[int]

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """Where its periods stand in the calculation, which may begin earlier."""
        return tuple(self.calculation.periods.index(period) for period in self.periods)

    @cached_property
    def drawn(self) -> tuple[int, ...]:
        """The columns that are drawn."""
        return tuple(index for index in range(len(self.calculation.periods)) if index not in self.kept)

    def beginnings(self, way: Way) -> list[list[int]]:
        """For each run of drawn periods, the months at which it may begin."""
        return beginnings([self.calculation.periods[i] for i in self.drawn], self.history, way.season, way.in_a_row)

    def choices(self, way: Way) -> dict[Period, tuple[Period, ...]]:
        """For each drawn period the months that it can be, in their order."""
        runs, size = self.beginnings(way), len(self.history)
        found = {}
        for place, index in enumerate(self.drawn):
            run, step = divmod(place, way.in_a_row)
            months = sorted({(start + step) % size for start in runs[run]})
            found[self.calculation.periods[index]] = tuple(self.history[month] for month in months)
        return found


def year_of(settlement: Settlement, year: int, *, as_measured: bool) -> Year:
    """A contract year of a settled contract, counted from 1. Its measured periods are drawn too, or stay ``as_measured``.

    Periods before the year that its clauses remember stay as they were measured, where they were.
    """
    agreement = settlement.agreement
    measures = with_times(agreement, settlement.measures)
    periods = tuple(period for period in agreement.schedule.periods() if period.year == year)
    assert periods, "the caller has seen that the contract has this year"
    calculation, compiled = laid_out(agreement, measures, Service(measures), periods)
    measured = {cell.period for cell in measures.cells}
    kept = frozenset(
        index
        for index, period in enumerate(calculation.periods)
        if period.id in measured and (as_measured or period not in periods)
    )
    asked, _ = laid_out(agreement, measures, Service(measures), settlement.asked)
    months = tuple(_measured(asked.inputs[asked.periods.index(p)], compiled) for p in settlement.asked)
    return Year(calculation, compiled, periods, settlement.asked, months, kept)


def _measured(given: Given, compiled: Sequence[Compiled]) -> Given:
    """What was measured in a month, without the facts of its calendar."""
    facts = {row for version in compiled for row in version.facts}
    return {row: value for row, value in given.items() if row not in facts}


def draws(year: Year, scenarios: int, seed: int, way: Way = ANY) -> NDArray[np.int64]:
    """Which month of the history each period of each scenario is; the same numbers for the same seed, on every machine.

    A run of months begins at any of those that its first period can be, each with the same chance. Where every period stays as
    it was measured, nothing is drawn: no columns.
    """
    if not year.drawn:
        return np.zeros((scenarios, 0), dtype=np.int64)
    random = np.random.Generator(np.random.PCG64(seed))
    runs = [np.array(begins) for begins in year.beginnings(way)]
    assert all(len(begins) for begins in runs), "the caller has seen that there is a month for each period"
    sizes = {len(begins) for begins in runs} or {1}
    high = sizes.pop() if len(sizes) == 1 else np.array([len(begins) for begins in runs])
    places = random.integers(0, high, (scenarios, len(runs)))
    first = np.stack([begins[places[:, run]] for run, begins in enumerate(runs)], axis=1)
    months = (first[:, :, None] + np.arange(way.in_a_row)) % len(year.months)
    return months.reshape(scenarios, len(runs) * way.in_a_row)[:, : len(year.drawn)]


def simulated(year: Year, drawn: NDArray[np.int64], keep: Collection[str]) -> tuple[Column, ...]:
    """The rows that are asked for, over all scenarios, for each period of the calculation; figures are estimates."""
    rows = sorted({row for month in year.months for row in month})
    table = {row: np.array([float(month[row]) if row in month else np.nan for month in year.months]) for row in rows}
    inputs: list[dict[str, Array]] = [
        {row: np.float64(float(value)) for row, value in given.items()} for given in year.calculation.inputs
    ]
    for place, index in enumerate(year.drawn):
        inputs[index] |= {row: figures[drawn[:, place]] for row, figures in table.items()}
    return evaluate(year.calculation, inputs, len(drawn), keep)


def exact_scenario(year: Year, months: Sequence[int]) -> tuple[Mapping[str, object], ...]:
    """One scenario by the exact face: each period's rows, where the drawn periods are those months of the history."""
    inputs = [dict(given) for given in year.calculation.inputs]
    facts = [set(version.facts) for version in year.compiled]
    for index, month in zip(year.drawn, months, strict=True):
        kept = {row: value for row, value in inputs[index].items() if row in facts[index]}
        inputs[index] = {**kept, **year.months[month]}
    return tuple(exactly(replace(year.calculation, inputs=tuple(inputs))))


CONFIRMED: Final = 20
"""So many scenarios are computed by the exact face too."""


def largest_difference(year: Year, drawn: NDArray[np.int64], found: Sequence[Column], rows: Collection[str]) -> float:
    """The largest difference between the arrays and the exact face, over the first scenarios, in any of the rows."""
    largest = 0.0
    for number, months in enumerate(drawn[:CONFIRMED]):
        for index, column in enumerate(exact_scenario(year, [int(m) for m in months])):
            largest = max(largest, *(_apart(column.get(row), found[index].get(row), number, len(drawn)) for row in rows), 0.0)
    return largest


def _apart(exact: object, shown: Array | None, number: int, scenarios: int) -> float:
    if shown is None:
        return 0.0
    figure = float(np.broadcast_to(shown, scenarios)[number])
    if exact is None or np.isnan(figure):
        return 0.0 if exact is None and np.isnan(figure) else float("inf")
    return abs(float(mpq(exact)) - figure)  # type: ignore[call-overload]  # a number or a truth
