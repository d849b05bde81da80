"""C207, C211, C212 and C214 in formulas of clauses on billing: names that are there, money or a count as a result."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.catalogue.kpis import field_unit, is_base_field
from slacontract.checks.kpis.bases import stage_said
from slacontract.checks.kpis.definitions import field_name_fault, names_in
from slacontract.checks.places import within
from slacontract.checks.terms import listed
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.nodes import Arith, Blank, Node, walk
from slacontract.formula.text import Expression, Figure
from slacontract.formula.units import inferred
from slacontract.formula.written import Lookup, Previous, Window
from slacontract.model.billing.commitments import Span
from slacontract.model.contract import Contract
from slacontract.model.names import CALENDAR, billing_name
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

_MONEY = frozenset({Unit.MONEY, Unit.DAYS, Unit.RATE, Unit.NUMBER, Unit.COUNT, Unit.HOURS, Unit.MINUTES, Unit.FTE})
"""Units that a formula of money can seem to have: a rate is written bare, and times a count it is money."""


def charge_formulas(contract: Contract) -> Iterator[Finding]:
    """Amounts of commitments and target costs are money, over measures and the billing of the contract."""
    for commitment in contract.commitments:
        for said in (commitment.at_least, commitment.at_most):
            if said is not None:
                yield from formula_faults(contract, said)
                yield from _above_zero(said)
                yield from _added_up(contract, said, commitment.every)
    for target in contract.target_costs.values():
        yield from formula_faults(contract, target.target, billing=False)
        yield from formula_faults(contract, target.outturn, billing=False)
        yield from _above_zero(target.target)


def formula_faults(contract: Contract, said: Expression, *, billing: bool = True) -> Iterator[Finding]:
    """What keeps a formula from being an amount of money; one over billing may be without a value, and then changes nothing."""
    names = names_in(said)
    for name in names:
        yield from _name(contract, said, name, billing=billing)
    if any(isinstance(node, (Previous, Window)) for node in walk(said.node)):
        yield finding("C212", said.at, f"'{said.text}' looks at other periods, and amounts of spans do not.",
                      "Write it over measures; sums over the span are taken by themselves.")  # fmt: skip
    elif not billing and any(lacks(node) for node in walk(said.node)):
        what = f"'{said.text}' may have no value: it divides by a measure, looks up in a table or says blank."
        yield finding("C212", said.at, what,
                      "Multiply instead, or let the measures have the quotient.")  # fmt: skip
    else:
        unit = inferred(said.node, lambda name: Unit.MONEY if name.startswith("billing") else unit_of(contract, name))
        if unit is not None and unit not in _MONEY:
            yield finding("C207", said.at, f"'{said.text}' gives {unit.value}, and an amount of money is meant.",
                          "Write money such as 1000, or a price times a measure: 2.30 * answered.")  # fmt: skip


def lacks(node: Node) -> bool:
    """Whether a part of a formula may have no value, though all its measures have one."""
    divides = isinstance(node, Arith) and node.op == "/" and bool(names_in(Expression(node.right)))
    return divides or isinstance(node, (Lookup, Blank))


def _added_up(contract: Contract, said: Expression, every: Span) -> Iterator[Finding]:
    """What is read over a span of several periods can be added up."""
    for name in names_in(said) if every != "period" else ():
        unit = None if name.startswith("billing") else unit_of(contract, name)
        if unit in {Unit.RATIO, Unit.RATE} or (unit is Unit.COUNT and name in CALENDAR):
            what = f"'{name}' is a {unit.value if unit else 'number'}, and cannot be added up over a span."
            yield finding("C207", within(said.text, said.at, name), what,
                          "Name a figure of money, which is computed in each period and then added up.")  # fmt: skip


def unit_of(contract: Contract, name: str) -> Unit | None:
    """What a name of such a formula counts; None where nothing says it."""
    if name in contract.figures or name in CALENDAR:
        return CALENDAR.get(name) or Unit(contract.figures[Word(name)].unit)
    unit = field_unit(name)
    return unit if is_base_field(name) or unit is not Unit.COUNT else None


def _name(contract: Contract, said: Expression, name: str, *, billing: bool) -> Iterator[Finding]:
    at = within(said.text, said.at, name)
    if name.partition(".")[0] == "billing":
        line, base = name.removeprefix("billing").removeprefix("."), billing_name(contract, name)
        if not billing:
            yield finding("C211", at, f"'{name}' is not a measure.", "Name a measure of the cost.")
        elif base is not None:
            yield from stage_said(contract, base.lines, base.stage, at, name)
        else:
            yield finding("C211", at, f"'{line}' is no billing line of this contract.", nearest(line, listed(contract.billing)))
    elif name in contract.figures or name in CALENDAR:
        if not billing:
            yield finding("C211", at, f"'{name}' is no measure.", "Write what it is computed from.")
    elif name in contract.kpis and not is_base_field(name):
        yield finding("C211", at, f"'{name}' is a KPI, and amounts are made of measures.",
                      "Name the measures that it is made of.")  # fmt: skip
    else:
        yield from field_name_fault(name, at)


def _above_zero(said: Expression) -> Iterator[Finding]:
    if isinstance(said.node, Figure) and said.node.quantity is not None and said.node.quantity.value <= 0:
        yield finding("C214", said.at, f"The amount is {said.text}.", "Write an amount above zero.")
