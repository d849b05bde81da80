"""Which clause of one version is which of another: items of lists, and names of which only the name is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from slacontract.comparison.meaning import IDENTITY, WORDS, meaning, same
from slacontract.model.fields import Noun

Pair: TypeAlias = "tuple[int | None, int | None]"
"""The numbers of an item in two lists, from 0; None where it is not."""

_ALIKE: Final = Fraction(1, 2)
"""Items of lists that share less than this are not one clause that was changed."""
_RENAMED: Final = Fraction(3, 4)
"""What two clauses of different names share at least to be one that was renamed."""
_DECISIVE: Final = frozenset({"on", "kpi", "kpis", "every", "when", "of", "failure", "model", "formula", "variant"})


def pairs(old: Sequence[Noun], new: Sequence[Noun]) -> list[Pair]:
    """Match the items of two lists, the most alike first; what is left over was removed or added."""
    found: list[Pair] = []
    ranked = sorted(((likeness(a, b), -abs(i - j), -i, i, j) for i, a in enumerate(old) for j, b in enumerate(new)), reverse=True)
    lone_old, lone_new = set(range(len(old))), set(range(len(new)))
    for score, *_, i, j in ranked:
        if score >= _ALIKE and i in lone_old and j in lone_new:
            found.append((i, j))
            lone_old.discard(i)
            lone_new.discard(j)
    return [*sorted(found, key=lambda pair: pair[1] or 0), *((i, None) for i in sorted(lone_old)),
            *((None, j) for j in sorted(lone_new))]  # fmt: skip


def likeness(old: Noun, new: Noun) -> Fraction:
    """How much of two nouns is the same, from 0 to 1 by the fields that either says; 2 for what bears the same name."""
    if type(old) is not type(new):
        return Fraction(0)
    name = getattr(old, "name", None)
    if name is not None and name == getattr(new, "name", None):
        return Fraction(2)
    weights = {field: 2 if field in _DECISIVE else 1 for field in _fields(old) | _fields(new)}
    whole = sum(weights.values())
    shared = sum(weight for field, weight in weights.items() if same(getattr(old, field), getattr(new, field)))
    return Fraction(shared, whole) if whole else Fraction(1)


def _fields(noun: Noun) -> set[str]:
    values = ((name, getattr(noun, name)) for name in type(noun).model_fields if name not in IDENTITY)
    return {name for name, value in values if meaning(value) not in {None, (), frozenset()}}


def renamed(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    """The names of which only the name is new, old to new: gone and come with the same body, words apart."""
    gone = {name: value for name, value in old.items() if name not in new and isinstance(value, Noun)}
    come = {name: value for name, value in new.items() if name not in old and isinstance(value, Noun)}
    ranked = sorted(((_body(a, b), str(n), str(m)) for n, a in gone.items() for m, b in come.items()), reverse=True)
    found: dict[str, str] = {}
    for score, before, after in ranked:
        if score >= _RENAMED and before not in found and after not in found.values():
            found[before] = after
    return found


def _body(old: Noun, new: Noun) -> Fraction:
    """How much of two bodies is the same, beside what they are called and where the clause stands."""
    if type(old) is not type(new):
        return Fraction(0)
    fields = (_fields(old) | _fields(new)) - WORDS
    shared = sum(same(getattr(old, field), getattr(new, field)) for field in fields)
    return Fraction(shared, len(fields)) if fields else Fraction(0)
