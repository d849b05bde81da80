"""Worked examples: what each KPI would have paid at its threshold, its target and its caps, with all else as it was measured.

The figures that a result is made of are moved until it has the value wanted, whole contacts at a time, and the period is
computed again by the exact engine, after the periods before it as they were. An example is a settlement by itself: it can be
explained, and its measures settle to its lines again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit, in_parts
from slacontract.formula.exact import Columns, compiled
from slacontract.model.measures import Cell
from slacontract.quantities.units import Unit
from slacontract.scenarios.history import history
from slacontract.scenarios.levers import STEPS, levers, moved
from slacontract.scenarios.payouts import Payout, Stretch, payout
from slacontract.settlement.service.scopes import input_id

if TYPE_CHECKING:
    from slacontract.formula.exact import Column
    from slacontract.formula.generated import Run
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period
    from slacontract.scenarios.history import History
    from slacontract.settlement.draft import Line, Outcome
    from slacontract.settlement.settlement import Settlement

Purpose: TypeAlias = Literal["target", "most_paid", "most_charged", "threshold", "beyond", "measured"]
"""What an example shows: the target, the caps of the scale, an edge of it, how it goes on where it has no end, or what was."""
Inputs: TypeAlias = "Mapping[str, mpq]"
_MOST: Final = 7
"""So many examples of one KPI are told at most."""
_MEMBER: Final = re.compile(r"=([^,\]]*)")


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
        group = next((said for key, said in kpi.scales.is_.items() if key in _members(outcome)), None) if kpi.scales else None
        scale = payout(kpi, group)
        found = list(_examples(settlement, past, index, outcome, scale, runs)) if scale is not None else []
        found = found or list(_as_measured(settlement, index, outcome))
        if found:
            yield from found
            return


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


def _members(outcome: Outcome) -> set[str]:
    return set(_MEMBER.findall(outcome.suffix))


def _period(settlement: Settlement, past: History, outcome: Outcome) -> int | None:
    """The column of the last period under the latest version in which the KPI has a value and no longer limit is used up."""
    latest = settlement.compiled[-1].contract.version
    known = [
        i for i, period in enumerate(settlement.calculation.periods)
        if period in settlement.asked and settlement.compiled[i].contract.version == latest
        and settlement.columns[i].get(outcome.value) is not None
    ]  # fmt: skip
    free = [i for i in known if not past.used_up(settlement.columns[i])]
    return (free or known)[-1] if known else None


def wanted_of(scale: Payout) -> tuple[Wanted, ...]:
    """The values that examples are about: the end of each stretch of payments, its target, what pays most and what costs most."""
    values = sorted({value for stretch in scale.stretches for value in _inside(scale, stretch)})
    pays = {value: paid for value in values if (paid := scale.at(value)) is not None}
    if not pays:
        return ()
    limits = [bound.limit.value for bound in scale.target.bounds if "=" in bound.relation] if scale.target else []
    targets = [limit for limit in limits if scale.at(limit) is not None]
    chosen = {value: Wanted(value, "threshold") for value in pays}
    most, least = max(pays.values()), min(pays.values())
    best = [value for value, paid in pays.items() if paid == most]
    worst = [value for value, paid in pays.items() if paid == least]
    lower = scale.better == "lower"
    if most > 0:
        value = max(best) if lower else min(best)
        chosen = {v: w for v, w in chosen.items() if v not in best} | {value: Wanted(value, "most_paid")}
    if least < 0:
        value = min(worst) if lower else max(worst)
        chosen = {v: w for v, w in chosen.items() if v not in worst} | {value: Wanted(value, "most_charged")}
    endless = {corner[0] for s in scale.stretches for corner in (s.begins, s.ends)
               if s.begins[1] != s.ends[1] and corner[0] in {scale.low, scale.high}}  # fmt: skip
    chosen |= {value: Wanted(value, "beyond") for value in endless if value in chosen}
    chosen |= {value: Wanted(value, "target") for value in targets}
    return _few(tuple(chosen[value] for value in sorted(chosen)))


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
        owned += [value for value in (low, high) if value in {scale.low, scale.high}]
    if owned:
        yield from owned
        return
    step = min(STEPS.get(scale.unit, mpq(1)), (high - low) / 2)
    if stretch.owned[0] is False:
        yield low + step
    elif stretch.owned[1] is False:
        yield high - step


def _examples(
    settlement: Settlement, past: History, index: int, outcome: Outcome, scale: Payout, runs: dict[int, Run]
) -> Iterator[WorkedExample]:
    line = _line(settlement, index, outcome)
    cells = {input_id(cell.field, cell.member): cell for cell in settlement.measures.cells
             if cell.period == settlement.calculation.periods[index].id}  # fmt: skip
    for wanted in wanted_of(scale):
        changed = _inputs(settlement, past, index, outcome, wanted.value)
        if changed is None or line is None:
            continue
        inputs, column = _whole(settlement, index, outcome, scale, wanted.value, changed, runs)
        value, amount = column.get(outcome.value), column.get(line.amount)
        if value is None or amount is None:
            continue
        found = with_inputs(settlement, index, inputs, column, cells)
        before = settlement.calculation.inputs[index]
        changes = tuple((cells[row], before[row], inputs[row]) for row in sorted(cells) if inputs[row] != before[row])
        yield WorkedExample(outcome.kpi, outcome, wanted.purpose, settlement.calculation.periods[index], mpq(value),
                            scale.at(mpq(value)) or mpq(0), scale.paid, mpq(amount), line.id, changes, found)  # fmt: skip


def _inputs(settlement: Settlement, past: History, index: int, outcome: Outcome, value: mpq) -> Inputs | None:
    """The measures of a period with the KPI moved to a value exactly, by whatever moves it."""
    name = settlement.calculation.periods[index].id
    there = next((i for i, period in enumerate(past.periods) if period.id == name), None)
    if there is None:
        return None
    for lever in levers(past, outcome):
        found = moved(past, there, lever, value)
        if found is not None:
            return found
    return None


def _whole(
    settlement: Settlement, index: int, outcome: Outcome, scale: Payout, wanted: mpq, inputs: Inputs, runs: dict[int, Run]
) -> tuple[Inputs, Column]:
    """The measures with whole contacts and whole seconds: rounded to the side on which the KPI is paid as it is wanted."""
    plan = settlement.calculation.plans[index]
    run = runs.setdefault(plan.version, compiled(plan))
    best: tuple[tuple[mpq, mpq], Inputs, Column] | None = None
    for up in (True, False):
        given = _whole_figures(inputs, up=up)
        column = run(given, _before(settlement, index), index, settlement.calculation.periods)
        value = column.get(outcome.value)
        if value is None:
            continue
        paid = scale.at(mpq(value))
        rank = (abs((paid or mpq(0)) - (scale.at(wanted) or mpq(0))), abs(mpq(value) - wanted))
        if best is None or rank < best[0]:
            best = (rank, given, column)
    if best is None:
        return inputs, run(inputs, _before(settlement, index), index, settlement.calculation.periods)
    return best[1], best[2]


def _before(settlement: Settlement, index: int) -> Columns:
    """The columns before one, as they were settled."""
    found = Columns()
    found.extend(settlement.columns[:index])
    return found


def _whole_figures(inputs: Inputs, *, up: bool) -> Inputs:
    """The measures with whole contacts and seconds: what is cut off some is added to others, so that their sum is the same."""
    found = dict(inputs)
    for unit in (Unit.COUNT, Unit.SECONDS):
        parts = {
            row: value - value.numerator // value.denominator for row, value in inputs.items() if _comes_whole(row, value, unit)
        }
        lacking = sum(parts.values(), mpq(0))
        whole = lacking.numerator // lacking.denominator + (up and lacking.denominator != 1)
        fullest = sorted(parts, key=lambda row: (-parts[row], row))
        for place, row in enumerate(fullest):
            found[row] = inputs[row] - parts[row] + (place < whole)
    return found


def _comes_whole(row: str, value: mpq, unit: Unit) -> bool:
    """Whether a figure that is none now should be a whole number."""
    field = row.removeprefix("in:").partition("[")[0]
    return row.startswith("in:") and value.denominator != 1 and field_unit(field) is unit and not in_parts(field)


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
