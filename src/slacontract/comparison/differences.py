"""Differences: where two versions mean something else, and any mixture of the two, difference by difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, TypeVar

from slacontract.comparison.matching import Pair, pairs
from slacontract.comparison.meaning import IDENTITY, place_in, same
from slacontract.findings import Position
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.mixing import taking

N = TypeVar("N", bound=Noun)
Kind: TypeAlias = Literal["changed", "added", "removed", "reordered"]
Path: TypeAlias = tuple[str, ...]

CLAUSES: Final = frozenset({
    "limits", "gates", "relief", "commitments", "retentions", "incidents", "repeat", "de_minimis",
})  # fmt: skip
"""Lists whose items are clauses of their own, and apply in their order; every other list is one term."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two versions mean something else. ``inside`` are the clauses around it, as each version has them.

    ``path`` names it: ``("billing", "care", "rate")``, ``("limits", "2", "at_most")`` with the number in the new version.
    ``owners`` are the nouns whose keys its steps are; None for a step that is a name of the contract's own, or a number.
    """

    path: Path
    kind: Kind
    old: object
    new: object
    old_at: Position
    new_at: Position
    inside: tuple[Noun | None, Noun | None]
    owners: tuple[type[Noun] | None, ...]


Take: TypeAlias = "Callable[[Difference], bool]"
"""Whether a mixture takes the new side of a difference."""


@dataclass(frozen=True, slots=True)
class _Here:
    path: Path
    old_at: Position
    new_at: Position
    inside: tuple[Noun | None, Noun | None]
    owners: tuple[type[Noun] | None, ...] = ()

    def at(self, step: str, old_at: Position, new_at: Position, owner: type[Noun] | None = None) -> _Here:
        return replace(self, path=(*self.path, step), old_at=old_at, new_at=new_at, owners=(*self.owners, owner))

    def says(self, old: object, new: object, kind: Kind | None = None) -> Difference:
        found: Kind = "added" if _nothing(old) else "removed" if _nothing(new) else "changed"
        return Difference(self.path, kind or found, old, new, self.old_at, self.new_at, self.inside, self.owners)


def differences(old: Contract, new: Contract) -> tuple[Difference, ...]:
    """Everything in which two versions differ, in the order of the language; not what tells any two versions apart."""
    found: list[Difference] = []

    def collect(difference: Difference) -> bool:
        found.append(difference)
        return False

    mixed(old, new, collect)
    return tuple(found)


def mixed(old: Contract, new: Contract, take: Take) -> Contract:
    """The old version with the new side of those differences that are taken; number and dates stay those of the old."""
    return _noun(old, new, _Here((), old.place, new.place, (None, None)), take)


def _nothing(value: object) -> bool:
    return value is None or value in ((), {})


def _value(old: object, new: object, here: _Here, take: Take) -> object:
    if same(old, new):
        return old
    if isinstance(old, Noun) and type(old) is type(new):
        return _noun(old, new, here, take)
    if isinstance(old, Mapping) and isinstance(new, Mapping) and (old or new):
        return _table(old, new, here, take)
    if here.path[-1] in CLAUSES and isinstance(old, tuple) and isinstance(new, tuple):
        return _clauses(old, new, here, take)
    return new if take(here.says(old, new)) else old


def _noun(old: N, new: N, here: _Here, take: Take) -> N:
    clause = "clause" in type(old).model_fields
    inside = (old, new) if clause else here.inside
    values = {}
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if name in IDENTITY or before is after:
            continue
        there = replace(here, inside=inside).at(name, place_in(old, name, before), place_in(new, name, after), type(old))
        chosen = _value(before, after, there, take)
        if chosen is not before:
            values[name] = chosen
    return taking(old, values, new) if values else old


def _table(old: Mapping[str, object], new: Mapping[str, object], here: _Here, take: Take) -> dict[str, object]:
    """Named values: those of one name are compared; each other was added or removed."""
    found: dict[str, object] = {}
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        there = here.at(str(name), _key_at(old, name) or here.old_at, _key_at(new, name) or here.new_at)
        chosen = _value(before, after, there, take) if name in old and name in new else _one_sided(before, after, there, take)
        if chosen is not None:
            found[name] = chosen
    unchanged = len(found) == len(old) and all(found.get(name) is value for name, value in old.items())
    return dict(old) if unchanged else found


def _one_sided(old: object, new: object, here: _Here, take: Take) -> object:
    nouns = (old if isinstance(old, Noun) else None, new if isinstance(new, Noun) else None)
    inside = nouns if any(nouns) else here.inside
    return new if take(replace(here, inside=inside).says(old, new)) else old


def _key_at(table: Mapping[str, object], name: str) -> Position | None:
    return next((getattr(key, "at", None) for key in table if key == name), None)


def _clauses(old: Sequence[Noun], new: Sequence[Noun], here: _Here, take: Take) -> tuple[Noun, ...]:
    """Clauses in their order: each with its match in the other version, then which came and went, then the order itself."""
    matched = pairs(old, new)
    both: list[tuple[int, int]] = [(i, j) for i, j in matched if i is not None and j is not None]
    items: dict[Pair, Noun] = {}
    for i, j in both:
        there = here.at(str(j + 1), old[i].place, new[j].place)
        items[i, j] = _noun(old[i], new[j], there, take)
    for pair in matched:
        if None in pair and (taken := _came_or_went(old, new, pair, here, take)):
            items[pair] = taken
    ordered = sorted(both)
    turned = [j for _, j in ordered] != sorted(j for _, j in ordered)
    there = here.at("order", old[ordered[0][0]].place, new[both[0][1]].place) if turned else here
    by_new = turned and take(
        there.says(tuple(old[i] for i, _ in ordered), tuple(new[j] for j in sorted(j for _, j in both)), "reordered")
    )
    return tuple(items[pair] for pair in _in_order(items, by_new=by_new))


def _came_or_went(old: Sequence[Noun], new: Sequence[Noun], pair: Pair, here: _Here, take: Take) -> Noun | None:
    """A clause that only one version has, where the mixture has it."""
    one = old[pair[0]] if pair[0] is not None else None
    other = new[pair[1]] if pair[1] is not None else None
    step = f"old {(pair[0] or 0) + 1}" if pair[1] is None else str(pair[1] + 1)
    there = here.at(step, one.place if one else here.old_at, other.place if other else here.new_at)
    taken = _one_sided(one, other, there, take)
    return taken if isinstance(taken, Noun) else None


def _in_order(items: Mapping[Pair, Noun], *, by_new: bool) -> list[Pair]:
    """The items by their order in one version; those that only the other one has stand after their neighbours there."""
    mine, other = (1, 0) if by_new else (0, 1)
    found = sorted((pair for pair in items if pair[mine] is not None), key=lambda pair: pair[mine] or 0)
    for pair in sorted((p for p in items if p[mine] is None), key=lambda p: p[other] or 0):
        before = [p for p in found if p[other] is not None and (p[other] or 0) < (pair[other] or 0)]
        nearest = max(before, key=lambda p: p[other] or 0, default=None)
        found.insert(found.index(nearest) + 1 if nearest else 0, pair)
    return found
