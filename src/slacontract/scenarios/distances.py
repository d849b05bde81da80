"""How far each result was from paying another way, in contacts, seconds or hours, and what the step was worth.

The measures are moved by a lever to the next edge on either side and a whole unit further where the edge itself is not enough;
then the period is computed again, after limits, gates and pools, so that what is told is what would have been on the invoice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.scenarios.candidates import edges
from slacontract.scenarios.levers import Lever, distance, levers, shifted

if TYPE_CHECKING:
    from slacontract.scenarios.history import History
    from slacontract.settlement.draft import Outcome

_BEYOND: Final = 2
"""An edge is reached exactly, or it takes one unit more to be past it."""
LEAST: Final = mpq(1, 10_000)
"""The part of what the period bills that a step must be worth to be told: a curve that begins to rise pays cents at its edge."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A step of one result: from its value over an edge, by ``amount`` whole units of what the lever moves.

    ``worth`` is what the step adds to what results pay in this period, ``billed`` what it adds to the rest of the invoice.
    """

    outcome: Outcome
    lever: Lever
    value: mpq
    edge: mpq
    amount: int
    reached: mpq
    worth: mpq
    billed: mpq


def distances(history: History, index: int) -> Iterator[Distance]:
    """For each result of a period that can be moved, the nearest step on either side that would have paid another amount."""
    for outcome in history.latest.outcomes:
        value = history.base[index].get(outcome.value)
        if value is None:
            continue
        for lever in levers(history, outcome)[:1]:
            yield from _steps(history, index, outcome, lever, mpq(value))


def _steps(history: History, index: int, outcome: Outcome, lever: Lever, value: mpq) -> Iterator[Distance]:
    found = edges(history.calculation.plans[index], outcome)
    for side in (reversed([e for e in found if e <= value]), [e for e in found if e >= value]):
        step = next((s for edge in side if (s := _over(history, index, outcome, lever, value, edge))), None)
        if step is not None:
            yield step


def _over(history: History, index: int, outcome: Outcome, lever: Lever, value: mpq, edge: mpq) -> Distance | None:
    """The step over one edge; None where it pays the same on both sides, or cannot be made."""
    away = distance(history, index, lever, edge)
    here = history.base[index]
    if away is None:
        return None
    for more in range(_BEYOND):
        for amount in _whole(away, more):
            inputs = shifted(lever, history.calculation.inputs[index], mpq(amount))
            there = None if inputs is None else history.column(index, inputs)
            if there is None:
                continue
            worth = history.stake(there) - history.stake(here)
            reached = there.get(outcome.value)
            if reached is not None and worth and abs(worth) >= LEAST * abs(history.billed(here)):
                billed = history.billed(there) - history.billed(here)
                return Distance(outcome, lever, value, edge, amount, mpq(reached), worth, billed)
    return None


def _whole(away: mpq, more: int) -> tuple[int, ...]:
    """The distance in whole units, away from nothing; of a distance of nothing one unit to either side."""
    if not away:
        return (1, -1) if more else ()
    whole = math.ceil(away) + more if away > 0 else math.floor(away) - more
    return (int(whole),)
