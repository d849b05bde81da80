"""Whether what a search found is the most there can be: it uses up a limit, or every part of it is at its most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.scenarios.history import BILLED
from slacontract.scenarios.searching import searched

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from slacontract.formula.exact import Column
    from slacontract.scenarios.exposure_nouns import Sureness
    from slacontract.scenarios.searching import Judged, Profile

_PLAIN: Final = BILLED | {"kpi", "missing", "gate", "limit", "relief"}
"""With these lines alone, what all KPIs come to is no more than what each of them comes to."""


def sure(at: Judged, columns: Sequence[Column], indexes: Sequence[int], *, won: bool) -> Sureness:
    """Whether the stake of some columns is proven to be the most that can be won or lost in them.

    It is where a limit on all KPIs is used up over these columns and nothing goes the other way, or where it is the sum of what
    each KPI can come to by itself.
    """
    lines = at.history.latest.lines
    if not {line.kind for line in lines} <= _PLAIN or not _plain_gates(at) or _together(at):
        return "found"
    if _year_used_up(at, columns, won=won):
        return "proven"
    each = all(
        _cut(at, column, {"period"}, won=won) or at.history.stake(column) == _sum_of_parts(at, index, won=won)
        for column, index in zip(columns, indexes, strict=True)
    )
    return "proven" if each else "found"


def _plain_gates(at: Judged) -> bool:
    """Whether gates do nothing but withhold a bonus."""
    effects = [e for gate in at.history.latest.contract.gates for e in (gate.otherwise, *(s.effect for s in gate.steps)) if e]
    return all(not e.shared or ("penalty" not in e.shared and e.shared["bonus"].value <= 1) for e in effects)


def _together(at: Judged) -> bool:
    """Whether what a KPI pays depends on another KPI too, or on another period."""
    kpis = at.history.latest.contract.kpis.values()
    return any(kpi.matrix or kpi.derived or kpi.against or kpi.window or kpi.repeat for kpi in kpis)


def _year_used_up(at: Judged, columns: Sequence[Column], *, won: bool) -> bool:
    """Whether a limit on a contract year is used up at the end of columns that lie in one, and nothing goes the other way."""
    other = "adjustments.penalty" if won else "adjustments.bonus"
    return not any(column.get(other) for column in columns) and _cut(at, columns[-1], {"contract_year"}, won=won)


def _cut(at: Judged, column: Column, spans: Collection[str], *, won: bool) -> bool:
    """Whether a limit on all KPIs cuts what is won or lost in a column, and nothing goes the other way."""
    if column.get("adjustments.penalty" if won else "adjustments.bonus"):
        return False
    side = "bonus" if won else "penalty"
    limits = enumerate(at.history.latest.contract.limits or (), 1)
    rows = [
        f"limit.{limit.name or number}.amount"
        for number, limit in limits
        if not limit.kpi and not limit.each and str(limit.on) in {side, "net"} and str(limit.every) in spans
    ]
    return any(column.get(row) for row in rows)


def _sum_of_parts(at: Judged, index: int, *, won: bool) -> mpq:
    """What all KPIs would come to if each were at its most by itself: bonuses before gates, penalties after its own limits."""
    kpis = dict.fromkeys(coordinate.kpi for coordinate in at.coordinates)
    return sum((_most_of(at, index, kpi, won=won) for kpi in kpis), mpq(0))


def _most_of(at: Judged, index: int, kpi: str, *, won: bool) -> mpq:
    places = [place for place, coordinate in enumerate(at.coordinates) if coordinate.kpi == kpi]
    rows = [o.amount for place in places for o in at.coordinates[place].outcomes if o.amount] if won else [f"kpi.{kpi}.net"]
    sign = 1 if won else -1

    def worth(profile: Profile) -> mpq:
        column = at.alone(index, profile)
        return sign * sum((_number(column.get(row)) for row in rows), mpq(0))

    found = searched(worth, at.coordinates, ((None,) * len(at.coordinates),), places)
    return sign * max(mpq(0), found.worth)


def _number(value: object) -> mpq:
    return mpq(0) if value is None else mpq(value)  # type: ignore[call-overload]  # an amount
