"""Tables that were not read here but counted where they lie: their control figures, and rows that would be counted wrongly.

Reading files leaves out what is there twice, refuses words that no profile knows, and hashes bytes. Where the tables of an engine
are counted in place, the engine is asked for the same assurances in two queries for each table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.counting.engines.engine import Elsewhere, Value, exact
from slacontract.measuring.counting.look import first_and_last, span
from slacontract.measuring.tables import Table, tables


@dataclass(frozen=True, slots=True)
class Inspected:
    """A table that lies elsewhere. ``figures`` is the SHA-256 of its control figures, which are the same on every engine.

    They are the number of rows, and of each column how many rows fill it, the least and the greatest value, and the sum.
    """

    table: str
    source: str
    rows: int
    first: datetime | None
    last: datetime | None
    figures: str


def inspected(engine: Elsewhere, places: Mapping[str, Position]) -> tuple[tuple[Inspected, ...], list[Finding]]:
    """A look at the contents of every table at hand, and what is wrong with its rows; ``places`` say who named them."""
    done, findings = [], []
    for name in engine.sources:
        at = places.get(name, Position("--engine"))
        one, found = _inspect(engine, tables()[name], at)
        done.append(one)
        findings += found
    return tuple(done), findings


def _inspect(engine: Elsewhere, table: Table, at: Position) -> tuple[Inspected, list[Finding]]:
    asked = _Asked(table, engine.kinds(table.name))
    (row,) = engine.rows(f"SELECT {', '.join(asked.figures + asked.doubts)} FROM {table.name}")  # noqa: S608  # our own text
    figures, doubts = row[: len(asked.figures)], row[len(asked.figures) :]
    firsts, lasts = span(table.name, asked.kinds)
    (ends,) = engine.rows(f"SELECT {', '.join([*firsts, *lasts])} FROM {table.name}") if firsts else ((),)  # noqa: S608  # as above
    first, last = first_and_last(ends)
    told = "\n".join(f"{text}: {_written(value)}" for text, value in zip(asked.figures, figures, strict=True))
    hashed = hashlib.sha256(told.encode()).hexdigest()
    done = Inspected(table.name, engine.sources[table.name], int(exact(figures[0])), first, last, hashed)
    return done, [*_unknown_words(table, at, asked, doubts), *_keys(engine, table, at, asked)]


def _written(value: Value) -> str:
    """A figure as text, the same whatever engine gave it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if value is None or isinstance(value, (str, date)):
        return str(value)
    return f"{exact(value):f}"


class _Asked:
    """What is asked of a table: SQL of its control figures, and of what may be wrong with its rows."""

    def __init__(self, table: Table, kinds: Mapping[str, str]) -> None:
        self.table, self.kinds = table, kinds
        self.figures = ["COUNT(*)", *(text for name in sorted(kinds) for text in _figures(name, kinds[name]))]
        self.worded = [name for name, column in table.columns.items() if column.one_of and name in kinds]
        self.counted = [name for name, kind in kinds.items() if kind == "seconds"]
        self.doubts = [text for name in self.worded for text in _other_words(name, table.columns[name].one_of)]
        self.doubts += [text for name in self.counted for text in _below_zero(name)]


def _figures(name: str, kind: str) -> Iterator[str]:
    yield f'COUNT("{name}")'
    if kind == "flag":
        yield f'SUM(CASE WHEN "{name}" THEN 1 ELSE 0 END)'
        return
    yield from (f'MIN("{name}")', f'MAX("{name}")')
    if kind in ("seconds", "count", "amount", "score"):
        yield f'SUM("{name}")'


def _below_zero(name: str) -> tuple[str, str]:
    return f'SUM(CASE WHEN "{name}" < 0 THEN 1 ELSE 0 END)', f'MIN("{name}")'


def _other_words(name: str, words: Sequence[str]) -> tuple[str, str]:
    known = ", ".join(f"'{word}'" for word in words)
    other = f'"{name}" NOT IN ({known})'
    return f"SUM(CASE WHEN {other} THEN 1 ELSE 0 END)", f'MIN(CASE WHEN {other} THEN "{name}" END)'


def _unknown_words(table: Table, at: Position, asked: _Asked, doubts: Sequence[Value]) -> Iterator[Finding]:
    """Words that no query counts, and durations below zero."""
    pairs = list(zip(doubts[::2], doubts[1::2], strict=True))
    for name, (number, example) in zip(asked.worded, pairs, strict=False):
        if number and exact(number):
            words = ", ".join(table.columns[name].one_of)
            yield finding("R638", at, f"'{table.name}.{name}' says '{example}', which no measure counts: rows with such a word: "
                          f"{int(exact(number)):,}.", f"Bring it into one of: {words}; or leave it null.")  # fmt: skip
    for name, (number, least) in zip(asked.counted, pairs[len(asked.worded) :], strict=True):
        if number and exact(number):
            yield finding("R638", at, f"'{table.name}.{name}' is below zero, down to {least} s: rows: {int(exact(number)):,}.",
                          "Mend the durations where they are made; null says that one is not known.")  # fmt: skip


def _keys(engine: Elsewhere, table: Table, at: Position, asked: _Asked) -> Iterator[Finding]:
    """Rows that lack their id, and rows that are there twice: each would be counted again."""
    keys = [f'"{name}"' for name in table.key if name in asked.kinds]
    first = keys[0]
    by = ", ".join(keys)
    grouped = f"SELECT {by}, COUNT(*) AS n FROM {table.name} GROUP BY {by} HAVING COUNT(*) > 1"  # noqa: S608  # our own text
    doubts = f"COUNT(*), SUM(t.n), MIN(t.{first}), COUNT(*) - COUNT(t.{first})"
    ((groups, rows, example, blank),) = engine.rows(f"SELECT {doubts} FROM ({grouped}) t")  # noqa: S608  # as above
    if exact(blank or 0):
        what = f"'{table.name}' has rows without {_plainly(first)}, by which rows are told apart."
        yield finding("R638", at, what, "Give every row its id.")
    elif exact(groups):
        many = f"{int(exact(rows or 0)):,} rows that share their {_plainly(by)} with another, such as '{example}'"
        what = f"'{table.name}' has {many}: all of them would be counted."
        yield finding("R638", at, what, "Keep the newest of each, in a view over the table.")


def _plainly(names: str) -> str:
    return names.replace('"', "")
