"""What cannot be as it is told, once all rows are read: times in no order, ids that were changed, money without currency."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from slacontract.catalogue.kpis import field_unit, is_base_field
from slacontract.codes import Severity
from slacontract.findings import Finding, Position, finding
from slacontract.measuring.sources.doubtful_ids import ids
from slacontract.measuring.sources.doubtful_units import units
from slacontract.measuring.sources.intake import many
from slacontract.measuring.sources.looks import SCOPES
from slacontract.measuring.sources.mending import looks_twice
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.sql import DECLARATION, MEASURE, name
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def doubts(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """What is doubtful in the rows of a source, or contradicts itself."""
    at = Position(loaded.parts[0].file.name) if loaded.parts else Position(loaded.source)
    return [
        *units(connection, loaded, at),
        *ids(connection, loaded),
        *_order(connection, loaded),
        *_never_queued(connection, loaded),
        *_currency(connection, loaded),
        *_twice(connection, loaded, at),
        *_parts(connection, loaded),
        *_cases(connection, loaded),
        *_one_customer(connection, loaded, at),
    ]


MANY_CONTACTS: Final = 50
"""From how many contacts of one customer it is asked whether that is one customer."""
LARGE_SHARE: Final = 10
"""Of how many contacts one must be of the same customer for that."""


def _one_customer(connection: DuckDBPyConnection, loaded: Loaded, at: Position) -> list[Finding]:
    """A customer to whom so many contacts belong that the key is probably that of all who are not known."""
    if loaded.table.name != "interactions" or all(t.name != "customer_key" for t in loaded.plan.targets):
        return []
    row = connection.execute(
        "SELECT max(n), sum(n) FROM (SELECT count(*) AS n FROM "
        f"{name(loaded.base)} WHERE customer_key IS NOT NULL GROUP BY customer_key)"
    ).fetchone()
    most, every = (int(row[0] or 0), int(row[1] or 0)) if row else (0, 0)
    if most < MANY_CONTACTS or most * LARGE_SHARE <= every:
        return []
    what = f"{most:,} of {every:,} contacts that name a customer have the same customer_key; it may stand for unknown callers."
    remedy = "Write such texts under 'empty:' of customer_key, as in customer_key: {from: ANI, empty: [anonymous]}; else nothing."
    return [replace(finding("R611", at, what, remedy), severity=Severity.WARNING)]


def _parts(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """Counts of an interval that are no whole numbers: their point was probably a mark of thousands."""
    told = []
    for target in (t for t in loaded.plan.targets if t.name.startswith(MEASURE)):
        measure = target.name.removeprefix(MEASURE)
        if not is_base_field(measure) or field_unit(measure) is not Unit.COUNT:
            continue
        row = connection.execute(
            f"SELECT count(*), min({loaded.row}) FROM {name(loaded.base)} WHERE {name(target.name)} % 1 <> 0"
        ).fetchone()
        if row and row[0]:
            place = loaded.places(connection, [row[1]])[0]
            cell, at = place.cell(str(target.said.from_[0]))
            what = f"{measure} counts things, and has decimals in {many(row[0])}; the first is '{cell}'."
            remedy = "If the point divides thousands, write 'numbers: {decimal: comma, thousands: point}' for the source."
            told.append(finding("R610", at, what, remedy))
    return told


def _cases(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """Cases of a column that no row fits: their texts are probably not those of the file."""
    told = []
    for target in (t for t in loaded.plan.targets if t.said.cases):
        found = connection.execute(f"SELECT DISTINCT {name(target.name)} FROM {name(loaded.base)}").fetchall()
        there = {str(row[0]) for row in found}
        for case in target.said.cases:
            if str(case.is_) not in there and case.is_.at.file.endswith(DECLARATION):  # profiles know more cases than there are
                place = case.is_.at
                what = f"No row fits a case of {target.name} that says '{case.is_}'."
                remedy = "Nothing, if there were none; else compare the texts of the case with those of the file."
                told.append(finding("R620", place, what, remedy))
                there.add(str(case.is_))
    return told


_ORDER: Final = {
    "interactions": (("queued_at", "answered_at"), ("started_at", "ended_at"), ("answered_at", "ended_at")),
    "agent_states": (("start_at", "end_at"),),
    "tickets": (("created_at", "first_reply_at"), ("created_at", "resolved_at")),
    "surveys": (("sent_at", "answered_at"),), "repairs": (("in_at", "out_at"),), "schedules": (("start_at", "end_at"),),
    "exclusions": (("from_at", "to_at"),),
}  # fmt: skip


def _order(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    there = {t.name for t in loaded.plan.targets}
    told = []
    for first, second in _ORDER.get(loaded.table.name, ()):
        if not {first, second} <= there:
            continue
        row = connection.execute(
            f"SELECT count(*), min({loaded.row}) FROM {name(loaded.base)} WHERE {name(second)} < {name(first)}"
        ).fetchone()
        if row and row[0]:
            at = loaded.places(connection, [row[1]])[0].row
            what = f"{second} is before {first} in {many(row[0])}; the first is here."
            told.append(finding("R621", at, what, "Check 'timezone:' and which headings the two are read from."))
    return told


def _never_queued(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """Contacts that were abandoned in no queue, where others were abandoned in one: they ended in the menu, or before it."""
    there = {t.name for t in loaded.plan.targets}
    if loaded.table.name != "interactions" or not {"outcome", "queued_at"} <= there:
        return []
    lost = "queued_at IS NULL"
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE {lost}), count(*), min({loaded.row}) FILTER (WHERE {lost}) "
        f"FROM {name(loaded.base)} WHERE outcome = 'abandoned'"
    ).fetchone()
    if not row or not row[0] or row[0] == row[1]:
        return []
    at = loaded.places(connection, [row[2]])[0].row
    what = f"{row[0]:,} of {row[1]:,} abandoned contacts entered no queue: queued_at is empty; the first is here."
    remedy = "If they ended in the menu, say so with 'cases' of outcome: '{is: ivr, when: {…}}'. If they did wait, nothing."
    return [finding("R621", at, what, remedy)]


def _currency(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    there = {t.name for t in loaded.plan.targets}
    if "currency" not in loaded.table.columns:
        return []
    money = [t.name for t in loaded.plan.targets if t.kind == "amount"]
    if not money:
        return []
    test = " OR ".join(f"{name(m)} IS NOT NULL" for m in money)
    lacks = f" AND {name('currency')} IS NULL" if "currency" in there else ""
    row = connection.execute(f"SELECT count(*), min({loaded.row}) FROM {name(loaded.base)} WHERE ({test}){lacks}").fetchone()
    if not row or not row[0]:
        return []
    at = loaded.places(connection, [row[1]])[0].row
    return [finding("R617", at, f"{many(row[0])} with an amount and no currency; the first is here.",
                    "Write 'currency: EUR' for the source, or say in which column it stands.")]  # fmt: skip


def _twice(connection: DuckDBPyConnection, loaded: Loaded, at: Position) -> list[Finding]:
    """Names of scopes that were encoded twice."""
    told = []
    for target in (t for t in loaded.plan.targets if t.name in SCOPES[:7] and t.kind == "text"):
        sql = f"SELECT DISTINCT {name(target.name)} FROM {name(loaded.base)} WHERE {name(target.name)} IS NOT NULL LIMIT 10000"
        bad = sorted(str(row[0]) for row in connection.execute(sql).fetchall() if looks_twice(str(row[0])))
        if bad:
            what = f"'{bad[0]}' under {target.name} was encoded twice."
            told.append(finding("R603", at, what, "Write 'encoding: utf-8 twice' for the source in records.yaml."))
    return told
