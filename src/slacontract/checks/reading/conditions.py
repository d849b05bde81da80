"""C207, C211, C212 and C226 inside conditions and formulas: names that are declared, units that can be compared."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.catalogue.kpis import base_fields, is_base_field
from slacontract.checks.billing.components import own_measures
from slacontract.checks.kpis.definitions import names_in
from slacontract.checks.places import within
from slacontract.checks.terms import counts, listed, shown, unit_of_name
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.nodes import Arith, Compare, Node, references, walk
from slacontract.formula.text import Expression, Figure, Share
from slacontract.formula.units import alike, inferred
from slacontract.formula.written import Lookup
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.billing.models import PerUnit
from slacontract.model.conditions import conditions_of
from slacontract.model.contract import Contract
from slacontract.model.fields import unit_remedy
from slacontract.model.kpis.excuses import SharedRelief
from slacontract.model.kpis.gates import Gate
from slacontract.model.names import CALENDAR, names_of
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

_FORMULA_UNITS = {
    Unit.SECONDS: {"seconds"},
    Unit.MINUTES: {"minutes", "number", "count"},
    Unit.HOURS: {"hours", "number", "count"},
    Unit.DAYS: {"days", "number", "count"},
    Unit.POINTS: {"points", "number", "count"},
    Unit.MONEY: {"money", "number"},
    Unit.RATIO: {"percent", "number"},
}


def condition_names(contract: Contract) -> Iterator[Finding]:
    """A condition asks for KPIs of the contract and for measures."""
    known = {*base_fields(), *listed(contract.kpis), *listed(contract.figures), *CALENDAR, *_own_fields(contract)}
    for said in conditions_of(contract):
        if not said.names:
            yield finding("C212", said.of.at, f"'{said.of.text}' depends on no measure.",
                          "Compare a KPI or a measure, such as csat >= 75%.")  # fmt: skip
        for name in said.names:
            if name not in known and not is_base_field(name):
                at = within(said.of.text, said.of.at, name)
                remedy = nearest(name, known)
                if not remedy.startswith("Did you mean") and name.isidentifier():
                    remedy = f"A measure of your own is read by a figure, {name}_now: {{formula: {name}, …}}; ask for that one."
                yield finding("C211", at, f"'{name}' is neither a KPI of this contract nor a measure.", remedy)
    holders: tuple[Gate | SharedRelief, ...] = (*contract.gates, *contract.relief)
    for noun in holders:
        yield from _held(contract, noun)


def _own_fields(contract: Contract) -> set[str]:
    """The measures that only this contract has, by the clauses that read them."""
    found = {str(line.count) for line in contract.billing.values() if isinstance(line, PerUnit)}
    found |= own_measures(contract)
    caps = [line.cap for line in contract.billing.values() if isinstance(line, PerFteHour) and line.cap]
    found |= {str(share.of) for cap in caps for share in cap.shares}
    for figure in contract.figures.values():
        found |= set(names_of(figure))
    for kpi in contract.kpis.values():
        found |= set(names_in(kpi.formula)) if kpi.formula else set()
        knees = [knee for scale in kpi.per_unit for knee in (scale.above, scale.below)]
        found |= {knee.of for knee in knees if isinstance(knee, Share)}
    return found


def _held(contract: Contract, noun: Gate | SharedRelief) -> Iterator[Finding]:
    """The KPIs that a gate holds or a relief excuses are there, and pay."""
    what = "the gate could hold" if isinstance(noun, Gate) else "the relief could excuse"
    for name in noun.kpis:
        if name not in contract.kpis:
            yield finding("C211", name.at, f"'{name}' is no KPI of this contract.", nearest(name, listed(contract.kpis)))
        elif not contract.kpis[name].pays and (isinstance(noun, Gate) or not contract.kpis[name].scaled):
            yield finding("C213", name.at, f"'{name}' pays nothing that {what}.", "Delete it from 'kpis:'.",
                          contract.kpis[name].place)  # fmt: skip


def condition_scopes(contract: Contract) -> Iterator[Finding]:
    """A condition asks for one figure: of the whole service, or of the member whose KPI it is about."""
    for said in conditions_of(contract):
        own = contract.kpis[said.kpi].each if said.kpi is not None else ()
        for name in said.names:
            kpi = contract.kpis.get(Word(name))
            if kpi is not None and kpi.each and kpi.each != own:
                at = within(said.of.text, said.of.at, name)
                what = f"'{name}' has a figure for each {', '.join(kpi.each)}, and the {said.what} asks for one."
                remedy = f"Declare a KPI without 'each:' for the {said.what}."
                yield finding("C226", at, what, remedy, kpi.place_of("each"))


def condition_divisions(contract: Contract) -> Iterator[Finding]:
    """A condition divides by figures of the contract only: a measure may be zero."""
    for said in conditions_of(contract):
        for node in walk(said.of.node):
            if isinstance(node, Arith) and node.op == "/" and names_in(Expression(node.right)):
                yield finding("C212", said.of.at, f"'{said.of.text}' divides by a measure, which may be zero.",
                              "Declare the ratio as a KPI, and name the KPI here.")  # fmt: skip
                break


def condition_units(contract: Contract) -> Iterator[Finding]:
    """A condition compares like with like."""
    for said in conditions_of(contract):
        for node in walk(said.of.node):
            if isinstance(node, Compare):
                yield from _comparison(contract, said.of, node)


def _comparison(contract: Contract, when: Expression, node: Compare) -> Iterator[Finding]:
    left, right = (_inferred(side, contract) for side in (node.left, node.right))
    if left is None or right is None or alike(left, right):
        return
    figure = next((f for f in references(node) if isinstance(f, Figure)), None)
    at = when.at
    remedy = "Compare two figures of the same unit."
    if figure is not None and figure.quantity is not None:
        at = within(when.text, when.at, figure.quantity.text)
        wanted = right if left is figure.quantity.unit else left
        remedy = unit_remedy(figure.quantity, wanted, _bare(figure, wanted))
    yield finding("C207", at, f"'{when.text}' compares {left.value} with {right.value}.", remedy)


def _bare(figure: Figure, wanted: Unit) -> str:
    assert figure.quantity is not None, "a figure that was written has a quantity"
    if figure.quantity.unit is Unit.SECONDS and wanted is Unit.HOURS:
        return f"the bare number of hours, {shown(figure.quantity.value / 3600, Unit.NUMBER)}"
    return "the bare number" if wanted is not Unit.RATIO else "a percentage, such as 85%"


def _inferred(node: Node, contract: Contract) -> Unit | None:
    """What a formula counts, as far as the names of its fields say."""
    return inferred(node, lambda name: unit_of_name(contract, name))


def formula_units(contract: Contract) -> Iterator[Finding]:
    """A formula counts what the contract says it counts."""
    for name, kpi in contract.kpis.items():
        if kpi.formula is None or kpi.unit is None:
            continue
        allowed = _FORMULA_UNITS.get(_inferred(kpi.formula.node, contract) or Unit.TEXT)
        if allowed is not None and kpi.unit not in allowed:
            yield finding("C207", kpi.place_of("unit"), f"The formula of '{name}' does not give {kpi.unit}.",
                          f"Its fields give {' or '.join(sorted(allowed))}.", kpi.formula.at)  # fmt: skip
        elif (remedy := never_gives(contract, kpi.formula, kpi.unit)) is not None:
            what = f"The formula of '{name}' does not give {kpi.unit}."
            yield finding("C207", kpi.place_of("unit"), what, remedy, kpi.formula.at)


def never_gives(contract: Contract, said: Expression, unit: str) -> str | None:
    """What to write instead, where nothing in a formula could give a percentage or seconds; None where something could."""
    read = [ref for ref in references(said.node) if not isinstance(ref, Figure)]
    units = {unit_of_name(contract, ref.id) or counts(contract, ref.id) for ref in read}
    units |= {ref.quantity.unit for ref in references(said.node) if isinstance(ref, Figure) and ref.quantity is not None}
    divides = any(isinstance(node, Arith) and node.op == "/" for node in walk(said.node))
    if not read or any(isinstance(node, Lookup) for node in walk(said.node)):
        return None  # another check tells it, or the table says what it gives
    if unit == "percent" and not divides and Unit.RATIO not in units:
        name = read[0].id
        return f"Divide: {name} / 100, where the measures have 85 for 85%; or call the measure {name}_pct, and write 85% there."
    if unit == "seconds" and Unit.SECONDS not in units and units & {Unit.HOURS, Unit.MINUTES}:
        return "Write 'unit: hours', or multiply by 3600."
    return None
