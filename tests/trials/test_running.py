"""What a test of a contract can say, and what becomes of it: measures in several forms, periods, cases, findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from gmpy2 import mpq

from slacontract.findings import Finding
from slacontract.trials.running import Verdict
from slacontract.workflow.trials import find_tests, run_tests
from support.settling import HEAD

KPIS = """billing:
  calls: {model: per_contact, clause: A 1, count: answered, rate: 2, where: {queue: [care, tech]}}
kpis:
  service_level:
    clause: B 1
    formula: answered_in_20s / answered
    unit: percent
    better: higher
    domain: proportion
    where: {queue: [care, tech]}
    target: ">= 80%"
    base: billing.calls
    bands:
      - {when: "< 80%", pay: -10%}
      - {when: ">= 80%", pay: 0%}
    missing: worst
gates: []
limits:
  - {clause: B 2, on: penalty, at_most: 150, every: contract_year}
"""
FIRST = HEAD + KPIS
SECOND = (HEAD + KPIS).replace("version: 1", "version: 2").replace("effective: 2026-01-01", "effective: 2026-07-01")
CARE = "{queue: care, answered: 1000, answered_in_20s: 700}"
TECH = "{queue: tech, answered: 0, answered_in_20s: 0}"
HEADINGS = "period, queue, answered, answered_in_20s"
HISTORY = (
    "period,queue,answered,answered_in_20s\n2026-01,care,100,90\n2026-01,tech,50,20\n2026-02,care,200,180\n2026-02,tech,50,40\n"
)


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """One version, a history of two months, and a folder for tests."""
    (tmp_path / "v1.yaml").write_text(FIRST, encoding="utf-8")
    (tmp_path / "measures.csv").write_text(HISTORY, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    return tmp_path


def told(folder: Path, text: str) -> tuple[tuple[Verdict, ...], tuple[Finding, ...]]:
    (folder / "tests" / "terms.yaml").write_text(text, encoding="utf-8")
    ((found, files),), _ = find_tests(folder)
    result = run_tests(found, files)
    return result.verdicts, result.findings


def one(folder: Path, body: str) -> Verdict:
    """The verdict on a file with one test."""
    verdicts, findings = told(folder, f"tests:\n  it:\n    why: a reason\n{body}")
    assert findings == ()
    (verdict,) = verdicts
    return verdict


def codes(verdict: Verdict) -> list[str]:
    return [found.code.id for found in verdict.findings]


@pytest.mark.parametrize(
    "measures",
    [
        f"    measures: {{2026-03: [{CARE}, {TECH}]}}\n",
        f"    period: 2026-03\n    measures: [{CARE}, {TECH}]\n",
        f"    date: 2026-03-31\n    measures: [{CARE}, {TECH}]\n",
        f"    measures: |\n      {HEADINGS}\n      2026-03, care, 1000, 700\n      # none\n\n      2026-03, tech, 0, 0\n",
        f"    period: 2026-03\n    measures: {CARE}\n    others: {TECH}\n",
        f"    period: 2026-03\n    measures: {{queue: care, answered: 1000}}\n    others: [{CARE}, {TECH}]\n",
        "    measures: small.csv\n",
        f"    from: small.csv\n    measures: {{2026-04: [{CARE}, {TECH}]}}\n",
        "    from: small.csv\n    change: {2026-03: {queue: care, answered_in_20s: 700}}\n",
    ],
)  # fmt: skip
def test_measures_in_every_form(contract: Path, measures: str) -> None:
    rows = "period,queue,answered,answered_in_20s\n2026-03,care,1000,700\n2026-03,tech,0,0\n"
    (contract / "tests" / "small.csv").write_text(rows, encoding="utf-8")
    # 1,000 x 2 = 2,000, of which 10% is 200; 70% in time; the year lets 150 through
    expected = "      2026-03: {billing: 2000, kpi.service_level: -200, service_level: 70%, limit.1: 50, net: 1850}\n"
    verdict = one(contract, f"{measures}    earlier: nothing\n    expected:\n{expected}")
    assert verdict.passed, (verdict.findings, verdict.failures)
    assert len(verdict.asked_of) == 5


def test_a_wrong_figure_fails_with_both_figures_and_its_place(contract: Path) -> None:
    verdict = one(contract, "    from: history\n    expected:\n      2026-02: {kpi.service_level: -50.00, net: 500}\n")
    (failure,) = verdict.failures  # 220 of 250 are 88%, so nothing is charged; 250 x 2 = 500
    assert (failure.name, failure.wanted.value, failure.found) == ("kpi.service_level", mpq(-50), mpq(0))
    assert (failure.at.line, failure.at.column) == (6, 36)
    assert failure.at.excerpt[failure.at.column - 1 :].startswith("-50.00")
    assert not verdict.passed
    assert not verdict.broken


def test_only_what_is_named_is_compared(contract: Path) -> None:
    assert one(contract, "    from: history\n    expected: {2026-02: {net: 500}}\n").passed


def test_names_nest_and_have_aliases(contract: Path) -> None:
    body = (
        "    from: history\n    expected:\n      2026-01:\n        service_level: {status: missed, band: '< 80%', amount: -30}\n"
    )
    verdict = one(contract, body)  # 110 of 150 are 73.3%; 10% of 300
    assert [row for row, _ in verdict.asked_of] == ["kpi.service_level.met", "kpi.service_level.band", "kpi.service_level.amount"]
    assert verdict.passed


def test_a_figure_is_changed_or_taken_out(contract: Path) -> None:
    body = "    from: history\n    period: 2026-02\n    change:\n      2026-02: [{queue: care, answered_in_20s: not measured}]\n"
    verdict = one(contract, body + "    expected: {service_level: not measured, kpi.service_level.missing: -50}\n")
    assert verdict.passed, verdict.findings


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("{2026-02: {answered: 3}}", "T706"),  # care or tech?
        ("{2026-02: {queue: care, talk_s: 3}}", "T706"),
        ("{2026-05: {queue: care, answered: 3}}", "T706"),
        ("{2026-02: {queue: cares, answered: 3}}", "T706"),
        ("{2026-02: {queue: care, answerd: 3}}", "M301"),
        ("{2026-02: {queue: care, answered: -3}}", "M315"),
    ],
)
def test_a_change_of_what_is_not_there(contract: Path, change: str, code: str) -> None:
    verdict = one(contract, f"    from: history\n    change: {change}\n    expected: {{2026-02: {{net: 1}}}}\n")
    assert codes(verdict) == [code]
    assert verdict.broken


def test_cases_give_figures_or_values_of_kpis(contract: Path) -> None:
    text = f"""period: 2026-03
earlier: nothing
measures: {CARE}
others: {TECH}
tests:
  bands:
    why: B 1
    by: {{service_level: answered_in_20s}}
    cases: |
      service_level, service_level.met, kpi.service_level
      79.9%,         no,                -200
      80%,           yes,               0
  counts:
    why: B 1, 10% of 2 x 500
    cases:
      - {{answered: 500, answered_in_20s: 300, kpi.service_level: -100}}
      - {{answered: 500, answered_in_20s: 400, kpi.service_level: 1}}
"""
    verdicts, findings = told(contract, text)
    assert findings == ()
    assert [(v.name, v.number, v.case, v.passed) for v in verdicts] == [
        ("bands", 1, "service_level 79.9%", True),
        ("bands", 2, "service_level 80%", True),
        ("counts", 1, "answered 500, answered_in_20s 300", True),
        ("counts", 2, "answered 500, answered_in_20s 400", False),
    ]
    assert verdicts[1].settlement is not None
    period = verdicts[1].settlement.asked[0]
    assert verdicts[1].settlement.value("kpi.service_level.value", period) == mpq(4, 5)
    assert verdicts[3].failures[0].at.line == 17


def test_what_clauses_remember_begins_where_the_test_says(contract: Path) -> None:
    """A yearly limit counts the months before; a test that has none of them says so."""
    body = f"    period: 2026-03\n    measures: [{CARE}, {TECH}]\n    expected: {{limit.1: 50}}\n"
    assert codes(one(contract, body)) == ["M302"]
    assert one(contract, body + "    earlier: nothing\n").passed
    with_history = body.replace("    expected", "    from: history\n    expected").replace("limit.1: 50", "limit.1: 80")
    assert one(contract, with_history).passed  # January took 30 of the 150


def test_versions_and_their_time(contract: Path) -> None:
    first, _ = told(contract, f"tests:\n  it: {{why: x, version: 1, measures: [{CARE}, {TECH}], expected: {{net: 1850}}}}\n")
    assert first[0].passed
    assert first[0].settlement is not None
    assert [p.id for p in first[0].settlement.asked] == ["2026-01"]
    for said in ("version: 2", "version: 2\n    period: 2026-03", "date: 2027-03-01", "period: 2026-3"):
        assert codes(one(contract, f"    {said}\n    measures: [{CARE}, {TECH}]\n    expected: {{net: 1850}}\n")) == ["T704"]


def test_findings_that_must_stop(contract: Path) -> None:
    measures = "    period: 2026-01\n    measures: {queue: care, answered: 1000}\n"
    assert one(contract, f"{measures}    refused: M302\n").passed
    assert codes(one(contract, f"{measures}    refused: M315\n")) == ["T711", "T711"]  # it is not told, and another is
    assert codes(one(contract, f"{measures}    refused: M399\n")) == ["T710"]
    settled = f"    period: 2026-01\n    measures: [{CARE}, {TECH}]\n    refused: M302\n"
    verdict = one(contract, settled)
    assert codes(verdict) == ["T711"]
    assert not verdict.passed
    assert not verdict.broken


def test_warnings_that_must_be_told(contract: Path) -> None:
    rows = "[{queue: care, answered: 1000}, {queue: tech, answered: 0, answered_in_20s: 0}]"
    assert one(contract, f"    period: 2026-01\n    measures: {rows}\n    warned: M316\n").passed
    whole = f"    period: 2026-01\n    measures: [{CARE}, {TECH}]\n    warned: M316\n"
    assert codes(one(contract, whole)) == ["T711"]


def test_a_file_says_for_all_its_tests_what_they_do_not_say(contract: Path) -> None:
    text = f"""period: 2026-03
earlier: nothing
measures: {CARE}
others: {TECH}
tests:
  as-the-file-says: {{why: x, expected: {{net: 1850}}}}
  another-month: {{why: x, date: 2026-04-02, expected: {{net: 1850}}}}
  own-measures: {{why: x, measures: {{queue: care, answered: 10, answered_in_20s: 9}}, expected: {{net: 20}}}}
  history: {{why: x, from: history, period: 2026-02, expected: {{net: 500}}}}
"""
    verdicts, findings = told(contract, text)
    assert findings == ()
    assert [(v.name, v.passed, v.findings) for v in verdicts] == [
        (name, True, ()) for name in ("as-the-file-says", "another-month", "own-measures", "history")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tests:\n  it: {why: x}\n", "T708"),
        ("tests:\n  it: {why: x, from: history, expected: {net: 1}, refused: M302}\n", "T708"),
        ("tests:\n  it: {from: history, expected: {net: 1}}\n", "C202"),
        ("tests:\n  it: {why: x, from: history, expectd: {net: 1}}\n", "C201"),
        ("tests:\n  it: {why: x, from: history, expected: 3}\n", "C203"),
        ("tests:\n  it: {why: x, from: history, expected: {2026-01: 3}}\n", "C203"),
        ("tests:\n  it: {why: x, measures: [3], expected: {net: 1}}\n", "C203"),
        ("tests:\n  it: {why: x, from: histori, expected: {2026-01: {net: 1}}}\n", "T705"),
        ("tests:\n  it: {why: x, from: history, measures: a.csv, expected: {2026-01: {net: 1}}}\n", "T705"),
        ("tests:\n  it: {why: x, from: history, measures: {2026-01: {queue: care, answered: 1}}, refused: M302}\n", "T705"),
        ("tests:\n  it: {why: x, from: history, expected: {net: 1}}\n", "T704"),
        ("tests:\n  it: {why: x, period: 2026-01, date: 2026-01-01, from: history, expected: {net: 1}}\n", "T704"),
        ("tests: [1, 2\n", "S102"),
        ("tests:\n  it: {why: x}\n  it: {why: y}\n", "S105"),
    ],
)  # fmt: skip
def test_slips_of_those_who_write_tests(contract: Path, text: str, code: str) -> None:
    verdicts, findings = told(contract, text)
    found = [*findings, *(f for verdict in verdicts for f in verdict.findings)]
    assert code in {f.code.id for f in found}
    assert all(f.remedy for f in found)
    assert not any(verdict.passed for verdict in verdicts)


def test_cases_of_the_same_cells_settle_as_if_each_were_alone(contract: Path) -> None:
    """What is compiled once for all cases gives what each of them gives by itself."""
    rows = [f"      - {{queue: care, answered: {n}, answered_in_20s: {n // 2}, net: 1}}\n" for n in (10, 20, 30)]
    head = f"period: 2026-03\nearlier: nothing\nmeasures: {CARE}\nothers: {TECH}\ntests:\n  it:\n    why: x\n    cases:\n"
    together, _ = told(contract, head + "".join(rows))
    alone = [told(contract, head + row)[0][0] for row in rows]
    for one_of_many, by_itself in zip(together, alone, strict=True):
        assert one_of_many.settlement is not None
        assert by_itself.settlement is not None
        assert one_of_many.settlement.columns == by_itself.settlement.columns


def test_events_of_a_test(tmp_path: Path) -> None:
    """An excused event takes its calls out: 700 of 1,000 are 70%, without 150 late ones 700 of 850 are 82.4%."""
    excused = KPIS.replace("    missing: worst\n", "    missing: worst\n    events: {clause: B 9, count_as: nothing}\n")
    (tmp_path / "v1.yaml").write_text(HEAD + excused, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    body = f"""    period: 2026-03
    earlier: nothing
    measures: [{CARE}, {TECH}]
    events: {{id: E-1, kind: event, period: 2026-03, decision: accepted, queue: care, answered: 150,
              answered_in_20s: 0, reason: Outage, evidence: Ticket 7, decided_by: Both}}
"""
    verdict = one(tmp_path, f"{body}    expected: {{service_level: 14/17, kpi.service_level: 0}}\n")
    assert verdict.passed, (verdict.findings, verdict.failures)
    without = one(tmp_path, f"{body.replace('accepted', 'rejected')}    expected: {{service_level: 70%}}\n")
    assert without.passed, (without.findings, without.failures)
    misspelt = one(tmp_path, f"{body.replace('kind: event', 'kind: evnt')}    expected: {{service_level: 70%}}\n")
    assert codes(misspelt) == ["M322"]
