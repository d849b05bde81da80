"""An engine whose queries somebody watches: which one runs, and how far it is where the engine says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from slacontract.measuring.counting.engines.engine import Elsewhere, Value


class Watched:
    """Tells before each query its number; ``progress`` takes that in words, and a share from 0 to 100."""

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
        self._progress(f"Query {self._asked}", 0.0)
        found = self._engine.rows(sql)
        self._progress(f"Query {self._asked}", 100.0)
        return found

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table; none where there is no such table."""
        return self._engine.columns(table)

    def kinds(self, table: str) -> Mapping[str, str]:
        """The columns of a table with their canonical kinds."""
        return self._engine.kinds(table)
