"""When a test plays: the period that its rows are of, and the periods that are settled for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding, nearest
from slacontract.model.texts import Word
from slacontract.model.trials import Expected, Trial

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.model.contract import Agreement
    from slacontract.model.instances import Day
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period


def named_period(agreement: Agreement, name: str | None) -> Period | None:
    """The period of a name, if the contract has it."""
    return next((p for p in agreement.schedule.periods() if p.id == name), None)


def when_of(agreement: Agreement, trial: Trial) -> tuple[Word | None, list[Finding]]:
    """The period that a test names by itself, by a day of it or by the version in force; None where it names none."""
    if trial.period is not None:
        named = named_period(agreement, trial.period)
        if named is None:
            return None, [no_period(agreement, trial.period, trial.period.at)]
        return trial.period, _other_version(agreement, trial, named)
    if trial.date is not None:
        return _of_day(agreement, trial, trial.date)
    return _of_version(agreement, trial) if trial.version is not None else (None, [])


def _of_day(agreement: Agreement, trial: Trial, day: Day) -> tuple[Word | None, list[Finding]]:
    periods = agreement.schedule.periods()
    held = next((p for p in periods if p.start <= day < p.end), None)
    if held is None:
        return None, [finding("T704", day.at, f"{day.isoformat()} lies in no period of this contract.",
                              f"Its term is from {periods[0].start} to {periods[-1].last_day}.")]  # fmt: skip
    return Word.placed(held.id, day.at), _other_version(agreement, trial, held)


def _of_version(agreement: Agreement, trial: Trial) -> tuple[Word | None, list[Finding]]:
    """The first whole period in which a version is in force."""
    at = trial.place_of("version")
    own = [p for p in agreement.schedule.periods() if agreement.in_force(p.start).version == trial.version]
    whole = [p for p in own if not p.is_part and not p.is_cut] or own
    if not whole:
        versions = ", ".join(str(v.version) for v in agreement.versions)
        return None, [finding("T704", at, f"Version {trial.version} is never in force.", f"There are versions {versions}.")]
    return Word.placed(whole[0].id, at), []


def _other_version(agreement: Agreement, trial: Trial, period: Period) -> list[Finding]:
    """A test that means a version, in a period in which another is in force."""
    there = agreement.in_force(period.start).version
    if trial.version is None or trial.version == there:
        return []
    return [finding("T704", trial.place_of("version"), f"In {period} version {there} is in force, and the test is of version "
                    f"{trial.version}.", "Correct the version or the period.")]  # fmt: skip


def no_period(agreement: Agreement, text: str, at: Position) -> Finding:
    """Say that a name is no period of the contract."""
    known = [p.id for p in agreement.schedule.periods()]
    close = nearest(text, known)
    remedy = close if close.startswith("Did") else f"They run from {known[0]} to {known[-1]}."
    return finding("T704", at, f"'{text}' is no period of this contract.", remedy)


def periods_of(
    agreement: Agreement, measures: Measures, expected: Sequence[Expected], when: Word | None, name: Word
) -> tuple[tuple[Period, ...], list[Finding]]:
    """The periods that are settled: those in which something is expected, or the one that is named or measured."""
    known = {p.id: p for p in agreement.schedule.periods()}
    unknown = [wish.period for wish in expected if wish.period and wish.period not in known]
    if unknown:
        return (), [no_period(agreement, word, word.at) for word in dict.fromkeys(unknown)]
    named = {str(wish.period) for wish in expected if wish.period}
    bare = [wish for wish in expected if not wish.period]
    measured = sorted(known[p] for p in measures.periods() if p in known)
    if bare and when is None and len(measured) > 1 and not named:
        return (), [finding("T704", bare[0].name.at, f"'{bare[0].name}' is expected in no period, and there are measures of "
                            f"{len(measured)}.", f"Write the period before it, such as {measured[-1]}: {{...}}.")]  # fmt: skip
    if bare and named and when is not None and when not in named:
        named.add(str(when))
    chosen = sorted(known[p] for p in named)
    if not chosen:
        chosen = [known[when]] if when is not None else measured
    if not chosen:
        return (), [finding("T704", name.at, f"'{name}' has no measures in any period of this contract.",
                            f"They run from {min(known)} to {max(known)}.")]  # fmt: skip
    return tuple(p for p in known.values() if chosen[0] <= p <= chosen[-1]), []
