"""One test after the other: its measures are settled, and what comes out is compared with what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.findings import CODES, Finding, Severity, any_stops, finding, in_reading_order, nearest
from slacontract.model.texts import Table, Word
from slacontract.model.trials import DATE, PERIOD, Expected, Trial
from slacontract.settlement.settlement import Settlement, settle
from slacontract.settlement.wanted import ready_made_faults
from slacontract.trials.comparing import Failure, compared
from slacontract.trials.deciding import with_events_of
from slacontract.trials.preparing import Ground, prepared
from slacontract.trials.steering import steered
from slacontract.trials.when import named_period, periods_of, when_of

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.model.measures import Measures
    from slacontract.quantities.periods import Period

__all__ = ["Verdict", "run"]

_NEVER: Final = ("S", "E", "R", "T")
"""Letters of codes that no measures of a test can raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a test, or of one case of it: faults of the test itself, and expectations that were not met."""

    name: str
    case: str
    at: Position
    why: str
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    settlement: Settlement | None = None
    asked_of: tuple[tuple[str, Period], ...] = ()
    """The rows that were compared, each in its period."""
    unconfirmed: bool = False

    @property
    def broken(self) -> bool:
        """Whether the test could not be run, or not be read."""
        return any_stops(self.findings)

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.broken and not self.failures


def run(ground: Ground, name: Word, trial: Trial) -> Iterator[Verdict]:
    """Run a test: once, or once for each of its cases."""
    when, findings = when_of(ground.agreement, trial)
    findings += list(_codes(trial))
    if any_stops(findings):
        yield _verdict(name, trial, findings=tuple(findings))
    elif trial.cases is None:
        yield _once(ground, name, trial, when)
    else:
        for number, row in enumerate(trial.cases.rows, 1):
            yield _case(ground, name, trial, when, number, row)


def _verdict(name: Word, trial: Trial, case: str = "", **found: object) -> Verdict:
    at = found.pop("at", name.at)
    return Verdict(name=str(name), case=case, at=at, why=str(trial.why), unconfirmed=trial.confirmed is not None, **found)  # type: ignore[arg-type]


def _codes(trial: Trial) -> Iterator[Finding]:
    """Codes that are not there, or that cannot come of measures."""
    for code in (*trial.refused, *trial.warned):
        if code not in CODES:
            yield finding("T710", code.at, f"'{code}' is no code of a finding.", nearest(code, CODES))
        elif code.startswith(_NEVER):
            yield finding("T710", code.at, f"{CODES[code]} is never told of the measures of a test.",
                          "Write a code of measures, such as M302.")  # fmt: skip


def _case(ground: Ground, name: Word, trial: Trial, when: Word | None, number: int, row: Table) -> Verdict:
    """One row of a table: what it gives goes in, the rest of it is expected."""
    given, levers, expected = Table(), {}, list(trial.expected)
    given.at = row.at
    for key, value in row.items():
        assert isinstance(value, Word)
        if key in trial.by:
            levers[key] = value
        elif key in ground.wanted.fields or key in ground.dimensions or key in {PERIOD, DATE}:
            given[key] = value
        else:
            expected.append(Expected(Word.placed("", key.at), Word.placed(key, key.at), value))
    label = f"case {number}: {', '.join(f'{k} {v}' for k, v in {**levers, **given}.items())}".rstrip(": ")
    if PERIOD in given:
        when = Word.placed(str(given[PERIOD]), row.at)
    if not expected and not (trial.refused or trial.warned):
        fault = finding("T707", row.at, "The case gives figures and expects none.",
                        "Add what is expected, such as kpi.aht; a KPI that is given is named under 'by:'.")  # fmt: skip
        return _verdict(name, trial, label, at=row.at, findings=(fault,))
    has_figures = any(key not in ground.dimensions and key not in {PERIOD, DATE} for key in given)
    return _once(ground, name, trial, when, label, _At(row.at, given if has_figures else None, levers, tuple(expected)))


@dataclass(frozen=True, slots=True)
class _At:
    """Where a case stands, and what it gives and expects."""

    place: Position
    given: Table | None
    levers: dict[Word, Word]
    expected: tuple[Expected, ...]


def _once(ground: Ground, name: Word, trial: Trial, when: Word | None, label: str = "", case: _At | None = None) -> Verdict:
    at = case.place if case else name.at
    expected = case.expected if case else trial.expected
    measures, findings = prepared(ground, trial, when, case.given if case else None)
    if any_stops(findings):
        return _judged(name, trial, label, at, findings, None, ())
    measures, found = with_events_of(ground, trial, measures)
    findings += found
    asked, found = periods_of(ground.agreement, measures, expected, when, name)
    findings += found
    if any_stops(findings):
        return _judged(name, trial, label, at, findings, None, ())
    settled, found = _settled(ground, trial, measures, asked)
    if case and case.levers and settled:
        period = named_period(ground.agreement, when) or asked[-1]
        measures, lever_faults = steered(trial, measures, settled, period, case.levers)
        if any_stops(lever_faults):
            return _judged(name, trial, label, at, lever_faults, None, ())
        settled, found = _settled(ground, trial, measures, asked)
    return _judged(name, trial, label, at, [*findings, *found], settled, expected)


def _settled(ground: Ground, trial: Trial, measures: Measures, asked: Sequence[Period]
             ) -> tuple[Settlement | None, list[Finding]]:  # fmt: skip
    faults = ready_made_faults(ground.agreement, measures)
    if any_stops(faults):
        return None, faults
    settlement, findings = settle(ground.agreement, measures, asked, begins=asked[0] if trial.earlier == "nothing" else None)
    return settlement, [*faults, *findings]


def _judged(name: Word, trial: Trial, label: str, at: Position, findings: Sequence[Finding], settlement: Settlement | None,
            expected: Sequence[Expected]) -> Verdict:  # fmt: skip
    """Compare what stopped with what should, and what was settled with what is expected."""
    findings = in_reading_order(findings)
    own = [f for f in findings if f.code.id.startswith("T")]
    if trial.refused and not own:
        return _verdict(name, trial, label, at=at, findings=tuple(_refusal(trial, findings)))
    if any_stops(findings):
        return _verdict(name, trial, label, at=at, findings=tuple(f for f in findings if f.stops))
    assert settlement is not None
    results = [(wish, period, compared(wish, settlement, period)) for wish in expected
               for period in _periods(settlement, wish)]  # fmt: skip
    faults = [result.finding for _, _, result in results if result.finding]
    missing = [code for code in trial.warned if code not in {f.code.id for f in findings}]
    faults += [finding("T708", code.at, f"No {CODES[code]} is told.", _told(findings)) for code in missing]
    return _verdict(
        name, trial, label, at=at, findings=tuple(faults), settlement=settlement,
        failures=tuple(result.failure for _, _, result in results if result.failure),
        asked_of=tuple((result.row, period) for _, period, result in results if result.row),
    )  # fmt: skip


def _periods(settlement: Settlement, wish: Expected) -> tuple[Period, ...]:
    """The period of an expectation, or the only one of the test."""
    if not wish.period:
        return settlement.asked
    return tuple(period for period in settlement.asked if period.id == wish.period)


def _refusal(trial: Trial, findings: Sequence[Finding]) -> Iterator[Finding]:
    """What differs between the findings that stop and those that are expected to."""
    stops = {f.code.id for f in findings if f.stops}
    for code in trial.refused:
        if code not in stops:
            yield finding("T708", code.at, f"The measures are not refused with {CODES[code]}.", _told(findings))
    for found in findings:
        if found.stops and found.code.id not in trial.refused:
            yield found


def _told(findings: Sequence[Finding]) -> str:
    told = sorted({str(f.code) for f in findings if f.weight is not Severity.NOTE})
    return f"What is told: {', '.join(told)}." if told else "Nothing is told; the measures are settled without a warning."
