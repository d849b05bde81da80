"""What counting asks of an engine: rows of a query, and which columns a table has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol, TypeAlias

Value: TypeAlias = object
"""A cell of a result: text, whole number, Decimal, datetime (naive, UTC), or None."""


class Engine(Protocol):
    """Where the canonical tables lie. ``dialect`` is the name of its SQL as sqlglot knows it."""

    @property
    def dialect(self) -> str: ...  # noqa: D102

    def rows(self, sql: str) -> Sequence[Sequence[Value]]:
        """The rows of a query that is written in the dialect of the embedded engine."""

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a canonical table; none where the engine does not have it."""


def exact(value: Value) -> int | Decimal:
    """A count or sum as an exact number: whole ones as int, so that all engines give the same.

    >>> exact(Decimal("3.000")), exact(Decimal("2.500"))
    (3, Decimal('2.5'))
    """
    if isinstance(value, int):
        return value
    assert isinstance(value, Decimal), f"{value!r} is no exact number: an engine added up something else than whole or decimal"
    whole = int(value)
    return whole if whole == value else value.normalize()
