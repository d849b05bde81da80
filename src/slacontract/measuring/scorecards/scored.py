"""What a scorecard comes to: one call with its answers, its points, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gmpy2 import mpq

from slacontract.findings import NOWHERE, Position
from slacontract.model.forms import Form


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one item: the share of its points that it earns, None where the item does not apply."""

    item: str
    share: mpq | None
    comment: str = ""
    at: Position = field(default=NOWHERE, compare=False, repr=False)

    @property
    def met(self) -> bool:
        """Whether the item was met in full."""
        return self.share == mpq(1)


@dataclass(frozen=True, slots=True)
class Card:
    """One filled form as it was read. ``status`` is released, disputed, or a reason for which the call is invalid."""

    evaluation_id: str
    form: Form
    when: datetime
    """UTC."""
    status: str = "released"
    answers: tuple[Answer, ...] = ()
    contact_id: str = ""
    scenario: str = ""
    evaluator: str = ""
    evaluator_side: str = ""
    queue: str = ""
    site: str = ""
    campaign: str = ""
    team: str = ""
    agent_key: str = ""
    agent_name: str = ""
    double_of: str = ""
    comment: str = ""
    at: Position = field(default=NOWHERE, compare=False, repr=False)

    @property
    def valid(self) -> bool:
        """Whether the call counts at all."""
        return self.status in {"released", "disputed"}


@dataclass(frozen=True, slots=True)
class Worth:
    """The points of one item in the score of its call: of ``possible`` points of a hundred, ``earned`` were."""

    item: str
    section: str
    earned: mpq
    possible: mpq


@dataclass(frozen=True, slots=True)
class Scored:
    """One card and what it comes to. ``score`` is of a hundred; ``worths`` are its parts, before a critical error."""

    card: Card
    earned: mpq
    possible: mpq
    score: mpq
    passed: bool
    fatal: tuple[str, ...] = ()
    """Items missed that are fatal, in the order of the form."""
    worths: tuple[Worth, ...] = ()
    gap: mpq | None = None

    def fatal_of(self, kind: str) -> int:
        """How many critical errors of a kind were made."""
        items = self.card.form.items
        return sum(items[name][1].fatal == kind for name in self.fatal)

    def checked_of(self, kind: str) -> int:
        """How many items that are fatal in a kind applied."""
        items = self.card.form.items
        return sum(answer.share is not None and items[answer.item][1].fatal == kind for answer in self.card.answers)

    @property
    def checked(self) -> int:
        """How many items applied."""
        return sum(answer.share is not None for answer in self.card.answers)

    @property
    def met(self) -> int:
        """How many items were met in full."""
        return sum(answer.met for answer in self.card.answers)
