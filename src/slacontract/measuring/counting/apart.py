"""Counters by one word first: most conditions begin with the same column, such as ``outcome = 'answered'``.

Rows are grouped by that column too, and its words are asked for in the few groups instead of in every row. Sums and counts of
groups add up to the same figures; distinct counts do not, and are counted as before.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from slacontract.measuring.counting.definitions import Counter, words
from slacontract.measuring.counting.views import View
from slacontract.measuring.tables import tables

LEAST: Final = 3
"""How many counters must ask for the words of a column before its groups are worth it."""


def shared_word(view: View, counters: Iterable[Counter], keys: Sequence[str]) -> str | None:
    """The column of few words that most counters ask for; None where it is not worth it, or something is told apart."""
    asked = list(counters)
    if any(one.how == "distinct" for one in asked):
        return None
    few = {name for name, column in tables()[view.of].columns.items() if column.one_of} - set(keys)
    found = Tally(name for one in asked for name in few if any(_is_about(part, name) for part in conjuncts(one.when)))
    best = sorted(found, key=lambda name: (-found[name], name))[:1]
    return best[0] if best and found[best[0]] >= LEAST else None


def conjuncts(condition: str) -> list[str]:
    """The parts of a condition that all must hold.

    >>> conjuncts("outcome = 'answered' AND (wait_s <= 20 AND TRUE)")
    ["outcome = 'answered'", '(wait_s <= 20 AND TRUE)']
    >>> conjuncts("a = 1 OR b = 2 AND c = 3")
    ['a = 1 OR b = 2 AND c = 3']
    """
    parts, depth, begin = [], 0, 0
    for found in _MARKS.finditer(condition):
        mark = found.group().upper()
        depth += {"(": 1, ")": -1, "CASE": 1, "END": -1}.get(mark, 0)
        if depth or mark not in _JOINTS:
            continue
        if mark != "AND":
            return [condition]
        parts.append(condition[begin : found.start()].strip())
        begin = found.end()
    last = condition[begin:].strip()
    return [*parts, last] if last else parts


_MARKS: Final = re.compile(r"'(?:[^']|'')*'|[()]|\b(?:AND|OR|BETWEEN|CASE|END)\b", re.IGNORECASE)
_JOINTS: Final = {"AND", "OR", "BETWEEN"}


def _is_about(part: str, name: str) -> bool:
    return words(part.lower()) - _PLAIN == {name}


_PLAIN: Final = frozenset({"in", "is", "not", "null", "and", "or"})


@dataclass(frozen=True, slots=True)
class Split:
    """A counter in two steps: ``inner`` over the rows of a word, ``outer`` the condition that a word's group counts under."""

    inner: Counter
    outer: str

    def text(self, column: str) -> str:
        """The second step as SQL, over the column of the first. What is counted is 0 where nothing is; a sum is NULL."""
        of = f"CASE WHEN {self.outer} THEN {column} END" if self.outer else column
        return f"SUM({of})" if self.inner.how == "sum" else f"COALESCE(SUM({of}), 0)"


def split(one: Counter, word: str) -> Split:
    """A counter with what its condition says of the word taken out of it."""
    parts = conjuncts(one.when)
    outer = [part for part in parts if _is_about(part, word)]
    inner = [part for part in parts if part not in outer]
    return Split(Counter(one.how, one.what, " AND ".join(inner)), " AND ".join(outer))


def in_two_steps(counters: Sequence[tuple[str, Counter]], keys: Sequence[str], word: str, rows: str) -> str:
    """One statement for named counters over ``rows``, by ``keys``; equal first steps are counted once."""
    splits = {name: split(one, word) for name, one in counters}
    first: dict[str, str] = {}
    for one in splits.values():
        first.setdefault(one.inner.text(), f"a{len(first)}")
    told = [f"{one.text(first[one.inner.text()])} AS {name}" for name, one in splits.items()]
    made = ", ".join([*keys, word, "COUNT(*) AS n", *(f"{text} AS {name}" for text, name in first.items())])
    by_word = f"SELECT {made}\nFROM (\n{rows}\n) r\nGROUP BY {', '.join([*keys, word])}"  # our own text
    return (
        f"SELECT {', '.join([*keys, 'SUM(n) AS n', *told])}\nFROM (\n{by_word}\n) w\n"  # our own text
        f"GROUP BY {', '.join(keys)}"
    )
