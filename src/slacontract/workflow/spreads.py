"""From a user's own measures to the spread of a KPI: every variant on the same counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from gmpy2 import mpq

from slacontract.catalogue.definitions import KpiDefinition
from slacontract.catalogue.fields import dimensions
from slacontract.catalogue.spread import InVariant, figures_in, spread
from slacontract.catalogue.variants import all_variants, measured
from slacontract.findings import Finding, Position, any_stops, finding, nearest
from slacontract.model.measures import WEEK, Cell, Measures, Wanted
from slacontract.quantities.periods import Every, Schedule
from slacontract.settlement.wanted import KnownFields
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.files import MEASURES, Folder, find_contracts, read_bytes
from slacontract.workflow.runs import read_folder_measures

if TYPE_CHECKING:
    from slacontract.model.measures import Member

MeasureFields: TypeAlias = Callable[[Folder, frozenset[str]], tuple[Measures, list[Finding]]]
"""Counts base fields from the records of a contract: what ``slacontract measure`` does, for any fields."""

_MONTHS: Final = Schedule(Every.MONTH, 1, date(2000, 1, 1), date(2099, 12, 31), date(2000, 1, 1))
"""The calendar of measures without a contract: months and days."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums of base fields over the periods that are asked for, and where each was measured."""

    sums: Mapping[str, mpq]
    places: Mapping[str, frozenset[tuple[str, Member]]]
    periods: tuple[str, ...]

    def together(self, fields: tuple[str, ...]) -> bool:
        """Whether fields were measured in the same periods, and on the same members where they are told apart alike."""
        for field in fields[1:]:
            one, other = self.places[fields[0]], self.places[field]
            alike = {_names(member) for _, member in one} == {_names(member) for _, member in other}
            if one != other and (alike or {period for period, _ in one} != {period for period, _ in other}):
                return False
        return True


def _names(member: Member) -> tuple[str, ...]:
    return tuple(name for name, _ in member)


def spread_on(
    path: Path,
    definition: KpiDefinition,
    figures: Mapping[str, tuple[str, ...]],
    period: str | None = None,
    measure_fields: MeasureFields | None = None,
) -> tuple[tuple[InVariant, ...], Counts | None, list[Finding]]:
    """Every variant of a KPI on the measures at a path: those of a contract, or one file of them.

    ``figures`` are thresholds and windows to try, by parameter; without them those that the measures have, or the usual ones.
    With ``measure_fields`` the fields of all variants are counted from the contract's records instead.
    """
    wanted = {p: figures.get(p) or definition.variant[p].usual for p in definition.variant if not definition.variant[p].choices}
    fields = frozenset(f for variant in all_variants(definition, wanted) for f in measured(definition, variant).fields)
    measures, findings = _read(path, fields, measure_fields)
    if any_stops(findings):
        return (), None, findings
    counts = _counted(measures, definition, period)
    if period is not None and period not in counts.periods:
        told = finding("E501", Position(str(path)), f"There are no measures of {period}.", nearest(period, measures.periods()))
        return (), None, [*findings, told]
    found = figures_in(definition, counts.sums)
    tried = {name: figures.get(name) or found[name] or definition.variant[name].usual for name in wanted}
    values = spread(definition, counts.sums, tried, counts.together)
    return _worth_telling(values, figures), counts, findings


def _worth_telling(values: tuple[InVariant, ...], asked: Mapping[str, tuple[str, ...]]) -> tuple[InVariant, ...]:
    """Without variants by figures that nobody asked for and that no variant has a value with: 5 s is a short abandon there."""
    known = {pair for value in values if value.value is not None for pair in value.variant.items()}

    def told(value: InVariant) -> bool:
        figures = [(name, said) for name, said in value.variant.items() if said[:1].isdigit() and name not in asked]
        return (
            value.value is not None
            or not known
            or all(pair in known or not any(name == pair[0] for name, _ in known) for pair in figures)
        )

    return tuple(value for value in values if told(value))


def _read(path: Path, fields: frozenset[str], measure_fields: MeasureFields | None) -> tuple[Measures, list[Finding]]:
    if path.is_file() and path.suffix.lower() in MEASURES:
        return _file(path)
    folders, findings = find_contracts(path)
    if len(folders) != 1:
        findings.append(finding("E501", Position(str(path)), f"There are {len(folders)} contracts here.", "Name one of them."))
        return Measures({}), findings
    if measure_fields is not None:
        return measure_fields(folders[0], fields)
    agreement, findings = read_agreement(folders[0])
    return read_folder_measures(folders[0], agreement) if agreement else (Measures({}), findings)


def _file(path: Path) -> tuple[Measures, list[Finding]]:
    from slacontract.parse.measures import read_measures  # noqa: PLC0415

    data, findings = read_bytes(path)
    if findings:
        return Measures({}), findings
    wanted = Wanted(KnownFields(frozenset()), dimensions(), _MONTHS.periods())
    return read_measures([(str(path), data)], None, wanted)


def _counted(measures: Measures, definition: KpiDefinition, period: str | None) -> Counts:
    """Sums over the periods: all of them, the one asked for, or the last where stocks are counted, which are never added up."""
    known = sorted({cell.period for cell in measures.cells if not _weekly(cell)})
    asked = [p for p in known if p == period] if period else known[-1:] if definition.use.aggregation == "snapshot" else known
    sums: dict[str, mpq] = {}
    places: dict[str, set[tuple[str, Member]]] = {}
    for cell, figure in measures.cells.items():
        if cell.period in asked and not _weekly(cell):
            sums[cell.field] = sums.get(cell.field, mpq(0)) + figure.value
            places.setdefault(cell.field, set()).add((cell.period, cell.member))
    return Counts(sums, {field: frozenset(found) for field, found in places.items()}, tuple(asked))


def _weekly(cell: Cell) -> bool:
    return any(name == WEEK for name, _ in cell.member)
