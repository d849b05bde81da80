"""Round figures: measures that could be, for a contract that has none yet, so that its examples can be followed in the head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit
from slacontract.formula.nodes import Arith, Node, references, walk
from slacontract.formula.text import Figure
from slacontract.model.measures import Measures
from slacontract.quantities.units import Unit
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.model.contract import Contract

_WHOLE: Final = mpq(1000)
_FIGURES: Final[Mapping[Unit, mpq]] = {
    Unit.COUNT: _WHOLE, Unit.SECONDS: _WHOLE * 100, Unit.HOURS: mpq(1000), Unit.MONEY: mpq(10_000), Unit.RATE: mpq(1),
    Unit.RATIO: mpq(80, 100), Unit.NUMBER: mpq(100), Unit.FTE: mpq(10), Unit.POINTS: mpq(80), Unit.DATE: mpq(46_023),
    Unit.MOMENT: mpq(1_767_225_600),
}  # fmt: skip
"""A figure of each kind: 1,000 contacts of 100 s in each component, 1,000 hours, 10,000 in money."""
_FEW: Final = re.compile(r"(abandoned|lost|wrong|cancelled|failed|missed|late)(_.*)?|.*_(wrong|cancelled|failed|missed|late)")
"""Things that should be few: one in twenty."""


def round_figures(measures: Measures, contract: Contract) -> Measures:
    """The same measures with a round figure in each cell: parts of a whole are four fifths of it, what goes wrong is little."""
    parts = _parts(contract)
    return replace(measures, cells={
        cell: replace(figure, value=_figure(cell.field, part=cell.field in parts)) for cell, figure in measures.cells.items()
    })  # fmt: skip


def _figure(field: str, *, part: bool) -> mpq:
    value = _FIGURES.get(field_unit(field), _WHOLE)
    if field_unit(field) is not Unit.COUNT:
        return value
    if _FEW.fullmatch(field):
        return value / (100 if re.search(r"_(in|under)_[0-9]+s$", field) else 20)
    return value * 4 / 5 if part else value


def _parts(contract: Contract) -> frozenset[str]:
    """The counts that stand above the line of a KPI and below that of none."""
    above: set[str] = set()
    below: set[str] = set()
    for kpi in contract.kpis.values():
        for node in walk(how_measured(kpi).node):
            if isinstance(node, Arith) and node.op == "/":
                above.update(_names(node.left))
                below.update(_names(node.right))
    return frozenset(above - below)


def _names(node: Node) -> list[str]:
    return [ref.id for ref in references(node) if not isinstance(ref, Figure)]
