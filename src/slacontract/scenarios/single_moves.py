"""Single moves: one measure of a period moved until a KPI pays what is wanted, where its own formula does not say how.

Scores, points, distances and figures over members hang on measures in steps: measure after measure is tried, a little and then
twice as much, and what pays as wanted is narrowed down to the smallest change. Every try is computed by the exact engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit, in_parts
from slacontract.formula.nodes import Arith, Ref, references, walk
from slacontract.formula.text import Expression
from slacontract.quantities.units import Unit
from slacontract.scenarios.bench import whole
from slacontract.scenarios.candidates import domain_of
from slacontract.scenarios.levers import STEPS, Lever, cells_behind, moved, shifted, whole_of
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.formula.exact import Column
    from slacontract.model.contract import Contract
    from slacontract.scenarios.bench import Bench, Inputs
    from slacontract.scenarios.payouts import Payout
    from slacontract.settlement.draft import Outcome

_MOST_FIELDS: Final = 8
"""So many measures behind a KPI are tried at most."""
_FARTHEST: Final = 2
"""So many times itself a measure is moved at most."""


@dataclass(frozen=True, slots=True)
class Move:
    """A measure moved by an amount, and what its KPI came to."""

    lever: Lever
    amount: mpq
    inputs: Inputs
    column: Column
    value: mpq


def single_moves(bench: Bench, outcome: Outcome) -> tuple[Move, ...]:
    """Each measure behind a KPI moved both ways, in steps that double."""
    return tuple(move for lever in _one_by_one(bench, outcome) for way in (1, -1) for move in _ladder(bench, outcome, lever, way))


def _one_by_one(bench: Bench, outcome: Outcome) -> list[Lever]:
    plan, start = bench.settlement.calculation.plans[bench.index], bench.settlement.calculation.inputs[bench.index]
    found, volumes = [], _volumes(bench.settlement.compiled[bench.index].contract)
    for name, cells in cells_behind(plan, outcome.value).items():
        known = [cell for cell in cells if cell in start]
        apart = not any(" & " in cell for cell in known)  # hours that are part of others cannot be moved by themselves
        counted = field_unit(name) in {Unit.COUNT, Unit.SECONDS} and not in_parts(name)
        if known and apart and counted and name not in volumes:
            wholes = {cell: whole_of(cell, plan) for cell in known}
            found.append(Lever(outcome.kpi, outcome.suffix, outcome.value, outcome.unit, STEPS.get(outcome.unit, mpq(1)), (name,),
                               wholes, domain_of(bench.past, outcome)))  # fmt: skip
    return found[:_MOST_FIELDS]


def _volumes(contract: Contract) -> frozenset[str]:
    """Measures that results are shares or means of: how much there was to do, and not how well it was done."""
    nodes = [how_measured(kpi).node for kpi in contract.kpis.values() if not kpi.derived]
    figures = contract.figures.values()
    said = [figure.formula for figure in figures] + [
        part for figure in figures if figure.members for part in (figure.members.of, figure.members.when)
    ]
    nodes += [part.node for part in said if isinstance(part, Expression)]
    quotients = [part for node in nodes for part in walk(node) if isinstance(part, Arith) and part.op == "/"]
    above = {ref.id for part in quotients for ref in references(part.left) if isinstance(ref, Ref)}
    return frozenset(ref.id for part in quotients for ref in references(part.right) if isinstance(ref, Ref)) - above


def _ladder(bench: Bench, outcome: Outcome, lever: Lever, way: int) -> Iterator[Move]:
    start = bench.settlement.calculation.inputs[bench.index]
    most = max(_FARTHEST * sum((start[cell] for cell in lever.cells), mpq(0)), mpq(64))
    amount = mpq(1)
    while amount <= most and (move := _move(bench, outcome, lever, way * amount)) is not None:
        yield move
        amount *= 2


def _move(bench: Bench, outcome: Outcome, lever: Lever, amount: mpq) -> Move | None:
    """The measure moved so far; None where that cannot be."""
    inputs = shifted(lever, bench.settlement.calculation.inputs[bench.index], amount)
    return None if inputs is None else _settled(bench, outcome, lever, amount, whole(inputs, up=True))


def _settled(bench: Bench, outcome: Outcome, lever: Lever, amount: mpq, inputs: Inputs) -> Move | None:
    column = bench.column(inputs)
    value = column.get(outcome.value)
    if value is None or any(figure < 0 for figure in inputs.values()) or not _can_be(bench, column):
        return None
    return Move(lever, amount, inputs, column, mpq(value))


def _can_be(bench: Bench, column: Column) -> bool:
    """Whether no share that was within 100 % is beyond it: a part is never more than its whole."""
    compiled, before = bench.settlement.compiled[bench.index], bench.settlement.columns[bench.index]
    for other in compiled.outcomes:
        row = f"kpi.{other.kpi}{other.suffix}.value"
        was, now = before.get(row), column.get(row)
        kpi = compiled.contract.kpis[other.kpi]  # type: ignore[index]  # a name is a text
        shares = was is not None and now is not None and not kpi.derived and how_measured(kpi).unit is Unit.RATIO
        if shares and mpq(was) <= 1 < mpq(now):  # type: ignore[arg-type]  # both are known
            return False
    return True


def reached_singly(
    bench: Bench, outcome: Outcome, scale: Payout, wanted: mpq, tried: Sequence[Move]
) -> tuple[Inputs, Column] | None:
    """The measures with which a KPI pays what it does at a value, as near to the value as one moved measure brings it."""
    paid = scale.at(wanted)
    step = STEPS.get(scale.unit, mpq(1))
    found = [_narrowed(bench, outcome, scale, paid, move) for move in tried if scale.at(move.value) == paid]
    levers = {move.lever.fields: move.lever for move in tried}
    found += [move for lever in levers.values() for move in _exactly(bench, outcome, lever, wanted)]
    near = [move for move in found if scale.at(move.value) == paid or abs(move.value - wanted) <= step]
    best = min(near, key=lambda move: (abs(move.value - wanted), abs(move.amount)), default=None)
    return None if best is None else (best.inputs, best.column)


def _exactly(bench: Bench, outcome: Outcome, lever: Lever, wanted: mpq) -> Iterator[Move]:
    """Where the KPI follows the measure in a line: brought to the value itself, by whole contacts."""
    name = bench.settlement.calculation.periods[bench.index].id
    there = next((i for i, period in enumerate(bench.past.periods) if period.id == name), None)
    exact = moved(bench.past, there, lever, wanted) if there is not None else None
    for up in (True, False) if exact is not None else ():
        assert exact is not None
        before = bench.settlement.calculation.inputs[bench.index]
        amount = sum((exact[cell] - before[cell] for cell in lever.cells), mpq(0))
        found = _settled(bench, outcome, lever, amount, whole(exact, up=up))
        if found is not None:
            yield found


def _narrowed(bench: Bench, outcome: Outcome, scale: Payout, paid: mpq | None, move: Move) -> Move:
    """The smallest move that pays so, between half of one that does and itself."""
    short, found = move.amount / 2 if abs(move.amount) > 1 else mpq(0), move
    while abs(found.amount - short) > 1:
        middle = (short + found.amount) / 2
        middle = mpq(middle.numerator // middle.denominator)
        tried = _move(bench, outcome, move.lever, middle) if middle not in {short, found.amount} else None
        if tried is not None and scale.at(tried.value) == paid:
            found = tried
        else:
            short = middle if middle != short else found.amount
    return found
