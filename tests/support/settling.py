"""The shortest way from contract text and measures text to a settlement: the readers, the checks and the engine, no folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from gmpy2 import mpq

from slacontract.checks.contract import check_versions
from slacontract.findings import Finding, any_stops
from slacontract.model.contract import Agreement, Contract
from slacontract.model.measures import Measures
from slacontract.parse.contract import read_contract
from slacontract.parse.events import read_events
from slacontract.parse.measures import read_measures
from slacontract.quantities.periods import Period
from slacontract.settlement.excuses.facts import with_events
from slacontract.settlement.settlement import Settlement, settle
from slacontract.settlement.wanted import ready_made_faults, wanted_by

HEAD = """contract: small
version: 1
effective: 2026-01-01
title: Small
client: {name: Client}
vendor: {name: Vendor}
term: {from: 2026-01-01, to: 2026-12-31}
currency: EUR
periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}
rounding: {mode: half_up, to: 0.01, at: line}
tax: {treatment: reduces_base, category: S, rate: 21%}
"""
"""The beginning of a small contract; what a test is about follows it."""

Row = Mapping[str, object]
"""One row of measures: ``period``, dimensions and base fields, each as text or number."""


def read(text: str, name: str = "v1.yaml") -> Contract:
    """One version from its text."""
    contract, findings = read_contract(text.encode(), name)
    assert contract is not None, findings
    return contract


def findings_of(*texts: str) -> list[Finding]:
    """What the checks find in one contract, version by version."""
    return check_versions([read(text, f"v{number}.yaml") for number, text in enumerate(texts, 1)])[1]


def agreed(*texts: str) -> Agreement:
    """The contract of some version texts, which must be sound."""
    agreement, findings = check_versions([read(text, f"v{number}.yaml") for number, text in enumerate(texts, 1)])
    assert agreement is not None, [f"{f.at}: {f.code}: {f.what}" for f in findings if f.stops]
    return agreement


def as_csv(rows: Iterable[Row]) -> str:
    """Rows of measures as one or more tables would hold them: an absent figure is an empty cell."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def measured(agreement: Agreement, tables: Sequence[str]) -> Measures:
    """Read CSV tables; they must be free of faults."""
    files = [(f"measures-{number}.csv", table.encode()) for number, table in enumerate(tables)]
    measures, findings = read_measures(files, None, wanted_by(agreement))
    findings += ready_made_faults(agreement, measures)
    assert not any_stops(findings), [f"{f.at}: {f.code}: {f.what}" for f in findings]
    return measures


def decided(agreement: Agreement, measures: Measures, rows: Iterable[Row]) -> Measures:
    """The measures with what was decided about events, claims and overrides, one row each."""
    kpis = frozenset(str(name) for version in agreement.versions for name in version.kpis)
    wanted = wanted_by(agreement)
    dimensions = wanted.dimensions | {name for cell in measures.cells for name, _ in cell.member}
    events, findings = read_events(as_csv(rows).encode(), "events.csv", replace(wanted, dimensions=dimensions), kpis)
    assert not any_stops(findings), [f"{f.at}: {f.code}: {f.what}" for f in findings]
    measures, findings = with_events(agreement, measures, events)
    assert not any_stops(findings), [f"{f.at}: {f.code}: {f.what}" for f in findings]
    return measures


def settled(agreement: Agreement, measures: Measures, asked: Sequence[Period] | None = None) -> Settlement:
    """Settle the periods asked for, or all that were measured."""
    periods = asked or [p for p in agreement.schedule.periods() if p.id in measures.periods()]
    settlement, findings = settle(agreement, measures, periods)
    assert settlement is not None, [f"{f.at}: {f.code}: {f.what}" for f in findings]
    return settlement


def small(text: str, rows: Iterable[Row], head: str = HEAD) -> Settlement:
    """Settle a small contract: ``text`` follows the head; each set of columns among the rows is a table of its own."""
    agreement = agreed(head + text)
    return settled(agreement, measured(agreement, tables_of(rows)))


def tables_of(rows: Iterable[Row]) -> list[str]:
    """Rows as CSV tables, one for each set of dimensions and fields, as different systems hand them over."""
    tables: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        tables.setdefault(tuple(row), []).append(row)
    return [as_csv(table) for table in tables.values()]


def plain(value: mpq) -> Fraction:
    """An exact figure in the standard library's own type."""
    return Fraction(int(value.numerator), int(value.denominator))


def amounts(settlement: Settlement) -> dict[tuple[str, str], Fraction]:
    """The amount of every line, by period and line."""
    return {(line.period.id, line.id): plain(line.amount) for line in settlement.lines}


def figure(settlement: Settlement, row: str, period: str) -> Fraction | bool | None:
    """What a row of the calculation holds."""
    value = settlement.value(row, next(p for p in settlement.calculation.periods if p.id == period))
    return value if value is None or isinstance(value, bool) else plain(value)
