"""The same record twice: exact, newer, from overlapping files; and the legs of a contact, numbered in order of time.

One pass over hashes of the keys says whether there is anything to look at; only those few rows are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.sources.intake import Dropped, many
from slacontract.measuring.sources.reading import EXAMPLES, Loaded, hold
from slacontract.measuring.sources.sql import name, text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT_ONCE: Final = 20_000_000
"""How many keys are held at a time."""
_SAME, _OTHER_FILE, _OLDER, _DECLARED, _CONFLICT = "same row again", "same row in another file", "older version of a row", (
    "other version of a row, as declared"), "conflict"  # fmt: skip
LEG: Final = "_leg"


@dataclass(frozen=True, slots=True)
class Repeats:
    """What was found twice: rows dropped with their reasons, and versions nobody decided between."""

    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()
    several: int = 0


def key_of(loaded: Loaded) -> list[str]:
    """The columns that tell one row of a source from another."""
    there = [target.name for target in loaded.plan.targets]
    declared = [str(column) for column in loaded.plan.reading.key]
    if declared:
        return declared
    if loaded.table.name == "interval_stats":
        members = [t.name for t in loaded.plan.targets if t.kind == "text" and t.name not in {*loaded.table.key, "measure"}]
        return [*(column for column in loaded.table.key if column in there), *members]
    if loaded.table.name != "interactions":
        return [column for column in loaded.table.key if column in there]
    legs = [str(column) for column in ("leg_id", "leg_no") if column in there]
    by_time = [c for c in ("queue", "agent_key", "queued_at", "started_at") if c in there]
    return ["contact_id", *(legs[:1] or by_time)]


def repeats(connection: DuckDBPyConnection, loaded: Loaded) -> Repeats:
    """Drop what is there twice, and number the legs of contacts that have several."""
    key = key_of(loaded)
    group = ["contact_id"] if loaded.table.name == "interactions" and "contact_id" in key else key
    if not key or not _twice(connection, loaded.base, group):
        return Repeats()
    if loaded.virtual:
        hold(connection, loaded, [part.file for part in loaded.parts])
    _suspects(connection, loaded, key, group)
    dropped, findings = _drop(connection, loaded, key)
    several = 0
    if group == ["contact_id"]:
        several, more = _legs(connection, loaded)
        findings += more
    connection.execute("DROP TABLE _suspects; DROP TABLE _twice")
    return Repeats(tuple(dropped), tuple(findings), several)


def _twice(connection: DuckDBPyConnection, base: str, group: list[str]) -> int:
    """Put the hashes that occur more than once into ``_twice``; a large table is done in slices.

    Sorting the hashes of a slice shows which are next to their like; it takes a third of the time of grouping them.
    """
    hashed = f"hash({', '.join(name(column) for column in group)})"
    rows = _one(connection, f"SELECT count(*) FROM {name(base)}")
    slices = rows // AT_ONCE + 1
    connection.execute("DROP TABLE IF EXISTS _twice; CREATE TEMP TABLE _twice (h UBIGINT)")
    found = 0
    for number in range(slices):
        part = f" WHERE {hashed} % {slices} = {number}" if slices > 1 else ""
        hashes: Any = connection.execute(f"SELECT {hashed} AS h FROM {name(base)}{part}").fetchnumpy()["h"]
        hashes.sort()
        again = hashes[1:][hashes[1:] == hashes[:-1]]
        if len(again):
            connection.register("_again", {"h": again})
            connection.execute("INSERT INTO _twice SELECT DISTINCT h FROM _again")
            connection.unregister("_again")
        found += len(again)
    if not found:
        connection.execute("DROP TABLE _twice")
    return found


def _one(connection: DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _suspects(connection: DuckDBPyConnection, loaded: Loaded, key: list[str], group: list[str]) -> None:
    """The rows whose keys occur again, each with its file, its rank among those of one key, and what became of it."""
    hashed = f"hash({', '.join(name(column) for column in group)})"
    columns = [name(target.name) for target in loaded.plan.targets]
    newest = loaded.plan.reading.newest or ("last_update" if name("last_update") in columns else None)
    version = name(newest) if newest else "NULL"
    contents = ", ".join(c for c in columns if c not in {name("last_update"), version}) or "1"
    file = " ".join(f"WHEN rowid >= {part.first} THEN {number}" for number, part in reversed(list(enumerate(loaded.parts))))
    last = "DESC" if loaded.plan.reading.repeats == "last" else "ASC"
    keys = ", ".join(name(column) for column in key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE _suspects AS SELECT *, row_number() OVER w AS _rank, "
        f"first_value(_contents) OVER w AS _kept, first_value(_version) OVER w AS _newest, "
        f"first_value(_file) OVER w AS _kept_file, first_value(_row) OVER w AS _kept_row FROM ("
        f"SELECT rowid AS _row, {', '.join(columns)}, hash({contents}) AS _contents, {version} AS _version, "
        f"CASE {file} END AS _file FROM {name(loaded.base)} WHERE {hashed} IN (SELECT h FROM _twice)) "
        f"WINDOW w AS (PARTITION BY {keys} ORDER BY _version DESC NULLS LAST, _row {last} "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
    )


def _drop(connection: DuckDBPyConnection, loaded: Loaded, key: list[str]) -> tuple[list[Dropped], list[Finding]]:
    undecided = _CONFLICT if loaded.plan.reading.repeats == "refuse" else _DECLARED
    reason = (
        f"CASE WHEN _contents = _kept AND _file <> _kept_file THEN {text(_OTHER_FILE)} WHEN _contents = _kept THEN {text(_SAME)} "
        f"WHEN _version IS DISTINCT FROM _newest THEN {text(_OLDER)} ELSE {text(undecided)} END"
    )
    found = connection.execute(
        f"SELECT reason, count(*), list(_row ORDER BY _row)[:{EXAMPLES}], arg_min(_kept_row, _row) FROM "
        f"(SELECT {reason} AS reason, _row, _kept_row FROM _suspects WHERE _rank > 1) GROUP BY reason ORDER BY reason"
    ).fetchall()
    dropped, told = [], []
    for why, count, rows, kept in found:
        spots = [place.row for place in loaded.places(connection, [*rows, kept])]
        if why == _CONFLICT:
            told.append(_conflict(key, int(count), spots))
        else:
            dropped.append(Dropped(str(why), int(count), tuple(spots[:-1])))
            told.append(_repeated(str(why), int(count), spots))
    if found:
        connection.execute(f"DELETE FROM {name(loaded.base)} WHERE rowid IN (SELECT _row FROM _suspects WHERE _rank > 1)")
    return dropped, told


def _conflict(key: list[str], count: int, spots: list[Position]) -> Finding:
    remedy = "Say in 'columns:' what tells them apart, such as site: …, name the column of the version under 'newest:', write "
    remedy += "'repeats: last' (or 'first'), or add what differs to 'key:'."
    what = f"Rows with the same {', '.join(key)} have other contents, and nothing says which is newer ({many(count)})."
    return finding("R613", spots[0], what, remedy, spots[-1])


def _repeated(reason: str, count: int, spots: list[Position]) -> Finding:
    remedy = "Nothing, if files overlap or were sent again; each record is counted once."
    return finding("R614", spots[0], f"Not counted again: {many(count)}, {reason}.", remedy, spots[-1])


def _legs(connection: DuckDBPyConnection, loaded: Loaded) -> tuple[int, list[Finding]]:
    """Number the legs of each contact that has several, by their time; say where an id seems to be used again."""
    columns = {target.name for target in loaded.plan.targets}
    begins = [name(c) for c in ("queued_at", "started_at", "answered_at", "ended_at") if c in columns]
    if not begins:
        return 0, []
    begin = f"COALESCE({', '.join(begins)})"
    end = f"COALESCE({', '.join([*(name(c) for c in ('ended_at', 'answered_at') if c in columns), *begins])})"
    started = name("started_at") if "started_at" in columns else begin
    tie = [name(c) for c in ("leg_no", "ended_at", "leg_id") if c in columns]
    order = ", ".join([f"{begin} NULLS LAST", f"{started} NULLS LAST", *(f"{c} NULLS LAST" for c in tie), "_row"])
    channel = f"COALESCE(lower({name('channel')}), 'voice') = 'voice'" if "channel" in columns else "TRUE"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE _ranks AS SELECT _row, contact_id, {channel} AS _voice, {begin} AS _begin, {end} AS _end, "
        f"row_number() OVER (PARTITION BY contact_id ORDER BY {order}) AS _n, "
        f"lag({end}) OVER (PARTITION BY contact_id ORDER BY {order}) AS _before, "
        f"lag(_row) OVER (PARTITION BY contact_id ORDER BY {order}) AS _row_before FROM _suspects WHERE _rank = 1"
    )
    several = _one(connection, "SELECT count(*) FROM _ranks WHERE _n = 2")
    told = _reused(connection, loaded) if several else []
    if several:
        connection.execute(f"ALTER TABLE {name(loaded.base)} ADD COLUMN {LEG} BIGINT DEFAULT 1")
        connection.execute(
            f"UPDATE {name(loaded.base)} SET {LEG} = r._n FROM _ranks AS r WHERE {name(loaded.base)}.rowid = r._row AND r._n > 1"
        )
    connection.execute("DROP TABLE _ranks")
    return several, told


def _reused(connection: DuckDBPyConnection, loaded: Loaded) -> list[Finding]:
    if loaded.plan.reading.reused_ids == "accept":
        return []
    found = connection.execute(
        "SELECT _row, _row_before, count(*) OVER () FROM _ranks "
        "WHERE _voice AND _begin - _before > INTERVAL 1 DAY ORDER BY _row LIMIT 1"
    ).fetchone()
    if not found:
        return []
    here, before = (place.row for place in loaded.places(connection, [int(found[0]), int(found[1])]))
    what = f"The id of this contact was there more than a day before ({many(found[2])}): it is probably used again."
    remedy = "Make the id of several columns, such as 'contact_id: {join: [date, line, call_id]}', or write 'reused_ids: accept'."
    return [finding("R615", here, what, remedy, before)]
