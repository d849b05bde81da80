"""One incident that counts in several KPIs: the same counts in their formulas, and what the history shows of it.

The proof is a change of one count in the last period that both KPIs know, settled again by the exact engine: where one more makes
both worse, one incident is charged twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import combinations
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.catalogue.kpis import catalogue, field_name
from slacontract.formula.exact import Columns, compiled
from slacontract.languages import Message, message
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.review.case import Case
from slacontract.review.smart.achievable import ENOUGH
from slacontract.review.smart.amounts import told
from slacontract.review.smart.history import results
from slacontract.review.smart.kinds import ANSWERING, can_pay, fields, parts
from slacontract.review.smart.signs import way
from slacontract.review.smart.verdicts import Point, poor, weak
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.formula.exact import Column
    from slacontract.formula.generated import Run
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.settlement.draft import Outcome
    from slacontract.settlement.settlement import Settlement

MOST_TRIED = 300
"""So many counts are tried in all."""
_REMEDY = "Let one of them carry the penalty; or write both under incidents:, which charges the higher one alone."
CLOSE = mpq(4, 5)
"""A correlation from which two KPIs say nearly the same."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One more of a field in a period, and what it makes of two KPIs: both get worse."""

    field: str
    period: str
    before: tuple[mpq, mpq]
    after: tuple[mpq, mpq]
    units: tuple[Unit, Unit]


def counted_twice(case: Case) -> Iterator[Point]:
    """C262 for pairs of KPIs that one more of the same count makes worse; a weaker word for pairs that move together."""
    charged = [name for name in case.contract.kpis if can_pay(case.contract, name, -1) and not case.contract.kpis[name].derived]
    settled = Experiments(case.latest) if case.latest else None
    for one, other in combinations(charged, 2):
        shared = _shared(case, one, other)
        if not shared or _said_once(case, one, other):
            continue
        together = _together(case, one, other)
        witness = next(_witnesses(case, settled, one, other, shared), None) if settled else None
        if witness is not None:
            yield _told(one, other, witness, together)
        elif settled is None and (field := next(_always_worse(case, one, other, shared), None)):
            yield _told_of_any_month(one, other, field)
        elif together is not None and together[0] >= CLOSE and _alike(case, one, other, shared):
            yield weak(
                message("'{one}' and '{other}' are computed from the same counts ({fields}) and move together: correlation {r} "
                        "over {periods} periods (1 would be one and the same).", one=one, other=other, fields=_named(shared),
                        r=told(together[0], Unit.NUMBER), periods=together[1]),
                message("Let one of them carry the money, or see that both together pay what one is worth."),
            )  # fmt: skip


def _alike(case: Case, one: Word, other: Word, shared: Sequence[str]) -> bool:
    """Whether two KPIs measure something alike: what one of them counts is in the other, or both are about waiting."""
    kpis = case.contract.kpis
    above = parts(kpis[one])[0] | parts(kpis[other])[0]
    return bool(above & set(shared)) or {str(kpis[one].kpi), str(kpis[other].kpi)} <= ANSWERING


def _shared(case: Case, one: Word, other: Word) -> list[str]:
    kpis = case.contract.kpis
    return [f for f in fields(kpis[one]) if f in fields(kpis[other]) and f not in catalogue()]


def _said_once(case: Case, one: Word, other: Word) -> bool:
    """Whether the contract itself says that an incident of both is charged once."""
    return any(one in incident.kpis and other in incident.kpis for incident in case.contract.incidents)


class Experiments:
    """Periods settled again with one more of a count, each once; so many in all, for a contract may have thousands of counts."""

    def __init__(self, settlement: Settlement) -> None:
        self.settlement = settlement
        self._runs: dict[int, Run] = {}
        self._known: dict[tuple[int, str], Column] = {}

    def one_more(self, index: int, row: str) -> Column | None:
        """The column of a period with one more in a row of the measures; None when enough were tried."""
        if (index, row) not in self._known:
            if len(self._known) >= MOST_TRIED:
                return None
            self._known[index, row] = self._settled(index, row)
        return self._known[index, row]

    def _settled(self, index: int, row: str) -> Column:
        whole = self.settlement.calculation
        plan = whole.plans[index]
        if plan.version not in self._runs:
            self._runs[plan.version] = compiled(plan)
        run = self._runs[plan.version]
        before = Columns()  # the periods before are as they were: no formula looks ahead
        before.extend(self.settlement.columns[:index])
        return run({**whole.inputs[index], row: mpq(whole.inputs[index][row]) + 1}, before, index, whole.periods)


def _witnesses(case: Case, settled: Experiments, one: Word, other: Word, shared: Sequence[str]) -> Iterator[Witness]:
    """Changes of one count that make both worse. One of them must count it: what both divide by is only volume."""
    kpis = case.contract.kpis
    above = parts(kpis[one])[0] | parts(kpis[other])[0]
    for field in shared:
        if field in above:
            yield from _of_field(settled, one, other, field, (_better(case, one), _better(case, other)))


def _better(case: Case, name: Word) -> int:
    kpi = case.contract.kpis[name]
    return 0 if kpi.against is not None else {"higher": 1, "lower": -1, "neither": 0}[how_measured(kpi).better]


def _always_worse(case: Case, one: Word, other: Word, shared: Sequence[str]) -> Iterator[str]:
    """Counts of which one more makes both worse in every month, where there is no history to try it in."""
    kpis = case.contract.kpis
    if _apart(kpis[one], kpis[other]):
        return
    above = parts(kpis[one])[0] | parts(kpis[other])[0]
    for field in shared:
        if field in above and field not in case.contract.figures and all(_worsens(case, name, field) for name in (one, other)):
            yield field


def _apart(one: Kpi, other: Kpi) -> bool:
    """Whether two KPIs are about parts of the service that have nothing in common."""
    return any(not set(one.where[d]) & set(other.where[d]) for d in one.where if d in other.where)


def _worsens(case: Case, name: Word, field: str) -> bool:
    kpi = case.contract.kpis[name]
    return _better(case, name) * way(how_measured(kpi).node, fields(kpi), field) < 0


def _of_field(settled: Experiments, one: Word, other: Word, field: str, better: tuple[int, int]) -> Iterator[Witness]:
    settlement = settled.settlement
    for period in reversed(settlement.asked):
        index = settlement.index(period)
        pairs = [
            (a, b) for a in settlement.outcomes(period) if a.kpi == one for b in settlement.outcomes(period) if b.kpi == other
        ]
        known = [pair for pair in pairs if all(settlement.value(o.value, period) is not None for o in pair)]
        if not known:
            continue
        now = settlement.columns[index]
        for row in settlement.calculation.inputs[index]:
            if row != f"in:{field}" and not row.startswith(f"in:{field}["):
                continue
            changed = settled.one_more(index, row)
            for a, b in known:
                if changed is not None and _worse(now, changed, a, better[0]) and _worse(now, changed, b, better[1]):
                    yield Witness(field, period.id, _pair(now, a, b), _pair(changed, a, b), (a.unit, b.unit))
        return


def _worse(now: Column, changed: Column, outcome: Outcome, better: int) -> bool:
    return (_value(changed, outcome) - _value(now, outcome)) * better < 0


def _value(column: Column, outcome: Outcome) -> mpq:
    value = column[outcome.value]
    return mpq(value) if value is not None else mpq(0)


def _pair(column: Column, one: Outcome, other: Outcome) -> tuple[mpq, mpq]:
    return _value(column, one), _value(column, other)


def _told(one: Word, other: Word, witness: Witness, together: tuple[mpq, int] | None) -> Point:
    (a, b), (after_a, after_b), (unit, unit_b) = witness.before, witness.after, witness.units
    reason = message(
        "'{one}' and '{other}' charge the same incident: one more in '{field}' in {period} takes '{one}' from {a} to {after_a} "
        "and '{other}' from {b} to {after_b}.{together}", one=one, other=other, field=witness.field, period=witness.period,
        a=told(a, unit, 4), after_a=told(after_a, unit, 4), b=told(b, unit_b, 4), after_b=told(after_b, unit_b, 4),
        together=_correlation(together),
    )  # fmt: skip
    return poor("C262", other.at, reason, message(_REMEDY), one.at)


def _told_of_any_month(one: Word, other: Word, field: str) -> Point:
    reason = message("'{one}' and '{other}' charge the same incident: one more in '{field}' makes both worse, in whatever month.",
                     one=one, other=other, field=field)  # fmt: skip
    return poor("C262", other.at, reason, message(_REMEDY), one.at)


def _correlation(together: tuple[mpq, int] | None) -> Message:
    if together is None:
        return message("")
    return message(" Over {periods} periods their correlation is {r} (1: they always fail together).", periods=together[1],
                   r=told(together[0], Unit.NUMBER))  # fmt: skip


def _named(shared: Sequence[str]) -> Message:
    found: Message = field_name(shared[0])
    for field in shared[1:4]:
        found = message("{one}, {other}", one=found, other=field_name(field))
    return found


def _together(case: Case, one: Word, other: Word) -> tuple[mpq, int] | None:
    """The correlation of two KPIs over the periods that both have one result in, positive where they are good together."""
    values = []
    for name in (one, other):
        found = [result for result in results(case, name) if result.value is not None]
        if len({result.outcome.suffix for result in found}) > 1:
            return None
        values.append({result.period.id: result.value for result in found if result.value is not None})
    periods = sorted(values[0].keys() & values[1].keys())
    direction = _better(case, one) * _better(case, other)
    if len(periods) < ENOUGH or not direction:
        return None
    found_r = correlation([values[0][p] for p in periods], [values[1][p] for p in periods])
    return None if found_r is None else (found_r * direction, len(periods))


def correlation(xs: Sequence[mpq], ys: Sequence[mpq]) -> mpq | None:
    """Pearson's correlation; None where one of them never changes.

    >>> correlation([mpq(1), mpq(2), mpq(3)], [mpq(2), mpq(4), mpq(6)])
    mpq(1,1)
    """
    n = len(xs)
    mean_x, mean_y = sum(xs, mpq(0)) / n, sum(ys, mpq(0)) / n
    xx, yy = sum(((x - mean_x) ** 2 for x in xs), mpq(0)), sum(((y - mean_y) ** 2 for y in ys), mpq(0))
    xy = sum(((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)), mpq(0))
    if not xx or not yy:
        return None
    squared = xx * yy
    with localcontext(prec=28):
        root = (Decimal(int(squared.numerator)) / Decimal(int(squared.denominator))).sqrt()
        return mpq(str(Decimal(int(xy.numerator)) / Decimal(int(xy.denominator)) / root))
