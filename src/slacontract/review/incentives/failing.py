"""Failing once that pays: clauses with a memory that give back more than a failure took, and figures that are not delivered."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_name
from slacontract.findings import any_stops
from slacontract.languages import message
from slacontract.model.measures import CONTACT, DAY, WEEK
from slacontract.review.incentives.nouns import MATERIAL, Incentive, Looked, count, listed, value
from slacontract.scenarios.levers import levers, movable
from slacontract.scenarios.searching import Profile, replaced
from slacontract.settlement.faults import unbillable
from slacontract.settlement.kpis.kpi_values import kpi_name
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.scenarios.history import Inputs
    from slacontract.settlement.draft import Clause, Outcome

FEWEST: Final = 3
"""So many periods at least are a history that says what a missing figure would have saved."""


def failing_once(at: Looked) -> Iterator[Incentive]:
    """KPIs for which one failure, made good later, is paid better than none."""
    if not _remembers(at):
        return
    steadily = (at.extremes[0].profile, at.judged.corner(best=True))
    totals = [_total(at, {}, profile) for profile in steadily]
    best, steady = max(zip(steadily, totals, strict=True), key=lambda one: one[1])
    for place, coordinate in enumerate(at.judged.coordinates):
        if at.kpi(coordinate.outcome).against or at.kpi(coordinate.outcome).window:
            continue  # a result there follows from others of earlier periods
        worse = [v for v in coordinate.values if _is_worse(at, coordinate.outcome, v, best[place])]
        tries = [(v, i) for v in worse for i in at.history.told[:-1:3]]
        gains = [(_total(at, {i: replaced(best, {place: v})}, best) - steady, v, i) for v, i in tries]
        gain, failed, index = max(gains, key=lambda one: one[0], default=(mpq(0), mpq(0), 0))
        if gain > 0 and gain >= MATERIAL * abs(at.history.mean_billing):
            yield _told(at, coordinate.outcome, failed, best[place], index, gain)


def _is_worse(at: Looked, outcome: Outcome, value: mpq, than: mpq | None) -> bool:
    better = how_measured(at.kpi(outcome)).better
    return than is not None and (value < than if better == "higher" else value > than if better == "lower" else value != than)


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
    """KPIs that would have cost less if their figures had not been delivered, all of them together."""
    found: dict[str, _Loss] = {}
    for outcome in movable(at.history) if len(at.history.told) >= FEWEST else ():
        kpi = at.kpi(outcome)
        if kpi.missing == "worst" or _is_numbered(at, kpi.each):
            continue
        for lever in levers(at.history, outcome)[:1]:
            gains = tuple((i, gain) for i in at.history.told if (gain := _without(at, outcome, tuple(lever.cells), i)) > 0)
            if gains:
                loss = found.setdefault(outcome.kpi, _Loss(outcome, lever.fields, ()))
                found[outcome.kpi] = dataclasses.replace(loss, gains=(*loss.gains, *gains))
    losses = sorted(found.values(), key=lambda loss: -loss.total)
    if losses and sum((loss.total for loss in losses), mpq(0)) >= at.least:
        yield _told_unmeasured(at, losses)


@dataclass(frozen=True, slots=True)
class _Loss:
    """A KPI that costs less without its figures: what it would have saved, by period and member."""

    outcome: Outcome
    fields: tuple[str, ...]
    gains: tuple[tuple[int, mpq], ...]

    @property
    def total(self) -> mpq:
        """What it comes to."""
        return sum((gain for _, gain in self.gains), mpq(0))


def _is_numbered(at: Looked, each: Iterable[str]) -> bool:
    """Whether a KPI is judged case by case or by the day: what is not there then was no case."""
    return any(str(name) in {*map(str, at.contract.cases), DAY, CONTACT, WEEK} for name in each)


def _without(at: Looked, outcome: Outcome, cells: tuple[str, ...], index: int) -> mpq:
    """What a period would have paid more without some figures; nothing where a line could not be billed without them."""
    history = at.history
    own = history.base[index].get(f"kpi.{outcome.kpi}.net")
    if own is None or own >= 0:
        return mpq(0)
    inputs = {row: figure for row, figure in history.calculation.inputs[index].items() if row not in cells}
    changed = tuple(inputs if i == index else given for i, given in enumerate(history.calculation.inputs))
    versions = (history.latest,) * len(changed)
    if any_stops(unbillable(dataclasses.replace(history.calculation, inputs=changed), versions, at.settlement.measures)):
        return mpq(0)
    return history.net(history.column(index, inputs)) - history.net(history.base[index])


def _told_unmeasured(at: Looked, losses: Sequence[_Loss]) -> Incentive:
    total = sum((loss.total for loss in losses), mpq(0))
    periods = sorted({index for loss in losses for index, _ in loss.gains})
    names = [kpi_name(loss.outcome.kpi, at.contract) for loss in losses]
    what = message(
        "Not measured, {kpis} would have cost less: without its figure ({fields}) the vendor would have been paid {total} more, "
        "in {count} of {periods} periods. Losing a figure is cheaper than failing."
        if len(losses) == 1
        else "Not measured, these would have cost less: {kpis}. Without their figures ({fields}) the vendor would have been "
        "paid {total} more, in {count} of {periods} periods. Losing a figure is cheaper than failing.",
        kpis=listed(names), fields=listed(field_name(name) for loss in losses for name in loss.fields), total=at.money(total),
        count=count(len(periods)), periods=count(len(at.history.told)),
    )  # fmt: skip
    remedy = message("Write 'missing: worst', or say in the contract that the client measures: {kpis}.", kpis=listed(names))
    return Incentive(code="C287", kpis=tuple(loss.outcome.kpi for loss in losses), what=what, remedy=remedy, money=total,
                     periods=tuple(at.period(i) for i in periods),
                     clauses=tuple(loss.outcome.clause for loss in losses))  # fmt: skip
