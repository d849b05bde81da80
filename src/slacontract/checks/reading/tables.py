"""C202, C204, C205, C207, C211, C214 and C224: tables that give one value for every value, and formulas that read them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from gmpy2 import mpq

from slacontract.checks.kpis.bands import partition
from slacontract.checks.places import within
from slacontract.checks.spans import DOMAINS, Values
from slacontract.checks.terms import is_well_written, listed, unit_of_name
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.nodes import walk
from slacontract.formula.text import Bound, Expression
from slacontract.formula.units import alike, inferred
from slacontract.formula.written import Lookup
from slacontract.model.conditions import conditions_of
from slacontract.model.contract import Contract
from slacontract.model.fields import unit_remedy
from slacontract.model.kpis.scales import Band
from slacontract.model.names import expressions
from slacontract.model.tables import LookupTable
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_KINDS: Final = ("steps", "points", "slabs")
_MOST: Final = 50
_BARE: Final = frozenset({Unit.COUNT, Unit.MONEY, Unit.RATE, Unit.HOURS, Unit.MINUTES, Unit.DAYS, Unit.POINTS, Unit.FTE})
_EXAMPLES: Final = {Unit.RATIO: "85%", Unit.SECONDS: "30 s"}


def tables_said(contract: Contract) -> Iterator[Finding]:
    """A table is of one kind, and says what lies beyond its points."""
    for name, table in contract.tables.items():
        said = [kind for kind in _KINDS if getattr(table, kind)]
        if len(said) != 1:
            at = table.place_of(said[1]) if said else table.place
            remedy = "Say one of 'steps:' (stretches of values), 'points:' (a line) and 'slabs:' (each unit at its rate)."
            yield finding("C202", at, f"'{name}' has {' and '.join(said) or 'no rows'}.", remedy)
        if table.points and table.beyond is None:
            yield finding("C202", table.place, f"'{name}' does not say what it gives outside of its points.",
                          "Add 'beyond:'. Choices: flat (the first and the last go on), blank (no figure).")  # fmt: skip
        elif table.beyond is not None and not table.points:
            yield finding("C202", table.place_of("beyond"), f"'{name}' has no points to lie beyond.", "Delete 'beyond:'.")
        for kind in said:
            if len(getattr(table, kind)) > _MOST:
                yield finding("C214", table.place_of(kind), f"'{name}' has more than {_MOST} {kind}.", "Join some of them.")


def table_units(contract: Contract) -> Iterator[Finding]:
    """Every figure of a table is in the unit that the table says."""
    for name, table in contract.tables.items():
        for quantity, unit in _figures(table):
            yield from in_unit(name, quantity, unit)


def in_unit(name: str, quantity: Quantity, unit: Unit) -> Iterator[Finding]:
    """A figure that is written is in the unit that is said beside it."""
    if quantity.unit is not unit and not (quantity.unit is Unit.NUMBER and (unit in _BARE or not quantity.value)):
        yield finding("C207", quantity.at, f"'{name}' has {unit.value} there, and '{quantity.text}' is not.",
                      unit_remedy(quantity, unit, _EXAMPLES.get(unit, "the bare number")))  # fmt: skip


def _figures(table: LookupTable) -> Iterator[tuple[Quantity, Unit]]:
    of, unit = Unit(table.of), Unit(table.unit)
    for step in table.steps:
        yield from ((bound.limit, of) for bound in step.when.bounds)
        yield step.gives, unit
    for point in table.points:
        yield from ((point.at, of), (point.gives, unit))
    for slab in table.slabs:
        if slab.up_to is not None:
            yield slab.up_to, of


def table_rows(contract: Contract) -> Iterator[Finding]:
    """The steps of a table take every value once; its points and slabs rise."""
    for name, table in contract.tables.items():
        unit = Unit(table.of)
        written = (is_well_written(step.when, unit) or _bare(step.when.bounds, unit) for step in table.steps)
        if table.steps and all(written):
            bands = tuple(Band(when=step.when, pay=step.gives) for step in table.steps)
            yield from partition(str(name), bands, _values(unit), unit)
        if len(table.points) == 1:
            yield finding("C224", table.points[0].place, f"'{name}' has one point.", "Write at least two, or steps.")
        for before, after in pairwise(table.points):
            if before.at.value >= after.at.value:
                what = f"The point at {after.at.text} stands after the one at {before.at.text}."
                remedy = "Write the points from the lowest value to the highest, each value once."
                yield finding("C224", after.at.at, what, remedy, before.at.at)
        yield from _slabs(str(name), table)


def _bare(bounds: tuple[Bound, ...], unit: Unit) -> bool:
    return unit in _BARE and all(bound.limit.unit is Unit.NUMBER for bound in bounds)


def _values(unit: Unit) -> Values:
    anything = unit in {Unit.NUMBER, Unit.RATIO, Unit.MONEY, Unit.RATE}
    return Values(DOMAINS["any" if anything else "nonnegative"], mpq(100 if unit is Unit.RATIO else 1))


def _slabs(name: str, table: LookupTable) -> Iterator[Finding]:
    for number, slab in enumerate(table.slabs, 1):
        last = number == len(table.slabs)
        if slab.up_to is None and not last:
            yield finding("C224", slab.place, f"Slab {number} of '{name}' has no end, and others follow.", "Add 'up_to:'.")
        elif slab.up_to is not None and last:
            yield finding("C224", slab.up_to.at, f"The last slab of '{name}' ends at {slab.up_to.text}.",
                          "Delete its 'up_to:', or add a slab for what lies above; its rate may be 0.")  # fmt: skip
    ends = [slab.up_to for slab in table.slabs if slab.up_to is not None]
    for before, after in pairwise(ends):
        if before.value >= after.value:
            yield finding("C224", after.at, f"A slab up to {after.text} stands after one up to {before.text}.",
                          "Write the slabs from the lowest to the highest.", before.at)  # fmt: skip
    if ends and ends[0].value <= 0:
        yield finding("C224", ends[0].at, f"The first slab of '{name}' ends at {ends[0].text}.", "Slabs begin at 0.")


def lookups(contract: Contract) -> Iterator[Finding]:
    """A formula looks up in a table that is there what the table is of."""
    for said in _expressions(contract):
        for node in walk(said.node):
            if isinstance(node, Lookup):
                yield from _lookup(contract, said, node)


def _expressions(contract: Contract) -> Iterator[Expression]:
    for figure in contract.figures.values():
        yield from expressions(figure)
    yield from (kpi.formula for kpi in contract.kpis.values() if kpi.formula is not None)
    yield from (said.of for said in conditions_of(contract))
    yield from (said for one in contract.commitments for said in (one.at_least, one.at_most) if said is not None)


def _lookup(contract: Contract, said: Expression, node: Lookup) -> Iterator[Finding]:
    at = within(said.text, said.at, node.table)
    table = contract.tables.get(Word(node.table))
    if table is None:
        yield finding("C211", at, f"'{node.table}' is no table of this contract.", nearest(node.table, listed(contract.tables)))
        return
    unit = inferred(node.item, lambda name: unit_of_name(contract, name))
    if unit is not None and not alike(unit, Unit(table.of)) and not (unit is Unit.RATIO and table.of == "number"):
        yield finding("C207", at, f"'{node.table}' is a table of {table.of}, and {unit.value} is looked up in it.",
                      "Look up what the table is of.", table.place_of("of"))  # fmt: skip


TABLE_CHECKS: Final = (tables_said, table_units, table_rows, lookups)
"""What is asked of tables and of the formulas that read them."""
