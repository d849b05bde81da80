"""The report card: every letter of every KPI, and the contract as a whole, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from slacontract.codes import Severity
from slacontract.findings import NOWHERE, Finding, finding
from slacontract.languages import say
from slacontract.model.texts import Word
from slacontract.review.case import Case
from slacontract.review.smart.achievable import achievable
from slacontract.review.smart.billing import balanced
from slacontract.review.smart.both_ways import rewarded_and_charged
from slacontract.review.smart.measurable import measurable
from slacontract.review.smart.relevant import relevant
from slacontract.review.smart.specific import specific
from slacontract.review.smart.timed import time_bound
from slacontract.review.smart.twice import counted_twice
from slacontract.review.smart.verdicts import Card, KpiCard, Letter, Point
from slacontract.review.smart.whole import together
from slacontract.settlement.kpis.kpi_values import kpi_name

LetterOf: TypeAlias = Callable[[Case, Word], Iterator[Point]]

LETTERS: Final[dict[Letter, LetterOf]] = {
    Letter.SPECIFIC: specific,
    Letter.MEASURABLE: measurable,
    Letter.ACHIEVABLE: achievable,
    Letter.RELEVANT: relevant,
    Letter.TIME_BOUND: time_bound,
}

WHOLE: Final[tuple[Callable[[Case], Iterator[Point]], ...]] = (together, balanced, counted_twice, rewarded_and_charged)

OURS: Final = frozenset(f"C{number}" for number in range(260, 280))
"""The codes that are found here; others on the card are of the first checks, which print them themselves."""


def card(case: Case) -> Card:
    """The report card of a contract."""
    reasons = {str(item.code): str(item.why) for item in case.contract.accept}

    def accepted(points: Iterable[Point]) -> tuple[Point, ...]:
        return tuple(
            replace(point, accepted=reasons.get(point.code, point.accepted)) if point.code else point for point in points
        )

    kpis = tuple(
        KpiCard(str(name), kpi_name(name, case.contract), str(case.contract.kpis[name].clause),
                {letter: accepted(of(case, name)) for letter, of in LETTERS.items()})
        for name in case.contract.kpis
    )  # fmt: skip
    return Card(kpis, accepted(point for of in WHOLE for point in of(case)))


def findings(case: Case) -> list[Finding]:
    """What ``check`` prints of the card: the points that have a code, as notes where the contract accepts them."""
    return [_finding(point) for point in card(case).points if point.code in OURS and point.at is not NOWHERE]


def _finding(point: Point) -> Finding:
    remedy = f"{say(point.remedy or '', 'en')} Or accept it: accept: [{{code: {point.code}, why: ...}}]."
    found = finding(point.code, point.at, say(point.reason, "en"), remedy, *point.also)
    if not point.accepted:
        return found
    return replace(found, what=f"{found.what} Accepted: {point.accepted}", severity=Severity.NOTE)
