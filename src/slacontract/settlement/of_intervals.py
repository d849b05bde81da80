"""Intervals and the members they are of: half hours of queues are others than those of the service, and do not add up to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacontract.catalogue.intervals import interval_counter
from slacontract.model.kpis.groups import attribute_of
from slacontract.model.measures import CONTACT, DAY, WEEK
from slacontract.settlement.reading.meaning import fields_of, how_measured

if TYPE_CHECKING:
    from slacontract.model.contract import Agreement, Contract
    from slacontract.model.texts import Word

_OF_TIME = frozenset({DAY, WEEK, CONTACT})


@dataclass(frozen=True, slots=True)
class _Reading:
    """A KPI and the counters of intervals that it reads: by which dimensions it tells members apart, of which it has just one."""

    kpi: Word
    fields: tuple[str, ...]
    dimensions: frozenset[str]
    one: frozenset[str]


def dimensions_of_intervals(agreement: Agreement, fields: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The dimensions by which the KPIs that read a counter of intervals tell members apart; nothing of one that no KPI reads.

    So a clause about something else makes no smaller intervals of them.
    """
    asked = {field for field in fields if interval_counter(field)}
    found: dict[str, frozenset[str]] = {}
    for version in agreement.versions:
        for reading in _readings(version):
            for field in asked & set(reading.fields):
                found[field] = found.get(field, frozenset()) | reading.dimensions
    return found


def added_up(agreement: Agreement) -> Iterator[tuple[Word, tuple[str, ...]]]:
    """The KPIs of the latest version that may add up intervals of several members, with the dimensions of these members."""
    told_apart = dimensions_of_intervals(
        agreement, (field for v in agreement.versions for r in _readings(v) for field in r.fields)
    )
    for reading in _readings(agreement.latest):
        apart = frozenset().union(*(told_apart[field] for field in reading.fields))
        if apart - reading.one:
            yield reading.kpi, tuple(sorted(apart - reading.one))


def _readings(version: Contract) -> Iterator[_Reading]:
    for name, kpi in version.kpis.items():
        behind = fields_of(version, how_measured(kpi).fields, together=False)
        fields = tuple(field for field in behind if interval_counter(field))
        if not fields:
            continue
        figures = [figure for called, figure in version.figures.items() if str(called) in how_measured(kpi).fields]
        wheres = [kpi.where, *(figure.where for figure in figures)]
        each = {str(d) for names in (kpi.each, *(figure.over for figure in figures)) for d in names} - _OF_TIME
        where = {str(d): len(members) for said in wheres for d, members in said.items()}
        own = each | {d for d, members in where.items() if members == 1}
        apart = frozenset(attribute_of(version, d) or d for d in each | where.keys())
        yield _Reading(name, fields, apart, frozenset(d for d in own if attribute_of(version, d) is None))
