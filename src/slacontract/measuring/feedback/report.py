"""The report as nouns: members, what each form says of them, and what each item of a form does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from gmpy2 import mpq

from slacontract.model.forms import Form

By: TypeAlias = Literal["agent", "campaign", "team", "site", "queue"]
Share: TypeAlias = tuple[mpq, mpq]
"""The ends of an interval."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a report is about, and what they are called."""

    id: str
    first: date
    after: date

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day < self.after


@dataclass(frozen=True, slots=True)
class Quote:
    """What an evaluator wrote of a call."""

    text: str
    call: str
    day: date


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item over the calls of a member.

    ``share`` is of its points; ``cost`` what it took from an average call, in points of a hundred, the rest of the score included
    where missing it made the call zero. ``all`` is the share of everyone, ``before`` that of the period before.
    """

    item: str
    title: str
    section: str
    fatal: str
    checked: int
    met: int
    share: mpq
    interval: Share
    cost: mpq
    all: mpq | None = None
    before: mpq | None = None
    before_checked: int = 0
    clear: bool = False
    """Whether the change is more than chance: the intervals of both periods do not touch."""
    quotes: tuple[Quote, ...] = ()

    @property
    def change(self) -> mpq | None:
        """How the share has changed, as a share."""
        return None if self.before is None else self.share - self.before


@dataclass(frozen=True, slots=True)
class CallResult:
    """One call."""

    call: str
    day: date
    score: mpq
    passed: bool
    fatal: tuple[str, ...]
    """Titles of the critical items that were missed."""
    comment: str
    scenario: str = ""
    missed: tuple[str, ...] = ()
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calls that were scored twice: how far the second scores are from the first, in points."""

    calls: int
    gap: mpq
    lean: mpq
    """Second less first: below 0 where the second score is stricter."""


@dataclass(frozen=True, slots=True)
class View:
    """What one form says of one member."""

    form: Form
    calls: tuple[CallResult, ...]
    """In order of time."""
    score: mpq
    """A share: points earned over points possible."""
    passed: int
    interval: Share
    before: mpq | None
    before_calls: int
    all: mpq | None
    items: tuple[ItemResult, ...]
    """In the order of the form."""
    fatal: dict[str, int]
    invalid: dict[str, int]
    disputed: int
    calibration: Calibration | None
    least: int
    """How many calls a judgement needs."""

    @property
    def count(self) -> int:
        """How many calls were judged."""
        return len(self.calls)

    @property
    def small(self) -> bool:
        """Whether these are too few calls for a judgement."""
        return self.count < self.least

    @property
    def areas(self) -> tuple[ItemResult, ...]:
        """What to improve: the items that cost most, first."""
        return tuple(sorted((item for item in self.items if item.cost > 0), key=lambda item: -item.cost)[:5])

    @property
    def strengths(self) -> tuple[ItemResult, ...]:
        """What goes well: the items that are met most surely, first; one that is to improve only where there is no other.

        Where no item reaches the pass mark, the two that are closest to it.
        """
        ranked = sorted(self.items, key=lambda item: (-item.interval[0], -item.share))
        good = [item for item in ranked if item.share >= self.form.pass_mark.value]
        areas = {item.item for item in self.areas}
        best = sorted(ranked, key=lambda item: -item.share)[:2]
        return tuple([item for item in good if item.item not in areas][:4] or good[:2] or best)

    @property
    def reached(self) -> bool:
        """Whether any item reaches the pass mark."""
        return any(item.share >= self.form.pass_mark.value for item in self.items)

    @property
    def best(self) -> tuple[CallResult, ...]:
        """Up to two calls that went best, where there are calls enough to tell."""
        return self._ranked(best=True)

    @property
    def worst(self) -> tuple[CallResult, ...]:
        """Up to two calls that went worst; none of the best."""
        return self._ranked(best=False)

    def _ranked(self, *, best: bool) -> tuple[CallResult, ...]:
        ranked = sorted(self.calls, key=lambda call: (-call.score, call.day, call.call))
        most = min(2, len(ranked) // 2)
        return tuple(ranked[:most] if best else reversed(ranked[len(ranked) - most :]))


@dataclass(frozen=True, slots=True)
class Member:
    """One agent, campaign or team."""

    name: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is drawn."""

    title: str
    by: By
    span: Span
    before: Span | None
    members: tuple[Member, ...]
    whole: Member
    concealed: bool
    evaluations: int
    unassigned: int = 0
    """Calls that name no member."""
