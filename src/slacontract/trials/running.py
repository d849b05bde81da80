"""One test after the other: its measures are settled, and what comes out is compared with what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from slacontract.codes import CODES, Severity
from slacontract.findings import Finding, any_stops, finding, in_reading_order, nearest
from slacontract.formula.exact import evaluate
from slacontract.model.texts import Table, Word
from slacontract.model.trials import DATE, PERIOD, Expected, Trial
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.settlement import Settlement, laid_out, settle
from slacontract.settlement.time.between import with_times
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
_CANNOT_BE: Final = "M315"
"""The code of figures that cannot be, such as more answered in time than answered."""
_CORRECT: Final = "Correct the measures of the test, or expect what comes out instead."
_UNMET: Final = "T711"
"""The code of a test that expects another finding than is told: it was run, and failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a test, or of one case of it: faults of the test itself, and expectations that were not met."""

    name: str
    at: Position
    case: str = ""
    """What a case gives, such as ``aht 320 s``; nothing for a test without cases."""
    number: int = 0
    why: str
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    settlement: Settlement | None = None
    asked_of: tuple[tuple[str, Period], ...] = ()
    """The rows that were compared, each in its period."""
    refused: bool = False
    """Whether it is about what stops a settlement, so that nothing was compared."""
    unconfirmed: bool = False

    @property
    def broken(self) -> bool:
        """Whether the test could not be run, or not be read."""
        return any(f.stops and f.code.id != _UNMET for f in self.findings)

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not any_stops(self.findings) and not self.failures


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
            yield _of_case(ground, name, trial, when, _case(ground, trial, number, row))


def _verdict(name: Word, trial: Trial, case: _Case | None = None, **found: Any) -> Verdict:
    findings = (*found.pop("findings", ()), *_unconfirmed(name, trial))
    return Verdict(
        name=str(name), at=case.place if case else name.at, case=case.label if case else "", number=case.number if case else 0,
        why=str(trial.why), findings=findings, unconfirmed=trial.confirmed is not None, **found,
    )  # fmt: skip


def _unconfirmed(name: Word, trial: Trial) -> Iterator[Finding]:
    if trial.confirmed is not None:
        yield finding("T709", trial.place_of("confirmed"), f"The figures of '{name}' are the engine's own, and nobody has "
                      "confirmed them.", "Work them out by hand from the contract, and delete 'confirmed: no'.")  # fmt: skip


def _codes(trial: Trial) -> Iterator[Finding]:
    """Codes that are not there, or that cannot come of measures."""
    for code in (*trial.refused, *trial.warned):
        if code not in CODES:
            yield finding("T710", code.at, f"'{code}' is no code of a finding.", nearest(code, CODES))
        elif code.startswith(_NEVER):
            yield finding("T710", code.at, f"{CODES[code]} is never told of the measures of a test.",
                          "Write a code of measures, such as M302.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Case:
    """One row of a table of cases: where it stands, what it gives and what it expects."""

    number: int
    place: Position
    label: str
    given: Table | None
    levers: Mapping[Word, Word]
    expected: tuple[Expected, ...]


def _case(ground: Ground, trial: Trial, number: int, row: Table) -> _Case:
    """Tell what a row gives (figures, and KPIs named under ``by``) from what it expects, which is all the rest."""
    given, levers, expected = Table(), {}, list(trial.expected)
    given.at = row.at
    for key, value in row.items():
        assert isinstance(value, Word), "rows hold words"
        if key in trial.by:
            levers[key] = value
        elif key in ground.wanted.fields or key in ground.dimensions or key in {PERIOD, DATE}:
            given[key] = value
        else:
            expected.append(Expected(Word.placed("", key.at), Word.placed(key, key.at), value))
    has_figures = any(key not in ground.dimensions and key not in {PERIOD, DATE} for key in given)
    label = ", ".join(f"{key} {value}" for key, value in {**levers, **given}.items()) or f"{number}"
    return _Case(number, row.at, label, given if has_figures else None, levers, tuple(expected))


def _of_case(ground: Ground, name: Word, trial: Trial, when: Word | None, case: _Case) -> Verdict:
    if not case.expected and not (trial.refused or trial.warned):
        fault = finding("T707", case.place, "The case gives figures and expects none.",
                        "Add what is expected, such as kpi.aht; a KPI that is given is named under 'by:'.")  # fmt: skip
        return _verdict(name, trial, case, findings=(fault,))
    said = case.given.get(PERIOD) if case.given else None
    return _once(ground, name, trial, said if isinstance(said, Word) else when, case)


def _once(ground: Ground, name: Word, trial: Trial, when: Word | None, case: _Case | None = None) -> Verdict:
    expected = case.expected if case else trial.expected
    measures, findings = prepared(ground, trial, when, case.given if case else None)
    if case and case.levers:  # what cannot be may be mended by the figure that is moved; the settlement looks again
        findings = [f for f in findings if f.code.id != _CANNOT_BE]
    if not any_stops(findings):
        measures, found = with_events_of(ground, trial, measures)
        findings += found
    asked, found = periods_of(ground.agreement, measures, expected, when, name) if not any_stops(findings) else ((), [])
    findings += found
    settled = None
    if not any_stops(findings):
        settled, found = _settled(ground, trial, measures, asked)
        begun = settled or (_unproved(ground, trial, measures, asked) if _impossible(found) else None)
        if case and case.levers and begun:
            period = named_period(ground.agreement, when) or asked[-1]
            measures, found = steered(trial, measures, begun, period, case.levers)
            settled, found = (None, found) if any_stops(found) else _settled(ground, trial, measures, asked)
        findings += found
    return _judged(name, trial, case, findings, settled)


def _settled(ground: Ground, trial: Trial, measures: Measures, asked: Sequence[Period]
             ) -> tuple[Settlement | None, list[Finding]]:  # fmt: skip
    faults = ready_made_faults(ground.agreement, measures)
    if any_stops(faults):
        return None, faults
    begins = asked[0] if trial.earlier == "nothing" else None
    known = (frozenset(measures.cells), measures.events, measures.undated, tuple(asked), begins)
    settlement, findings = settle(ground.agreement, measures, asked, begins=begins, versions=ground.plans.get(known))
    if settlement is not None:
        ground.plans.setdefault(known, {compiled.contract.version: compiled for compiled in settlement.compiled})
    return settlement, [*faults, *findings]


def _impossible(findings: Sequence[Finding]) -> bool:
    """Whether all that stops is a result that cannot be: moving a figure may mend it."""
    return {f.code.id for f in findings if f.stops} == {_CANNOT_BE}


def _unproved(ground: Ground, trial: Trial, measures: Measures, asked: Sequence[Period]) -> Settlement:
    """What is computed from measures whose results cannot be, to begin from when a KPI is given a value."""
    begins = asked[0] if trial.earlier == "nothing" else None
    measures = with_times(ground.agreement, measures)
    calculation, compiled = laid_out(ground.agreement, measures, Service(measures), asked, begins=begins)
    return Settlement(ground.agreement, measures, calculation, compiled, evaluate(calculation), tuple(asked))


def _judged(name: Word, trial: Trial, case: _Case | None, findings: Sequence[Finding], settlement: Settlement | None) -> Verdict:
    """Compare what stopped with what should, and what was settled with what is expected."""
    findings = in_reading_order(findings)
    if trial.refused and not any(f.code.id.startswith("T") for f in findings):
        return _verdict(name, trial, case, findings=tuple(_refusal(trial, findings)), refused=True)
    if any_stops(findings):
        return _verdict(name, trial, case, findings=tuple(f for f in findings if f.stops))
    assert settlement is not None, "what keeps it from being settled has been told"
    results = [
        (period, compared(wish, settlement, period))
        for wish in (case.expected if case else trial.expected)
        for period in _periods(settlement, wish)
    ]
    missing = [code for code in trial.warned if code not in {f.code.id for f in findings}]
    faults = [result.finding for _, result in results if result.finding]
    faults += [finding(_UNMET, code.at, f"{CODES[code]} is not told. {_told(findings)}", _CORRECT) for code in missing]
    return _verdict(
        name, trial, case, findings=tuple(faults), settlement=settlement,
        failures=tuple(result.failure for _, result in results if result.failure),
        asked_of=tuple((result.row, period) for period, result in results if result.row),
    )  # fmt: skip


def _periods(settlement: Settlement, wish: Expected) -> tuple[Period, ...]:
    """The period of an expectation, or the only one of the test."""
    if not wish.period:
        return settlement.asked
    return tuple(period for period in settlement.asked if period.id == wish.period)


def _refusal(trial: Trial, findings: Sequence[Finding]) -> Iterator[Finding]:
    """What differs between the findings that stop and those that are expected to."""
    stops = [f for f in findings if f.stops]
    for code in trial.refused:
        if code not in {f.code.id for f in stops}:
            yield finding(_UNMET, code.at, f"The measures are not refused with {CODES[code]}. {_told(findings)}", _CORRECT)
    for found in stops:
        if found.code.id not in trial.refused:
            yield finding(_UNMET, trial.refused[0].at, f"The measures are refused with {found.code} too: {found.what}",
                          f"Expect it as well, or mend the measures: {found.remedy}", found.at)  # fmt: skip


def _told(findings: Sequence[Finding]) -> str:
    told = sorted({str(f.code) for f in findings if f.weight is not Severity.NOTE})
    return f"What is told: {', '.join(told)}." if told else "Nothing is told: they are settled without a warning."
