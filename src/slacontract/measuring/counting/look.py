"""A first look at the records: what they are like decides how they have to be counted, and what the contract must say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from slacontract.measuring.counting.engines.dialects import OWN
from slacontract.measuring.counting.engines.engine import Engine
from slacontract.measuring.tables import tables

SPANS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "interactions": (("queued_at", "started_at"),),
    "agent_states": (("start_at",), ("end_at",)),
    "tickets": (("created_at",), ("closed_at",)),
    "ticket_events": (("at",),),
    "surveys": (("sent_at",), ("answered_at",)),
    "evaluations": (("at",),),
    "sales": (("at",), ("status_at",)),
    "repairs": (("in_at",), ("out_at", "diagnosed_at")),
    "records": (("loaded_at",), ("first_dial_at",), ("last_dial_at",)),
    "schedules": (("start_at",), ("end_at",)),
    "interval_stats": (("start_at",),),
}
"""The moments of each table's rows, as far as they are known: the first and last of them are those of the table.

Of the columns of a moment the first that a row fills counts: a contact's arrival, by which repeats and windows go as well.
"""


def span(table: str, has: Collection[str]) -> tuple[list[str], list[str]]:
    """SQL for the first and for the last instant of each moment of a table, of the columns that there are."""
    moments = moments_of(table, has)
    return [f"MIN({moment})" for moment in moments], [f"MAX({moment})" for moment in moments]


def moments_of(table: str, has: Collection[str]) -> list[str]:
    """SQL for each moment of a table's rows, of the columns that there are."""
    there = [[f'"{column}"' for column in columns if column in has] for columns in SPANS.get(table, ())]
    return [f"COALESCE({', '.join(names)})" if len(names) > 1 else names[0] for names in there if names]


def first_and_last(found: Sequence[object]) -> tuple[datetime | None, datetime | None]:
    """Of what ``span`` gave, first the beginnings and then the ends: the first and the last moment that is known."""
    known = [[one for one in half if isinstance(one, datetime)] for half in (found[: len(found) // 2], found[len(found) // 2 :])]
    return min(known[0], default=None), max(known[1], default=None)


UNBELIEVED_CONTACT: Final = 4 * 3600
UNBELIEVED_STATE: Final = 16 * 3600
"""Seconds above which a contract must say whether it believes a record."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one table is like: its rows, the first and last moment, how many rows have nothing in a column that was looked at.

    Of columns that are no links, ``nulls`` may only say whether there are any: 1 stands for one and more.
    ``marks`` says how many rows have a trait that decides something: ``several_legs``, ``tests``,
    ``too_long``, ``with_reason``, ``sessions``. ``lacking`` are columns that no source of the table has.
    """

    rows: int
    first: datetime | None
    last: datetime | None
    nulls: Mapping[str, int]
    marks: Mapping[str, int]
    lacking: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """A trait: the columns it needs, figures of the whole table that allow it, and its condition for a row, as SQL."""

    needs: tuple[str, ...]
    allowed: str
    condition: str


def looks(
    engine: Engine, wanted: frozenset[str] | None = None, seen: Mapping[str, Look] | None = None
) -> dict[str, Look]:  # fmt: skip
    """A look at each canonical table that has rows; at all of its columns, or at those that are wanted and no more.

    ``seen`` are the looks that reading the files has taken already.
    """
    before = seen or {}
    there = [name for name in tables() if name in SPANS and (name in before or engine.columns(name))]
    found = {name: before.get(name) or _look(engine, name, wanted) for name in there}
    return {name: look for name, look in found.items() if look.rows}


def together(one: Look, other: Look) -> Look:
    """The look at a table that two sources fill."""
    return Look(
        one.rows + other.rows,
        min(filter(None, (one.first, other.first)), default=None),
        max(filter(None, (one.last, other.last)), default=None),
        {name: number + other.nulls[name] for name, number in one.nulls.items()},
        {name: one.marks.get(name, 0) + other.marks.get(name, 0) for name in {**one.marks, **other.marks}},
        one.lacking & other.lacking,
    )


def _look(engine: Engine, table: str, wanted: frozenset[str] | None) -> Look:
    """First figures of whole columns, which an engine has at hand; then traits of rows, where those allow them."""
    has = engine.columns(table)
    named = tables()[table].columns.keys() & (wanted if wanted is not None else has) - set(tables()[table].key)
    links = _LINKS.get(table, frozenset())
    held = [name for name in tables()[table].columns if name in has & (named | links)]
    marks = {name: mark for name, mark in MARKS.get(table, {}).items() if set(mark.needs) <= has}
    firsts, lasts = span(table, has)
    nothing = _any_null if engine.dialect == OWN else _nulls
    counts = [nothing(name, table) if name not in links else _nulls(name, table) for name in held]
    asked = ", ".join(["COUNT(*)", *firsts, *lasts, *counts, *(m.allowed for m in marks.values())])
    (row,) = engine.rows(f"SELECT {asked} FROM {table}")  # noqa: S608  # names of our own tables
    moments = 1 + 2 * len(firsts)
    rows, *numbers = (int(str(value or 0)) for value in (row[0], *row[moments:]))
    first, last = first_and_last(row[1:moments])
    nulls = {name: rows for name in tables()[table].columns if name not in has}
    nulls |= dict(zip(held, numbers, strict=False))
    allowed = [name for name, number in zip(marks, numbers[len(held) :], strict=True) if number]
    lacking = frozenset(tables()[table].columns.keys() - has)
    return Look(rows, first, last, nulls, _marked(engine, table, marks, allowed), lacking)


def _nulls(column: str, _table: str) -> str:
    return f'COUNT(*) - COUNT("{column}")'


def _any_null(column: str, table: str) -> str:
    """1 where a column has a null: the embedded engine stops at the first, and asks statistics of files where it has any."""
    return f'CASE WHEN EXISTS (SELECT 1 FROM {table} WHERE "{column}" IS NULL) THEN 1 ELSE 0 END'  # noqa: S608  # our own text


def _marked(engine: Engine, table: str, marks: Mapping[str, Mark], allowed: list[str]) -> dict[str, int]:
    if not allowed:
        return {}
    asked = ", ".join(f"SUM(CASE WHEN {marks[name].condition} THEN 1 ELSE 0 END)" for name in allowed)
    (row,) = engine.rows(f"SELECT {asked} FROM {table}")  # noqa: S608  # our own text
    return {name: int(str(value or 0)) for name, value in zip(allowed, row, strict=True)}


_LINKS: Final[Mapping[str, frozenset[str]]] = {
    "interactions": frozenset({"queued_at"}),
    "surveys": frozenset({"contact_id", "ticket_id"}),
    "evaluations": frozenset({"contact_id"}),
    "sales": frozenset({"contact_id"}),
    "repairs": frozenset({"contact_id"}),
    "ticket_events": frozenset({"ticket_id"}),
}
"""Columns that are always looked at: those by which rows name their contact or ticket, and the entry into a queue."""
_HANDLE: Final = "COALESCE(talk_s, 0) + COALESCE(hold_s, 0) + COALESCE(wrap_s, 0)"
_LEGS: Final = "CASE WHEN MAX(leg_no) > 1 OR MIN(leg_no) <> 1 THEN 1 ELSE 0 END"
MARKS: Final[Mapping[str, Mapping[str, Mark]]] = {
    "interactions": {
        "several_legs": Mark(("leg_no",), _LEGS, "leg_no <> 1"),
        "tests": Mark(("is_test",), "COUNT(is_test)", "is_test"),
        "too_long": Mark(
            ("talk_s", "hold_s", "wrap_s"),
            "CASE WHEN COALESCE(MAX(talk_s), 0) + COALESCE(MAX(hold_s), 0) + COALESCE(MAX(wrap_s), 0) "
            f"> {UNBELIEVED_CONTACT} THEN 1 ELSE 0 END",
            f"{_HANDLE} > {UNBELIEVED_CONTACT}",
        ),
        "with_reason": Mark(("reason", "customer_key"), "COUNT(reason)", "reason IS NOT NULL AND customer_key IS NOT NULL"),
    },
    "agent_states": {
        "sessions": Mark(("class",), "COUNT(*)", "class = 'session'"),
        "too_long": Mark(("start_at", "end_at"), "COUNT(*)", f"DATE_DIFF('second', start_at, end_at) > {UNBELIEVED_STATE}"),
    },
}


def overlaps(engine: Engine) -> bool:
    """Whether an agent is ever in two states at once; sessions lie beside the others."""
    has = engine.columns("agent_states")
    if not {"agent_key", "start_at", "end_at"} <= has:
        return False
    lane = "CASE WHEN class = 'session' THEN 1 ELSE 0 END" if "class" in has else "0"
    found = engine.rows(
        "SELECT COUNT(*) FROM (SELECT r.start_at, "  # noqa: S608  # our own text
        "MAX(r.end_at) OVER (PARTITION BY r.agent_key, r.lane ORDER BY r.start_at, r.end_at "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until "
        f"FROM (SELECT agent_key, start_at, end_at, {lane} AS lane FROM agent_states) r) o WHERE o.start_at < o.busy_until"
    )
    return bool(found[0][0])


def crossings(engine: Engine, number_of_first: str, number_of_last: str) -> int:
    """How many contacts arrive in one slot and end in another; both are SQL over the canonical table."""
    found = engine.rows(
        f"SELECT COUNT(*) FROM (SELECT {number_of_first} AS a, {number_of_last} AS b FROM interactions) r "  # noqa: S608  # our own text
        "WHERE a <> b OR (a IS NULL AND b IS NOT NULL) OR (a IS NOT NULL AND b IS NULL)"
    )
    return int(str(found[0][0]))
