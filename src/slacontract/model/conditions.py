"""Conditions and expressions of a contract, wherever they stand: of gates, of reliefs, and of one KPI or of the whole service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slacontract.formula.nodes import references
from slacontract.formula.text import Expression, Figure
from slacontract.model.contract import Contract
from slacontract.model.kpis.excuses import Relief
from slacontract.model.texts import Word


@dataclass(frozen=True, slots=True)
class Said:
    """A condition or expression, what it belongs to (``gate``, ``relief``), and the KPI in whose scope it is looked at."""

    what: str
    of: Expression
    kpi: Word | None = None

    @property
    def names(self) -> list[str]:
        """The KPIs and measures that it reads, each once."""
        return list(dict.fromkeys(ref.id for ref in references(self.of.node) if not isinstance(ref, Figure)))


def conditions_of(contract: Contract) -> Iterator[Said]:
    """Every condition that decides whether something is paid, and the expressions that reliefs count by."""
    for gate in contract.gates:
        if gate.when is not None:
            yield Said("gate", gate.when)
    for shared in contract.relief:
        yield from _of_relief(shared, None)
    for name, kpi in contract.kpis.items():
        for relief in kpi.relief:
            yield from _of_relief(relief, name)


def _of_relief(relief: Relief, kpi: Word | None) -> Iterator[Said]:
    if relief.when is not None:
        yield Said("relief", relief.when, kpi)
    if relief.margin_of_error is not None:
        yield Said("relief", relief.margin_of_error.of, kpi)
