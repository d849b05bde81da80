"""The events file beside a contract: read, compared with contract and measures, and put among the inputs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from slacontract.findings import Finding, any_stops
from slacontract.model.measures import Source
from slacontract.settlement.excuses.facts import with_events
from slacontract.settlement.wanted import wanted_by
from slacontract.workflow.files import Folder, read_bytes

if TYPE_CHECKING:
    from slacontract.model.contract import Agreement
    from slacontract.model.measures import Measures


def with_folder_events(folder: Folder, agreement: Agreement, measures: Measures) -> tuple[Measures, list[Finding]]:
    """The measures with the events of the contract's folder; the same measures where it has none."""
    from slacontract.parse.events import read_events  # noqa: PLC0415

    if folder.events is None:
        return measures, []
    data, unread = read_bytes(folder.events)
    if unread:
        return measures, unread
    kpis = frozenset(str(name) for version in agreement.versions for name in version.kpis)
    wanted = wanted_by(agreement)
    measured = {name for cell in measures.cells for name, _ in cell.member}  # a feed may declare more dimensions
    events, findings = read_events(data, str(folder.events), replace(wanted, dimensions=wanted.dimensions | measured), kpis)
    if any_stops(findings):
        return measures, findings
    source = Source(folder.events.name, hashlib.sha256(data).hexdigest())
    return with_events(agreement, replace(measures, sources=(*measures.sources, source)), events)
