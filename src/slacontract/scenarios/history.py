"""A settled history under the contract's latest version, ready to be evaluated with other measures or other results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from gmpy2 import mpq

from slacontract.findings import any_stops
from slacontract.formula.calculation import Calculation
from slacontract.formula.exact import Columns, compiled
from slacontract.settlement.faults import unbillable
from slacontract.settlement.totals import NET

if TYPE_CHECKING:
    from slacontract.formula.calculation import Value
    from slacontract.formula.exact import Column
    from slacontract.formula.generated import Run
    from slacontract.quantities.periods import Period
    from slacontract.settlement.draft import Compiled, Outcome
    from slacontract.settlement.settlement import Settlement

Inputs: TypeAlias = "Mapping[str, mpq]"
BILLED: Final = frozenset({
    "billing", "premium", "billing_cap", "guarantee", "commitment", "target_cost", "deviation", "clawback", "ceiling", "handling",
    "tax",
})  # fmt: skip
"""Kinds of lines that price what was done; all others depend on how well it was done, and are what is at stake."""


@dataclass(frozen=True)
class History:
    """The measured periods as the latest version prices them. ``told`` are the columns that were asked for.

    ``given`` are rows that are put in instead of computed: results of KPIs, to see what they would pay.
    """

    settlement: Settlement
    latest: Compiled
    calculation: Calculation
    told: tuple[int, ...]
    given: frozenset[str] = field(default=frozenset())

    @cached_property
    def run(self) -> Run:
        """One period of the latest version, compiled once."""
        return compiled(self.calculation.plans[-1])

    @cached_property
    def base(self) -> Columns:
        """Every column as it was measured."""
        return self.columns(self.calculation.inputs)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of its columns."""
        return self.calculation.periods

    def columns(self, inputs: Sequence[Inputs]) -> Columns:
        """Every column with other inputs."""
        found = Columns()
        for index, given in enumerate(inputs):
            found.append(self.run(given, found, index, self.periods))
        return found

    def column(self, index: int, inputs: Inputs) -> Column:
        """One column with other inputs, after the others as they were measured."""
        return self.run(inputs, self._before(index), index, self.periods)

    def alone(self, index: int, inputs: Inputs) -> Column:
        """One column as if its period were the first: no limit of a year is used up."""
        return self.run(inputs, Columns(), 0, (self.periods[index],))

    def fresh(self, index: int, inputs: Inputs) -> Column:
        """One column with other inputs; by itself where a limit of a longer span was used up, so that every step still counts."""
        return self.alone(index, inputs) if self.used_up(self.base[index]) else self.column(index, inputs)

    def used_up(self, column: Column) -> bool:
        """Whether a limit of more than a period cuts something in a column."""
        return any(column.get(row) for row in self._long_limits)

    @cached_property
    def _long_limits(self) -> tuple[str, ...]:
        limits = self.latest.contract.limits or ()
        numbered = enumerate(limits, 1)
        return tuple(f"limit.{limit.name or number}.amount" for number, limit in numbered if str(limit.every) != "period")

    def _before(self, index: int) -> Columns:
        if index not in self._prefixes:
            found = Columns()
            found.extend(self.base[:index])
            self._prefixes[index] = found
        return self._prefixes[index]

    @cached_property
    def _prefixes(self) -> dict[int, Columns]:
        """Filled as columns are asked for; each keeps its running sums."""
        return {}

    def stake(self, column: Column) -> mpq:
        """What a period pays or takes for its results: all lines but those that price what was done."""
        return sum((_number(column[line.amount]) for line in self.latest.lines if line.kind not in BILLED), mpq(0))

    def billed(self, column: Column) -> mpq:
        """What a period bills before all that its results pay or take."""
        return self.net(column) - self.stake(column)

    def net(self, column: Column) -> mpq:
        """What a period pays before tax."""
        return _number(column[NET])

    @property
    def mean_billing(self) -> mpq:
        """The mean billing of the periods that were asked for."""
        return sum((self.billed(self.base[i]) for i in self.told), mpq(0)) / len(self.told)

    def with_given(self, outcomes: Iterable[Outcome]) -> History:
        """The same history with the results of some KPIs as inputs, which hold what was measured."""
        return self.with_rows(outcome.value for outcome in outcomes)

    def with_rows(self, given: Iterable[str]) -> History:
        """The same history with some rows as inputs, which hold what was computed."""
        rows = frozenset(given)
        plan = self.calculation.plans[-1]
        changed = replace(plan, rows={i: replace(row, formula=None) if i in rows else row for i, row in plan.rows.items()})
        inputs = tuple(
            {**figures, **{row: _number(value) for row in rows if (value := column.get(row)) is not None}}
            for figures, column in zip(self.calculation.inputs, self.base, strict=True)
        )
        calculation = replace(self.calculation, plans=(changed,) * len(inputs), inputs=inputs)
        return replace(self, calculation=calculation, given=rows)


def _number(value: Value) -> mpq:
    assert value is not None, "an amount is never blank"
    return mpq(value)


def history(settlement: Settlement, last: int | None = None) -> History:
    """The measured periods of a settlement under its latest version, all of them or the last so many.

    Where the measures of earlier periods do not have what the latest version bills, its own periods alone.
    """
    latest = settlement.compiled[-1]
    whole = settlement.calculation
    asked = {period.id for period in settlement.asked}
    first = 0
    if any_stops(unbillable(_under(latest, settlement, 0), (latest,) * len(whole.periods), settlement.measures)):
        first = next(i for i, one in enumerate(settlement.compiled) if one.contract.version == latest.contract.version)
    calculation = _under(latest, settlement, first)
    told = tuple(i for i, period in enumerate(calculation.periods) if period.id in asked)
    return History(settlement, latest, calculation, told[-last:] if last else told)


def _under(latest: Compiled, settlement: Settlement, first: int) -> Calculation:
    whole = settlement.calculation
    schedule = settlement.agreement.schedule
    periods = whole.periods[first:]
    inputs = tuple(
        {**given, **{row: mpq(fact) for row, of in latest.facts.items() if (fact := of(period, schedule)) is not None}}
        for period, given in zip(periods, whole.inputs[first:], strict=True)
    )
    return Calculation(periods, (latest.plan,) * len(periods), inputs)
