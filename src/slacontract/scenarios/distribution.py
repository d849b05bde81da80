"""What many drawn years come to: how bonuses, penalties and the net are spread, and how often a clause acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from slacontract.languages import Message, message
from slacontract.scenarios.years import ANY, Way, Year, draws, largest_difference, simulated
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.totals import NET

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from slacontract.formula.array_steps import Column
    from slacontract.settlement.draft import Clause, Line, Outcome

BONUS, PENALTY = "adjustments.bonus", "adjustments.penalty"
QUANTILES: Final = (0.05, 0.25, 0.50, 0.75, 0.95)
_COIN: Final = 0.005


@dataclass(frozen=True)
class Spread:
    """The sums of one figure over a year, in every scenario, from the lowest to the highest."""

    sums: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The mean of all scenarios."""
        return float(self.sums.mean())

    def at(self, part: float) -> float:
        """The sum that so large a part of the scenarios does not exceed: one that occurs, not one between two."""
        return float(np.quantile(self.sums, part, method="inverted_cdf"))

    def share(self) -> float:
        """The part of the scenarios in which there is any amount."""
        return float((np.absolute(self.sums) >= _COIN).mean())

    def bars(self, count: int) -> list[tuple[float, float, float]]:
        """So many spans of equal width, each from, to, and the part of the scenarios in it."""
        counts, edges = np.histogram(self.sums, bins=count)
        shares = counts / len(self.sums)
        return [(float(low), float(high), float(part)) for low, high, part in zip(edges[:-1], edges[1:], shares, strict=True)]


@dataclass(frozen=True, slots=True)
class Acting:
    """A line of the settlement over the year: its spread, and in what part of the scenarios it has an amount."""

    id: str
    label: Message
    clause: Clause
    spread: Spread


@dataclass(frozen=True, slots=True)
class Meeting:
    """A KPI over the year: in what part of all its periods it met its target; ``share`` is None where it never had a value."""

    id: str
    label: Message
    clause: Clause
    share: float | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a drawn year comes to. Figures are estimates; ``difference`` is the largest one to the exact face in its sample."""

    year: Year
    way: Way
    scenarios: int
    seed: int
    totals: dict[str, Spread]
    lines: tuple[Acting, ...]
    kpis: tuple[Meeting, ...]
    difference: float


TOTALS: Final = {
    "billing": message("Billing"),
    "bonus": message("Bonus"),
    "penalty": message("Penalty"),
    "adjustments": message("Bonus less penalty"),
    "net": message("Net"),
}
"""What is told of a whole year, in this order."""


def outlook(year: Year, scenarios: int, seed: int, way: Way = ANY) -> Outlook:
    """Draw a year many times and see what it comes to; some scenarios are computed by the exact face as well."""
    drawn = draws(year, scenarios, seed, way)
    lines, kpis = _lines(year), _kpis(year)
    money = [TOTAL, BONUS, PENALTY, NET, *(line.amount for line in lines)]
    rows = list(dict.fromkeys([*money, *(kpi.met for kpi in kpis if kpi.met)]))
    found = simulated(year, drawn, rows)
    difference = largest_difference(year, drawn, found, rows)
    sums = {row: _sum(year, found, row, scenarios) for row in money}
    totals = {
        "billing": sums[TOTAL], "bonus": sums[BONUS], "penalty": sums[PENALTY], "adjustments": sums[BONUS] + sums[PENALTY],
        "net": sums[NET],
    }  # fmt: skip
    return Outlook(
        year, way, scenarios, seed,
        totals={name: Spread(np.sort(amounts)) for name, amounts in totals.items()},
        lines=tuple(Acting(line.id, line.label, line.clause, Spread(np.sort(sums[line.amount]))) for line in lines),
        kpis=tuple(Meeting(kpi.met, kpi.label, kpi.clause, _met(year, found, kpi.met, scenarios)) for kpi in kpis if kpi.met),
        difference=difference,
    )  # fmt: skip


def _lines(year: Year) -> list[Line]:
    """The lines that change the billing, each once, as the last version has them."""
    versions = [year.compiled[index] for index in year.columns]
    found = {line.id: line for version in versions for line in version.lines if line.kind not in {"billing", "tax"}}
    return list(found.values())


def _kpis(year: Year) -> list[Outcome]:
    versions = [year.compiled[index] for index in year.columns]
    return list({outcome.value: outcome for version in versions for outcome in version.outcomes}.values())


def _sum(year: Year, found: Sequence[Column], row: str, scenarios: int) -> NDArray[np.float64]:
    """A row added up over the year; what is blank or not there counts for nothing."""
    total = np.zeros(scenarios)
    for index in year.columns:
        if row in found[index]:
            total = total + np.nan_to_num(np.broadcast_to(found[index][row], scenarios))
    return total


def _met(year: Year, found: Sequence[Column], row: str, scenarios: int) -> float | None:
    periods = [np.broadcast_to(found[index][row], scenarios) for index in year.columns if row in found[index]]
    known = sum(int((~np.isnan(period)).sum()) for period in periods)
    return sum(float(np.nansum(period)) for period in periods) / known if known else None
