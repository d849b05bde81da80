"""Verdicts: what the review says of a letter of a KPI, or of the contract as a whole, with its reason and remedy."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Final

from slacontract.findings import NOWHERE, Position
from slacontract.languages import Message


class Verdict(enum.Enum):
    """How good it is; ``OPEN`` where nothing is there to judge by."""

    GOOD = "good"
    WEAK = "weak"
    POOR = "poor"
    OPEN = "open"


class Letter(enum.Enum):
    """The five questions."""

    SPECIFIC = "S"
    MEASURABLE = "M"
    ACHIEVABLE = "A"
    RELEVANT = "R"
    TIME_BOUND = "T"


WORST_FIRST: Final = (Verdict.POOR, Verdict.WEAK, Verdict.OPEN, Verdict.GOOD)
"""What a letter is, when several things are said of it: the worst of them; good only where all that was asked could be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that is said: why, and what to do. With a ``code`` it is a finding of ``check`` too.

    ``accepted`` is the reason for which the contract accepts it; it then stays visible and counts as good.
    """

    verdict: Verdict
    reason: Message
    remedy: Message | None = None
    code: str = ""
    at: Position = NOWHERE
    also: tuple[Position, ...] = ()
    accepted: str = ""

    @property
    def counted(self) -> Verdict:
        """What it counts as."""
        return Verdict.GOOD if self.accepted else self.verdict


@dataclass(frozen=True, slots=True)
class KpiCard:
    """The five letters of one KPI, each with its points."""

    kpi: str
    name: Message
    clause: str
    letters: dict[Letter, tuple[Point, ...]]

    def verdict(self, letter: Letter) -> Verdict:
        """The verdict of a letter."""
        return worst(self.letters[letter])

    @property
    def points(self) -> tuple[Point, ...]:
        """All that is said of it, letter by letter."""
        return tuple(point for letter in Letter for point in self.letters[letter])


@dataclass(frozen=True, slots=True)
class Card:
    """The report card: KPI by KPI, then what is said of the contract as a whole."""

    kpis: tuple[KpiCard, ...]
    whole: tuple[Point, ...] = field(default=())

    @property
    def points(self) -> tuple[Point, ...]:
        """All that is said."""
        return (*(point for card in self.kpis for point in card.points), *self.whole)


def worst(points: tuple[Point, ...]) -> Verdict:
    """The worst verdict among some points; open where nothing is said."""
    counted = {point.counted for point in points}
    return next((verdict for verdict in WORST_FIRST if verdict in counted), Verdict.OPEN)


def good(reason: Message) -> Point:
    """Something that is as it should be."""
    return Point(verdict=Verdict.GOOD, reason=reason)


def weak(reason: Message, remedy: Message) -> Point:
    """Something that could be better."""
    return Point(verdict=Verdict.WEAK, reason=reason, remedy=remedy)


def unknown(reason: Message, remedy: Message | None = None) -> Point:
    """Something that cannot be judged."""
    return Point(verdict=Verdict.OPEN, reason=reason, remedy=remedy)


def poor(code: str, at: Position, reason: Message, remedy: Message, *also: Position) -> Point:
    """A defect, which ``check`` prints under its code."""
    return Point(verdict=Verdict.POOR, reason=reason, remedy=remedy, code=code, at=at, also=also)
