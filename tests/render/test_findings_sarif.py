"""Findings as SARIF: the form of the standard, the place to the column, and fingerprints that stay when lines move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from slacontract.codes import CODES, Severity
from slacontract.findings import Finding, Position, finding
from slacontract.parse.contract import read_contract
from slacontract.render.findings_sarif import FINGERPRINT, fingerprints, write_sarif
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.files import find_contracts
from support.sarif_log import LOG

FAULTS = Path(__file__).parents[1] / "faults"


def log_of(findings: list[Finding]) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(write_sarif(findings))
    jsonschema.Draft202012Validator(LOG).validate(log)
    return log


def found_in(folder: Path) -> list[Finding]:
    folders, findings = find_contracts(folder)
    return findings + read_agreement(folders[0])[1]


def result_of(found: Finding) -> dict[str, Any]:
    result: dict[str, Any] = log_of([found])["runs"][0]["results"][0]
    return result


def test_a_finding_is_at_its_column_with_the_other_place_beside_it() -> None:
    (found,) = found_in(FAULTS / "C204-band-gap-edge")
    result = result_of(found)
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {
        "startLine": 25, "startColumn": 17, "endColumn": 32,
        "snippet": {"text": '      - {when: "> 80% and < 90%", pay: 0%}'},
    }  # fmt: skip
    assert place["region"]["snippet"]["text"][16:31] == "> 80% and < 90%"  # columns count from 1, the end is behind the last sign
    assert place["artifactLocation"]["uri"].endswith("/C204-band-gap-edge/v1.yaml")
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 24
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("C204", 0, "error")
    assert result["message"]["text"].startswith("No band of service_level takes exactly 80%. Write >= or <=")


def test_its_rule_brings_the_page() -> None:
    (rule,) = log_of(found_in(FAULTS / "C220-minute-incentive-no-cap"))["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], rule["defaultConfiguration"]) == ("C220", "minute-incentive", {"level": "warning"})
    assert rule["shortDescription"]["text"] == f"{CODES['C220'].title}."
    assert "```diff\n--- v1.yaml" in rule["help"]["markdown"]
    assert rule["properties"] == {"tags": ["The contract"], "problem.severity": "warning"}


def test_the_pages_are_spanish_when_asked_for() -> None:
    log = json.loads(write_sarif([finding("C204", Position("v1.yaml", 1, 1), "So.", "Thus.")], "es"))
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "Ninguna banda recoge un valor que el KPI puede tener."


def test_no_findings_are_a_run_without_results() -> None:
    run = log_of([])["runs"][0]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def test_every_result_points_at_its_rule() -> None:
    at = Position("v1.yaml", 3, 4)
    run = log_of([finding(code, at, f"{code} is here.", "Mend it.") for code in reversed(CODES)])["runs"][0]
    assert len(run["results"]) == len(CODES) == len(run["tool"]["driver"]["rules"])
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_what_the_contract_accepts_is_a_suppressed_note_with_its_reason() -> None:
    found = Finding(code=CODES["C220"], at=Position("v1.yaml", 13, 5), what="Nothing holds the handle time. Accepted: A pilot.",
                    remedy="Add a cap.", severity=Severity.NOTE)  # fmt: skip
    result = result_of(found)
    assert result["level"] == "note"
    assert result["message"]["text"] == "Nothing holds the handle time."
    assert result["suppressions"] == [{"kind": "inSource", "justification": "A pilot."}]


def test_a_cell_of_a_workbook_is_named() -> None:
    place = result_of(finding("M310", Position("m 1.xlsx", cell="May!C7"), "A formula.", "Paste it."))["locations"][0]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "m%201.xlsx", "uriBaseId": "%SRCROOT%"}}
    assert place["logicalLocations"] == [{"fullyQualifiedName": "May!C7", "kind": "cell"}]


def test_an_option_is_no_file() -> None:
    assert "locations" not in result_of(finding("R636", Position("--engine"), "None.", "Write another."))


@pytest.mark.parametrize(
    "name", ["C204-band-gap-edge", "C205-band-overlap-edge", "S105-duplicate-key-rate", "C223-fingerprint-altered"]
)
def test_fingerprints_stay_when_lines_move(name: str) -> None:
    """Three lines of remarks above move every line and column number that is told, and no fingerprint."""
    for path in sorted((FAULTS / name).glob("v*.yaml")):
        text = path.read_bytes()
        before = read_contract(text, "v1.yaml")[1]
        after = read_contract(b"# one\n# two\n# three\n" + text, "v1.yaml")[1]
        assert [f.at.line + 3 for f in before] == [f.at.line for f in after]
        assert fingerprints(before) == fingerprints(after)


def test_equal_findings_of_equal_lines_are_told_apart() -> None:
    twice = [finding("C206", Position("v1.yaml", line, 5, excerpt="  rate: 1,5"), "'1,5' has a comma.", "So.") for line in (4, 9)]
    first, second = fingerprints(twice)
    assert first.partition(":")[0] == second.partition(":")[0]
    assert (first[-2:], second[-2:]) == (":1", ":2")


def test_another_code_file_or_line_has_another_fingerprint() -> None:
    at = Position("v1.yaml", 4, 5, excerpt="rate: 1")
    elsewhere, edited = Position("v2.yaml", 4, 5, excerpt="rate: 1"), Position("v1.yaml", 4, 5, excerpt="rate: 2")
    some = [finding("C206", at, "So.", ""), finding("C207", at, "So.", "")]
    some += [finding("C206", elsewhere, "So.", ""), finding("C206", edited, "So.", "")]
    assert len(set(fingerprints(some))) == 4
    assert result_of(some[0])["partialFingerprints"][FINGERPRINT] == fingerprints(some)[0]
