"""What programs and people read of contract tests: JUnit XML of the usual schema, JSON, and words in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from slacontract import languages
from slacontract.render.trials import programs, text
from slacontract.render.trials.coverage import share_told, untouched_told
from slacontract.trials.coverage import coverage
from slacontract.workflow.trials import ContractTested, find_tests, run_tests
from support.settling import HEAD

CONTRACT = (
    HEAD
    + """billing:
  desk: {model: fixed, clause: A 1, amount: 10000}
kpis:
  service_level:
    clause: B 1
    title: Calls <in> "time" & space
    formula: answered_in_20s / answered
    unit: percent
    better: higher
    domain: proportion
    target: ">= 80%"
    base: billing.desk
    bands:
      - {when: "< 80%", pay: -2%}
      - {when: ">= 80%", pay: 0%}
    missing: worst
limits: []
"""
)
TESTS = """period: 2026-03
measures: {answered: 1000, answered_in_20s: 790}
tests:
  right: {why: x, expected: {net: 9800}}
  wrong: {why: "a < b & c", expected: {net: 9800.5, service_level: 79.1%, service_level.band: 2, service_level.met: yes}}
  broken: {why: x, expected: {nett: 1}}
  cases:
    why: x
    cases: |
      answered_in_20s, kpi.service_level
      799,             -200
      800,             -200
  settled: {why: x, refused: M302}
  proposed: {why: x, confirmed: no, expected: {net: 9800}}
"""
SCHEMA: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "disabled", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests"},
                  {"failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"},
                  {"properties", "testcase", "system-out", "system-err"}),
    "testcase": ({"name"}, {"assertions", "time", "classname", "status", "class", "file", "line"},
                 {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
}  # fmt: skip
"""The schema that build servers publish for JUnit (junit-10.xsd): attributes required and allowed, and elements within."""


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ContractTested:
    monkeypatch.chdir(tmp_path)
    Path("v1.yaml").write_text(CONTRACT, encoding="utf-8")
    Path("tests").mkdir()
    Path("tests/terms.yaml").write_text(TESTS, encoding="utf-8")
    ((folder, files),), _ = find_tests(Path())
    return run_tests(folder, files)


def test_junit_is_of_the_usual_schema(result: ContractTested) -> None:
    root = ET.fromstring(programs.write_junit([("small", result.verdicts, result.findings)]))  # noqa: S314  # our own
    assert root.tag == "testsuites"
    for element in root.iter():
        required, allowed, within = SCHEMA[element.tag]
        assert required <= set(element.attrib) <= required | allowed
        assert {child.tag for child in element} <= within
    (suite,) = root
    assert {key: suite.attrib[key] for key in ("tests", "failures", "errors")} == {"tests": "7", "failures": "3", "errors": "1"}
    kinds = {case.attrib["name"]: [child.tag for child in case] for case in suite}
    assert kinds == {
        "right": [], "wrong": ["failure"], "broken": ["error"], "cases [1: answered_in_20s 799]": [],
        "cases [2: answered_in_20s 800]": ["failure"], "settled": ["failure"], "proposed": [],
    }  # fmt: skip
    assert len(set(kinds)) == len(suite)


def test_junit_says_both_figures(result: ContractTested) -> None:
    root = ET.fromstring(programs.write_junit([("small", result.verdicts, result.findings)]))  # noqa: S314  # our own
    (failure,) = root.iterfind(".//testcase[@name='wrong']/failure")
    assert failure.attrib["message"] == "net in 2026-03: expected 9,800.50 EUR, found 9,800.00 EUR."
    assert "tests/terms.yaml:5:45" in (failure.text or "")


def test_a_contract_that_is_refused_is_an_error_of_the_suite(tmp_path: Path) -> None:
    (tmp_path / "v1.yaml").write_text(CONTRACT.replace("billing.desk", "billing.desks"), encoding="utf-8")
    ((folder, files),), _ = find_tests(tmp_path)
    refused = run_tests(folder, files)
    root = ET.fromstring(programs.write_junit([("small", refused.verdicts, refused.findings)]))  # noqa: S314  # our own
    (suite,) = root
    assert (suite.attrib["tests"], suite.attrib["errors"]) == ("1", "1")
    assert suite[0][0].attrib["type"].startswith("C211")


def test_signs_that_xml_does_not_have_are_replaced(result: ContractTested) -> None:
    found = programs.write_junit([("a\x00b\ufffe", result.verdicts[:1], ())])
    assert ET.fromstring(found)[0].attrib["name"] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"  # noqa: S314


def test_the_same_tests_give_the_same_bytes(result: ContractTested) -> None:
    again = run_tests(result.folder, (Path("tests/terms.yaml"),))
    assert programs.write_junit([("x", again.verdicts, ())]) == programs.write_junit([("x", result.verdicts, ())])


def test_json_has_states_places_and_exact_figures(result: ContractTested) -> None:
    (told,) = json.loads(programs.write_json([programs.as_json("small", result.verdicts, result.findings)]))
    states = {(test["name"], test["case"]): test["state"] for test in told["tests"]}
    assert states["right", None] == "passed"
    assert states["cases", "answered_in_20s 800"] == "failed"
    assert states["broken", None] == "broken"
    assert states["settled", None] == "failed"
    wrong = next(test for test in told["tests"] if test["name"] == "wrong")
    assert [(f["name"], f["expected"], f["found"]) for f in wrong["failures"]] == [
        ("net", "9800.5", "9800"), ("service_level", "0.791", "0.79"), ("service_level.band", "2", "1"),
        ("service_level.met", True, False),
    ]  # fmt: skip
    assert [test["name"] for test in told["tests"] if not test["confirmed"]] == ["proposed"]


def test_failures_say_why_in_the_words_of_explain(result: ContractTested) -> None:
    told = text.failures(result.verdicts, "en")
    assert "net in 2026-03: expected 9,800.50 EUR, found 9,800.00 EUR." in told
    assert "expected band 2 (>= 80%), found band 1 (< 80%)." in told
    assert "cases, case 2: answered_in_20s 800" in told
    assert "payment of the band" in told
    assert "Why the test is there: a < b & c" in told


def test_the_last_line_counts() -> None:
    assert text.counted([], "en") == "0 passed"


def test_counts_and_signs(result: ContractTested) -> None:
    assert text.signs(result.verdicts) == "tests/terms.yaml  .FE.FF."
    assert text.counted(result.verdicts, "en") == "3 failed, 1 not run, 1 unconfirmed, 3 passed"
    assert text.counted(result.verdicts, "es") == "fallan 3, sin ejecutar 1, sin confirmar 1, superadas 3"


def test_everything_has_its_spanish(result: ContractTested, monkeypatch: pytest.MonkeyPatch) -> None:
    known, missing = languages.translations("es"), set[str]()

    class Recording(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            if key not in self:
                missing.add(key)
            return super().get(key, default or "")

    monkeypatch.setattr(languages, "translations", lambda _language: Recording(known))
    text.failures(result.verdicts, "es")
    text.counted(result.verdicts, "es")
    assert result.agreement is not None
    for verdicts in (result.verdicts, ()):
        found = coverage(result.agreement, verdicts)
        share_told(found, "es")
        untouched_told(found, "es")
    assert {key for key in missing if re.sub(r"\{\w+\}|[\W\d]", "", key)} == set()


@pytest.mark.parametrize("name", ["acme-inbound", "nova-backoffice", "orion-sales", "mechanisms/repeat-in-steps",
                                  "mechanisms/gate-in-steps", "mechanisms/rollover-of-unused-minutes"])  # fmt: skip
def test_names_of_parts_have_their_spanish(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from slacontract.workflow.front import load  # noqa: PLC0415
    from support.commands import CONTRACTS  # noqa: PLC0415

    known, missing = languages.translations("es"), set[str]()

    class Recording(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            if key not in self:
                missing.add(key)
            return super().get(key, default or "")

    monkeypatch.setattr(languages, "translations", lambda _language: Recording(known))
    untouched_told(coverage(load(CONTRACTS / name), ()), "es")
    assert {key for key in missing if re.sub(r"\{\w+\}|[\W\d]", "", key)} == set()
