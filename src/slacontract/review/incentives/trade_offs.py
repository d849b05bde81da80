"""Trade-offs: one result can be bought with another, and the contract pays for the wrong one.

Short calls against solved ones, busy staff against short waits, sales against sales that last: where the bonus on one side is
larger than the penalty on the other, giving up the other pays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import message
from slacontract.review.incentives.nouns import Incentive, Looked, mean_of, value
from slacontract.scenarios.candidates import Coordinate, coordinates
from slacontract.scenarios.levers import levers, moved
from slacontract.scenarios.marginal import target_of
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.scenarios.history import History, Inputs

_FAST: Final = frozenset({
    "aht", "att", "avg_acw", "avg_hold_time", "productivity", "case_productivity", "mean_resolution_time", "sales_per_hour",
    "repair_tat",
})  # fmt: skip
_SOUND: Final = frozenset({
    "fcr", "repeat_contact_rate", "csat", "ces", "nps", "qa_score", "mystery_call_score", "mystery_pass_rate", "transfer_rate",
    "critical_accuracy_user", "critical_accuracy_business", "critical_accuracy_compliance", "processing_accuracy", "reopen_rate",
    "one_touch_rate", "complaint_rate", "repeat_repair_rate", "script_compliance",
})  # fmt: skip
_SOUND_FIELDS: Final = re.compile(r".*(wrong|error|complaint|reopen|rework|surveys|qa_|mystery|satisf).*")
_BUSY: Final = frozenset({"occupancy", "utilisation"})
_WAITING: Final = frozenset({
    "service_level", "queue_service_level", "asa", "abandonment_rate", "answer_rate", "legal_answer_3min", "wait_p90",
    "sl_interval_compliance", "chat_abandonment",
})  # fmt: skip
_SALES: Final = frozenset({"sales_conversion", "sales_per_hour", "cross_sell_rate", "promise_rate"})
_LASTING: Final = frozenset({"cancellation_rate", "script_compliance", "promise_kept_rate", "retention_rate", "complaint_rate"})
_LASTING_FIELDS: Final = re.compile(r".*(cancel|sales_net|complaint).*")
_KINDS: Final = (("fast", "sound"), ("busy", "waiting"), ("sales", "lasting"))


def trade_offs(at: Looked) -> Iterator[Incentive]:
    """Pairs of KPIs of which the one pays more when the other is given up; of members of the same two the one that pays most."""
    kinds = {c: _kinds(at.contract.kpis[c.kpi]) for c in coordinates(at.history)}  # type: ignore[index]  # a name is a text
    found: dict[tuple[str, ...], Incentive] = {}
    for won, lost in product(kinds, kinds):
        opposed = any(a in kinds[won] and b in kinds[lost] for a, b in _KINDS)
        if won.kpi != lost.kpi and opposed and _same_service(at, won, lost):
            for one in _pair(at, won, lost):
                if one.kpis not in found or one.money > found[one.kpis].money:
                    found[one.kpis] = one
    yield from found.values()


def _same_service(at: Looked, won: Coordinate, lost: Coordinate) -> bool:
    """Whether both are judged on the same part of the service: the same staff can serve the one or the other."""
    one, other = at.kpi(won.outcome), at.kpi(lost.outcome)
    apart = any(
        d in other.where and not set(map(str, members)) & set(map(str, other.where[d])) for d, members in one.where.items()
    )
    members = {c.outcome.suffix for c in (won, lost) if len(c.outcomes) == 1 and c.outcome.suffix}
    return not apart and len(members) < 2


def _kinds(kpi: Kpi) -> frozenset[str]:
    """On which sides of a trade-off a KPI is: by the catalogue, or by the measures of its own formula."""
    fields = () if kpi.kpi or kpi.derived else how_measured(kpi).fields
    by_fields = {"sound": _SOUND_FIELDS, "lasting": _LASTING_FIELDS}
    by_name = {"fast": _FAST, "sound": _SOUND, "busy": _BUSY, "waiting": _WAITING, "sales": _SALES, "lasting": _LASTING}
    found = {kind for kind, names in by_name.items() if kpi.kpi in names}
    return frozenset(found | {kind for kind, known in by_fields.items() if any(known.fullmatch(name) for name in fields)})


def _pair(at: Looked, won: Coordinate, lost: Coordinate) -> Iterator[Incentive]:
    targets = [target_of(at.history, c.outcome) for c in (won, lost)]
    if None in targets or len(won.outcomes) != 1:
        return
    moves = _Moves(at.history, won, lost)
    moves.met = moves.pays(targets[0], targets[1])
    if moves.met is None:
        return
    better = how_measured(at.kpi(won.outcome)).better
    winning = {a: net for a in won.values if _is_better(a, targets[0], better) and (net := moves.gain(a, targets[1])) is not None}
    best = max(winning, key=lambda a: (winning[a], -abs(a - targets[0])), default=None)  # type: ignore[operator]  # it is there
    losing = {b: net for b in (*lost.values, *lost.far) if (net := moves.gain(best, b)) is not None} if best is not None else {}
    worst = min(losing, key=lambda b: (losing[b], abs(b - targets[1])), default=None)  # type: ignore[operator]  # it is there
    alone = moves.gain(targets[0], worst) if worst is not None else None
    if best is not None and worst is not None and alone is not None and losing[worst] >= at.least and alone < 0:
        yield _told(at, won, lost, (targets[0], targets[1]), (best, worst), losing[worst], -alone)  # type: ignore[arg-type]


def _is_better(value: mpq, target: mpq | None, better: str) -> bool:
    assert target is not None, "the caller has seen it"
    return value < target if better == "lower" else value > target if better == "higher" else False


class _Moves:
    """A history in which one KPI is moved by its counts, where it can be, and another by its result."""

    def __init__(self, history: History, won: Coordinate, lost: Coordinate) -> None:
        found = levers(history, won.outcome)
        self.lever = found[0] if found else None
        given = lost.outcomes if self.lever else (*won.outcomes, *lost.outcomes)
        self.history = history.with_given(given)
        self.won, self.lost = won, lost
        self.met: tuple[mpq, mpq] | None = None
        self._moved: dict[tuple[int, mpq], Inputs | None] = {}

    def gain(self, won: mpq | None, lost: mpq | None) -> mpq | None:
        """What all periods pay more than at both targets: what is billed for more work is no gain, what is billed less a loss."""
        found = self.pays(won, lost)
        if found is None or self.met is None:
            return None
        return min(found[0] - self.met[0], found[1] - self.met[1])

    def pays(self, won: mpq | None, lost: mpq | None) -> tuple[mpq, mpq] | None:
        """What all periods pay in all and for results alone, with both results; None where the counts do not allow it."""
        net = stake = mpq(0)
        for index in self.history.told:
            inputs = self._inputs(index, won, lost)
            if inputs is None:
                return None
            column = self.history.fresh(index, inputs)
            net, stake = net + self.history.net(column), stake + self.history.stake(column)
        return net, stake

    def _inputs(self, index: int, won: mpq | None, lost: mpq | None) -> Inputs | None:
        assert won is not None, "the caller has seen the target"
        assert lost is not None, "the caller has seen the target"
        given = {o.value: lost for o in self.lost.outcomes}
        if self.lever is None:
            return {**self.history.calculation.inputs[index], **given, **{o.value: won for o in self.won.outcomes}}
        if (index, won) not in self._moved:
            measured = self.history.base[index][self.lever.value] is not None
            inputs = self.history.calculation.inputs[index]
            self._moved[index, won] = moved(self.history, index, self.lever, won) if measured else inputs
        found = self._moved[index, won]
        return None if found is None else {**found, **given}


def _told(
    at: Looked, won: Coordinate, lost: Coordinate, targets: tuple[mpq, mpq], ends: tuple[mpq, mpq], gain: mpq, costs: mpq
) -> Incentive:
    periods = len(at.history.told)
    what = message(
        "{won} at {best} with {lost} at {worst} is paid {gain} more in a period than both at their targets of {first} and "
        "{second} ({mean}): giving up {lost} takes {costs} at most, less than {won} brings.",
        won=won.outcome.label, lost=lost.outcome.label, best=value(ends[0], won.outcome.unit),
        worst=value(ends[1], lost.outcome.unit), gain=at.money(gain / periods), first=value(targets[0], won.outcome.unit),
        second=value(targets[1], lost.outcome.unit), mean=mean_of(periods), costs=at.money(costs / periods),
    )  # fmt: skip
    remedy = message(
        "Let {lost} take more than {won} can bring, or pay the bonus of {won} only while {lost} meets its target (a gate).",
        won=won.outcome.label, lost=lost.outcome.label,
    )  # fmt: skip
    return Incentive(
        code="C282", kpis=(won.kpi, lost.kpi), what=what, remedy=remedy, money=gain,
        periods=tuple(at.period(i) for i in at.history.told), clauses=(won.outcome.clause, lost.outcome.clause),
    )  # fmt: skip
