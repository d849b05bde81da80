"""Averages, prices and indices among the measures: they are never added up over members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from slacontract.findings import Finding, finding
from slacontract.formula.nodes import references
from slacontract.model.measures import Measures
from slacontract.quantities.periods import Period
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Compiled
from slacontract.settlement.service.scopes import input_id

AVERAGES: Final = frozenset({Unit.RATIO, Unit.RATE, Unit.NUMBER, Unit.DATE, Unit.MOMENT})
"""Units of measures that stand for the scope that they were measured on."""
_OF_ONE: Final = "between"
"""How rows begin that hold the time between two days of one case."""


def added_up(compiled: Sequence[Compiled], periods: Sequence[Period], measures: Measures) -> Iterator[Finding]:
    """Percentages, prices and indices that are given for several members, and asked for as one figure."""
    places = {(cell.period, input_id(cell.field, cell.member)): (cell, figure.at) for cell, figure in measures.cells.items()}
    told: set[str] = set()
    for version, period in zip(compiled, periods, strict=True):
        for row in version.plan.rows.values():
            if row.stage != "measures" or row.formula is None or row.id in told:
                continue
            if row.unit not in AVERAGES and not row.id.startswith(_OF_ONE):
                continue
            given = [places[period.id, ref.id] for ref in references(row.formula) if (period.id, ref.id) in places]
            if len(given) > 1:
                told.add(row.id)
                field, at = given[1][0].field, given[1][1]
                yield finding("M319", at, f"'{field}' is given for {len(given)} scopes in {period.id}, and a clause is about "
                              "all of them: it cannot be added up.",
                              "Give one figure for the whole scope, or narrow the clause with where: or each:.",
                              given[0][1])  # fmt: skip
