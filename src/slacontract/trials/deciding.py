"""Events of a test: excused events, claims and overrides, as rows of the test instead of a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from slacontract.findings import Finding, any_stops
from slacontract.parse.events import events_of
from slacontract.parse.tables import SourceCell, SourceTable
from slacontract.settlement.excuses.facts import with_events

if TYPE_CHECKING:
    from slacontract.model.measures import Measures
    from slacontract.model.texts import Table, Word
    from slacontract.model.trials import Trial
    from slacontract.trials.preparing import Ground


def with_events_of(ground: Ground, trial: Trial, measures: Measures) -> tuple[Measures, list[Finding]]:
    """The measures with the events of a test; the same measures where it has none."""
    if trial.events is None or not trial.events.rows:
        return measures, []
    rows = trial.events.rows
    names: dict[Word, None] = dict.fromkeys(name for row in rows for name in row)
    header = tuple(SourceCell(str(name), name.at) for name in names)
    table = SourceTable(trial.events.at.file, header, [_cells(row, names) for row in rows])
    kpis = frozenset(str(name) for version in ground.agreement.versions for name in version.kpis)
    measured = {name for cell in measures.cells for name, _ in cell.member}
    events, findings = events_of(table, replace(ground.wanted, dimensions=ground.wanted.dimensions | measured), kpis)
    if any_stops(findings):
        return measures, findings
    return with_events(ground.agreement, measures, events)


def _cells(row: Table, names: dict[Word, None]) -> tuple[SourceCell, ...]:
    """A cell for each column; one that the row does not have is blank, at the place of the row."""
    return tuple(SourceCell(str(row.get(name, "")), getattr(row.get(name), "at", row.at)) for name in names)
