"""C211, C213, C216, C226 and C231: what is said of events, claims, overrides and incidents fits the KPIs that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.catalogue.kpis import READY_MADE
from slacontract.checks.terms import how_measured, listed
from slacontract.findings import Finding, finding, nearest
from slacontract.model.contract import Contract
from slacontract.model.register import parts_of_share
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit


def events_fit(contract: Contract) -> Iterator[Finding]:
    """Events are taken out of measures, and count as met where the KPI is a share of cases."""
    for name, kpi in contract.kpis.items():
        if kpi.events is None or kpi.derived:
            continue
        how = how_measured(kpi)
        if READY_MADE in kpi.variant:
            yield finding("C231", kpi.events.place, f"'{name}' arrives ready-made, so no event can be taken out of its measures.",
                          "Delete 'events:', or have the counts measured that it is made of.", kpi.place)  # fmt: skip
        elif how is not None and kpi.events.count_as == "met":
            counted, _ = parts_of_share(how.node)
            if counted is None or how.unit is not Unit.RATIO or how.better == "neither":
                what = f"'{name}' is not a share of cases, which could count as met."
                remedy = "Write 'count_as: nothing': the figures of the event are taken out."
                yield finding("C231", kpi.events.place_of("count_as"), what, remedy, kpi.place)


def incidents_of_one_bill(contract: Contract) -> Iterator[Finding]:
    """The penalties of one incident stand on one bill, so that they can be compared there."""
    for incident in contract.incidents:
        kpis = {name: contract.kpis[name] for name in incident.kpis if name in contract.kpis}
        later = [name for name, kpi in kpis.items() if kpi.base_period == "next"]
        if later and len(later) < len(kpis):
            others = next(name for name in kpis if name not in later)
            what = f"'{later[0]}' is paid in the next period, and '{others}' in that of the incident."
            yield finding("C231", incident.place_of("kpis"), what, "List KPIs that are paid in the same period.",
                          kpis[later[0]].place_of("base_period"))  # fmt: skip


def listed_kpis(contract: Contract) -> Iterator[Finding]:
    """The KPIs that are claimed, or that an incident makes fail, are there and pay money."""
    lists = [("claims", contract.claims.kpis)] if contract.claims else []
    lists += [("the incident", incident.kpis) for incident in contract.incidents]
    for what, names in lists:
        for name in names:
            if name not in contract.kpis:
                yield finding("C211", name.at, f"'{name}' is no KPI of this contract.", nearest(name, listed(contract.kpis)))
            elif not contract.kpis[name].pays:
                yield finding("C213", name.at, f"'{name}' pays nothing that {what} could be about.", "Delete it from 'kpis:'.",
                              contract.kpis[name].place)  # fmt: skip


def incidents_compare(contract: Contract) -> Iterator[Finding]:
    """An incident has several KPIs that judge the same members, and a name of its own."""
    seen: dict[str, Word] = {}
    for incident in contract.incidents:
        kpis = [contract.kpis[name] for name in incident.kpis if name in contract.kpis]
        if len(set(incident.kpis)) < 2:
            yield finding("C231", incident.place_of("kpis"), "One KPI alone has one penalty, which is the highest.",
                          "List the KPIs that fail together.")  # fmt: skip
        for name, kpi in zip(incident.kpis[1:], kpis[1:], strict=False):
            if kpi.each != kpis[0].each:
                yield finding("C226", name.at, f"'{name}' and '{incident.kpis[0]}' do not judge the same members.",
                              "Write the same 'each:' in both.", kpis[0].place)  # fmt: skip
        if incident.name is not None and incident.name in seen:
            yield finding("C216", incident.name.at, f"'{incident.name}' is the name of another incident too.",
                          "Give each its own.", seen[str(incident.name)].at)  # fmt: skip
        elif incident.name is not None:
            seen[str(incident.name)] = incident.name
