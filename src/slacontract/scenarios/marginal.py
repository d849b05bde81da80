"""The price of a step: what a second, a point or a contact more or less is worth, with all that the same counts move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.formula.nodes import references
from slacontract.scenarios.exposure_nouns import Marginal, Step
from slacontract.scenarios.levers import Lever, levers, movable, moved, shifted

if TYPE_CHECKING:
    from slacontract.formula.exact import Column
    from slacontract.scenarios.history import History, Inputs
    from slacontract.settlement.draft import Outcome


def marginal(history: History) -> Iterator[Marginal]:
    """The prices of every KPI whose counts can be moved, in the last period in which it was measured."""
    for outcome in movable(history):
        for lever in levers(history, outcome)[:1]:
            index = next((i for i in reversed(history.told) if history.base[i][lever.value] is not None), None)
            if index is not None:
                yield _marginal(history, outcome, lever, index)


def _marginal(history: History, outcome: Outcome, lever: Lever, index: int) -> Marginal:
    value = mpq(history.base[index][lever.value])  # type: ignore[arg-type]  # the period was chosen for it
    inputs = history.calculation.inputs[index]
    here = _step(history, lever, index, value, inputs)
    assert here is not None, "a period is at its own result"
    target = target_of(history, outcome)
    at_target = moved(history, index, lever, target) if target is not None else None
    there = _step(history, lever, index, target, at_target) if target is not None and at_target is not None else None
    return Marginal(
        outcome.kpi, outcome.label, outcome.member, outcome.unit, lever.step, here, there,
        _of_one(history, lever, index) if lever.counts else None,
    )  # fmt: skip


def target_of(history: History, outcome: Outcome) -> mpq | None:
    """The target of a KPI, as a figure; None where it has none, or two, or one of its distance to a figure that moves."""
    plan = history.calculation.plans[-1]
    met = plan.rows.get(outcome.met) if outcome.met else None
    kpi = history.latest.contract.kpis[outcome.kpi]  # type: ignore[index]  # a name is a text
    if met is None or met.formula is None or kpi.against is not None:
        return None
    known = _terms(history, outcome)
    return known[0] if len(known) == 1 else None


def _terms(history: History, outcome: Outcome) -> list[mpq]:
    plan = history.calculation.plans[-1]
    formula = plan.rows[outcome.met].formula
    assert formula is not None, "the row of a status is computed"
    return [plan.terms[ref.id].value for ref in references(formula) if ref.id in plan.terms]


def _step(history: History, lever: Lever, index: int, value: mpq, inputs: Inputs) -> Step | None:
    before = history.fresh(index, inputs)
    up = moved(history, index, lever, value + lever.step, inputs)
    down = moved(history, index, lever, value - lever.step, inputs)
    return Step(value, _change(history, before, index, up), _change(history, before, index, down))


def _change(history: History, before: Column, index: int, inputs: Inputs | None) -> tuple[mpq, mpq] | None:
    """What a change makes of what results pay, and of what is billed."""
    if inputs is None:
        return None
    after = history.fresh(index, inputs)
    return history.stake(after) - history.stake(before), history.billed(after) - history.billed(before)


def _of_one(history: History, lever: Lever, index: int) -> mpq | None:
    """What one contact, case or answer more is worth in all."""
    changed = shifted(lever, history.calculation.inputs[index], mpq(1))
    if changed is None:
        return None
    before = history.fresh(index, history.calculation.inputs[index])
    return history.net(history.fresh(index, changed)) - history.net(before)
