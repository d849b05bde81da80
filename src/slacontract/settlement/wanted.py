"""What a contract wants from the measures: its base fields with their units, its dimensions, its calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slacontract.catalogue.kpis import READY_MADE, base_fields, catalogue, dimensions, field_unit, is_base_field
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.text import Share
from slacontract.model.billing.lines import Priced
from slacontract.model.clocks import Clocks, When
from slacontract.model.conditions import conditions_of
from slacontract.model.contract import Agreement, Contract
from slacontract.model.figures import NamedFigure
from slacontract.model.kpis.groups import attribute_of
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.measures import CONTACT, DAY, WEEK, Measures, Wanted
from slacontract.model.names import names_of
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.formulas import measured_by
from slacontract.settlement.billing.prices.premiums import fields as premium_fields
from slacontract.settlement.billing.prices.unpriced import rate_fields
from slacontract.settlement.billing.quantities.models import all_fields, apart, told_apart
from slacontract.settlement.reading.meaning import fields_of, how_measured
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.service.weeks import weekly_fields


class KnownFields(Mapping[str, Unit]):
    """The fields a column may be: those of the contract, and every base field of the catalogue."""

    def __init__(self, named: frozenset[str], rates: frozenset[str] = frozenset()) -> None:
        self._names = tuple(sorted(named | set(base_fields())))
        self._rates = rates

    def __getitem__(self, field: str) -> Unit:
        if field in self._rates:
            return Unit.NUMBER
        if field in self._names or is_base_field(field):
            return field_unit(field)
        raise KeyError(field)

    def __eq__(self, other: object) -> bool:
        """Whether it is of the same fields: which unit each has the catalogue says, the same for all."""
        return isinstance(other, KnownFields) and (self._names, self._rates) == (other._names, other._rates)

    def __hash__(self) -> int:
        return hash((self._names, self._rates))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def wanted_by(agreement: Agreement) -> Wanted:
    """What all versions of a contract want."""
    looked_at: dict[str, frozenset[str]] = {}
    for version in agreement.versions:
        for field, levels in _apart(version):
            looked_at[field] = looked_at.get(field, frozenset()) | levels
    cases = frozenset(str(name) for version in agreement.versions for name in version.cases)
    known = (dimensions_read(agreement) | cases | dimensions()) - {CONTACT, DAY, WEEK}
    rates = frozenset(name for version in agreement.versions for name, _ in rate_fields(version))
    fields, zone = KnownFields(fields_read(agreement), rates), str(agreement.latest.periods.timezone)
    return Wanted(fields, known, agreement.schedule.periods(), looked_at, agreement.weeks, cases, zone, clocks_of(agreement))


def clocks_of(agreement: Agreement) -> dict[str, Clocks]:
    """The fields of which premiums and figures tell hours apart, with the times of each version.

    Fields that figures divide by each other have the same times, so that each kind of hours has both of them.
    """
    said = [(version, list(_times(version))) for version in agreement.versions]
    alike = {field for version in agreement.versions for figure, field in _counted_during(version) if figure.during is not None}
    fields = sorted({field for _, times in said for field, _ in times})

    def times_of(field: str, times: list[tuple[str, When]]) -> tuple[When, ...]:
        together = alike if field in alike else {field}
        return tuple({when.text: when for of, when in times if of in together}.values())

    return {field: Clocks(tuple((version, times_of(field, times)) for version, times in said)) for field in fields}


def _times(contract: Contract) -> Iterator[tuple[str, When]]:
    for line in contract.billing.values():
        premiums = line.premiums.values() if isinstance(line, Priced) else ()
        yield from ((str(premium.quantity), premium.when) for premium in premiums if premium.when is not None)
    yield from ((field, figure.during) for figure, field in _counted_during(contract) if figure.during is not None)


def _counted_during(contract: Contract) -> Iterator[tuple[NamedFigure, str]]:
    """Figures of some hours only, each with the measures that it counts in them."""
    for figure in contract.figures.values():
        if figure.during is not None:
            yield from ((figure, name) for name in names_of(figure))


def fields_read(agreement: Agreement) -> frozenset[str]:
    """The fields that the versions of a contract read from the measures."""
    return frozenset(
        field
        for version in agreement.versions
        for field in fields_of(version, (*_fields(version), *map(str, version.figures)), together=False)
    )


def dimensions_read(agreement: Agreement) -> frozenset[str]:
    """The dimensions by which the versions of a contract tell figures apart."""
    return frozenset(
        attribute_of(version, str(d)) or str(d)
        for version in agreement.versions
        for d in (*_dimensions(version), *version.attributes)
    )


def _apart(contract: Contract) -> Iterator[tuple[str, frozenset[str]]]:
    """The fields whose contacts or days are looked at one by one, and which of the two."""
    for line in contract.billing.values():
        yield from apart(line).items()
        if DAY in line.each:
            yield from ((field, frozenset({DAY})) for field in all_fields(line))
    for kpi in contract.kpis.values():
        if DAY in kpi.each:
            yield from ((field, frozenset({DAY})) for field in how_measured(kpi).fields)
    yield from ((field, frozenset({WEEK})) for field in weekly_fields(contract))
    for figure in contract.figures.values():
        finest = {CONTACT, DAY} & set(figure.over)
        names = names_of(figure) if finest else ()
        yield from ((field, frozenset(finest)) for field in fields_of(contract, names, together=False, in_figure=True))


def _fields(contract: Contract) -> Iterator[str]:
    for line in contract.billing.values():
        yield from all_fields(line)
        yield from premium_fields(line) if isinstance(line, Priced) else ()
    yield from (name for name, _ in rate_fields(contract))
    for kpi in contract.kpis.values():
        yield from how_measured(kpi).fields
        yield from (unit.knee.of for unit in kpi.per_unit if isinstance(unit.knee, Share))
    yield from measured_by(contract)
    for said in conditions_of(contract):
        yield from (name for name in said.names if name not in contract.kpis)


def _dimensions(contract: Contract) -> Iterator[str]:
    for said in contract.commitments:
        yield from (*said.where, *said.each)
    for target in contract.target_costs.values():
        yield from target.where
    for figure in contract.figures.values():
        yield from figure.where
        yield from figure.over
    for line in contract.billing.values():
        yield from told_apart(line)
    for clause in (*contract.billing.values(), *contract.kpis.values()):
        yield from clause.where
        yield from clause.each
    for line in contract.billing.values():
        yield from _of_premiums(line) if isinstance(line, Priced) else ()


def _of_premiums(line: Priced) -> Iterator[str]:
    shared = (line.overlap.shared or ()) if line.overlap else ()
    for units in (*line.premiums.values(), *shared):
        yield from units.where


def ready_made_faults(agreement: Agreement, measures: Measures) -> list[Finding]:
    """A KPI that arrives ready-made counts for exactly the scope it was measured on: percentages are never added up."""
    service = Service(measures)
    return [
        fault
        for version in agreement.versions
        for name, kpi in version.kpis.items()
        for field in _ready_made_fields(kpi)
        for fault in _fault(service, name, kpi, field)
    ]


def never_measured(agreement: Agreement, measures: Measures) -> Iterator[Finding]:
    """KPIs with a field that no file has: their result is that of a missing figure always, which a slip explains best."""
    known = measures.fields()
    latest = agreement.latest
    reading = [
        *((name, how_measured(kpi).fields) for name, kpi in latest.kpis.items()),
        *((name, (str(name),)) for name in latest.figures),
    ]
    for name, names in reading:
        absent = [field for field in fields_of(latest, names, together=False) if field not in known]
        if not absent:
            continue
        close = [hint for field in absent if (hint := nearest(field, known)).startswith("Did")]
        listed = " and ".join(f"'{field}'" for field in absent)
        what = f"{listed} {'is' if len(absent) == 1 else 'are'} in none of the measures, so '{name}' never has a figure."
        remedy = " ".join([*close[:1], "Add the column; or leave it so if it is not measured yet."])
        yield finding("M321", name.at, what, remedy)


def _ready_made_fields(kpi: Kpi) -> tuple[str, ...]:
    if READY_MADE in kpi.variant and kpi.kpi:
        return (str(kpi.kpi),)
    return tuple(f for f in how_measured(kpi).fields if f in catalogue()) if kpi.formula else ()


def _fault(service: Service, name: Word, kpi: Kpi, field: str) -> Iterator[Finding]:
    for scope in service.scopes(kpi, (field,)):
        members = service.within(field, scope)
        if len(members) > 1:
            found = "; ".join(", ".join(f"{d} {v}" for d, v in member) or "in total" for member in members[:4])
            yield finding("M319", name.at, f"'{field}' arrives ready-made for {len(members)} scopes ({found}), and {name} is "
                          "about all of them: averages cannot be added up.",
                          "Give one figure for the whole scope, narrow it with where: or each:, or give the counts.")  # fmt: skip
