"""Callers who hang up and no longer count: where a late answer is worse for the vendor than none, it pays to let them wait."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import message
from slacontract.review.incentives.nouns import Incentive, Looked, count, value
from slacontract.scenarios.levers import movable

if TYPE_CHECKING:
    from slacontract.scenarios.history import Inputs
    from slacontract.settlement.draft import Outcome

SHARE: Final = mpq(1, 50)
"""So many of those who were answered late hang up before they are answered, in the search."""
_ANSWERED: Final = re.compile(r"in:answered(\[.*\])?")
_IN_TIME: Final = "in:answered_(?:in|under)_[0-9]+s"
_TIMES: Final = ("talk_s", "hold_s", "wrap_s", "handle_s", "wait_answered_s")
_WAITING: Final = frozenset({"service_level", "queue_service_level", "asa"})


def abandoned(at: Looked) -> Iterator[Incentive]:
    """KPIs of waiting that get better when callers who wait too long hang up."""
    for outcome in movable(at.history):
        if at.kpi(outcome).kpi not in _WAITING or not outcome.amount:
            continue
        gains = [(i, *gain) for i in at.history.told if (gain := _gain(at, outcome, i)) is not None]
        total = sum((gain for _, gain, _ in gains), mpq(0))
        if gains and total >= at.least:
            yield _told(at, outcome, [one for one in gains if one[1] > 0], total)


def _gain(at: Looked, outcome: Outcome, index: int) -> tuple[mpq, int] | None:
    """What a period pays more when some who were answered late hang up, and how many; None where that cannot be told."""
    history = at.history
    inputs, moved = _hung_up(history.calculation.inputs[index])
    before, after = history.fresh(index, history.calculation.inputs[index]), history.fresh(index, inputs)
    if not moved or before.get(outcome.value) is None or _amount(after, outcome) <= _amount(before, outcome):
        return None if not moved else (mpq(0), moved)
    return history.net(after) - history.net(before), moved


def _hung_up(inputs: Inputs) -> tuple[Inputs, int]:
    """The measures of a period in which a share of those who were answered late abandoned instead, whole contacts."""
    found, total = dict(inputs), 0
    for cell, answered in inputs.items():
        match = _ANSWERED.fullmatch(cell)
        member = match[1] or "" if match else ""
        in_time = [n for row, n in inputs.items() if match and re.fullmatch(_IN_TIME + re.escape(member), row)]
        abandoned_cell = f"in:abandoned{member}"
        if not in_time or not answered or abandoned_cell not in inputs:
            continue
        leave = int(SHARE * (answered - max(in_time)))
        found[cell] = answered - leave
        found[abandoned_cell] = inputs[abandoned_cell] + leave
        total += leave
        for name in _TIMES:
            if (time := f"in:{name}{member}") in inputs:
                found[time] = inputs[time] * (answered - leave) / answered
    return found, total


def _amount(column: Mapping[str, object], outcome: Outcome) -> mpq:
    value = column.get(outcome.amount)
    return mpq(0) if value is None else mpq(value)  # type: ignore[call-overload]  # an amount


def _told(at: Looked, outcome: Outcome, gains: list[tuple[int, mpq, int]], total: mpq) -> Incentive:
    index, most, many = max(gains, key=lambda one: one[1])
    before = at.history.base[index][outcome.value]
    after = at.history.fresh(index, _hung_up(at.history.calculation.inputs[index])[0])[outcome.value]
    what = message(
        "Callers who hang up do not count in {kpi}, so letting the late ones go pays: had {many} of those who were answered late "
        "in {period} hung up instead, {kpi} would be {after} instead of {before} and the vendor paid {most} more "
        "({total} over all periods).",
        kpi=outcome.label, many=count(many), period=at.period(index), before=value(mpq(before), outcome.unit),  # type: ignore[arg-type]
        after=value(mpq(after), outcome.unit), most=at.money(most), total=at.money(total),  # type: ignore[arg-type]
    )  # fmt: skip
    remedy = message(
        "Count abandoned contacts in {kpi} (abandons: exclude_short or all_offered), or add a penalty on the abandonment rate.",
        kpi=outcome.label,
    )  # fmt: skip
    return Incentive(code="C288", kpis=(outcome.kpi,), what=what, remedy=remedy, money=total,
                     periods=tuple(at.period(i) for i, _, _ in gains), clauses=(outcome.clause,))  # fmt: skip
