"""Terms: differences put together to what can be changed alone, so that the contract stays sound with each of them.

The edge of one band moves with that of its neighbour, and a price by tiers comes as the single price goes: such differences are
one term. Which belong together is not listed anywhere: the checks decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from slacontract.checks.acceptance import accepted
from slacontract.checks.contract import check_version
from slacontract.comparison.differences import CLAUSES, Difference, Path, differences, mixed
from slacontract.comparison.meaning import WORDS
from slacontract.comparison.renames import NAMED, mentioned
from slacontract.findings import any_stops
from slacontract.model.contract import Contract

Paths: TypeAlias = frozenset[Path]


@dataclass(frozen=True, slots=True)
class Term:
    """What changed as one: its differences, and whether the old version is sound with nothing but them changed."""

    differences: tuple[Difference, ...]
    alone: bool = True

    @property
    def paths(self) -> Paths:
        """What it consists of."""
        return frozenset(difference.path for difference in self.differences)

    @property
    def first(self) -> Difference:
        """The difference that stands first in the language."""
        return self.differences[0]


def is_words(difference: Difference) -> bool:
    """Whether a difference names, prints or books, and moves no amount."""
    kind, *rest = difference.path
    named = kind in {*NAMED, *CLAUSES, "attributes"}  # then the next step is a name of the contract's own, or a number
    return kind != "attributes" and bool(WORDS & {kind, *(rest[1:] if named else rest)})


def with_changes(old: Contract, new: Contract, paths: Paths) -> Contract:
    """The old version with some of the differences; both versions' acceptances hold in it."""
    made = mixed(old, new, lambda difference: difference.path in paths)
    return made.model_copy(update={"accept": (*old.accept, *new.accept)})


def terms_of(old: Contract, new: Contract) -> tuple[Term, ...]:
    """Everything that changed and may move money, in the order of the language."""
    said = tuple(difference for difference in differences(old, new) if not is_words(difference))

    @cache
    def sound(paths: Paths) -> bool:
        changed = with_changes(old, new, paths)
        return not any_stops(accepted(changed, check_version(changed)))

    groups = _joined(said, sound)
    terms = [Term(tuple(d for d in said if d.path in group), alone) for group, alone in groups]
    return tuple(sorted(terms, key=lambda term: said.index(term.first)))


def _joined(said: Sequence[Difference], sound: Callable[[Paths], bool]) -> list[tuple[Paths, bool]]:
    """Groups of differences, each as small as leaves the contract sound; those that no group makes sound stand together."""
    alone = {d.path: sound(frozenset({d.path})) for d in said}
    groups = [frozenset({one.path, other.path}) for one in said for other in said if _names(one, other)]
    left: list[Path] = []
    for difference in said:
        if alone[difference.path]:
            continue
        wider = next((g for g in _wider(difference, said, alone) if sound(g)), None)
        if wider is None:
            left.append(difference.path)
        else:
            groups.append(wider)
    merged = _overlapping(groups)
    grouped = frozenset().union(*merged)
    lone = [frozenset({path}) for path, holds in alone.items() if holds and path not in grouped]
    unsound = frozenset(path for path in left if path not in grouped)
    rest = [(unsound, sound(unsound))] if unsound else []
    return [*((group, True) for group in (*merged, *lone)), *rest]


def _wider(difference: Difference, said: Sequence[Difference], alone: dict[Path, bool]) -> Iterator[Paths]:
    """What a difference may belong to: what is unsound beside it, then all beside it, further and further out; what names it."""
    path = difference.path
    for length in range(len(path) - 1, 1, -1):
        beside = [d.path for d in said if d.path[:length] == path[:length]]
        yield frozenset(p for p in beside if not alone[p])
        yield frozenset(beside)
    named = _linked(difference, said)
    yield named
    yield frozenset(p for p in named if not alone[p])
    yield named | {d.path for d in said if not alone[d.path]}


def _linked(difference: Difference, said: Sequence[Difference]) -> Paths:
    """The differences that name what this one adds or removes, or that it names, and those that these name in turn."""
    found = {difference.path}
    waiting = [difference]
    while waiting:
        here = waiting.pop()
        for other in said:
            if other.path not in found and (_names(here, other) or _names(other, here)):
                found.add(other.path)
                waiting.append(other)
    return frozenset(found)


def _names(one: Difference, other: Difference) -> bool:
    """Whether one names what the other adds, in its new text, or what the other removes, in its old one."""
    if other.kind not in {"added", "removed"} or len(other.path) != 2 or other.path[0] not in NAMED or one is other:
        return False
    kind, name = other.path
    prefix = f"{kind}." if kind == "billing" else ""
    said = one.new if other.kind == "added" else one.old
    return any(found == f"{prefix}{name}" or found.startswith(f"{prefix}{name}.") for found in mentioned(said))


def _overlapping(groups: Iterable[Paths]) -> list[Paths]:
    """Groups that share a difference, as one."""
    found: list[Paths] = []
    for group in groups:
        apart = [other for other in found if not other & group]
        found = [*apart, group.union(*(other for other in found if other & group))]
    return found
