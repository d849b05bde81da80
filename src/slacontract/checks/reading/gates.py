"""C202, C204, C205, C211, C226 and C231: a gate asks one thing, and its table takes every value of its KPI once."""

from __future__ import annotations

from collections.abc import Iterator

from gmpy2 import mpq

from slacontract.checks.kpis.bands import partition
from slacontract.checks.kpis.sums import values_in
from slacontract.checks.terms import fits, how_measured, is_well_written, listed
from slacontract.checks.whole.required import MOST_STEPS
from slacontract.findings import Finding, finding, nearest
from slacontract.model.contract import Contract
from slacontract.model.kpis.gates import Gate
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.scales import Band
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_NOTHING = Quantity(mpq(0), Unit.MONEY, "")


def gate_asks(contract: Contract) -> Iterator[Finding]:
    """A gate has a condition and what follows without it, or a KPI and a table."""
    for gate in contract.gates:
        said = [key for key in ("when", "otherwise", "of", "steps") if gate.says(key) and getattr(gate, key)]
        if said in (["when", "otherwise"], ["of", "steps"]):
            continue
        if set(said) & {"when", "otherwise"} and set(said) & {"of", "steps"}:
            yield finding("C231", gate.place, f"The gate has {' and '.join(said)}.",
                          "Keep 'when:' and 'otherwise:', or 'of:' and 'steps:'.")  # fmt: skip
        else:
            lacking = {"when": "otherwise", "otherwise": "when", "of": "steps", "steps": "of"}.get("".join(said), "")
            remedy = f"Add '{lacking}:'." if lacking else "Add 'when:' and 'otherwise:', or 'of:' and 'steps:'."
            yield finding("C202", gate.place, "The gate does not say what it asks and what follows.", remedy)


def gate_keeps(contract: Contract) -> Iterator[Finding]:
    """A gate never lifts a penalty, and each of its steps says what is kept."""
    for gate in contract.gates:
        effects = [(step.effect, step.place) for step in gate.steps]
        effects += [(gate.otherwise, gate.otherwise.at)] if gate.otherwise else []
        for effect, place in effects:
            penalty, bonus = effect.shared.get("penalty"), effect.shared.get("bonus")
            if not effect.none and not effect.shares:
                yield finding("C202", place, "The step does not say what it keeps.", "Add 'bonus:', such as bonus: 50%.")
            if penalty is not None and penalty.value < 1:
                yield finding("C231", penalty.at, f"The gate keeps {penalty.text} of penalties, and a gate never lifts one.",
                              "Write 100% or more, or a 'relief:' for the KPIs.")  # fmt: skip
            if bonus is not None and bonus.value < 0:
                yield finding("C214", bonus.at, f"The gate keeps {bonus.text} of the bonus.", "Write 0% to keep nothing.")


def gate_steps(contract: Contract) -> Iterator[Finding]:
    """The table of a gate is over a KPI of the contract that has one figure, and takes every value of it once."""
    for gate in contract.gates:
        if gate.of is None:
            continue
        kpi = contract.kpis.get(gate.of)
        if kpi is None:
            yield finding("C211", gate.of.at, f"'{gate.of}' is no KPI of this contract.", nearest(gate.of, listed(contract.kpis)))
        elif kpi.each:
            what = f"'{gate.of}' has a figure for each {', '.join(kpi.each)}, and the gate asks for one."
            yield finding("C226", gate.of.at, what, "Declare a KPI without 'each:' for the gate.", kpi.place_of("each"))
        else:
            yield from _table(contract, gate, kpi)


def _table(contract: Contract, gate: Gate, kpi: Kpi) -> Iterator[Finding]:
    how = how_measured(kpi)
    if how is None or not gate.steps:
        return
    if len(gate.steps) > MOST_STEPS:
        what = f"The gate has {len(gate.steps)} steps; at most {MOST_STEPS} fit into a cell."
        yield finding("C214", gate.place_of("steps"), what, "Join steps.")
    for step in gate.steps:
        for bound in step.when.bounds:
            if not fits(bound.limit.unit, how.unit):
                yield finding("C207", step.when.at, f"'{step.when.text}' is not in the unit of '{gate.of}', {how.unit.value}.",
                              "Write its bounds as the bands of the KPI have them.", kpi.place)  # fmt: skip
    if all(is_well_written(step.when, how.unit) for step in gate.steps):
        bands = tuple(Band(when=step.when, pay=_NOTHING) for step in gate.steps)
        yield from partition(str(gate.of), bands, values_in(contract, kpi, how), how.unit)
