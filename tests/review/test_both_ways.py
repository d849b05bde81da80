"""One incident rewarded and charged: said where it holds in every month, and of no contract that is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.test_cases import EXAMPLES
from review.test_smart_alarms import SAMPLES
from slacontract.languages import say
from slacontract.review.case import Case
from slacontract.review.smart.both_ways import rewarded_and_charged
from slacontract.workflow.front import load
from support.settling import HEAD, agreed

DEFLECTED = """
billing:
  care: {model: fixed, clause: A 1, amount: 40000}
kpis:
  deflected:
    clause: B 1
    formula: transferred / contacts
    unit: percent
    better: higher
    base: billing.care
    bands: [{when: "< 20%", pay: 0%}, {when: ">= 20%", pay: +2%}]
    missing: neutral
  kept:
    clause: B 2
    formula: 1 - transferred / contacts_taken
    unit: percent
    better: higher
    base: billing.care
    bands: [{when: "< 70%", pay: -3%}, {when: ">= 70%", pay: 0%}]
    missing: neutral
limits: []
"""


def told(text: str) -> list[str]:
    return [say(point.reason, "en") for point in rewarded_and_charged(Case(agreed(HEAD + text)))]


def test_one_more_is_a_bonus_and_a_penalty() -> None:
    """Each contact that is transferred counts for the first KPI and against the second."""
    (found,) = told(DEFLECTED)
    assert found.startswith(
        "'deflected' rewards what 'kept' charges: one more of 'Contacts transferred at least once' makes 'defl"
    )


@pytest.mark.parametrize(("old", "new"), [
    ("1 - transferred / contacts_taken", "transferred / contacts_taken"),  # both want more of it
    ("1 - transferred / contacts_taken", "answered / transferred"),  # what it divides by is volume
    ("1 - transferred / contacts_taken", "(answered - transferred) / 100"),  # divided by a figure: it may be an allowance
    ('{when: "< 70%", pay: -3%}', '{when: "< 70%", pay: 0%}'),  # nothing is charged
])  # fmt: skip
def test_twins_have_nothing_of_it(old: str, new: str) -> None:
    assert old in DEFLECTED
    assert told(DEFLECTED.replace(old, new)) == []


def test_other_parts_of_the_service_have_other_incidents() -> None:
    apart = DEFLECTED.replace("clause: B 1", "clause: B 1\n    where: {queue: care}")
    assert told(apart.replace("clause: B 2", "clause: B 2\n    where: {queue: tech}")) == []
    assert len(told(apart)) == 1


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_no_sample_says_so(path: Path) -> None:
    assert list(rewarded_and_charged(Case(load(path)))) == []


def test_no_published_case_says_so() -> None:
    """One counts train miles for an allowance and for a rate; they are no incident."""
    agreements = {example.settlement().agreement for example in EXAMPLES if "freight" in example.id}
    assert agreements
    assert [point for agreement in agreements for point in rewarded_and_charged(Case(agreement))] == []
