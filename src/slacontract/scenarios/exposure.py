"""Exposure: what a contract can win and lose, what a step is worth, and what its history would have paid.

Results are put in place of those that were measured, at the billing of the measured periods, and every amount is settled exactly,
after gates, pools and limits. How results move the counts that are billed is told by the prices of a step, which move the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.scenarios.bounds import sure
from slacontract.scenarios.break_even import break_even
from slacontract.scenarios.candidates import Coordinate, coordinates
from slacontract.scenarios.exposure_nouns import Exposure, Extreme, KpiStake, OnHistory, Result, Stake
from slacontract.scenarios.history import history as replayed
from slacontract.scenarios.marginal import marginal
from slacontract.scenarios.searching import Found, Judged, Profile, searched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.scenarios.exposure_nouns import Sureness
    from slacontract.scenarios.history import History
    from slacontract.settlement.draft import Outcome
    from slacontract.settlement.settlement import Settlement


def exposure(settlement: Settlement, last: int | None = None) -> Exposure:
    """What the latest version of a settled contract puts at stake, on the periods that were settled or the last so many."""
    history = replayed(settlement, last)
    at = judged(history)
    contract = history.latest.contract
    best, worst = extremes(at, history.told[-1])
    return Exposure(
        contract=str(contract.contract), version=contract.version, currency=str(contract.currency),
        decimals=settlement.decimals, periods=tuple(history.periods[i].id for i in history.told),
        period=_of_period(at, best, worst), year=_of_year(at, best, worst), kpis=tuple(_by_kpi(at, best.profile)),
        history=on_history(history), marginal=tuple(marginal(history)), break_even=tuple(break_even(at)),
    )  # fmt: skip


def judged(history: History) -> Judged:
    """A history whose results can be put in."""
    found = coordinates(history)
    return Judged(history.with_given(outcome for c in found for outcome in c.outcomes), found)


def extremes(at: Judged, index: int) -> tuple[Found, Found]:
    """The results with which a period by itself pays the most and the least."""
    starts = (at.corner(best=True), at.corner(best=False), (None,) * len(at.coordinates))
    stake = at.history.stake
    best = searched(lambda profile: stake(at.alone(index, profile)), at.coordinates, starts)
    worst = searched(lambda profile: -stake(at.alone(index, profile)), at.coordinates, starts)
    return best, worst


def _of_period(at: Judged, best: Found, worst: Found) -> Stake:
    index = at.history.told[-1]
    won = sure(at, [at.alone(index, best.profile)], (index,), won=True)
    lost = sure(at, [at.alone(index, worst.profile)], (index,), won=False)
    return Stake(
        (at.history.periods[index].id,), at.history.billed(at.history.base[index]),
        Extreme(max(mpq(0), best.worth), results(at, best.profile), "endless" if best.endless else won),
        Extreme(min(mpq(0), -worst.worth), results(at, worst.profile), "endless" if worst.endless else lost),
    )  # fmt: skip


def _of_year(at: Judged, best: Found, worst: Found) -> Stake:
    """The measured periods of the contract year that has the most of them."""
    columns = year_columns(at.history)

    def total(profile: Profile) -> mpq:
        return sum((at.history.stake(column) for column in at.over(columns, profile)), mpq(0))

    def proven(found: Found, start: Found, *, won: bool) -> Sureness:
        """Looked at where it was found, and where the search began if that comes to the same."""
        if found.endless:
            return "endless"
        sign = 1 if won else -1
        tried = [p for p in (found.profile, start.profile) if sign * total(p) == found.worth]
        return "proven" if any(sure(at, at.over(columns, p), columns, won=won) == "proven" for p in tried) else "found"

    most = searched(total, at.coordinates, (best.profile,))
    least = searched(lambda profile: -total(profile), at.coordinates, (worst.profile,))
    return Stake(
        tuple(at.history.periods[i].id for i in columns),
        sum((at.history.billed(at.history.base[i]) for i in columns), mpq(0)),
        Extreme(max(mpq(0), most.worth), results(at, most.profile), proven(most, best, won=True)),
        Extreme(min(mpq(0), -least.worth), results(at, least.profile), proven(least, worst, won=False)),
    )  # fmt: skip


def year_columns(history: History) -> tuple[int, ...]:
    """The columns of the contract year with the most measured periods; of equals the last."""
    years: dict[int, list[int]] = {}
    for index in history.told:
        years.setdefault(history.periods[index].year, []).append(index)
    most = max(len(columns) for columns in years.values())
    return tuple(next(columns for columns in reversed(years.values()) if len(columns) == most))


def _by_kpi(at: Judged, best: Profile) -> list[KpiStake]:
    """Each KPI by itself, in the last period, with all others at their best so that no gate closes."""
    found = []
    outcomes: dict[str, Outcome] = {}
    for outcome in at.history.latest.outcomes:
        outcomes.setdefault(outcome.kpi, outcome)
    for kpi, outcome in outcomes.items():
        places = [i for i, c in enumerate(at.coordinates) if c.kpi == kpi]
        row = f"kpi.{kpi}.net"
        if not places and row in at.history.latest.plan.rows:  # made of other KPIs: as they move it
            places = list(range(len(at.coordinates)))
        won, lost = (_own(at, best, places, row, sign=sign) for sign in (1, -1))
        through = won.amount == lost.amount
        if through:
            lost = _through(at, best, places)
        found.append(KpiStake(kpi, outcome.label, outcome.clause, won, lost, _mean(at.history, row), through))
    return found


def _own(at: Judged, best: Profile, places: Sequence[int], row: str, *, sign: int) -> Extreme:
    """The most that a KPI itself wins or loses after its own limits."""
    index = at.history.told[-1]
    found = searched(lambda profile: sign * _number(at.alone(index, profile).get(row)), at.coordinates, (best,), places)
    shown = results(at, found.profile, places) if found.worth > 0 else ()
    return Extreme(max(mpq(0), found.worth) * sign, shown, "endless" if found.endless else "found")


def _through(at: Judged, best: Profile, places: Sequence[int]) -> Extreme:
    """What is lost of all others when a KPI that pays nothing itself falls from its best."""
    index = at.history.told[-1]
    found = searched(lambda profile: -at.history.stake(at.alone(index, profile)), at.coordinates, (best,), places)
    lost = min(mpq(0), -found.worth - at.history.stake(at.alone(index, best)))
    return Extreme(lost, results(at, found.profile, places) if lost else (), "endless" if found.endless else "found")


def on_history(history: History) -> OnHistory:
    """What the measured results pay under the latest version."""
    paid = [(history.periods[i].id, history.stake(history.base[i])) for i in history.told]
    total = sum((amount for _, amount in paid), mpq(0))
    return OnHistory(total / len(paid), total, max(paid, key=lambda one: one[1]), min(paid, key=lambda one: one[1]))


def results(at: Judged, profile: Profile, places: Sequence[int] | None = None) -> tuple[Result, ...]:
    """The results of a profile, for people."""
    chosen = [(at.coordinates[i], profile[i]) for i in (range(len(profile)) if places is None else places)]
    return tuple(_result(coordinate, value) for coordinate, value in chosen if value is not None)


def _result(coordinate: Coordinate, value: mpq) -> Result:
    outcome = coordinate.outcome
    member = outcome.member if len(coordinate.outcomes) == 1 else ""
    return Result(coordinate.kpi, outcome.label, member, value, outcome.unit)


def _mean(history: History, row: str) -> mpq:
    return sum((_number(history.base[i].get(row)) for i in history.told), mpq(0)) / len(history.told)


def _number(value: object) -> mpq:
    return mpq(0) if value is None else mpq(value)  # type: ignore[call-overload]  # an amount
