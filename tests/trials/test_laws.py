"""What holds for every test of a contract: a KPI has the value that it is given, figures of a case are those of the measures,
more tests touch no less."""

from __future__ import annotations

from pathlib import Path

from gmpy2 import mpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacontract.parse.trials import read_trials
from slacontract.settlement.wanted import wanted_by
from slacontract.trials.coverage import coverage
from slacontract.trials.preparing import Ground
from slacontract.trials.running import Verdict, run
from support.settling import HEAD, agreed

CONTRACT = (
    HEAD
    + """billing:
  calls: {model: per_minute, clause: A 1, minutes: handle, rate: 0.37, cap: {aht: 300 s, per: contact, level: period}}
kpis:
  aht:
    clause: B 1
    kpi: aht
    variant: {hold: included, wrap: included, unit_of_count: contact}
    target: "<= 280 s"
    base: billing.calls
    bands:
      - {when: "<= 280 s", pay: 0%}
      - {when: "> 280 s", pay: -3.5%}
    missing: worst
  quick:
    clause: B 2
    formula: answered_in_20s / (answered + abandoned)
    unit: percent
    better: higher
    domain: proportion
    base: billing.calls
    curve: [{at: 70%, pay: -5%}, {at: 80%, pay: 0%}, {at: 90%, pay: +2%}]
    beyond: flat
    missing: neutral
limits:
  - {clause: B 3, on: penalty, at_most: 4% of billing, every: period}
"""
)
AGREED = agreed(CONTRACT)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
percents = st.integers(min_value=0, max_value=100)
counts = st.integers(min_value=1, max_value=50).map(lambda n: n * 100)


def verdicts(text: str) -> list[Verdict]:
    """The tests of a text, run on the contract above without any file."""
    file, findings = read_trials(text.encode(), "tests/terms.yaml")
    assert file is not None, findings
    ground = Ground(AGREED, wanted_by(AGREED), lambda name: (None, []))  # noqa: ARG005  # no file is there
    return [verdict for name, trial in file.trials() for verdict in run(ground, name, trial)]


def head(answered: int, abandoned: int, talk: int, quick: int) -> str:
    figures = f"answered: {answered}, abandoned: {abandoned}, talk_s: {talk}, hold_s: 7, wrap_s: 11, answered_in_20s: {quick}"
    return f"period: 2026-01\nmeasures: {{{figures}}}\n"


@few
@given(answered=counts, seconds=st.integers(min_value=1, max_value=60_000), share=percents)
def test_a_kpi_has_the_value_that_it_is_given(answered: int, seconds: int, share: int) -> None:
    text = (
        head(answered, 0, 1, 0)
        + f"""by: {{aht: talk_s, quick: answered_in_20s}}
tests:
  it:
    why: x
    cases:
      - {{aht: {seconds / 100:.2f} s, quick: {share}%, aht.band: {1 if seconds <= 28000 else 2}}}
"""
    )
    (verdict,) = verdicts(text)
    if seconds * answered < 18 * 100:  # hold and wrap alone take longer
        assert [f.code.id for f in verdict.findings] == ["T707"]
        return
    assert verdict.passed, (verdict.findings, verdict.failures)
    assert verdict.settlement is not None
    (period,) = verdict.settlement.asked
    assert verdict.settlement.value("kpi.aht.value", period) == mpq(seconds, 100)
    assert verdict.settlement.value("kpi.quick.value", period) == mpq(share, 100)


@few
@given(answered=counts, abandoned=counts, talk=st.integers(min_value=0, max_value=10**6), share=percents)
def test_figures_of_a_case_are_the_measures_written_anew(answered: int, abandoned: int, talk: int, share: int) -> None:
    quick = answered * share // 100
    given_by_case = (
        head(100, 0, 1, 0)
        + f"""tests:
  it:
    why: x
    cases: [{{answered: {answered}, abandoned: {abandoned}, talk_s: {talk}, answered_in_20s: {quick}, net: 1}}]
"""
    )
    written = head(answered, abandoned, talk, quick) + "tests: {it: {why: x, expected: {net: 1}}}\n"
    (first,), (second,) = verdicts(given_by_case), verdicts(written)
    assert first.settlement is not None
    assert second.settlement is not None
    assert first.settlement.columns == second.settlement.columns
    assert [f.found for f in first.failures] == [f.found for f in second.failures]


@few
@given(seconds=st.lists(st.integers(min_value=100, max_value=400), min_size=1, max_size=4), share=percents)
def test_more_tests_touch_no_less(seconds: list[int], share: int) -> None:
    rows = "".join(f"      - {{aht: {value} s, quick: {share}%, net: 1, aht.met: yes}}\n" for value in seconds)
    text = head(1000, 0, 1, 0) + f"by: {{aht: talk_s, quick: answered_in_20s}}\ntests:\n  it:\n    why: x\n    cases:\n{rows}"
    found = verdicts(text)
    before: frozenset[object] = frozenset()
    for number in range(len(found) + 1):
        now = coverage(AGREED, found[:number])
        assert before <= now.touched <= {part.key for part in now.parts}
        assert 0 <= now.share <= 1
        before = now.touched


def test_a_file_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "terms.yaml"
    for data in (b"\xff\xfe\x00", b"tests: {a: \xe9}", b"tests:\n\t- x", b"", b"[" * 60_000, b"- 1\n- 2\n"):
        path.write_bytes(data)
        file, findings = read_trials(path.read_bytes(), str(path))
        assert file is None
        assert findings
