"""Verdicts: for whom a changed term is better, by proof or by what it did alone over real periods; and where neither decides."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacontract.comparison.proofs import proven
from slacontract.languages import Message, message

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.comparison.terms import Term


class Direction(enum.Enum):
    """For whom a term is better. What one party gains the other loses, so the vendor's side says both."""

    BETTER = "better"
    WORSE = "worse"
    NOTHING = "nothing"  # no amount depends on it
    DEPENDS = "depends"
    OPEN = "open"  # neither proof nor replay decides


@dataclass(frozen=True, slots=True)
class Verdict:
    """The direction for the vendor, whether it holds whatever is measured, and why in sentences."""

    direction: Direction
    always: bool
    why: tuple[Message, ...]


def verdict(term: Term, worth: Sequence[mpq] | None, *, unused: bool) -> Verdict:
    """Judge a term by its proof and by what it changed in each period alone; ``unused`` where no formula of the net has it."""
    if unused:
        return Verdict(Direction.NOTHING, True, (message("No amount is computed from it."),))
    if not term.alone:
        return Verdict(Direction.DEPENDS, False, (message("It only makes sense together with other changes."),))
    sign, reasons = _proof(term)
    if worth is None or not any(worth):
        return _without_replay(sign, reasons, replayed=worth is not None)
    up, down = sum(amount > 0 for amount in worth), sum(amount < 0 for amount in worth)
    if up and down:
        return _mixed(sign, reasons, up, down)
    seen = 1 if up else -1
    if sign == -seen:
        return Verdict(Direction.DEPENDS, False, (*reasons, message("Over these periods it turned out the other way: other terms "
                                                  "of the contract read what it changes.")))  # fmt: skip
    direction = Direction.BETTER if seen == 1 else Direction.WORSE
    why = reasons or (_counted(up or down, len(worth)),)
    return Verdict(direction, bool(sign), why)


def _counted(changed: int, periods: int) -> Message:
    if changed == periods:
        return message("So it was in each of the {periods} periods.", periods=periods)
    return message("So it was in {changed} of {periods} periods; in the others it changed nothing.", changed=changed,
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
        return Verdict(Direction.BETTER if sign == 1 else Direction.WORSE, True, (*reasons, *more))
    if replayed:
        return Verdict(Direction.OPEN, False, (message("Over these periods it changed nothing; in others it may."),))
    return Verdict(Direction.OPEN, False, (message("It depends on what is measured, and there are no periods to try it on."),))


def _mixed(sign: int, reasons: tuple[Message, ...], up: int, down: int) -> Verdict:
    """Better in some periods, worse in others: with a proof, because limits over longer spans move amounts between periods."""
    counted = message("Better for the vendor in {up} periods, worse in {down}.", up=up, down=down)
    if sign:
        return Verdict(Direction.DEPENDS, False, (*reasons, counted))
    return Verdict(Direction.DEPENDS, False, (counted,))
