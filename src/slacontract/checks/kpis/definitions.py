"""C211, C212 and C217: what a KPI measures is defined, in full, and by measures alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slacontract.catalogue.kpis import READY_MADE, KpiDefinition, aliases, catalogue, is_base_field, measured
from slacontract.catalogue.variants import fill, needed_with
from slacontract.checks.places import within
from slacontract.checks.terms import listed, own_measured
from slacontract.findings import Finding, Position, finding, nearest
from slacontract.formula.nodes import Ref, references
from slacontract.formula.text import Expression, Figure
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.names import CALENDAR
from slacontract.quantities.numbers import TextFault

_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_NO_MEASURES = frozenset({"billing", "billing_to_date"})


def kpi_known(contract: Contract) -> Iterator[Finding]:
    """A KPI of the catalogue is in the catalogue."""
    for kpi in contract.kpis.values():
        if kpi.kpi is not None and kpi.kpi not in catalogue():
            alias = aliases().get(kpi.kpi)
            remedy = f"{nearest(kpi.kpi, catalogue())} Or write a 'formula:'."
            if alias is not None:
                meant = " or ".join([", ".join(alias.could_be[:-1]), alias.could_be[-1]])
                remedy = f"{alias.told} Write which one is meant: kpi: {meant}; the KPI itself may still be called {alias.id}."
            yield finding("C211", kpi.kpi.at, f"'{kpi.kpi}' is no KPI of the catalogue.", remedy)


def variant_whole(contract: Contract) -> Iterator[Finding]:
    """A KPI of the catalogue says every parameter on which its figure depends, and no other."""
    for kpi in contract.kpis.values():
        if kpi.kpi is None and kpi.variant:
            what = "A variant belongs to a KPI of the catalogue, and this one is a formula."
            yield finding("C217", kpi.place_of("variant"), what, "Delete 'variant:'.")
        elif kpi.kpi is not None and kpi.kpi in catalogue():
            definition = catalogue()[kpi.kpi]
            by_parameters = kpi.variant.keys() != {READY_MADE} and definition.formula is not None
            faults = [*_unknown_parameters(kpi, definition), *_missing_parameters(kpi, definition)] if by_parameters else []
            yield from faults or _computed(kpi, definition)


def _unknown_parameters(kpi: Kpi, definition: KpiDefinition) -> Iterator[Finding]:
    for parameter, chosen in kpi.variant.items():
        known = definition.variant.get(parameter)
        if known is None:
            yield finding("C217", parameter.at, f"{definition.id} has no parameter '{parameter}'.",
                          nearest(parameter, definition.variant))  # fmt: skip
        elif known.choices and chosen not in known.choices:
            yield finding("C217", chosen.at, f"{definition.id} has no {parameter} '{chosen}'.",
                          f"Choices: {', '.join(known.choices)}.")  # fmt: skip


def _missing_parameters(kpi: Kpi, definition: KpiDefinition) -> Iterator[Finding]:
    unsaid = fill(definition, {str(key): str(value) for key, value in kpi.variant.items()}).unsaid
    for parameter in definition.variant.values() if unsaid else ():
        asked = parameter in unsaid or (parameter.id not in kpi.variant and needed_with(definition, parameter) is None)
        if asked and parameter.choices:
            remedy = (
                f"Add '{parameter.id}:' to 'variant:'. Choices: {', '.join(parameter.choices)}. "
                f"'slacontract kpis {definition.id}' says what they mean."
            )
            yield _unsaid(kpi, definition, parameter.id, remedy)


def _unsaid(kpi: Kpi, definition: KpiDefinition, parameter: str, remedy: str) -> Finding:
    at = kpi.place_of("variant") if kpi.variant else kpi.place_of("kpi")
    return finding("C217", at, f"{definition.id} does not say its '{parameter}', and the figure depends on it.", remedy)


def _computed(kpi: Kpi, definition: KpiDefinition) -> Iterator[Finding]:
    """What is left are figures: the catalogue itself says which of them it needs and whether it can read them."""
    try:
        measured(definition, {str(key): str(value) for key, value in kpi.variant.items()})
    except TextFault as fault:
        yield finding("C217", _place_of_fault(kpi, fault), fault.what, fault.remedy)


def _place_of_fault(kpi: Kpi, fault: TextFault) -> Position:
    for parameter, chosen in kpi.variant.items():
        if fault.what.startswith(f"'{parameter}' has no effect"):
            return parameter.at
        if f"'{chosen}'" in fault.what:
            return chosen.at
    return kpi.place_of("variant") if kpi.variant else kpi.place_of("kpi")


def catalogue_decides(contract: Contract) -> Iterator[Finding]:
    """The unit, the better side and the domain of a KPI of the catalogue are the catalogue's."""
    for name, kpi in contract.kpis.items():
        if kpi.kpi is None or kpi.kpi not in catalogue() or kpi.formula is not None:
            continue
        definition, how = catalogue()[kpi.kpi], own_measured(kpi) or catalogue()[kpi.kpi]
        for key, value in (("unit", how.unit.value), ("better", how.better), ("domain", how.domain)):
            if getattr(kpi, key) is not None:
                yield finding("C217", kpi.place_of(key), f"The {key} of {definition.id} is '{value}' by the catalogue.",
                              f"Delete '{key}:' from '{name}'.")  # fmt: skip


def domain_fits(contract: Contract) -> Iterator[Finding]:
    """The values that a KPI can have are said of a formula of the contract's own, and proportions are percentages."""
    for name, kpi in contract.kpis.items():
        if kpi.domain is None or kpi.kpi is not None:
            continue
        if kpi.formula is None:
            what = f"'{name}' is made of other KPIs, and its values follow from theirs."
            yield finding("C217", kpi.place_of("domain"), what, "Delete 'domain:'.")
        elif kpi.domain == "proportion" and kpi.unit not in {None, "percent"}:
            what = f"A proportion lies between 0% and 100%, and '{name}' is measured in {kpi.unit}."
            yield finding("C207", kpi.place_of("domain"), what, "Write domain: nonnegative or any, or unit: percent.")


def formula_readable(contract: Contract) -> Iterator[Finding]:
    """A formula of the contract's own reads measures, and neither itself nor another KPI."""
    for name, kpi in contract.kpis.items():
        if kpi.formula is None:
            continue
        fields = names_in(kpi.formula)
        if not fields:
            yield finding("C212", kpi.formula.at, f"The formula of '{name}' reads no measure.",
                          "Write it over base fields, such as answered / offered.")  # fmt: skip
        for field in fields:
            yield from _formula_field(str(name), kpi.formula, field, listed(contract.kpis))


def _formula_field(name: str, formula: Expression, field: str, kpis: list[str]) -> Iterator[Finding]:
    at = within(formula.text, formula.at, field)
    if is_base_field(field):
        return
    if field == name:
        remedy = f"A KPI is not called like a measure that it reads: rename the KPI, or the measure, such as {name}_value."
        yield finding("C212", at, f"'{name}' is computed from itself.", remedy)
    elif field in kpis:
        yield finding("C212", at, f"'{name}' is computed from the KPI '{field}', and a ratio of ratios is never taken.",
                      f"Write the base fields of '{field}'.")  # fmt: skip
    else:
        yield from field_name_fault(field, at)


def names_in(expression: Expression) -> list[str]:
    """The names that a formula or condition reads, each once."""
    return list(dict.fromkeys(ref.id for ref in references(expression.node) if type(ref) is Ref or not isinstance(ref, Figure)))


def field_name_fault(field: str, at: Position) -> Iterator[Finding]:
    """Say why a name cannot be the name of a measure."""
    if (_FIELD.fullmatch(field) and field not in _NO_MEASURES) or field in CALENDAR:
        return
    remedy = "Names of measures are small letters, digits and '_', such as answered_in_20s."
    if "-" in field:
        remedy = f"Write blanks around a minus: {' - '.join(field.split('-'))}."
    yield finding("C211", at, f"'{field}' is not the name of a measure.", remedy)
