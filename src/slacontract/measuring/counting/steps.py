"""Counters of contacts treated one by one: the steps that a name such as ``handle_to_390_by_60_60_s`` says, as SQL.

Whole increments come from remainders (MOD), never from a division, so that no engine's decimals are involved. The meanings are
those of the contract's ``increments`` and ``cap``: see docs/measures.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from slacontract.catalogue.counters import counter_parts

BASES: Final = {
    "handle": ("handle_s",),
    "talk": ("talk_s",),
    "hold": ("hold_s",),
    "wrap": ("wrap_s",),
    "ring": ("ring_s",),
    "connected": ("connected_s",),
    "ivr": ("ivr_s",),
    "wait_answered": ("wait_s",),
}
"""What a component is called in the name of a counter, and the columns of the views that make it."""


def seconds_of(basis: str) -> str | None:
    """The seconds of one contact as SQL, for components joined by ``_``; None where one of them is not known.

    >>> seconds_of("talk_wrap")
    'talk_s + COALESCE(wrap_s, 0)'
    """
    parts = _components(basis)
    if parts is None:
        return None
    columns = [column for part in parts for column in BASES[part]]
    return " + ".join([columns[0], *(f"COALESCE({column}, 0)" for column in columns[1:])])


def _components(basis: str) -> tuple[str, ...] | None:
    """The components in a name, the longest first, because ``wait_answered`` is one."""
    if not basis:
        return ()
    for name in sorted(BASES, key=len, reverse=True):
        if basis == name or basis.startswith(f"{name}_"):
            rest = _components(basis[len(name) + 1 :])
            return None if rest is None else (name, *rest)
    return None


def treated(field: str) -> str | None:
    """What a counter adds up for each contact, as SQL; None for a field that is no such counter."""
    parts = counter_parts(field)
    basis = seconds_of(parts[0]) if parts else None
    if parts is None or basis is None:
        return None
    seconds = basis if " " not in basis else f"({basis})"
    for step in parts[1]:
        word, *figures = step.split("_")
        seconds = _STEPS[word](seconds, *map(int, figures))
    return seconds


def _plus(t: str, a: int) -> str:
    return f"({t} + {a})"


def _to(t: str, a: int) -> str:
    return f"CASE WHEN {t} > {a} THEN {a} ELSE {t} END"


def _from(t: str, a: int) -> str:
    return f"CASE WHEN {t} > 0 AND {t} < {a} THEN {a} ELSE {t} END"


def _by(t: str, a: int, b: int) -> str:
    """Begun increments: nothing for nothing, then a, then b for each begun one."""
    if a == b:
        return f"CASE WHEN {t} <= 0 THEN 0 ELSE {t} - MOD({t}, {b}) + CASE WHEN MOD({t}, {b}) > 0 THEN {b} ELSE 0 END END"
    return f"CASE WHEN {t} <= 0 THEN 0 WHEN {t} <= {a} THEN {a} ELSE {t} + MOD({b} - MOD({t} - {a}, {b}), {b}) END"


def _full(t: str, a: int, b: int) -> str:
    """Full increments only: nothing below the first one."""
    return f"CASE WHEN {t} < {a} THEN 0 ELSE {t} - MOD({t} - {a}, {b}) END"


def _nearest(t: str, a: int, b: int) -> str:  # noqa: ARG001  # the first increment does not matter
    """To the nearest increment, from its half on the upper one."""
    return f"CASE WHEN 2 * MOD({t}, {b}) >= {b} THEN {t} - MOD({t}, {b}) + {b} ELSE {t} - MOD({t}, {b}) END"


_STEPS: Final[Mapping[str, Callable[..., str]]] = {
    "plus": _plus,
    "to": _to,
    "from": _from,
    "by": _by,
    "full": _full,
    "nearest": _nearest,
}
