"""Cliffs: a few contacts or seconds over an edge that is worth a part of the invoice. There results are argued about, or made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_name
from slacontract.formula.figures import write_value
from slacontract.languages import LANGUAGES, Message, bilingual, message, say
from slacontract.quantities.units import Unit
from slacontract.review.incentives.nouns import Incentive, Looked, count, listed, value
from slacontract.scenarios.candidates import edges
from slacontract.scenarios.levers import Lever, distance, levers, movable, moved, shifted

if TYPE_CHECKING:
    from slacontract.scenarios.history import Inputs
    from slacontract.settlement.draft import Outcome

NEAR: Final = mpq(1, 200)
"""How near to an edge a result lies, as a share of the value of the edge."""
NEAR_ALL: Final = mpq(1, 20)
"""Of a percentage also as a share of what is missing to 100%: 99.5% is far from 99.9%."""
JUMP: Final = mpq(1, 200)
"""What the step over the edge is worth at least, as a share of the billing of its period."""


@dataclass(frozen=True, slots=True)
class _Cliff:
    """An edge that a period missed by a little: what it would have paid over it, and how much lay between."""

    index: int
    here: mpq
    edge: mpq
    amount: mpq
    gain: mpq


def cliffs(at: Looked) -> Iterator[Incentive]:
    """KPIs that missed an edge by a little in some periods."""
    for outcome in movable(at.history):
        for lever in levers(at.history, outcome)[:1]:
            found = [cliff for index in at.history.told for cliff in _near(at, outcome, lever, index)]
            if found:
                yield _told(at, outcome, lever, found)


def _near(at: Looked, outcome: Outcome, lever: Lever, index: int) -> Iterator[_Cliff]:
    """The nearest edge on each side, where the step over it is worth something."""
    history = at.history
    here = history.base[index][lever.value]
    if here is None:
        return
    here = mpq(here)
    known = edges(history.calculation.plans[-1], outcome)
    found = [edge for edge in known if 0 < abs(edge - here) <= _reach(edge, outcome)]
    best: _Cliff | None = None
    for edge in found:
        cliff = _over(at, lever, index, here, edge)
        if cliff is not None and (best is None or cliff.gain > best.gain):
            best = cliff
    if best is not None:
        yield best


def _reach(edge: mpq, outcome: Outcome) -> mpq:
    """How far from an edge a result is near to it."""
    share = outcome.unit is Unit.RATIO and 0 < edge < 1
    return min(NEAR * edge, NEAR_ALL * (1 - edge)) if share else NEAR * abs(edge)


def _over(at: Looked, lever: Lever, index: int, here: mpq, edge: mpq) -> _Cliff | None:
    history = at.history
    amount = distance(history, index, lever, edge)
    if amount is None or not amount:
        return None
    beside = moved(history, index, lever, edge - (edge - here) / 1000)
    amount = _whole(lever, amount)
    over = shifted(lever, history.calculation.inputs[index], amount)
    if over is None or beside is None:
        return None
    least = JUMP * abs(history.billed(history.base[index]))
    gain, jump = (_gain(at, index, before, over) for before in (history.calculation.inputs[index], beside))
    return _Cliff(index, here, edge, amount, gain) if gain >= least and jump >= least else None


def _gain(at: Looked, index: int, before: Inputs, after: Inputs) -> mpq:
    """What is paid more: what is billed for more work is no gain, what is billed less a loss."""
    history = at.history
    one, other = history.column(index, before), history.column(index, after)
    return min(history.net(other) - history.net(one), history.stake(other) - history.stake(one))


def _whole(lever: Lever, amount: mpq) -> mpq:
    """Whole contacts, at least so many; of an edge that itself belongs to the worse side one more."""
    if not lever.counts:
        return amount + (1 if amount > 0 else -1)
    whole = mpq(-(-abs(amount).numerator // abs(amount).denominator))
    return whole if amount > 0 else -whole


def _told(at: Looked, outcome: Outcome, lever: Lever, found: list[_Cliff]) -> Incentive:
    worst = max(found, key=lambda cliff: cliff.gain)
    total = sum((cliff.gain for cliff in found), mpq(0))
    times = message("once") if len(found) == 1 else message("in {count} periods", count=count(len(found)))
    what = message(
        "{kpi} missed an edge by a little {times}. In {period} it was {here}: {amount} would have brought it to {edge} and paid "
        "{gain} more. So few decide over so much that they will be counted again, or moved.",
        kpi=outcome.label, times=times, period=at.period(worst.index), here=_here(worst, outcome.unit),
        amount=_amount(outcome, lever, worst), edge=value(worst.edge, outcome.unit), gain=at.money(worst.gain),
    )  # fmt: skip
    remedy = message(
        "Pay along a curve across {edge} instead of a step, or in smaller steps; and agree how the counts of {kpi} are audited.",
        edge=value(worst.edge, outcome.unit), kpi=outcome.label,
    )  # fmt: skip
    return Incentive(
        code="C283", kpis=(outcome.kpi,), what=what, remedy=remedy, money=total,
        periods=tuple(at.period(cliff.index) for cliff in found), clauses=(outcome.clause,),
    )  # fmt: skip


def _here(cliff: _Cliff, unit: Unit) -> Message:
    """The result, with as many decimals as tell it from the edge."""
    if say(value(cliff.here, unit), "en") != say(value(cliff.edge, unit), "en"):
        return value(cliff.here, unit)
    return bilingual(*(write_value(cliff.here, unit, language) for language in LANGUAGES))


def _amount(outcome: Outcome, lever: Lever, cliff: _Cliff) -> Message:
    """How much of what: 12 more of 'Contacts answered within 20 s', or 1.01 s less."""
    between = abs(cliff.edge - cliff.here)
    if not lever.counts and between >= mpq(1, 10_000 if outcome.unit is Unit.RATIO else 100):
        amount = value(between * 100, Unit.NUMBER) if outcome.unit is Unit.RATIO else value(between, outcome.unit)
        if outcome.unit is Unit.RATIO:
            return message("{amount} points more" if cliff.edge > cliff.here else "{amount} points less", amount=amount)
        return message("{amount} more" if cliff.edge > cliff.here else "{amount} less", amount=amount)
    what = listed(field_name(name) for name in lever.fields)
    sentence = "{number} more of '{what}'" if cliff.amount > 0 else "{number} fewer of '{what}'"
    return message(sentence, number=count(int(abs(cliff.amount))), what=what)
