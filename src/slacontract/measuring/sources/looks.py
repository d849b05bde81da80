"""A look at what was read: first and last, empty and unknown, days without rows, stuck and overlapping, units and currency."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from slacontract.catalogue.kpis import field_unit, is_base_field
from slacontract.codes import Severity
from slacontract.findings import Finding, Position, finding
from slacontract.measuring.sources.intake import Stuck, TableIntake, many
from slacontract.measuring.sources.mending import looks_twice
from slacontract.measuring.sources.reading import Loaded
from slacontract.measuring.sources.sql import MEASURE, name
from slacontract.measuring.sources.summary import Summary, lasts, moment_of, summary
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCOPES: Final = ("queue", "site", "channel", "team", "campaign", "language", "segment", "direction", "outcome", "reason",
                 "customer_key", "agent_key", "disposition")  # fmt: skip
DECLARATION: Final = "records.yaml"
MOST_STUCK: Final = 100
LONGEST_CONTACT: Final = 4 * 3600
LONGEST_STATE: Final = 12 * 3600


def look(connection: DuckDBPyConnection, loaded: Loaded, seen: Summary | None = None) -> TableIntake:
    """What a source brought into its table; ``seen`` is its summary where nothing has changed since."""
    targets = loaded.plan.targets
    said = seen or summary(connection, loaded)
    kept, filled = said.rows, said.filled
    extra = [t.name for t in targets if t.name not in loaded.table.columns and t.kind == "text"]
    return TableIntake(
        loaded.table.name,
        loaded.rows + loaded.misfits,
        kept,
        first=said.first,
        last=said.last,
        empty=tuple(t.name for t in targets if kept and not filled[t.name]),
        unknown={c: kept - int(filled[c]) for c in (*SCOPES, *extra) if c in filled},
        days_without=_days_without(connection, loaded) if said.first is not None else (),
        look=said.look,
        longest=said.longest,
    )


def _days_without(connection: DuckDBPyConnection, loaded: Loaded) -> tuple[date, ...]:
    found = connection.execute(
        f"SELECT DISTINCT CAST({moment_of(loaded)} AS DATE) FROM {name(loaded.base)} ORDER BY 1"
    ).fetchall()
    days = {row[0] for row in found if row[0] is not None}
    if not days:
        return ()
    first, last = min(days), max(days)
    span = (last - first).days
    if span > 4000 or loaded.table.name == "interval_stats":
        return ()
    return tuple(day for day in (first + timedelta(days=n) for n in range(span)) if day not in days)


def stuck(
    connection: DuckDBPyConnection, loaded: Loaded, contact: int, state: int, longest: Decimal | None
) -> tuple[int, tuple[Stuck, ...]]:  # fmt: skip
    """Contacts and states longer than so many seconds, and states that never end: how many, and the longest."""
    there = {t.name for t in loaded.plan.targets}
    seconds = lasts(loaded)
    if not seconds:
        return 0, ()
    if loaded.table.name == "interactions":
        key, start, limit = "contact_id", moment_of(loaded), contact
    else:
        key, start, limit = "state" if "state" in there else "agent_key", "start_at", state
    if longest is None or longest <= limit:
        return 0, ()
    agent = "agent_key" if "agent_key" in there else "NULL"
    found = connection.execute(
        f"SELECT count(*) OVER (), {key}, {agent}, {start}, CAST({seconds} AS DECIMAL(18, 3)) FROM {name(loaded.base)} "
        f"WHERE {seconds} > {limit} ORDER BY 5 DESC, 4, 2 LIMIT {MOST_STUCK}"
    ).fetchall()
    rows = tuple(Stuck(loaded.table.name, str(r[1]), str(r[2] or ""), r[3], Decimal(r[4])) for r in found)
    return (int(found[0][0]) if found else 0), rows


def overlaps(connection: DuckDBPyConnection, loaded: Loaded) -> int:
    """States of an agent that begin before the one before has ended; stretches of being logged in go along with others."""
    there = {t.name for t in loaded.plan.targets}
    if loaded.table.name != "agent_states" or not {"agent_key", "start_at", "end_at"} <= there:
        return 0
    apart = "WHERE class IS DISTINCT FROM 'session'" if "class" in there else ""
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT start_at, max(end_at) OVER (PARTITION BY agent_key ORDER BY start_at, end_at "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS _before FROM {name(loaded.base)} {apart}) WHERE start_at < _before"
    ).fetchone()
    return int(row[0]) if row else 0


def doubts(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    """What cannot be as it is told: durations of another unit, times that contradict each other, money without currency."""
    at = Position(loaded.parts[0].file.name) if loaded.parts else Position(loaded.source)
    return [
        *(_units(connection, loaded, at) or _unit(connection, loaded, at)),
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
    told = finding("R611", at, what, remedy)
    return [Finding(code=told.code, at=at, what=what, remedy=remedy, severity=Severity.WARNING)]


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


def _unit(connection: DuckDBPyConnection, loaded: Loaded, at: Position) -> list[Finding]:
    """The median handle time of answered contacts lies between 30 s and an hour, in any service that people run."""
    there = {t.name for t in loaded.plan.targets if t.kind == "seconds"}
    parts = [name(c) for c in ("talk_s", "hold_s", "wrap_s") if c in there]
    if loaded.table.name != "interactions" or "talk_s" not in there:
        return []
    handle = " + ".join(f"COALESCE({p}, 0)" for p in parts)
    row: Any = connection.execute(
        f"SELECT count(*), median(h) FROM (SELECT {handle} AS h FROM {name(loaded.base)} WHERE {name('talk_s')} > 0 LIMIT 200000)"
    ).fetchone()
    if row[0] < 30 or 5 <= row[1] <= 7200:
        return []
    unit = loaded.plan.reading.unit
    likely = "min, h or hh:mm:ss" if row[1] < 5 else "ms"
    what = f"Half of the contacts have a handle time of {Decimal(str(row[1])).normalize():f} s or less when read as '{unit}'."
    if row[1] > 7200:
        what = what.replace("or less", "or more")
    return [finding("R616", at, what, f"Write 'unit:' for the source or its columns in records.yaml, probably {likely}.")]


_LONGEST_USUAL: Final = 7200
_LEAST_PARTS: Final = 5
_SEEN: Final = 30
"""Half of the times that are not 0 last at most two hours; half of them do not have parts of a second and last less than five;
asked of 30 and more."""


def _units(connection: DuckDBPyConnection, loaded: Loaded, at: Position) -> list[Finding]:
    """Columns of seconds that nobody said to be seconds, and that look like another unit: waits in ms beside talk in s."""
    if loaded.table.name != "interactions":
        return []
    told = []
    for target in (t for t in loaded.plan.targets if t.kind == "seconds" and not t.said.unit and t.said.from_):
        heading = target.said.from_[0]
        if loaded.plan.reading.unit != "s" or heading == target.name or not heading.at.file.endswith(DECLARATION):
            continue  # a profile knows its units, and so does who calls a column as we do
        column = name(target.name)
        row: Any = connection.execute(
            f"SELECT count(*), median(s), count(*) FILTER (WHERE s % 1 <> 0) FROM "
            f"(SELECT {column} AS s FROM {name(loaded.base)} WHERE {column} > 0 LIMIT 200000)"
        ).fetchone()
        long, parts = row[0] and row[1] > _LONGEST_USUAL, row[0] and row[1] < _LEAST_PARTS and 2 * row[2] >= row[0]
        if row[0] < _SEEN or not (long or parts):
            continue
        half = f"Half of the times under '{heading}' that are not 0 are {Decimal(str(row[1])).normalize():f} s"
        likely = "ms" if long else "min"
        remedy = f"Write '{target.name}: {{from: {heading}, unit: {likely}}}', or 'unit: s' if they are seconds indeed."
        told.append(finding("R616", at, f"{half} or {'more' if long else 'less'} when read as 's'.", remedy))
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
