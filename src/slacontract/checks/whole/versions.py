"""C210, C223 and C290: versions that follow each other without a doubt which one is in force, each naming the one it replaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract
from slacontract.model.periods import Periods


def same_contract(versions: Sequence[Contract]) -> Iterator[Finding]:
    """All versions are of one contract: its name, term, periods, currency and coin do not change."""
    first = versions[0]
    for version in versions[1:]:
        if version.contract != first.contract:
            yield finding("C210", version.contract.at, f"This is a version of '{version.contract}', not of '{first.contract}'.",
                          "Keep one contract in a folder.", first.contract.at)  # fmt: skip
        if version.currency != first.currency:
            yield finding("C210", version.currency.at, f"The currency is {version.currency}, and was {first.currency}.",
                          "A new currency is a new contract.", first.currency.at)  # fmt: skip
        if version.rounding.to != first.rounding.to:
            yield finding("C210", version.rounding.to.at, f"Amounts are rounded to {version.rounding.to.text}, and were to "
                          f"{first.rounding.to.text}.", "Keep one coin in a contract: limits add amounts of all versions.",
                          first.rounding.to.at)  # fmt: skip
        for key in ("term", "periods"):
            if _lasting(version, key) != _lasting(first, key):
                yield finding("C210", version.place_of(key), f"'{key}' differs from version {first.version}.",
                              f"Write the same '{key}:' in all versions, also where an amendment prolongs the contract.",
                              first.place_of(key))  # fmt: skip


def _lasting(version: Contract, key: str) -> object:
    """What a version says under a key, without what an amendment may add to it."""
    said = getattr(version, key)
    return said.model_copy(update={"part_periods": None, "weeks": None}) if isinstance(said, Periods) else said


def same_weeks(versions: Sequence[Contract]) -> Iterator[Finding]:
    """An amendment may say what a week is, and not change it: days would be judged twice, or in no week."""
    said = [version.periods for version in versions if version.periods.weeks is not None]
    for version in said[1:]:
        if version.weeks != said[0].weeks:
            yield finding("C210", version.place_of("weeks"), "A week is not what it was in an earlier version.",
                          "Write the same 'weeks:' in all versions.", said[0].place_of("weeks"))  # fmt: skip


def numbered_in_order(versions: Sequence[Contract]) -> Iterator[Finding]:
    """Later versions have higher numbers and come into force on later days."""
    for before, after in pairwise(versions):
        if before.version == after.version:
            yield finding("C210", after.place_of("version"), f"There are two versions {after.version}.",
                          "Number them in the order in which they come into force.", before.place_of("version"))  # fmt: skip
        elif before.effective == after.effective:
            what = f"Versions {before.version} and {after.version} come into force on the same day, {after.effective}."
            yield finding("C210", after.effective.at, what, "Correct one of the dates.", before.effective.at)
        elif before.version > after.version:
            yield finding("C210", after.effective.at, f"Version {after.version} comes into force on {after.effective}, after "
                          f"version {before.version}.", "Higher numbers come into force later: correct a number or a date.",
                          before.effective.at)  # fmt: skip


def every_day_covered(versions: Sequence[Contract]) -> Iterator[Finding]:
    """A version is in force from the first day of the term."""
    first = versions[0]
    if first.term.from_ < first.effective <= first.term.to:
        what = f"No version is in force from {first.term.from_} until {first.effective}."
        remedy = f"Write 'effective: {first.term.from_}', or add the version that held before."
        yield finding("C210", first.effective.at, what, remedy, first.term.from_.at)


def never_in_force(versions: Sequence[Contract]) -> Iterator[Finding]:
    """A version that another one replaces by the first day of the term has no day of its own."""
    for before, after in pairwise(versions):
        if before.effective < after.effective <= after.term.from_:
            what = f"Version {before.version} is never in force: version {after.version} is, from the first day of the term on."
            yield finding(
                "C290", after.effective.at, what, "Correct one of the dates, if it should have been.", before.effective.at
            )


def chained(versions: Sequence[Contract]) -> Iterator[Finding]:
    """Each version but the first names the one before it, by number and fingerprint."""
    first = versions[0]
    if first.replaces is not None:
        yield finding("C210", first.replaces.place, f"Version {first.replaces.version}, which this one replaces, is not there.",
                      "Add its file to the folder; earlier periods are settled by it.")  # fmt: skip
    for before, after in pairwise(versions):
        yield from _link(before, after)


def _link(before: Contract, after: Contract) -> Iterator[Finding]:
    whole = f"{{version: {before.version}, fingerprint: {before.fingerprint}}}"
    if after.replaces is None:
        yield finding("C210", after.place, f"Version {after.version} does not say which version it replaces.",
                      f"Add 'replaces: {whole}'.", before.place)  # fmt: skip
    elif after.replaces.version != before.version:
        yield finding("C210", after.replaces.place_of("version"), f"Version {after.version} replaces version "
                      f"{after.replaces.version}, and the one before it is {before.version}.",
                      f"Write 'replaces: {whole}'.", before.place_of("version"))  # fmt: skip
    elif after.replaces.fingerprint != before.fingerprint:
        yield finding("C223", after.replaces.fingerprint.at, f"Version {before.version} is not the text that this version "
                      "replaces: one of them was altered.", f"Restore it, or write its fingerprint: {before.fingerprint}.",
                      before.place)  # fmt: skip
