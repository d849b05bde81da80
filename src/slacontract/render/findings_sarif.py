"""Findings as SARIF 2.1.0, the format that code hosts and editors read from checkers."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from slacontract import __version__
from slacontract.codes import Code, Severity
from slacontract.findings import Finding, Position, in_reading_order
from slacontract.languages import Language, message, say
from slacontract.render.codes.page import PHASES, Page, as_markdown, as_text, page_of, phase_of

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION: Final = "2.1.0"
ROOT: Final = "%SRCROOT%"
"""What relative paths are relative to: the folder in which the check was run, which is the root of a repository in most runs."""
FINGERPRINT: Final = "slacontractFinding/v1"
_HOST_FINGERPRINT: Final = "primaryLocationLineHash"
"""The name under which GitHub looks for a fingerprint; without it, GitHub makes one of its own from the lines around."""
ACCEPTED: Final = " Accepted: "
"""Where the reason begins in a finding that the contract accepts."""
_PLACES: Final = re.compile(r"(?<=:)\d+(?::\d+)?|(?<=line )\d+")
_RANKS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def write_sarif(findings: Sequence[Finding], language: Language = "en") -> str:
    """Write the findings as one SARIF log, with the pages of their codes as its rules; a log without results when all is fine."""
    ordered = in_reading_order(findings)
    codes = list({f.code.id: f.code for f in sorted(ordered, key=lambda f: f.code.id)}.values())
    numbers = {code.id: number for number, code in enumerate(codes)}
    run = {
        "tool": {"driver": _driver(codes, language)},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, numbers[finding.code.id], fingerprint, language)
            for finding, fingerprint in zip(ordered, fingerprints(ordered), strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, indent=2, ensure_ascii=False)


def _driver(codes: Sequence[Code], language: Language) -> dict[str, Any]:
    rules = [_rule(page_of(code), language) for code in codes]
    return {"name": "slacontract", "version": __version__, "semanticVersion": __version__, "rules": rules}


def _rule(page: Page, language: Language) -> dict[str, Any]:
    code = page.code
    return {
        "id": code.id,
        "name": code.slug,
        "shortDescription": {"text": f"{say(page.title, language)}."},
        "fullDescription": {"text": say(page.why, language).replace("`", "") or f"{say(page.title, language)}."},
        "help": {"text": as_text(page, language), "markdown": as_markdown(page, language, heading=False)},
        "defaultConfiguration": {"level": code.severity.value},
        "properties": {"tags": [say(PHASES[phase_of(code)], language)], "problem.severity": _RANKS[code.severity]},
    }


def _result(finding: Finding, number: int, fingerprint: str, language: Language) -> dict[str, Any]:
    what, _, reason = finding.what.partition(ACCEPTED)
    text = what if finding.weight is Severity.NOTE or not finding.remedy else f"{what} {finding.remedy}"
    result: dict[str, Any] = {
        "ruleId": finding.code.id,
        "ruleIndex": number,
        "level": finding.weight.value,
        "message": {"text": text},
        "partialFingerprints": {FINGERPRINT: fingerprint, _HOST_FINGERPRINT: fingerprint},
    }
    if place := _location(finding.at):
        result["locations"] = [place]
    if others := [place for at in finding.also if (place := _location(at))]:
        said = say(message("The other place"), language)
        result["relatedLocations"] = [
            {"id": id_, **place, "message": {"text": f"{said}."}} for id_, place in enumerate(others, 1)
        ]
    if reason:
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return result


def _location(at: Position) -> dict[str, Any]:
    """A place in a file, with its region where a line is known; nothing for what is in no file, such as an option."""
    if not at.file or at.file.startswith("--"):
        return {}
    place: dict[str, Any] = {"artifactLocation": _artifact(at.file)}
    if at.line:
        place["region"] = _region(at)
    told: dict[str, Any] = {"physicalLocation": place}
    if at.cell:
        told["logicalLocations"] = [{"fullyQualifiedName": at.cell, "kind": "cell"}]
    return told


def _region(at: Position) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": at.line}
    if at.column:
        region |= {"startColumn": at.column, "endColumn": at.column + max(1, at.width)}
    if at.excerpt:
        region["snippet"] = {"text": at.excerpt}
    return region


def _artifact(file: str) -> dict[str, str]:
    """A relative path under the root, or a file of its own; written as URIs are, with signs and blanks by their bytes."""
    path = Path(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(file.replace("\\", "/")), "uriBaseId": ROOT}


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """For each finding a hash that stays when lines above it move; equal findings of one line are told apart by their order."""
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        told = (finding.code.id, finding.at.file, finding.at.cell, finding.at.excerpt.strip(), _PLACES.sub("", finding.what))
        key = hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]
        seen[key] += 1
        found.append(f"{key}:{seen[key]}")
    return found
