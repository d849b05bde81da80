"""Limits that take the sense out of what they limit: once they are reached, worse service costs nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import message
from slacontract.review.incentives.nouns import Incentive, Looked, clause_of, count, listed
from slacontract.scenarios.searching import Profile, replaced
from slacontract.settlement.draft import Clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.formula.exact import Column
    from slacontract.model.kpis.limits import Limit

OFTEN: Final = mpq(1, 4)
"""In which share of the periods a limit must be reached for its being reached to be told, and in two at least."""


def used_up_early(at: Looked) -> Iterator[Incentive]:
    """Limits of a contract year that are used up before it ends."""
    years: dict[int, list[int]] = {}
    for index in at.history.told:
        years.setdefault(at.history.periods[index].year, []).append(index)
    for columns in years.values():
        for side in ("penalty", "bonus"):
            yield from _used_up(at, columns, side)


def _used_up(at: Looked, columns: Sequence[int], side: str) -> Iterator[Incentive]:
    limits = _limits(at, side, lambda every: every in {"contract_year", "term"})
    if not limits:
        return
    profile = at.extremes[1 if side == "penalty" else 0].profile
    for number in range(1, len(columns)):
        rest = columns[number:]
        stakes = [at.history.stake(column) for column in at.judged.over(rest, profile)]
        moved = any(amount < 0 for amount in stakes) if side == "penalty" else any(amount > 0 for amount in stakes)
        if not moved:
            alone = sum((at.history.stake(at.judged.alone(index, profile)) for index in rest), mpq(0))
            if abs(alone) >= at.least:
                yield _told_early(at, columns, number, side, alone, limits)
            return


def _told_early(
    at: Looked, columns: Sequence[int], number: int, side: str, alone: mpq, limits: Sequence[tuple[str, Limit]]
) -> Incentive:
    rest = columns[number:]
    clauses = [Clause(limit.clause, limit.place) for _, limit in limits]
    what = message(
        "The limit of clause {clause} is used up by {period}: from then to {last} the worst results cost nothing more, which "
        "by themselves would have cost {alone}."
        if side == "penalty"
        else "The limit of clause {clause} is used up by {period}: from then to {last} the best results bring nothing more, "
        "which by themselves would have brought {alone}.",
        clause=listed(clause_of(clause) for clause in clauses), period=at.period(columns[number - 1]), last=at.period(rest[-1]),
        alone=at.money(alone),
    )  # fmt: skip
    remedy = message(
        "Raise the limit of the year, limit each month or quarter instead so that it lasts, or agree that a year which reaches "
        "it lets the client terminate."
        if side == "penalty"
        else "Raise the limit of the year, or limit each month or quarter instead, so that good service still pays at its end."
    )
    return Incentive(
        code="C284", kpis=(), what=what, remedy=remedy, money=abs(alone), periods=tuple(at.period(i) for i in rest),
        clauses=tuple(clauses),
    )  # fmt: skip


def free_failures(at: Looked) -> Iterator[Incentive]:
    """Periods in which the limit on penalties is reached, so that failing more costs nothing more."""
    limits = _limits(at, "penalty", lambda every: every == "period")
    rows = [f"{row}.amount" for row, _ in limits]
    reached = [i for i in at.history.told if sum((_number(at.history.base[i], row) for row in rows), mpq(0)) > 0]
    free = {i: kpis for i in reached if (kpis := _free(at, i))}
    if len(free) < 2 or len(free) < OFTEN * len(at.history.told):
        return
    back = {i: sum((_number(at.history.base[i], row) for row in rows), mpq(0)) for i in free}
    worst = max(back, key=back.__getitem__)
    total = sum(back.values(), mpq(0))
    if total >= at.least:
        clauses = tuple(Clause(limit.clause, limit.place) for _, limit in limits)
        what = message(
            "The limit of clause {clause} was reached in {reached} of {periods} periods and gave back {total}. In {period} it "
            "gave back {most}: these could have fallen to the worst for nothing: {kpis}.",
            clause=listed(clause_of(clause) for clause in clauses), reached=count(len(free)), periods=count(len(at.history.told)),
            total=at.money(total), period=at.period(worst), most=at.money(back[worst]), kpis=listed(free[worst]),
        )  # fmt: skip
        remedy = message("Raise the limit, carry what it gives back into the next period, or count the periods that reach it "
                         "towards a right to terminate.")  # fmt: skip
        yield Incentive(code="C285", kpis=(), what=what, remedy=remedy, money=total,
                        periods=tuple(at.period(i) for i in free), clauses=clauses)  # fmt: skip


def _free(at: Looked, index: int) -> list[str]:
    """The KPIs that could have fallen to their worst in a period for nothing."""
    base = at.history.base[index]
    found = []
    empty: Profile = (None,) * len(at.judged.coordinates)
    for place, coordinate in enumerate(at.judged.coordinates):
        row = f"kpi.{coordinate.kpi}.net"
        if row not in base or not all(outcome.value in base for outcome in coordinate.outcomes):
            continue
        tried = [at.judged.history.column(index, at.judged.inputs(index, replaced(empty, {place: v}))) for v in coordinate.values]
        worst = min(tried, key=lambda column: _number(column, row))
        if _number(worst, row) < _number(base, row) and at.history.stake(worst) >= at.history.stake(base):
            found.append(coordinate.outcome.label)
    return list(dict.fromkeys(found))  # type: ignore[arg-type]  # labels are said


def _limits(at: Looked, side: str, wanted) -> list[tuple[str, Limit]]:  # type: ignore[no-untyped-def]
    """The limits on all KPIs of a side, with their rows."""
    numbered = enumerate(at.contract.limits or (), 1)
    return [
        (f"limit.{limit.name or number}", limit)
        for number, limit in numbered
        if not limit.kpi and not limit.each and str(limit.on) in {side, "net"} and wanted(str(limit.every))
    ]


def _number(column: Column, row: str) -> mpq:
    value = column.get(row)
    return mpq(0) if value is None else mpq(value)
