"""Which parts of a contract tests touch: only those behind what they compare, and of a choice only the branch that was taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from gmpy2 import mpq

from slacontract.trials.branches import last_digit
from slacontract.trials.coverage import Coverage, coverage
from slacontract.workflow.front import settle
from slacontract.workflow.trials import find_tests, run_tests
from support.commands import CONTRACTS
from support.settling import HEAD

CONTRACT = (
    HEAD
    + """billing:
  calls: {model: per_contact, clause: A 1, count: answered, rate: 2}
kpis:
  service_level:
    clause: B 1
    formula: answered_in_20s / answered
    unit: percent
    better: higher
    domain: proportion
    base: billing.calls
    bands:
      - {when: "< 80%", pay: -10%}
      - {when: ">= 80% and <= 90%", pay: 0%}
      - {when: "> 90%", pay: +5%}
    missing: worst
gates:
  - {clause: B 2, when: "complaints <= 10", otherwise: no_bonus, missing: not_met}
limits:
  - {clause: B 3, on: penalty, at_most: 150, every: period}
"""
)
ALL = {
    "version:in force from 2026-01-01",
    "A 1:2",
    "B 1:band < 80%", "B 1:band >= 80% and <= 90%", "B 1:band > 90%",
    "B 1:exactly 80%", "B 1:just below 80%", "B 1:exactly 90%", "B 1:just above 90%",
    "B 1:without a figure (missing: worst)",
    "B 2:the gate is open", "B 2:the gate is shut", "B 2:exactly 10 of Complaints", "B 2:just above 10 of Complaints",
    "B 3:binds on penalties", "B 3:leaves penalties as they are",
    "tax:21%",
}  # fmt: skip
"""What a reader of the contract would say that a test of it has to touch."""


def covered(folder: Path, tests: str) -> Coverage:
    (folder / "v1.yaml").write_text(CONTRACT, encoding="utf-8")
    (folder / "tests").mkdir(exist_ok=True)
    text = f"""period: 2026-01
measures: {{answered: 1000, answered_in_20s: 850, complaints: 0}}
by: {{service_level: answered_in_20s}}
tests:
{tests}"""
    (folder / "tests" / "terms.yaml").write_text(text, encoding="utf-8")
    ((found, files),), _ = find_tests(folder)
    result = run_tests(found, files)
    assert result.agreement is not None
    assert all(verdict.passed for verdict in result.verdicts), [(v.findings, v.failures) for v in result.verdicts]
    return coverage(result.agreement, result.verdicts)


def names(parts: object) -> set[str]:
    return {f"{part.clause or 'version'}:{part.what}" for part in parts}  # type: ignore[attr-defined]  # parts of a contract


def touched(found: Coverage) -> set[str]:
    return names(part for part in found.parts if part.key in found.touched)


def test_all_parts_are_named_in_the_order_of_the_text(tmp_path: Path) -> None:
    found = covered(tmp_path, "  it: {why: x, expected: {net: 2000}}\n")
    assert names(found.parts) == ALL
    assert [part.at.line for part in found.parts] == sorted(part.at.line for part in found.parts)


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        ("expected: {billing.calls: 2000}", {"A 1:2"}),
        ("expected: {kpi.service_level.band: 2}", {"B 1:band >= 80% and <= 90%"}),
        ("cases: [{service_level: 80%, kpi.service_level.band: 2}]", {"B 1:band >= 80% and <= 90%", "B 1:exactly 80%"}),
        ("cases: [{service_level: 79%, kpi.service_level.band: 1}]", {"B 1:band < 80%", "B 1:just below 80%"}),
        ("cases: [{service_level: 78.9%, kpi.service_level.band: 1}]", {"B 1:band < 80%"}),
        ("cases: [{service_level: 91%, kpi.service_level.band: 3}]", {"B 1:band > 90%", "B 1:just above 90%"}),
        ("cases: [{complaints: 10, gate.1.open: yes}]", {"B 2:the gate is open", "B 2:exactly 10 of Complaints"}),
        ("cases: [{complaints: 11, gate.1.open: no}]", {"B 2:the gate is shut", "B 2:just above 10 of Complaints"}),
        # 10% of 2,000 is 200, of which 150 stay; with 500 calls 100
        ("cases: [{service_level: 50%, limit.1: 50}]",
         {"A 1:2", "B 1:band < 80%", "B 2:the gate is open", "B 3:binds on penalties"}),
        ("cases: [{answered: 500, service_level: 50%, limit.1: 0}]",
         {"A 1:2", "B 1:band < 80%", "B 2:the gate is open", "B 3:leaves penalties as they are"}),
        # a limit on nothing shows nothing
        ("cases: [{service_level: 85%, limit.1: 0}]", {"A 1:2", "B 1:band >= 80% and <= 90%", "B 2:the gate is open"}),
        ("refused: M302\n    measures: {answered_in_20s: 1}", set()),
    ],
)  # fmt: skip
def test_what_a_test_touches(tmp_path: Path, test: str, wanted: set[str]) -> None:
    found = covered(tmp_path, f"  it:\n    why: x\n    {test}\n")
    assert touched(found) - {"version:in force from 2026-01-01"} == wanted


def test_a_missing_figure(tmp_path: Path) -> None:
    body = "  it:\n    why: x\n    measures: {answered: 1000, complaints: 0}\n    expected: {kpi.service_level.missing: -200}\n"
    found = touched(covered(tmp_path, body))
    assert "B 1:without a figure (missing: worst)" in found
    assert not any("band" in name for name in found)


def test_everything_or_nothing(tmp_path: Path) -> None:
    assert covered(tmp_path, "  it: {why: x, measures: {answered_in_20s: 1}, refused: M302}\n").share == mpq(0)
    body = """  it:
    why: x
    cases: |
      service_level, complaints, limit.1, tax
      79%,           0,          50,      388.50
      80%,           10,         0,       420
      90%,           11,         0,       420
      91%,           0,          0,       441
  little:
    why: x
    cases: [{answered: 500, service_level: 50%, limit.1: 0}]
  none:
    why: x
    measures: {answered: 1000, complaints: 0}
    expected: {kpi.service_level.missing: -200}
"""
    found = covered(tmp_path, body)
    assert names(found.untouched) == set()
    assert found.share == mpq(1)


def test_hints_are_values_that_touch(tmp_path: Path) -> None:
    found = covered(tmp_path, "  it: {why: x, expected: {billing.calls: 2000}}\n")
    hints = {str(part.what): str(part.hint) for part in found.untouched}
    assert hints["band > 90%"] == "a value such as 91%"
    assert hints["band >= 80% and <= 90%"] == "a value such as 85%"
    assert hints["exactly 80%"] == "a value of exactly 80%"
    assert hints["just below 80%"] == "from 79% to below 80%"
    assert hints["just above 90%"] == "above 90%, at most 91%"


def test_a_version_that_no_test_is_of() -> None:
    ((folder, files),), _ = find_tests(CONTRACTS / "acme-inbound")
    result = run_tests(folder, [path for path in files if path.name == "version-1.yaml"])
    assert result.agreement is not None
    found = coverage(result.agreement, result.verdicts)
    assert {part.version for part in found.untouched} == {2}
    assert all(part.at.file.endswith("v2.yaml") for part in found.untouched)


@pytest.mark.parametrize(
    ("text", "digit"),
    [("320 s", mpq(1)), ("92.5%", mpq(1, 1000)), ("10 min", mpq(60)), ("5 bp", mpq(1, 10000)), ("6m30s", mpq(1)),
     ("-0.25", mpq(1, 100))],
)  # fmt: skip
def test_beside_an_edge_is_within_its_last_digit(text: str, digit: mpq) -> None:
    assert last_digit(text) == digit


@pytest.mark.parametrize("name", sorted(path.parent.name for path in (CONTRACTS / "mechanisms").glob("*/example.yaml")))
def test_every_mechanism_has_its_parts_told(name: str) -> None:
    """Each is touched or not without a fault, each stands in the text, and the names say no member of the service."""
    settlement = settle(CONTRACTS / "mechanisms" / name)
    from slacontract.findings import NOWHERE  # noqa: PLC0415
    from slacontract.trials.running import Verdict  # noqa: PLC0415

    asked = tuple(("total.gross", period) for period in settlement.asked)
    found = coverage(settlement.agreement, [Verdict(name="all", at=NOWHERE, why="", settlement=settlement, asked_of=asked)])
    assert found.touched <= {part.key for part in found.parts}
    assert found.touched
    for part in found.parts:
        assert part.at.line, part
        assert "{" not in f"{part.subject}{part.what}{part.hint or ''}"
