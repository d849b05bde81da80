"""An engine whose queries somebody watches: which one runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from slacontract.measuring.counting.engines.engine import Elsewhere, Value

UNKNOWN: Final = -1.0
"""Engines do not say how far a query is."""


class Watched:
    """Tells before each query its number; ``progress`` takes that in words, and a share from 0 to 100 or ``UNKNOWN``."""

    def __init__(self, engine: Elsewhere, progress: Callable[[str, float], None]) -> None:
        self._engine, self._progress, self._asked = engine, progress, 0
        self.dialect: str = engine.dialect

    @property
    def sources(self) -> Mapping[str, str]:
        """The names of the tables there."""
        return self._engine.sources

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query."""
        self._asked += 1
        self._progress(f"Query {self._asked}", UNKNOWN)
        return self._engine.rows(sql)

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table; none where there is no such table."""
        return self._engine.columns(table)

    def kinds(self, table: str) -> Mapping[str, str]:
        """The columns of a table with their canonical kinds."""
        return self._engine.kinds(table)
