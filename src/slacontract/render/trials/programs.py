"""Results of tests for programs: one JSON object, or JUnit XML as builds read it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from slacontract.languages import Language
from slacontract.quantities.numbers import as_decimal
from slacontract.render.findings_text import record
from slacontract.render.trials.text import state
from slacontract.render.trials.words import told

if TYPE_CHECKING:
    from slacontract.findings import Finding
    from slacontract.formula.calculation import Value
    from slacontract.trials.comparing import Failure
    from slacontract.trials.running import Verdict

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not have, in any spelling."""


def as_json(contract: str, verdicts: Sequence[Verdict], findings: Sequence[Finding]) -> dict[str, object]:
    """One contract with its tests, for JSON; amounts are texts, for a float would not be the amount."""
    return {
        "contract": contract,
        "findings": [record(f) for f in findings],
        "tests": [_record(verdict) for verdict in verdicts],
    }


def _record(verdict: Verdict) -> dict[str, object]:
    return {
        "name": verdict.name,
        "case": verdict.case or None,
        "state": state(verdict),
        "confirmed": not verdict.unconfirmed,
        "file": verdict.at.file,
        "line": verdict.at.line,
        "why": verdict.why.strip(),
        "findings": [record(f) for f in verdict.findings],
        "failures": [_failure(failure, verdict) for failure in verdict.failures],
    }


def _failure(failure: Failure, verdict: Verdict) -> dict[str, object]:
    assert verdict.settlement is not None
    return {
        "file": failure.at.file,
        "line": failure.at.line,
        "column": failure.at.column,
        "name": failure.name,
        "period": failure.period.id,
        "unit": failure.unit.value,
        "expected": _plain(failure.wanted.value),
        "found": _plain(failure.found),
        "words": told(failure, verdict.settlement, "en"),
    }


def _plain(value: Value) -> object:
    """A figure as text, in the base of its unit (a ratio for percentages, seconds for durations)."""
    return value if value is None or isinstance(value, bool) else str(as_decimal(value))


def write_json(contracts: Sequence[dict[str, object]]) -> str:
    """Write what was tested as one JSON list."""
    return json.dumps(contracts, indent=2, ensure_ascii=False)


def write_junit(contracts: Sequence[tuple[str, Sequence[Verdict], Sequence[Finding]]], language: Language = "en") -> str:
    """Write JUnit XML: a suite for each contract, a case for each test or row of its table.

    It has no times and no host, so that the same tests give the same bytes.
    """
    root = ET.Element("testsuites")
    for name, verdicts, findings in contracts:
        states = [state(verdict) for verdict in verdicts]
        suite = ET.SubElement(root, "testsuite", {
            "name": _clean(name), "tests": str(len(verdicts) + bool(findings)), "failures": str(states.count("failed")),
            "errors": str(states.count("broken") + bool(findings)), "skipped": "0",
        })  # fmt: skip
        if findings:
            _findings(_case(suite, name, "contract", ""), "error", findings)
        for verdict in verdicts:
            _verdict(suite, name, verdict, language)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, contract: str, name: str, file: str) -> ET.Element:
    group = ".".join(part for part in (contract, file) if part)
    return ET.SubElement(suite, "testcase", {"classname": _clean(group), "name": _clean(name)})


def _verdict(suite: ET.Element, contract: str, verdict: Verdict, language: Language) -> None:
    name = f"{verdict.name} [{verdict.number}: {verdict.case}]" if verdict.case else verdict.name
    case = _case(suite, contract, name, verdict.at.name.rpartition(".")[0])
    if verdict.broken:
        _findings(case, "error", [f for f in verdict.findings if f.stops])
        return
    unmet = [f for f in verdict.findings if f.stops]
    if unmet:
        _findings(case, "failure", unmet)
        return
    if verdict.failures:
        assert verdict.settlement is not None
        words = [told(failure, verdict.settlement, language) for failure in verdict.failures]
        blocks = ["\n".join([f"{failure.at}", *lines]) for failure, lines in zip(verdict.failures, words, strict=True)]
        found = ET.SubElement(case, "failure", {"message": _clean(words[0][0]), "type": "expectation"})
        found.text = _clean("\n\n".join(blocks))


def _findings(case: ET.Element, kind: str, findings: Sequence[Finding]) -> None:
    first = findings[0]
    found = ET.SubElement(case, kind, {"message": _clean(first.what), "type": str(first.code)})
    found.text = _clean("\n".join(f"{f.at}: {f.code}: {f.what} {f.remedy}" for f in findings))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
