"""Which value gives a wanted amount: a search over the steps of a range, each settled exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.scenarios.twice import TOTALS

if TYPE_CHECKING:
    from slacontract.settlement.settlement import Settlement

LOOKED_AT: Final = 16
"""So many parts of a range are looked at before a crossing is narrowed down; one that turns back within a part is not seen."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Two neighbouring values between which the amount passes what is wanted; the same twice where it is met exactly."""

    below: tuple[int, mpq]
    above: tuple[int, mpq]

    @property
    def is_exact(self) -> bool:
        """Whether a value gives the amount to the coin."""
        return self.below == self.above


@dataclass(frozen=True, slots=True)
class Answer:
    """The crossings of a wanted amount: each with the values as text, and what it was today."""

    settlement: Settlement
    name: str
    wanted: mpq
    today: mpq
    values: Sequence[str]
    solutions: Sequence[Solution]


def crossings(amount: Callable[[int], mpq], wanted: mpq, steps: int) -> tuple[list[Solution], list[tuple[int, mpq]]]:
    """Where an amount passes the wanted one among ``steps`` values, and what was looked at on the way.

    The range is cut into parts; in each whose ends lie on different sides the crossing is halved down to two neighbours.
    """
    known: dict[int, mpq] = {}

    def at(step: int) -> mpq:
        if step not in known:
            known[step] = amount(step)
        return known[step]

    places = sorted({(steps - 1) * part // LOOKED_AT for part in range(LOOKED_AT + 1)})
    found: list[Solution] = []
    for low, high in pairwise(places) if len(places) > 1 else [(0, 0)]:
        narrow = _narrowed(at, wanted, low, high)
        if narrow is not None and (not found or narrow != found[-1]):
            found.append(narrow)
    return found, sorted(known.items())


def _narrowed(at: Callable[[int], mpq], wanted: mpq, low: int, high: int) -> Solution | None:
    """Two neighbours between the ends on whose sides the wanted amount lies; None where both ends lie on one side."""
    for end in (low, high):
        if at(end) == wanted:
            return Solution((end, wanted), (end, wanted))
    if (at(low) < wanted) == (at(high) < wanted):
        return None
    rises = at(low) < wanted
    while high - low > 1:
        middle = (low + high) // 2
        if at(middle) == wanted:
            return Solution((middle, wanted), (middle, wanted))
        if (at(middle) < wanted) == rises:
            low = middle
        else:
            high = middle
    return Solution((low, at(low)), (high, at(high)))


NAMED: Final = {
    "billing": ("billing.total",),
    "bonus": ("adjustments.bonus",),
    "penalty": ("adjustments.penalty",),
    "adjustments": ("adjustments.bonus", "adjustments.penalty"),
    "net": ("total.net",),
    "tax": ("total.tax",),
    "gross": ("total.gross",),
}
"""The amounts that can be asked for by a name of their own, and the rows that they add up."""
assert {row for rows in NAMED.values() for row in rows} == set(TOTALS)


def names_of(settlement: Settlement) -> Sequence[str]:
    """All amounts that can be asked for: the totals, and every line."""
    return [*NAMED, *dict.fromkeys(line.id for line in settlement.lines)]


def amount_of(settlement: Settlement, name: str) -> mpq:
    """An amount by its name, over all periods that were asked for; 0 for a line that a version does not have."""
    if name in NAMED:
        return sum((settlement.amount(row, period) for row in NAMED[name] for period in settlement.asked), mpq(0))
    return sum((line.amount for line in settlement.lines if line.id == name), mpq(0))
