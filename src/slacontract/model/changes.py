"""Changes that somebody tries: a text of the contract, or a figure of the measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slacontract.findings import Position
from slacontract.quantities.numbers import Quantity

How: TypeAlias = Literal["set", "add", "times"]
"""A new figure, so much more, or a part of the old one more."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """Another text at one place of a contract: ``path`` are the keys that lead there, and in lists the number from 1.

    ``version`` is the one that is changed; without it each that has the place.
    """

    path: tuple[str, ...]
    text: str
    at: Position
    version: str = ""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """Another figure in the measures, in every period where it names none.

    ``amount`` is the new figure, what is added to it, or the percentage of it that is added.
    """

    field: str
    member: Mapping[str, str]
    period: str | None
    how: How
    amount: Quantity
    at: Position


Change: TypeAlias = TextChange | FigureChange


@dataclass(frozen=True, slots=True)
class Variation:
    """Changes that are made together, once for each value from one to another: ``runs`` has the value as text and the changes."""

    text: str
    runs: tuple[tuple[str, tuple[Change, ...]], ...]
