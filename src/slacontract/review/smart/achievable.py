"""Achievable: how often the last periods would have met the target, under the last version, by the exact engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmpy2 import mpq

from slacontract.languages import Message, message
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.review.case import Case
from slacontract.review.smart.amounts import told
from slacontract.review.smart.history import Result, results
from slacontract.review.smart.kinds import counts_cases
from slacontract.review.smart.scale import allowed_misses, target_of
from slacontract.review.smart.verdicts import Point, Verdict, good, unknown, weak

ENOUGH = 6
"""Fewer periods than these say little of what can be reached."""
SELDOM = mpq(1, 4)


def achievable(case: Case, name: Word) -> Iterator[Point]:
    """What the history says of the target of a KPI."""
    kpi = case.contract.kpis[name]
    if case.latest is None:
        yield unknown(message("There is no history to judge the target by."))
        return
    found = results(case, name)
    judged = [result for result in found if result.met is not None]
    if judged:
        yield from _how_often(kpi, judged)
        yield from _smallest_sample(kpi, judged)
    elif all(not result.outcome.met for result in found):
        yield unknown(message("It has no target that results could be held against."))
    else:
        yield unknown(message("It has no result in the history."))
    yield from _always_a_bonus(case, found)


def _how_often(kpi: Kpi, judged: Sequence[Result]) -> Iterator[Point]:
    met = sum(result.met is True for result in judged)
    counted = _counted(met, judged)
    if met == 0 and len(judged) >= ENOUGH:
        reason = message("{counted} {nearest}", counted=counted, nearest=_nearest(kpi, judged))
        yield Point(verdict=Verdict.POOR, reason=reason,
                    remedy=message("Agree a target that can be reached, or a path that leads to it ('glide:')."))  # fmt: skip
    elif mpq(met, len(judged)) < SELDOM and len(judged) >= ENOUGH:
        yield weak(message("{counted} {nearest}", counted=counted, nearest=_nearest(kpi, judged)),
                   message("Ask what keeps it from being met; lead up to it step by step if it is the service."))  # fmt: skip
    elif met == len(judged) and len(judged) >= ENOUGH and (margin := _never_near(kpi, judged)) is not None:
        yield weak(message("{counted} {margin} The target asks nothing.", counted=counted, margin=margin),
                   message("Move the target to what the service does, or drop the KPI."))  # fmt: skip
    elif len(judged) < ENOUGH:
        yield unknown(message("{counted} That is too few to judge by.", counted=counted))
    else:
        yield good(counted)


def _counted(met: int, judged: Sequence[Result]) -> Message:
    members = len({result.outcome.suffix for result in judged})
    if members > 1:
        return message("Met in {met} of {all} results of the last {periods} periods ({members} members).", met=met,
                       all=len(judged), periods=len({result.period.id for result in judged}), members=members)  # fmt: skip
    return message("Met in {met} of {all} periods.", met=met, all=len(judged))


def _nearest(kpi: Kpi, judged: Sequence[Result]) -> Message:
    """The best result beside the target."""
    found = target_of(kpi)
    values = [result.value for result in judged if result.value is not None]
    if found is None or not values:
        return message("")
    target, wants_more = found
    best, unit = max(values) if wants_more else min(values), judged[0].outcome.unit
    return message("The best was {best}, and the target is {target}.", best=told(best, unit), target=told(target, unit))


def _never_near(kpi: Kpi, judged: Sequence[Result]) -> Message | None:
    """How far the nearest result stayed from the target, where that is more than all results differ from each other."""
    found = target_of(kpi)
    values = [result.value for result in judged if result.value is not None]
    if found is None or len(values) < len(judged):
        return None
    target, wants_more = found
    nearest = min(values) - target if wants_more else target - max(values)
    if nearest <= max(values) - min(values):
        return None
    unit, spread = judged[0].outcome.unit, max(values) - min(values)
    return message("It came no nearer than {nearest} to missing it, and all results lie within {spread}.",
                   nearest=_distance(nearest, unit), spread=_distance(spread, unit))  # fmt: skip


def _distance(value: mpq, unit: Unit) -> Message:
    """A difference between two values: of percentages in points."""
    if unit is Unit.RATIO and value == mpq(1, 100):
        return message("1 point")
    if unit is Unit.RATIO:
        return message("{points} points", points=told(value * 100, Unit.NUMBER))
    return told(value, unit)


def _smallest_sample(kpi: Kpi, judged: Sequence[Result]) -> Iterator[Point]:
    """At the smallest volume of the history, a single miss must not decide."""
    found = target_of(kpi)
    if not counts_cases(kpi) or found is None or kpi.against is not None:
        return
    known = [(result.cases, result.period.id) for result in judged if result.cases is not None and result.cases > 0]
    if not known:
        return
    cases, period = min(known)
    target, wants_more = found
    perfect = mpq(1) if wants_more else mpq(0)
    if target != perfect and 0 <= target <= 1 and allowed_misses(target, int(cases), wants_more=wants_more) == 0:
        yield weak(
            message("At its smallest volume ({cases} cases in {period}) a single miss already misses the target of {target}.",
                    cases=told(mpq(int(cases)), Unit.NUMBER), period=period, target=told(target, Unit.RATIO)),
            message("Agree a smallest volume below which it is not judged (relief:), or judge it over a quarter."),
        )  # fmt: skip


def _always_a_bonus(case: Case, found: Sequence[Result]) -> Iterator[Point]:
    """A bonus that is paid in every period is a part of the price."""
    assert case.latest is not None
    paid = [case.latest.value(result.outcome.amount, result.period) for result in found if result.outcome.amount]
    amounts = [mpq(amount) for amount in paid if amount is not None]
    if len(amounts) >= ENOUGH and all(amount > 0 for amount in amounts):
        yield weak(
            message("It earned a bonus in every one of {all} results: a part of the price, and no incentive.", all=len(amounts)),
            message("Let the bonus begin above what the service does anyway."),
        )
