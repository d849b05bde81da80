"""What counting asks of an engine: rows of a query, and which columns a table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


class Elsewhere(Engine, Protocol):
    """An engine whose tables lie elsewhere: ``sources`` are their names there, by canonical table."""

    @property
    def sources(self) -> Mapping[str, str]: ...  # noqa: D102

    def kinds(self, table: str) -> Mapping[str, str]:
        """The columns of a canonical table, each with its canonical kind."""


class Refused(Exception):  # noqa: N818  # the engine did it, and says why
    """A query that an engine did not answer, or a table that it does not show, in its own first words."""


def first_words(fault: BaseException) -> str:
    """What an error of a driver begins with: drivers go on with the query, a stack, or advice to programmers.

    >>> first_words(ValueError("permission denied for table calls\\nLINE 1: SELECT ..."))
    'permission denied for table calls'
    """
    told = getattr(fault, "orig", None) or fault
    lines = [line.strip() for line in str(told).splitlines() if line.strip()]
    return (lines or [type(told).__name__])[0][:300].rstrip(".?! ")


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
