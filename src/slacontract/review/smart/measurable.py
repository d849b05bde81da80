"""Measurable: the figures are there, anyone can compute them again, and there are enough cases to tell results apart."""

from __future__ import annotations

from collections.abc import Iterator

from gmpy2 import mpq

from slacontract.catalogue.kpis import catalogue
from slacontract.formula.nodes import references
from slacontract.formula.text import Figure
from slacontract.languages import Argument, Message, message
from slacontract.model.kpis.excuses import Relief
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.review.case import Case
from slacontract.review.smart.amounts import told
from slacontract.review.smart.chance import MOST_EXACT, below, interval
from slacontract.review.smart.history import Result, looked_at, middle, results
from slacontract.review.smart.kinds import counts_cases, fields, is_ready_made, is_sampled, parts, read_by
from slacontract.review.smart.scale import Step, next_worse
from slacontract.review.smart.verdicts import Point, Verdict, good, poor, unknown, weak
from slacontract.settlement.reading.meaning import fields_of

TOO_OFTEN = mpq(1, 10)
"""A sample that misjudges a service at its target more often than in one period of ten decides by chance."""

WIDE = mpq(5, 100)
"""A sample with a narrower margin is no small one: there, it is the steps that are close to each other."""


_MYSTERY = frozenset({"mystery_call_score", "mystery_pass_rate"})


def measurable(case: Case, name: Word) -> Iterator[Point]:
    """What is said of the measures of a KPI and of the size of its sample."""
    kpi = case.contract.kpis[name]
    if kpi.derived:
        yield good(message("Computed from the KPIs that it is made of."))
        return
    if is_ready_made(kpi):
        yield weak(
            message("A finished figure cannot be computed again by the other party."),
            message("Deliver the counts behind it; or say who measures it, and that the other party may audit it."),
        )
    if case.latest is None:
        yield unknown(message("There are no measures yet, so nothing shows that its figures can be delivered."))
    else:
        yield from _delivered(case, name, kpi)
    yield from _sampled(case, name, kpi)
    if kpi.kpi in _MYSTERY:
        yield from _invalid_calls(case)


def _invalid_calls(case: Case) -> Iterator[Point]:
    """Mystery calls that were detected or broke off are no calls, and the form says so."""
    if case.invalid_calls:
        yield good(message("The form of the mystery calls says which of them do not count."))
    else:
        yield weak(
            message("Nothing says which mystery calls do not count, such as those that were detected or broke off."),
            message("Say it in the form (invalid:), and annex the form to the contract."),
        )


def _delivered(case: Case, name: Word, kpi: Kpi) -> Iterator[Point]:
    """The fields in the history, and the periods without a result."""
    assert case.latest is not None
    known = case.latest.measures.fields()
    absent = [field for field in fields_of(case.contract, fields(kpi), together=False) if field not in known]
    if absent:
        yield Point(
            verdict=Verdict.POOR,
            reason=message("The history has no figure of {fields}.", fields=", ".join(absent)),
            remedy=message("Have the figures delivered before the KPI is signed, or leave it out."),
        )
        return
    found = results(case, name)
    blank = sorted({result.period.id for result in found if result.value is None})
    if not found:
        yield unknown(message("It was not judged in any period of the history."))
    elif blank:
        yield weak(
            message("{blank} of {all} periods have no result: {periods}.", blank=len(blank),
                    all=len({result.period for result in found}), periods=", ".join(blank[:6])),
            message("Find out why the figures were not delivered; the contract says what is then paid ('missing:')."),
        )  # fmt: skip
    else:
        yield good(message("Its figures are there in every one of {all} periods.", all=len(looked_at(case))))


def _sampled(case: Case, name: Word, kpi: Kpi) -> Iterator[Point]:
    """The size of the sample of surveys, audits and mystery calls; of other KPIs every case counts."""
    if not is_sampled(kpi):
        return
    guarded = _has_least_sample(case, name, kpi)
    if guarded:
        yield good(message("The contract says what becomes of a sample that is too small."))
    elif read_by(case.contract, name):
        yield weak(
            message("It is measured on a sample, and no smallest sample is agreed."),
            message("Add relief: with a smallest number of cases, or with margin_of_error:."),
        )
    if not counts_cases(kpi):
        yield from _points_without_cases(kpi)
        return
    found = [result for result in results(case, name) if result.cases is not None and result.cases > 0]
    if found:
        yield from _enough(case, name, found, guarded=guarded)


def _points_without_cases(kpi: Kpi) -> Iterator[Point]:
    least = catalogue()[kpi.kpi].use.least if kpi.kpi else None
    if least is not None:
        yield unknown(
            message("Its measures hold points and not how many were checked, so the sample cannot be judged; the catalogue asks "
                    "for {least} {cases}.", least=least, cases=catalogue()[kpi.kpi or ""].use.cases or ""),
            message("Deliver the number that was checked as well."),
        )  # fmt: skip


def _has_least_sample(case: Case, name: Word, kpi: Kpi) -> bool:
    """Whether a relief of the KPI is about the size of its sample."""
    shared = [relief for relief in case.contract.relief if not relief.kpis or name in relief.kpis]
    return any(_about_the_sample(relief, kpi) for relief in (*kpi.relief, *shared))


def _about_the_sample(relief: Relief, kpi: Kpi) -> bool:
    if relief.margin_of_error is not None:
        return True
    if relief.when is None:
        return False
    names = {ref.id for ref in references(relief.when.node) if not isinstance(ref, Figure)}
    return bool(names & parts(kpi)[1])


def _enough(case: Case, name: Word, found: list[Result], *, guarded: bool) -> Iterator[Point]:
    """Whether the sample tells the target from the step below it."""
    kpi = case.contract.kpis[name]
    cases = int(middle([result.cases for result in found if result.cases is not None]))
    step = next_worse(case.contract, name)
    if step is None:
        yield from _by_the_catalogue(kpi, cases)
        return
    low, high = interval(step.target, cases)
    chance = _misjudged(step, cases)
    figures: dict[str, Argument] = {
        "cases": _many(cases), "target": told(step.target, Unit.RATIO), "low": told(low, Unit.RATIO, 1),
        "high": told(high, Unit.RATIO, 1), "edge": told(step.edge, Unit.RATIO), "chance": _chance(chance),
    }  # fmt: skip
    if chance <= TOO_OFTEN:
        yield good(
            message("A period has {cases} cases (median): a service at the target of {target} shows {low} to {high} (Wilson, "
                    "95 %), and is paid as beyond {edge} in {chance} of periods by chance (binomial, exact).", **figures)
        )  # fmt: skip
        return
    reason = message(
        "'{kpi}' has {cases} cases in a period (median of the history): a service exactly at its target of {target} shows "
        "{low} to {high} (Wilson, 95 %), and is paid as beyond {edge} in {chance} of periods by chance (binomial, exact).",
        kpi=name, **figures,
    )  # fmt: skip
    remedy = message("Agree a larger sample, steps that are further apart, or a relief for small samples (margin_of_error:).")
    small = max(step.target - low, high - step.target) > WIDE
    if small and kpi.pays and not guarded:
        yield poor("C261", step.at, reason, remedy)
    else:
        yield weak(reason, remedy)


def _many(count: int) -> Message:
    """A number of cases, with the marks of thousands."""
    return told(mpq(count), Unit.NUMBER)


def _chance(chance: mpq) -> Message:
    least = mpq(1, 10_000)
    return told(chance, Unit.RATIO) if chance >= least else message("less than {least}", least=told(least, Unit.RATIO))


def _misjudged(step: Step, cases: int) -> mpq:
    """How often a service at the target is paid as if it were beyond the next step."""
    if cases > MOST_EXACT:
        return mpq(0)
    if step.below:
        return below(step.target, cases, step.edge, touching=step.touching)
    return 1 - below(step.target, cases, step.edge, touching=not step.touching)


def _by_the_catalogue(kpi: Kpi, cases: int) -> Iterator[Point]:
    least = catalogue()[kpi.kpi].use.least if kpi.kpi else None
    if least is None:
        return
    if cases < least:
        yield weak(
            message("A period has {cases} cases (median); about {least} are needed for a margin of about 5 points (95 %).",
                    cases=_many(cases), least=least),
            message("Agree a larger sample, or judge it over a quarter ('every: quarter')."),
        )  # fmt: skip
    else:
        yield good(
            message("A period has {cases} cases (median), enough for a margin of about 5 points (95 %).", cases=_many(cases))
        )
