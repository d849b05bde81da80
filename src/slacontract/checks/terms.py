"""What several checks ask of a contract: how a KPI is measured, what its scale pays, and how a figure is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import Measured, catalogue, field_unit, is_base_field, measured
from slacontract.checks.spans import DOMAINS, Span, Values
from slacontract.formula.nodes import ZERO
from slacontract.formula.text import Interval
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.names import billing_name, fact_unit
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity, TextFault, as_decimal
from slacontract.quantities.units import Unit

COUNTED = frozenset({Unit.COUNT, Unit.NUMBER})
"""Units that are written as bare figures and may be compared with each other."""


def how_measured(kpi: Kpi) -> Measured | None:
    """How what is compared with target and scale is computed; None when its definition is at fault, which is told elsewhere."""
    own = own_measured(kpi)
    return replace(own, unit=kpi.against.unit(own.unit), domain="any") if own and kpi.against else own


def own_measured(kpi: Kpi) -> Measured | None:
    """How the value of a KPI is computed, before it is compared with a figure that moves."""
    if kpi.derived:
        in_percent = kpi.scorecard is not None and kpi.scorecard.score == "value"
        return Measured(ZERO, Unit.RATIO if in_percent else Unit.POINTS, kpi.better or "neither", "any")
    if kpi.formula is not None:
        unit = Unit(kpi.unit) if kpi.unit else None
        return (
            Measured(kpi.formula.node, unit, kpi.better or "neither", kpi.domain or "any") if unit and kpi.kpi is None else None
        )
    definition = catalogue().get(kpi.kpi or "")
    if definition is None:
        return None
    try:
        return measured(definition, {str(key): str(value) for key, value in kpi.variant.items()})
    except TextFault:
        return None


def unit_of_name(contract: Contract, name: str) -> Unit | None:
    """What a name of a formula counts: of a figure, KPI, table or billing line as the contract says, of a measure by its name."""
    if name.startswith("tables."):
        table = contract.tables.get(Word(name.removeprefix("tables.")))
        return Unit(table.unit) if table else None
    if Word(name) in contract.figures:
        return Unit(contract.figures[Word(name)].unit)
    if Word(name) in contract.kpis:
        how = how_measured(contract.kpis[Word(name)])
        return how.unit if how else None
    if billing_name(contract, name) is not None:
        return Unit.MONEY
    if (fact := fact_unit(name)) is not None:
        return fact
    unit = field_unit(name)
    return unit if is_base_field(name) or unit is not Unit.COUNT else None


def counts(contract: Contract, name: str) -> Unit:
    """What a measure counts by its name, or a figure by what the contract says."""
    figure = contract.figures.get(Word(name))
    return Unit(figure.unit) if figure else fact_unit(name) or field_unit(name)


def values_of(kpi: Kpi, how: Measured) -> Values:
    """The values that are compared with the thresholds of a KPI."""
    scale = mpq(100) if how.unit is Unit.RATIO else mpq(1)
    grid = 1 / (scale * 10**kpi.rounded.decimals) if kpi.rounded and not kpi.against else None
    return Values(DOMAINS[how.domain], scale, grid)


def pays_of(kpi: Kpi) -> tuple[Quantity, ...]:
    """Every payment that a scale of bands, a curve or a matrix can make, in the order of the text."""
    cells = (pay for row in kpi.matrix.rows for pay in row.pay) if kpi.matrix else ()
    return (*(band.pay for band in kpi.bands), *(point.pay for point in kpi.curve), *cells)


def paying(contract: Contract) -> Iterator[tuple[Word, Kpi]]:
    """The KPIs that move money, with their names."""
    return ((name, kpi) for name, kpi in contract.kpis.items() if kpi.pays)


def is_well_written(interval: Interval, unit: Unit) -> bool:
    """Whether all bounds of an interval are in the unit, and none of them is ``<>``."""
    return all(fits(bound.limit.unit, unit) and bound.relation != "<>" for bound in interval.bounds)


_BARE: Final = frozenset({Unit.COUNT, Unit.MONEY, Unit.MINUTES, Unit.HOURS, Unit.DAYS})
"""Units of which a threshold is written as a bare figure."""


def fits(found: Unit, wanted: Unit) -> bool:
    """Whether a figure as it is written can be compared with a value in a unit."""
    return found is wanted or (found is Unit.NUMBER and wanted in _BARE)


def shown(value: mpq, unit: Unit) -> str:
    """A value as a contract would write it.

    >>> shown(mpq(37, 40), Unit.RATIO), shown(mpq(360), Unit.SECONDS), shown(mpq(5, 2), Unit.NUMBER)
    ('92.5%', '360 s', '2.5')
    """
    if unit is Unit.RATIO:
        return f"{as_decimal(value * 100)}%"
    suffix = {Unit.SECONDS: " s", Unit.POINTS: " point" if value == mpq(1) else " points"}.get(unit, "")
    return f"{as_decimal(value)}{suffix}"


def span_text(span: Span, unit: Unit) -> str:
    """A span in the language of bands: ``>= 90% and < 95%``."""
    if span.low is not None and span.low == span.high:
        return f"= {shown(span.low, unit)}"
    parts = []
    if span.low is not None:
        parts.append(f"{'>=' if span.low_in else '>'} {shown(span.low, unit)}")
    if span.high is not None:
        parts.append(f"{'<=' if span.high_in else '<'} {shown(span.high, unit)}")
    return " and ".join(parts) or "any value"


def listed(names: Mapping[Word, object]) -> list[str]:
    """The names of a mapping, as plain texts."""
    return [str(name) for name in names]
