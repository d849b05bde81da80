"""Targets and scales by group: which one a scope has, and members of the measures that have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding, nearest
from slacontract.model.kpis.groups import of_group, with_attributes
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.settlement.draft import Compiled
    from slacontract.settlement.service.scopes import Scope, Service


def group_of(contract: Contract, scope: Scope, by: str) -> str:
    """The member, or the value of the attribute, that a scope is about; nothing where it has none."""
    chosen = {d: values[0] for d, values in scope.where if len(values) == 1} | dict(scope.member)
    return with_attributes(contract.attributes, chosen).get(by, "")


def in_scope(contract: Contract, kpi: Kpi, scope: Scope) -> tuple[Kpi, str]:
    """The KPI with the target and scale that it has in a scope, and the name of the group, if it differs by group."""
    if kpi.scales is None:
        return kpi, ""
    group = group_of(contract, scope, str(kpi.scales.by))
    return of_group(kpi, group), group


def groupless(compiled: Sequence[Compiled], service: Service) -> Iterator[Finding]:
    """Members that occur in the measures and have no attributes, or no target and scale."""
    for version in {c.contract.version: c.contract for c in compiled}.values():
        yield from _without_attributes(version, service)
        for name, kpi in version.kpis.items():
            if kpi.scales is None:
                continue
            by = str(kpi.scales.by)
            scopes = service.reading(version).scopes(kpi, how_measured(kpi).fields)
            groups = {group_of(version, scope, by) for scope in scopes}
            for group in sorted(g for g in groups if g and g not in kpi.scales.is_):
                what = f"'{name}' has no scale for {by} {group}, which is in the measures."
                yield finding("C226", kpi.scales.place_of("is"), what,
                              f"Add '{group}:' with its target and scale; or correct the measures.")  # fmt: skip


def _without_attributes(contract: Contract, service: Service) -> Iterator[Finding]:
    for dimension, members in contract.attributes.items():
        known = {str(member) for member in members}
        for member in service.measures.values_of(str(dimension)):
            if member not in known:
                yield finding("C226", dimension.at, f"The {dimension} '{member}' is in the measures and has no attributes.",
                              f"{nearest(member, known)} Otherwise add it, or correct the measures.")  # fmt: skip
