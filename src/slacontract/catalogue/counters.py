"""Counters that a telephone system delivers ready: the seconds of each contact, treated one by one and then added up.

The name says what was done, in its order: ``handle_by_60_60_s`` is handle time, each contact in started increments of 60 s and
then 60 s; ``handle_to_390_by_60_60_s`` cuts each contact to 390 s before; ``talk_plus_30_by_30_6_s`` adds 30 s to each before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from slacontract.languages import Message, bilingual

STEPS: Final = {
    "plus": ("{a} s added", "{a} s añadidos"),
    "to": ("up to {a} s", "hasta {a} s"),
    "from": ("at least {a} s", "al menos {a} s"),
    "by": ("in started increments of {a} s, then {b} s", "por fracciones empezadas de {a} s y luego {b} s"),
    "full": ("in full increments of {a} s, then {b} s", "por fracciones completas de {a} s y luego {b} s"),
    "nearest": ("to the nearest {b} s", "a los {b} s más próximos"),
}
"""What can be done to the seconds of each contact, in the words of both languages."""

_ONE: Final = r"(?:plus|to|from)_[0-9]+|(?:by|full|nearest)_[0-9]+_[0-9]+"
_COUNTER: Final = re.compile(rf"([a-z][a-z0-9_]*?)((?:_(?:{_ONE}))+)_s")
_STEP: Final = re.compile(_ONE)


def counter(basis: Sequence[str], steps: Sequence[tuple[str, Sequence[int]]]) -> str:
    """The name of the counter of some components after some steps.

    >>> counter(["handle"], [("to", [390]), ("by", [60, 60])])
    'handle_to_390_by_60_60_s'
    """
    told = [f"{word}_{'_'.join(map(str, figures))}" for word, figures in steps]
    return "_".join([*(part.removesuffix("_s") for part in basis), *told, "s"])


def counter_parts(field: str) -> tuple[str, tuple[str, ...]] | None:
    """The components and the steps that a counter's name says; None for another field.

    >>> counter_parts("talk_wrap_by_60_60_s")
    ('talk_wrap', ('by_60_60',))
    """
    match = _COUNTER.fullmatch(field)
    return (match[1], tuple(step[0] for step in _STEP.finditer(match[2]))) if match else None


def counter_name(field: str) -> Message | None:
    """How people call a counter; None for another field."""
    parts = counter_parts(field)
    if parts is None:
        return None
    basis, steps = parts
    said = [_said(step) for step in steps]
    return bilingual(
        "{basis}, of each contact " + ", ".join(english for english, _ in said),
        "{basis}, de cada contacto " + ", ".join(spanish for _, spanish in said),
        basis=basis.replace("_", " + "),
    )  # fmt: skip


def _said(step: str) -> tuple[str, str]:
    word, *figures = step.split("_")
    english, spanish = STEPS[word]
    a, b = figures[0], figures[-1]
    return english.format(a=a, b=b), spanish.format(a=a, b=b)
