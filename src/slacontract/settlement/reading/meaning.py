"""What the names of a contract mean in settlement: their units, and the measures that stand behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from slacontract.catalogue.kpis import Measured, catalogue, field_unit, measured
from slacontract.formula.nodes import ZERO
from slacontract.model.names import billing_name, fact_unit, names_of
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.kpis.kpi import Kpi


def fields_of(
    contract: Contract, names: Iterable[str], *, together: bool, inside: str = "", in_figure: bool = False
) -> tuple[str, ...]:
    """The measures behind the names of a clause, each once.

    With ``together`` those alone that are added up over the same members as the clause itself: not those of a figure that has
    members, a ``where`` or a scope of its own, which looks after them itself. ``inside`` is the figure that asks;
    ``in_figure`` where the names stand in its formulas, in which KPIs can be named.
    """
    found: dict[str, None] = {}
    seen: set[tuple[str, bool]] = set()

    def visit(name: str, *, in_figure: bool) -> None:
        if (name, in_figure) in seen:
            return
        seen.add((name, in_figure))
        noun, kpi = contract.figures.get(Word(name)), contract.kpis.get(Word(name))
        if noun is not None:
            if not together or name == inside or (not noun.over and not noun.where and noun.scope == "clause"):
                for behind in names_of(noun):
                    visit(behind, in_figure=True)
        elif in_figure and kpi is not None:
            for behind in () if together or not kpi.each else how_measured(kpi).fields:
                visit(behind, in_figure=False)
            for source in () if together or not kpi.each else kpi.sources:
                visit(str(source), in_figure=True)
        elif fact_unit(name) is None and not (in_figure and billing_name(contract, name)):
            found[name] = None

    for name in names:
        visit(name, in_figure=in_figure)
    return tuple(found)


def how_measured(kpi: Kpi) -> Measured:
    """How the KPI is computed: by the catalogue's variant, or by the contract's own formula."""
    if kpi.derived:
        in_percent = kpi.scorecard is not None and kpi.scorecard.score == "value"
        return Measured(ZERO, Unit.RATIO if in_percent else Unit.POINTS, kpi.better or "neither", "any")
    if kpi.formula is None:
        assert kpi.kpi is not None, "check refuses a KPI without a definition"
        return measured(catalogue()[kpi.kpi], kpi.variant)
    assert kpi.unit is not None, "check refuses a formula without unit"
    return Measured(kpi.formula.node, Unit(kpi.unit), kpi.better or "neither", kpi.domain or "any")


def unit_of_name(contract: Contract, name: str) -> Unit | None:
    """What a name of a formula counts; None where nothing says it."""
    if Word(name) in contract.figures:
        return Unit(contract.figures[Word(name)].unit)
    if Word(name) in contract.kpis:
        kpi = contract.kpis[Word(name)]
        unit = how_measured(kpi).unit
        return kpi.against.unit(unit) if kpi.against else unit
    if billing_name(contract, name) is not None:
        return Unit.MONEY
    return fact_unit(name) or field_unit(name)
