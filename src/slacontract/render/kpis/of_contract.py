"""The KPIs of a contract as the contract defines them: the catalogue's in its variant, its own by formula, and derived ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from slacontract.catalogue.definitions import KpiDefinition, catalogue
from slacontract.catalogue.variants import READY_MADE, Measured
from slacontract.languages import Language, message, say
from slacontract.render.kpis.words import BETTER, UNITS, fraction, wrapped
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.kpis.kpi import Kpi


def of_contract(contract: Contract, names: tuple[str, ...], language: Language) -> str:
    """The KPIs named, or all of them, in the order of the contract."""
    chosen = [(str(name), kpi) for name, kpi in contract.kpis.items() if not names or str(name) in names]
    told = [line for name, kpi in chosen for line in (*_kpi(name, kpi, language), "")]
    return "\n".join(told[:-1])


def _kpi(name: str, kpi: Kpi, language: Language) -> Iterator[str]:
    definition = catalogue().get(kpi.kpi or "") if kpi.formula is None else None
    called = kpi.title or (definition.name if definition else name)
    yield f"{name}  {say(called, language)} ({kpi.clause})"
    how = how_measured(kpi)
    yield from _meaning(kpi, definition, how, language)
    if kpi.derived:
        yield from wrapped(say(message("Made of: {kpis}.", kpis=", ".join(map(str, kpi.sources))), language), "  ")
    elif READY_MADE in kpi.variant:
        yield from wrapped(say(message("It arrives ready-made, in a column '{field}'.", field=str(kpi.kpi)), language), "  ")
    else:
        yield ""
        yield from fraction(how.node, language, "    ")
        yield ""
        yield from wrapped(say(message("It reads: {fields}.", fields=", ".join(how.fields)), language), "  ")
    if kpi.target is not None:
        yield from wrapped(say(message("Target: {target}.", target=kpi.target.text), language), "  ")


def _meaning(kpi: Kpi, definition: KpiDefinition | None, how: Measured, language: Language) -> Iterator[str]:
    means = definition.told.means if definition else message("A KPI of the contract's own.")
    told = message("{means} In {unit}; {side}.", means=means, unit=UNITS[how.unit], side=BETTER[how.better])
    yield from wrapped(say(told, language), "  ")
    for name, said in kpi.variant.items() if definition else ():
        choice = definition.variant[str(name)].choices.get(str(said)) if definition and name in definition.variant else None
        if choice is not None:
            yield from wrapped(f"{name}: {said}. {say(choice.means, language)}", "      ", "    ")
        elif name != READY_MADE:
            yield f"    {name}: {said}"
