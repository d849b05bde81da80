"""How each base field is counted: the rows of which view, under which condition, and what of them is added up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Definition:
    """How one field is counted.

    ``what`` is the expression that is added up or told apart, or the condition of a snapshot, in which ``{end}`` is the end of
    the period. ``at`` is the moment that decides the period; empty for that of the view. ``per`` is by what the sum is divided,
    exactly and outside of SQL.
    """

    field: str
    view: str
    how: How = "rows"
    what: str = ""
    when: str = ""
    at: str = ""
    per: int = 1

    def total(self) -> str:
        """What the rows of a group give together, as SQL; NULL where none of them gives anything that is known."""
        if self.how == "distinct":
            return f"COUNT(DISTINCT {self._of_rows(self.what)})"
        if self.how == "sum":
            return f"SUM({self._of_rows(self.what)})"
        return f"SUM(CASE WHEN {self.when} THEN 1 ELSE 0 END)" if self.when else "COUNT(*)"

    def _of_rows(self, what: str) -> str:
        return f"CASE WHEN {self.when} THEN {what} END" if self.when else what

    def known(self) -> str:
        """How many rows of a group are known to count, with a known figure, as SQL."""
        if self.how in ("sum", "distinct"):
            return f"COUNT({self._of_rows(self.what)})"
        return f"COUNT({self._decided()})" if self.when else "COUNT(*)"

    def unknown(self) -> str:
        """For how many rows of a group nobody can say whether they count, or with what, as SQL."""
        missing = f"CASE WHEN {self.what} IS NULL THEN 1 ELSE 0 END" if self.how in ("sum", "distinct") else "0"
        if not self.when:
            return f"SUM({missing})"
        return f"SUM(CASE WHEN {self.when} THEN {missing} WHEN NOT ({self.when}) THEN 0 ELSE 1 END)"

    def _decided(self) -> str:
        return f"CASE WHEN {self.when} THEN 1 WHEN NOT ({self.when}) THEN 0 END"

    def names(self) -> frozenset[str]:
        """The words of its expressions: columns among them."""
        texts = re.sub(r"'[^']*'", "", f"{self.when} {self.what} {self.at}")
        return frozenset(re.findall(r"[a-z_][a-z0-9_]*", texts))


def definition(field: str, counted: Callable[[str], Told | None]) -> Definition | None:
    """How a field is counted; None where neither its name nor the catalogue says so."""
    seconds = treated(field)
    if seconds is not None:
        return Definition(field, "contacts", "sum", seconds, ANSWERED)
    told = counted(field)
    if told is None:
        return None
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
