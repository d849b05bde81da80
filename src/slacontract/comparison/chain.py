"""The chain of versions: from when to when each is in force, which text it replaces, and whether that text is still the one."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from slacontract.checks.whole.versions import (
    chained,
    every_day_covered,
    never_in_force,
    numbered_in_order,
    same_contract,
    same_weeks,
)
from slacontract.findings import Finding, Position, finding, in_reading_order
from slacontract.model.contract import Contract


class State(enum.Enum):
    """How a version hangs on the one before it."""

    FIRST = "first"
    SEALED = "sealed"
    OPEN = "open"  # it does not say what it replaces
    OTHER = "other"  # it replaces another version than the one before
    ALTERED = "altered"  # the version before is not the text that it replaces
    MISSING = "missing"  # the version that it replaces is not there


@dataclass(frozen=True, slots=True)
class Link:
    """One version in its chain; ``until`` is its last day in force, None where it has none."""

    contract: Contract
    until: date | None
    state: State


def chain(versions: Sequence[Contract]) -> tuple[Link, ...]:
    """The versions as they come into force, each with its last day and how it hangs on the one before."""
    ordered = sorted(versions, key=lambda version: (version.effective, version.version))
    ends = [after.effective - timedelta(days=1) for after in ordered[1:]]
    before: list[Contract | None] = [None, *ordered[:-1]]
    return tuple(
        Link(version, _last_day(version, end), _state(version, earlier))
        for version, end, earlier in zip(ordered, [*ends, ordered[-1].term.to if ordered else None], before, strict=False)
    )


def _last_day(version: Contract, end: date | None) -> date | None:
    return end if end is not None and end >= max(version.effective, version.term.from_) else None


def _state(version: Contract, before: Contract | None) -> State:
    if before is None:
        return State.FIRST if version.replaces is None else State.MISSING
    if version.replaces is None:
        return State.OPEN
    if version.replaces.version != before.version:
        return State.OTHER
    return State.SEALED if version.replaces.fingerprint == before.fingerprint else State.ALTERED


def chain_faults(versions: Sequence[Contract]) -> list[Finding]:
    """Everything that is wrong with a chain: gaps, overlaps, numbers, dates, and texts that are not those that were replaced."""
    if not versions:
        return []
    ordered = sorted(versions, key=lambda version: (version.effective, version.version))
    checks = (same_contract, numbered_in_order, every_day_covered, never_in_force, chained, same_weeks)
    found = [fault for check in checks for fault in check(ordered)]
    return in_reading_order([*found, *_after_the_term(ordered), *_file_numbers(ordered)])


def _after_the_term(versions: Sequence[Contract]) -> Iterator[Finding]:
    """A version that comes into force when the contract is over."""
    for version in versions:
        if version.effective > version.term.to:
            what = f"Version {version.version} comes into force on {version.effective}, and the term ends on {version.term.to}."
            yield finding("C209", version.effective.at, what, "Correct one of the dates.", version.term.to.at)


def _file_numbers(versions: Sequence[Contract]) -> Iterator[Finding]:
    """A file is called after the number of its version: people look for a version by the name of its file."""
    for version in versions:
        named = re.fullmatch(r"v([0-9]+)\.ya?ml", version.place.name)
        if named and int(named[1]) != version.version:
            what = f"The file is called {version.place.name}, and holds version {version.version}."
            at = Position(version.place.file)
            yield finding("E509", at, what, f"Call it v{version.version}.yaml, or correct the number in it.")


def neighbours(versions: Sequence[Contract], of: Contract) -> tuple[Contract | None, Contract | None]:
    """The versions before and after one, in the order in which they come into force."""
    ordered = sorted(versions, key=lambda version: (version.effective, version.version))
    before: Contract | None = None
    after: Contract | None = None
    for one, other in pairwise(ordered):
        before = one if other is of else before
        after = other if one is of else after
    return before, after
