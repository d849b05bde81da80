"""How each base field is counted: the rows of which view, under which condition, and what of them is added up."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from slacontract.catalogue.intervals import interval_counter
from slacontract.measuring.counting.in_intervals import Judged, judged
from slacontract.measuring.counting.steps import treated

How: TypeAlias = Literal["rows", "sum", "distinct", "snapshot"]


class Told(Protocol):
    """What the catalogue tells of a field, with the figures of its name filled in."""

    @property
    def view(self) -> str: ...  # noqa: D102
    @property
    def when(self) -> str: ...  # noqa: D102
    @property
    def sum(self) -> str: ...  # noqa: D102
    @property
    def distinct(self) -> str: ...  # noqa: D102
    @property
    def snapshot(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> str: ...  # noqa: D102
    @property
    def per(self) -> int: ...  # noqa: D102


ANSWERED: Final = "outcome = 'answered'"
ARRIVAL: Final = "arrived_at"
"""The moment that decides to which interval a contact belongs, whichever decides its period."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted or added up over the rows of a group: ``what``, of the rows that fit ``when``; or how often it is missing.

    >>> Counter("sum", "talk_s", "outcome = 'answered'").text()
    "SUM(CASE WHEN outcome = 'answered' THEN talk_s END)"
    """

    how: How | Literal["missing"]
    what: str = ""
    when: str = ""

    def text(self) -> str:
        """It as SQL."""
        if self.how == "missing":
            asked = f"COUNT(CASE WHEN {self.what} IS NULL AND {self.when} THEN 1 END)"
            return asked if self.when else f"COUNT(*) - COUNT({self.what})"
        of = f"CASE WHEN {self.when} THEN {self.what or '1'} END" if self.when else self.what
        if self.how == "distinct":
            return f"COUNT(DISTINCT {of})"
        return f"SUM({of})" if self.how == "sum" else f"COUNT({of or '*'})"


@dataclass(frozen=True, slots=True)
class Definition:
    """How one field is counted.

    ``what`` is the expression that is added up or told apart, or the condition of a snapshot, in which ``{end}`` is the end of
    the period. ``at`` is the moment that decides the period; empty for that of the view. ``per`` is by what the sum is divided,
    exactly and outside of SQL. ``judged`` is how intervals are judged, where they are what is counted.
    """

    field: str
    view: str
    how: How = "rows"
    what: str = ""
    when: str = ""
    at: str = ""
    per: int = 1
    judged: Judged | None = None

    def total(self) -> Counter:
        """What the rows of a group give together; NULL where none of them gives anything that is known."""
        return Counter(self.how, self.what, self.when)

    def unknown(self, empty: Collection[str]) -> Counter | None:
        """For how many rows of a group nobody can say whether they count, or with what; None where all can be said.

        ``empty`` are the columns that have nulls. What is seldom true stands first, so that the rest is seldom asked.
        """
        if self.judged is not None:
            return self._unknown_of_any(self.judged.conditions, empty)
        needs = self.how in ("sum", "distinct") and words(self.what) & set(empty)
        when = f"({self.when})" if " OR " in self.when.upper() else self.when
        missing = f"{self.what} IS NULL AND {when}" if when else f"{self.what} IS NULL"
        doubted = sorted(words(self.when) & set(empty))
        if not doubted:
            return Counter("missing", self.what, when) if needs else None
        blank = " OR ".join(f"{name} IS NULL" for name in doubted)
        first = f"WHEN {missing} THEN 1 " if needs else ""
        either = f"CASE WHEN {self.when} THEN NULL WHEN NOT ({self.when}) THEN NULL ELSE 1 END"
        return Counter("rows", f"CASE {first}WHEN {blank} THEN {either} END", "")

    def _unknown_of_any(self, conditions: Iterable[str], empty: Collection[str]) -> Counter | None:
        """For how many contacts nobody can say whether they meet one of the conditions by which an interval is judged."""
        doubts = [Definition(self.field, self.view, when=condition).unknown(empty) for condition in conditions]
        whens = " ".join(f"WHEN ({doubt.what}) = 1 THEN 1" for doubt in doubts if doubt)
        return Counter("rows", f"CASE {whens} END") if whens else None

    def names(self) -> frozenset[str]:
        """The words of its expressions: columns among them."""
        return words(f"{self.when} {self.what} {self.at} {self.judged.conditions if self.judged else ''}")


def words(text: str) -> frozenset[str]:
    """The words of an SQL expression that are no literals."""
    return frozenset(re.findall(r"[a-z_][a-z0-9_]*", re.sub(r"'[^']*'", "", text)))


def definition(field: str, counted: Callable[[str], Told | None]) -> Definition | None:
    """How a field is counted; None where neither its name nor the catalogue says so."""
    if (seconds := treated(field)) is not None:
        return Definition(field, "contacts", "sum", seconds, ANSWERED)
    if (interval := interval_counter(field)) is not None:
        return Definition(field, "intervals", at=ARRIVAL, judged=judged(interval))
    told = counted(field)
    return _told(field, told) if told is not None else None


def _told(field: str, told: Told) -> Definition:
    if told.sum:
        return Definition(field, told.view, "sum", told.sum, told.when, told.at, told.per)
    if told.distinct:
        return Definition(field, told.view, "distinct", told.distinct, told.when, told.at)
    if told.snapshot:
        return Definition(field, told.view, "snapshot", told.snapshot, told.when)
    return Definition(field, told.view, when=told.when, at=told.at)


def from_stats(field: str) -> Definition:
    """A field that the source gives ready, summed by interval."""
    return Definition(field, "stats", "sum", "value", f"measure = '{field}'")
