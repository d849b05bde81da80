"""What both parties take out of the records: by time, scope and id; a condition of each view, with counts of what it removes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slacontract.measuring.counting.engines.engine import Engine
from slacontract.measuring.counting.slots import literal
from slacontract.measuring.counting.text import Chain, chain, scope_of, with_queries
from slacontract.measuring.counting.views import Choices, View, moment_of


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One excused event: rows of a table (of all tables where empty), ``from_at <= moment < to_at``, of some members or ids."""

    id: str
    table: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ids: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows of a view an exclusion took out, and how many of them an earlier one in the list had taken out before."""

    exclusion: str
    view: str
    rows: int
    before: int


def read_exclusions(engine: Engine) -> tuple[Exclusion, ...]:
    """The exclusions that were accepted, in order of their id, from the canonical table."""
    if not engine.columns("exclusions"):
        return ()
    names = ("exclusion_id", '"table"', "from_at", "to_at", '"where"', "ids", "reason")
    has = engine.columns("exclusions")
    listed = ", ".join(name if name.strip('"') in has else f"CAST(NULL AS VARCHAR) AS {name}" for name in names)
    found = engine.rows(f"SELECT {listed} FROM exclusions WHERE decision = 'accepted' ORDER BY exclusion_id")  # noqa: S608
    return tuple(_read(row) for row in found)


def _read(row: Sequence[object]) -> Exclusion:
    ident, table, from_at, to_at, where, ids, reason = row
    assert from_at is None or isinstance(from_at, datetime)
    assert to_at is None or isinstance(to_at, datetime)
    return Exclusion(
        str(ident), str(table or ""), from_at, to_at, scope_from(str(where or "")), _split(str(ids or "")), str(reason or "")
    )


def scope_from(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The scope that a cell says.

    >>> scope_from("queue=care;tech, site=madrid")
    (('queue', ('care', 'tech')), ('site', ('madrid',)))
    """
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return tuple((name.strip(), _split(values)) for name, _, values in pairs)


def _split(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.replace(",", ";").split(";") if one.strip())


def condition(one: Exclusion, view: View, choices: Choices) -> str | None:
    """The rows of a view that an exclusion is about, as SQL; None where it is not about the view, or has nothing to go by."""
    if one.table and one.table != view.of:
        return None
    scope = set(scope_of(view, choices))
    if any(name not in scope for name, _ in one.where):
        return None
    moment = moment_of(view, choices)
    parts = [
        *([f"{moment} >= {literal(one.from_at)}"] if one.from_at else []),
        *([f"{moment} < {literal(one.to_at)}"] if one.to_at else []),
        *(f"{name} IN ({_texts(values)})" for name, values in one.where),
        *([f"{view.key} IN ({_texts(one.ids)})"] if one.ids else []),
    ]
    return " AND ".join(parts) or None


def _texts(values: Iterable[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def conditions(given: Sequence[Exclusion], view: View, choices: Choices) -> dict[str, str]:
    """What each exclusion takes out of a view, for those that are about it."""
    found = {one.id: condition(one, view, choices) for one in given}
    return {ident: text for ident, text in found.items() if text is not None}


def edges(given: Iterable[Exclusion]) -> tuple[datetime, ...]:
    """The instants at which agent time is cut besides midnights, so that only the excused part of a stretch is taken out."""
    return tuple(edge for one in given for edge in (one.from_at, one.to_at) if edge is not None)


def removed(engine: Engine, view: str, told: dict[str, str], choices: Choices) -> tuple[Removed, ...]:
    """Count what each exclusion removes from a view."""
    if not told:
        return ()
    made: Chain = chain(view, choices)
    source = f"{view}_met"
    numbered = " ".join(f"WHEN {text} THEN {n}" for n, text in enumerate(told.values()))
    first = f"CASE {numbered} ELSE -1 END"
    counts = ", ".join(
        f"SUM(CASE WHEN {text} THEN 1 ELSE 0 END), SUM(CASE WHEN {text} AND {first} < {n} THEN 1 ELSE 0 END)"
        for n, text in enumerate(told.values())
    )
    (row,) = engine.rows(with_queries(made, f"SELECT {counts} FROM {source}"))  # noqa: S608  # our own text
    numbers = [int(str(value or 0)) for value in row]
    return tuple(Removed(ident, view, numbers[2 * n] - numbers[2 * n + 1], numbers[2 * n + 1]) for n, ident in enumerate(told))
