"""Worked examples: what each KPI would have paid at its threshold, its target and its caps, with all else as it was measured.

The figures that a result is made of are moved until it has the value wanted, whole contacts at a time, and the period is
computed again by the exact engine, after the periods before it as they were. An example is a settlement by itself: it can be
explained, and its measures settle to its lines again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gmpy2 import mpq

from slacontract.model.kpis.groups import with_attributes
from slacontract.model.kpis.scales import Band
from slacontract.model.measures import Cell
from slacontract.quantities.units import Unit
from slacontract.scenarios.bench import Bench
from slacontract.scenarios.history import history
from slacontract.scenarios.levers import STEPS
from slacontract.scenarios.payouts import Payout, Stretch, payout
from slacontract.scenarios.single_moves import reached_singly, single_moves
from slacontract.settlement.service.scopes import input_id

if TYPE_CHECKING:
    from slacontract.formula.exact import Column
    from slacontract.formula.generated import Run
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period
    from slacontract.scenarios.history import History
    from slacontract.scenarios.single_moves import Move
    from slacontract.settlement.draft import Line, Outcome
    from slacontract.settlement.settlement import Settlement

Purpose: TypeAlias = Literal["target", "most_paid", "most_charged", "threshold", "beyond", "measured"]
"""What an example shows: the target, the caps of the scale, an edge of it, how it goes on where it has no end, or what was."""
Inputs: TypeAlias = "Mapping[str, mpq]"
_MOST_PAID: Final[Purpose] = "most_paid"
_MOST_CHARGED: Final[Purpose] = "most_charged"
_MOST: Final = 7
"""So many examples of one KPI are told at most."""
_MEMBER: Final = re.compile(r"[\[,]([^=,\]]+)=\"?([^,\]\"]*)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value of a KPI that an example is about, and what it shows."""

    value: mpq
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One KPI at one value in one period: the figures that were changed, and the settlement with them.

    ``value`` is the value that was reached, which whole contacts may leave beside the one wanted; ``paid`` is what the scale
    gives for it, in ``unit`` (a share of the base, money, days; None where the scale is no line over its values), ``amount`` its
    line.
    """

    kpi: str
    outcome: Outcome
    purpose: Purpose
    period: Period
    value: mpq
    paid: mpq | None
    unit: Unit
    amount: mpq
    line: str
    changes: tuple[tuple[Cell, mpq, mpq], ...]
    settlement: Settlement

    @property
    def measures(self) -> Measures:
        """The measures of the settlement, with the figures of the example in its period."""
        return self.settlement.measures

    @property
    def lines(self) -> dict[str, mpq]:
        """The amount of every line of the period, by its name."""
        return {settled.id: settled.amount for settled in self.settlement.lines}


def worked_examples(settlement: Settlement) -> tuple[WorkedExample, ...]:
    """The examples of every KPI that pays by a scale over its own values, in the order of the contract.

    The settlement is of the version that is told, or of several of which it is the last. KPIs whose value no counts move are
    left out; of a KPI that is judged member by member the first member stands for all.
    """
    past = history(settlement)
    found: list[WorkedExample] = []
    runs: dict[int, Run] = {}
    for name, kpi in settlement.compiled[-1].contract.kpis.items():
        if kpi.pays or (kpi.scales is not None and not kpi.gives_points):
            found += _of_kpi(settlement, past, str(name), runs)
    return tuple(found)


def _of_kpi(settlement: Settlement, past: History, name: str, runs: dict[int, Run]) -> Iterator[WorkedExample]:
    contract = settlement.compiled[-1].contract
    for outcome in (o for o in settlement.compiled[-1].outcomes if o.kpi == name and o.amount):
        index = _period(settlement, past, outcome)
        if index is None:
            continue
        kpi = contract.kpis[name]  # type: ignore[index]  # a name is a text
        group = None
        if kpi.scales is not None:
            named = with_attributes(contract.attributes, dict(_MEMBER.findall(outcome.suffix)))
            group = kpi.scales.is_.get(named.get(str(kpi.scales.by), ""))  # type: ignore[call-overload]  # a name is a text
        scale = payout(_in_its_column(kpi, settlement.columns[index], outcome), group)
        bench = Bench(settlement, past, index, runs)
        found = []
        if scale is not None and not scale.beyond:
            found = list(_examples(bench, outcome, scale)) or _by_single_moves(bench, outcome, scale)
        found = found or list(_as_measured(settlement, index, outcome))
        if found:
            yield from (_of_a_table(example, kpi) for example in found)
            return


def _in_its_column(kpi: Kpi, column: Column, outcome: Outcome) -> Kpi:
    """A KPI that pays by a table of two, as its bands in the column that the other KPI has; any other KPI as it is."""
    hit = column.get(_column(outcome))
    if kpi.matrix is None or hit is None:
        return kpi
    bands = tuple(Band(when=row.when, pay=row.pay[int(mpq(hit)) - 1]) for row in kpi.matrix.rows)
    return kpi.model_copy(update={"matrix": None, "bands": bands})


def _of_a_table(example: WorkedExample, kpi: Kpi) -> WorkedExample:
    """What pays most in one column of a table is an edge, unless no other column pays more."""
    cells = [pay.value for row in kpi.matrix.rows for pay in row.pay] if kpi.matrix else []
    most = {_MOST_PAID: max(cells, default=None), _MOST_CHARGED: min(cells, default=None)}
    beaten = bool(cells) and example.purpose in most and example.paid != most[example.purpose]
    return replace(example, purpose="threshold") if beaten else example


def _column(outcome: Outcome) -> str:
    """The row that says which column of a table was hit."""
    return f"kpi.{outcome.kpi}{outcome.suffix}.column"


def _by_single_moves(bench: Bench, outcome: Outcome, scale: Payout) -> list[WorkedExample]:
    """Examples that move one measure, where they show more than what the period paid anyway."""
    tried = single_moves(bench, outcome)
    found = {example.value: example for example in _examples(bench, outcome, scale, tried)}
    here = bench.settlement.columns[bench.index].get(outcome.value)
    differs = any(example.paid != scale.at(mpq(here)) for example in found.values()) if here is not None else False
    return list(found.values()) if differs else []


def _as_measured(settlement: Settlement, index: int, outcome: Outcome) -> Iterator[WorkedExample]:
    """The period as it was, for a KPI that no counts move to another value."""
    line = _line(settlement, index, outcome)
    column = settlement.columns[index]
    value, amount = column.get(outcome.value), column.get(line.amount) if line is not None else None
    if line is None or value is None or amount is None:
        return
    found = with_inputs(settlement, index, settlement.calculation.inputs[index], column, {})
    yield WorkedExample(outcome.kpi, outcome, "measured", settlement.calculation.periods[index], mpq(value), None, outcome.unit,
                        mpq(amount), line.id, (), found)  # fmt: skip


def _line(settlement: Settlement, index: int, outcome: Outcome) -> Line | None:
    name = f"kpi.{outcome.kpi}{outcome.suffix}"
    return next((line for line in settlement.compiled[index].lines if line.id == name), None)


def _period(settlement: Settlement, past: History, outcome: Outcome) -> int | None:
    """The column of the last period under the latest version in which the KPI has a value and no longer limit is used up.

    Of a table of two KPIs, in which the other has one too.
    """
    latest = settlement.compiled[-1].contract.version
    known = [
        i for i, period in enumerate(settlement.calculation.periods)
        if period in settlement.asked and settlement.compiled[i].contract.version == latest
        and settlement.columns[i].get(outcome.value) is not None and settlement.columns[i].get(_column(outcome), 0) is not None
    ]  # fmt: skip
    free = [i for i in known if not past.used_up(settlement.columns[i])]
    return (free or known)[-1] if known else None


def wanted_of(scale: Payout) -> tuple[Wanted, ...]:
    """The values that examples are about: ends of stretches of payments, the target, what pays most and what costs most."""
    values = sorted({value for stretch in scale.stretches for value in _inside(scale, stretch)})
    pays = {value: paid for value in values if (paid := scale.at(value)) is not None}
    below, above = scale.endless
    lower = [value for value in pays if below and value < scale.edges[0]]
    upper = [value for value in pays if above and value > scale.edges[-1]]
    chosen = _within({value: paid for value, paid in pays.items() if value not in (*lower, *upper)}, scale.better)
    for side in (list(reversed(lower)), upper):
        paying = [value for value in side if pays[value]]
        chosen |= {value: Wanted(value, "threshold") for value in paying[:1]}  # the first step
        chosen |= {value: Wanted(value, "beyond") for value in paying[-1:]}
    limits = [bound.limit.value for bound in scale.target.bounds if "=" in bound.relation] if scale.target else []
    chosen |= {limit: Wanted(limit, "target") for limit in limits if scale.at(limit) is not None}
    return _few(tuple(chosen[value] for value in sorted(chosen)))


def _within(pays: Mapping[mpq, mpq], better: str) -> dict[mpq, Wanted]:
    """Of values with an end to what they pay: the first that pays most, the first that costs most, and all others."""
    chosen = {value: Wanted(value, "threshold") for value in pays}
    best = [value for value, paid in pays.items() if paid == max(pays.values()) > 0]
    worst = [value for value, paid in pays.items() if paid == min(pays.values()) < 0]
    for values, purpose, first in ((best, _MOST_PAID, better != "lower"), (worst, _MOST_CHARGED, better == "lower")):
        if values:
            value = min(values) if first else max(values)
            chosen = {v: w for v, w in chosen.items() if v not in values} | {value: Wanted(value, purpose)}
    return chosen


def _few(found: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
    """The examples that matter most, where there are many edges."""
    told = [wanted for wanted in found if wanted.purpose != "threshold"]
    others = [wanted for wanted in found if wanted.purpose == "threshold"][: max(0, _MOST - len(told))]
    return tuple(sorted((*told, *others), key=lambda wanted: wanted.value))


def _inside(scale: Payout, stretch: Stretch) -> Iterator[mpq]:
    """Values on a stretch: the ends that it owns, or one a step inside where it owns none."""
    (low, _), (high, _) = stretch.begins, stretch.ends
    owned = [value for value, own in ((low, stretch.owned[0]), (high, stretch.owned[1])) if own]
    if stretch.begins[1] != stretch.ends[1]:  # where it goes on without an end, its border stands for all beyond
        owned += [value for value, border in ((low, scale.low), (high, scale.high)) if value == border]
    if owned:
        yield from owned
        return
    step = min(STEPS.get(scale.unit, mpq(1)), (high - low) / 2)
    if stretch.owned[0] is False:
        yield low + step
    elif stretch.owned[1] is False:
        yield high - step


def _examples(bench: Bench, outcome: Outcome, scale: Payout, tried: Sequence[Move] | None = None) -> Iterator[WorkedExample]:
    """An example for each value wanted that can be reached: by the figures of the KPI itself, or by one of those ``tried``."""
    settlement, index = bench.settlement, bench.index
    line = _line(settlement, index, outcome)
    period = settlement.calculation.periods[index]
    cells = {input_id(cell.field, cell.member): cell for cell in settlement.measures.cells if cell.period == period.id}
    for wanted in wanted_of(scale):
        if tried is None:
            reached = bench.reached(outcome, scale, wanted.value) if line is not None else None
        else:
            reached = reached_singly(bench, outcome, scale, wanted.value, tried)
        if reached is None or line is None:
            continue
        inputs, column = reached
        value, amount = mpq(column[outcome.value] or 0), mpq(column[line.amount] or 0)
        found = with_inputs(settlement, index, inputs, column, cells)
        before = settlement.calculation.inputs[index]
        changes = tuple((cells[row], before[row], inputs[row]) for row in sorted(cells) if inputs[row] != before[row])
        yield WorkedExample(outcome.kpi, outcome, wanted.purpose, period, value, scale.at(value), scale.paid, amount, line.id,
                            changes, found)  # fmt: skip


def with_inputs(
    settlement: Settlement, index: int, inputs: Inputs, column: Column, cells: Mapping[str, Cell]
) -> Settlement:  # fmt: skip
    """The settlement of one period with other figures; periods after it are not asked for any more."""
    whole = settlement.calculation
    calculation = replace(whole, periods=whole.periods[: index + 1], plans=whole.plans[: index + 1],
                          inputs=(*whole.inputs[:index], inputs))  # fmt: skip
    figures = dict(settlement.measures.cells)
    for row, cell in cells.items():
        if inputs[row] != figures[cell].value:
            figures[cell] = replace(figures[cell], value=inputs[row])
    return replace(
        settlement, measures=replace(settlement.measures, cells=figures), calculation=calculation,
        compiled=settlement.compiled[: index + 1], columns=(*settlement.columns[:index], column),
        asked=(whole.periods[index],),
    )  # fmt: skip
