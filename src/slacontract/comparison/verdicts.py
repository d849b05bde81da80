"""Verdicts: for whom a changed term is better, by proof or by what it did alone over real periods; and where neither decides."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.comparison.proofs import proven
from slacontract.languages import Message, message

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.comparison.terms import Term


class Direction(enum.Enum):
    """For whom a term is better. What one party gains the other loses, so the vendor's side says both."""

    BETTER = "better"
    WORSE = "worse"
    NOTHING = "nothing"  # the net does not depend on it
    DEPENDS = "depends"
    OPEN = "open"  # neither proof nor replay decides


_UNUSED: Final = {
    "tax": message("It changes the tax alone."),
    "term": message("Both versions were replayed over the same periods, however long each of them runs."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The direction for the vendor, whether it holds whatever is measured, and why in sentences."""

    direction: Direction
    why: tuple[Message, ...]
    always: bool = False


def verdict(term: Term, worth: Sequence[mpq] | None = None, *, unused: bool = False) -> Verdict:
    """Judge a term by its proof and by what it changed in each period alone; ``unused`` where no formula of the net has it."""
    if unused:
        why = _UNUSED.get(term.first.path[0], message("No amount is computed from it."))
        return Verdict(Direction.NOTHING, (why,), always=True)
    if not term.alone:
        return Verdict(Direction.DEPENDS, (message("It only makes sense together with other changes."),))
    sign, reasons = _proof(term)
    if worth is None or not any(worth):
        return _without_replay(sign, reasons, replayed=worth is not None)
    seen = _sign(sum(worth[1:], worth[0]))
    if sign and sign == -seen:
        turned = message("Over these periods it turned out the other way: other terms of the contract read what it changes.")
        return Verdict(Direction.DEPENDS, (*reasons, turned))
    up, down = sum(amount > 0 for amount in worth), sum(amount < 0 for amount in worth)
    return _as_proven(sign, reasons, down if sign == 1 else up) if sign else _as_seen(up, down, len(worth))


def _as_seen(up: int, down: int, periods: int) -> Verdict:
    """As the replay has it, where every period that changed went the same way."""
    if up and down:
        counted = message("Periods in which it is better for the vendor: {up}; worse: {down}.", up=up, down=down)
        return Verdict(Direction.DEPENDS, (counted,))
    return Verdict(Direction.BETTER if up else Direction.WORSE, (_counted(up or down, periods),))


def _sign(amount: mpq) -> int:
    return (amount > 0) - (amount < 0)


def _as_proven(sign: int, reasons: tuple[Message, ...], against: int) -> Verdict:
    """As the proof says, also where single periods went the other way: limits over longer spans move amounts between them."""
    moved = message("Periods in which it went the other way, because limits over longer spans count what earlier periods have "
                    "used: {number}.", number=against)  # fmt: skip
    return Verdict(Direction.BETTER if sign == 1 else Direction.WORSE, (*reasons, moved) if against else reasons, always=True)


def _counted(changed: int, periods: int) -> Message:
    if changed == periods:
        return message("So it was in every period.")
    return message("Periods in which it was so: {changed} of {periods}; in the others it changed nothing.", changed=changed,
                   periods=periods)  # fmt: skip


def _proof(term: Term) -> tuple[int, tuple[Message, ...]]:
    """The direction that all parts of a term have by proof; 0 where one of them has none, or they contradict each other."""
    proofs = [proven(difference) for difference in term.differences]
    known = [proof for proof in proofs if proof is not None]
    signs = {sign for sign, _ in known}
    if len(known) < len(proofs) or len(signs) != 1:
        return 0, ()
    return signs.pop(), tuple(dict.fromkeys(why for _, why in known))


def _without_replay(sign: int, reasons: tuple[Message, ...], *, replayed: bool) -> Verdict:
    if sign:
        more = (message("Over these periods it changed nothing."),) if replayed else ()
        return Verdict(Direction.BETTER if sign == 1 else Direction.WORSE, (*reasons, *more), always=True)
    if replayed:
        return Verdict(Direction.OPEN, (message("Over these periods it changed nothing; in others it may."),))
    return Verdict(Direction.OPEN, (message("It depends on what is measured, and it could not be replayed alone."),))
