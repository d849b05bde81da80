"""Slow work that pays: longer calls bill more minutes, more hours for the same work bill more, and the penalty is less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.review.incentives.nouns import Incentive, Looked, mean_of, value
from slacontract.scenarios.levers import Lever, levers, movable, moved
from slacontract.scenarios.marginal import target_of

if TYPE_CHECKING:
    from slacontract.settlement.draft import Clause, Outcome

FARTHEST: Final = 25
"""How far beyond the target is looked, in percent of it."""


@dataclass(frozen=True, slots=True)
class _Gain:
    """What a result beyond the target brings over the target, period by period."""

    value: mpq
    billed: mpq
    paid: mpq
    by_period: tuple[tuple[int, mpq], ...]

    @property
    def net(self) -> mpq:
        """What it brings in all."""
        return self.billed + self.paid

    @property
    def is_usual(self) -> bool:
        """Whether it pays in at least half of the periods."""
        return 2 * sum(gain > 0 for _, gain in self.by_period) >= len(self.by_period)


def slow_work(at: Looked) -> Iterator[Incentive]:
    """Targets of time that pay more when they are missed."""
    for outcome in movable(at.history):
        target = target_of(at.history, outcome)
        for lever in levers(at.history, outcome) if target else ():
            if lever.moves in {Unit.SECONDS, Unit.HOURS}:
                yield from _beyond(at, outcome, lever, target)  # type: ignore[arg-type]  # it is there


def _beyond(at: Looked, outcome: Outcome, lever: Lever, target: mpq) -> Iterator[Incentive]:
    way = _worse(at, outcome, lever, target)
    if not way:
        return
    tried = dict.fromkeys(_readable(target * (1 + way * mpq(k, 100)), outcome.unit) for k in range(1, FARTHEST + 1))
    gains = [gain for to in tried if (gain := _gain(at, lever, target, to)) is not None and gain.is_usual]
    best = max(gains, key=lambda gain: gain.net, default=None)
    if best is not None and best.net >= at.least and best.billed > 0:
        yield _told(at, outcome, lever, target, best)


def _readable(value: mpq, unit: Unit) -> mpq:
    """A value near by that people can say: whole seconds, hundredths of all else."""
    parts = 1 if unit is Unit.SECONDS and value > 20 else 10_000 if unit is Unit.RATIO else 100
    return mpq((value * parts).numerator // (value * parts).denominator, parts)


def _worse(at: Looked, outcome: Outcome, lever: Lever, target: mpq) -> int:
    """Which way the target is missed: 1 above it, -1 below; 0 where that cannot be told."""
    last = at.history.told[-1]
    for way in (1, -1):
        inputs = moved(at.history, last, lever, target * (1 + way * mpq(1, 100)))
        if inputs is not None and at.history.column(last, inputs).get(outcome.met) is False:
            return way
    return 0


def _gain(at: Looked, lever: Lever, target: mpq, to: mpq) -> _Gain | None:
    billed = paid = mpq(0)
    found = []
    history = at.history
    for index in history.told:
        if history.base[index][lever.value] is None:
            continue
        meeting, missing = (moved(history, index, lever, where) for where in (target, to))
        if meeting is None or missing is None:
            return None
        one, other = history.fresh(index, meeting), history.fresh(index, missing)
        billed += history.billed(other) - history.billed(one)
        paid += history.stake(other) - history.stake(one)
        found.append((index, history.net(other) - history.net(one)))
    return _Gain(to, billed, paid, tuple(found)) if found else None


def _told(at: Looked, outcome: Outcome, lever: Lever, target: mpq, gain: _Gain) -> Incentive:
    periods = len(gain.by_period)
    best = max(gain.by_period, key=lambda one: one[1])
    hours = lever.moves is Unit.HOURS
    what = message(
        "{kpi} at {value}, beyond its target of {target}, is paid {net} more in a period than the target itself: {billed} more "
        "is billed, and results pay {paid} less ({mean}; most in {period}, {most}). Missing the target pays.",
        kpi=outcome.label, value=value(gain.value, outcome.unit), target=value(target, outcome.unit),
        net=at.money(gain.net / periods), billed=at.money(gain.billed / periods), paid=at.money(gain.paid / periods),
        mean=mean_of(periods), period=at.period(best[0]), most=at.money(best[1]),
    )  # fmt: skip
    remedy = message(
        "Bill by case, or cap the hours at those that the work needs at the target; or let {kpi} take more than {billed} a "
        "period at {value}."
        if hours
        else "Cap the billed handle time at the target, or let {kpi} take more than {billed} a period at {value}; or bill by "
        "contact.",
        kpi=outcome.label, billed=at.money(gain.billed / periods), value=value(gain.value, outcome.unit),
    )  # fmt: skip
    clauses = (outcome.clause, *_billing(at, lever))
    return Incentive(
        code="C281" if hours else "C280", kpis=(outcome.kpi,), what=what, remedy=remedy, money=gain.net,
        periods=tuple(at.period(i) for i, _ in gain.by_period if _ > 0), clauses=clauses,
    )  # fmt: skip


def _billing(at: Looked, lever: Lever) -> list[Clause]:
    """The clauses of the billing lines that the lever moves."""
    index = at.history.told[-1]
    before = at.history.base[index]
    here = before[lever.value]
    inputs = moved(at.history, index, lever, mpq(here) * mpq(101, 100)) if here is not None else None
    after = at.history.column(index, inputs) if inputs else before
    lines = at.history.latest.lines
    return [line.clause for line in lines if line.kind == "billing" and before[line.amount] != after[line.amount]]
