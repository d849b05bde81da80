"""Failing once that pays: clauses with a memory that give back more than a failure took, and figures that are not delivered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_name
from slacontract.formula.nodes import behind
from slacontract.languages import message
from slacontract.review.incentives.nouns import MATERIAL, Incentive, Looked, count, listed, value
from slacontract.scenarios.levers import levers
from slacontract.scenarios.searching import Profile, replaced

if TYPE_CHECKING:
    from slacontract.scenarios.history import Inputs
    from slacontract.settlement.draft import Clause, Outcome


def failing_once(at: Looked) -> Iterator[Incentive]:
    """KPIs for which one failure, made good later, is paid better than none."""
    if not _remembers(at):
        return
    best: Profile = at.extremes[0].profile
    steady = _total(at, {}, best)
    for place, coordinate in enumerate(at.judged.coordinates):
        if at.kpi(coordinate.outcome).against or at.kpi(coordinate.outcome).window:
            continue  # a result there follows from others of earlier periods
        tries = [(steady_at, failed, index) for steady_at in (best[place],) for failed in coordinate.values
                 for index in at.history.told[:-1:3] if failed != steady_at]  # fmt: skip
        gains = [
            (_total(at, {index: replaced(best, {place: failed})}, best) - steady, failed, index) for _, failed, index in tries
        ]
        gain, failed, index = max(gains, default=(mpq(0), mpq(0), 0))
        if gain >= MATERIAL * abs(at.history.mean_billing):
            yield _told(at, coordinate.outcome, failed, best[place], index, gain)


def _remembers(at: Looked) -> bool:
    """Whether a clause other than a limit looks at earlier periods."""
    looked_at = at.history.latest.plan.looks_back
    return any(not row.startswith(("limit.", "billing.", "commitment")) for row in looked_at)


def _total(at: Looked, failed: dict[int, Profile], steady: Profile) -> mpq:
    judged = at.judged
    inputs: list[Inputs] = list(judged.history.calculation.inputs)
    for index in at.history.told:
        inputs[index] = judged.inputs(index, failed.get(index, steady))
    columns = judged.history.columns(inputs)
    return sum((at.history.net(columns[i]) for i in at.history.told), mpq(0))


def _told(at: Looked, outcome: Outcome, failed: mpq, steady: mpq | None, index: int, gain: mpq) -> Incentive:
    what = message(
        "{kpi} at {failed} in {period} and at {steady} in all other periods is paid {gain} more than {steady} in every period: "
        "what later periods give back is more than the failure takes.",
        kpi=outcome.label, failed=value(failed, outcome.unit), period=at.period(index), gain=at.money(gain),
        steady=value(steady if steady is not None else failed, outcome.unit),
    )  # fmt: skip
    remedy = message("Give back at most what the failure took, and only for results that would not have paid a bonus anyway.")
    return Incentive(code="C286", kpis=(outcome.kpi,), what=what, remedy=remedy, money=gain, periods=(at.period(index),),
                     clauses=(outcome.clause, *_clauses(at)))  # fmt: skip


def _clauses(at: Looked) -> list[Clause]:
    lines = at.history.latest.lines
    return [line.clause for line in lines if line.kind in {"earn_back", "repeat", "carry_over"}]


def unmeasured(at: Looked) -> Iterator[Incentive]:
    """KPIs that would have cost less if their figures had not been delivered."""
    for outcome in at.history.latest.outcomes:
        if at.kpi(outcome).missing == "worst":
            continue
        for lever in levers(at.history, outcome)[:1]:
            gains = [(i, gain) for i in at.history.told if (gain := _without(at, outcome, tuple(lever.cells), i)) > 0]
            total = sum((gain for _, gain in gains), mpq(0))
            if total >= at.least:
                yield _told_unmeasured(at, outcome, lever.fields, gains, total)


def _without(at: Looked, outcome: Outcome, cells: tuple[str, ...], index: int) -> mpq:
    """What a period would have paid more without some figures; nothing where a line could not be billed without them."""
    history = at.history
    own = history.base[index].get(f"kpi.{outcome.kpi}.net")
    if own is None or own >= 0:
        return mpq(0)
    inputs = {row: figure for row, figure in history.calculation.inputs[index].items() if row not in cells}
    needed = {required.row for required in history.latest.required}
    if needed & _without_figure(at, cells):
        return mpq(0)
    return history.net(history.column(index, inputs)) - history.net(history.base[index])


def _without_figure(at: Looked, cells: tuple[str, ...]) -> set[str]:
    """The sums of measures that could not be made without some figures."""
    rows = at.history.latest.plan.rows
    gone = set(cells)
    return {
        row.id for row in rows.values() if row.formula is not None and row.stage == "measures" and gone & set(behind(row.formula))
    }


def _told_unmeasured(
    at: Looked, outcome: Outcome, fields: tuple[str, ...], gains: list[tuple[int, mpq]], total: mpq
) -> Incentive:
    worst = max(gains, key=lambda one: one[1])
    what = message(
        "{kpi} costs less where it is not measured: without '{fields}' the vendor would have been paid {total} more in {count} "
        "of {periods} periods, most in {period} ({most}). Losing a figure is cheaper than failing.",
        kpi=outcome.label, fields=listed(field_name(name) for name in fields), total=at.money(total), count=count(len(gains)),
        periods=count(len(at.history.told)), period=at.period(worst[0]), most=at.money(worst[1]),
    )  # fmt: skip
    remedy = message("Write 'missing: worst', or say in the contract that the client measures {kpi}.", kpi=outcome.label)
    return Incentive(code="C287", kpis=(outcome.kpi,), what=what, remedy=remedy, money=total,
                     periods=tuple(at.period(i) for i, _ in gains), clauses=(outcome.clause,))  # fmt: skip
