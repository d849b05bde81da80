"""Findings as workflow commands of GitHub, which shows them beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from slacontract.codes import Severity
from slacontract.findings import Finding, Position, in_reading_order

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write_github(findings: Sequence[Finding]) -> str:
    """Write one command for each finding; what stops the run first, because a page shows only the first ten of a kind."""
    ordered = sorted(in_reading_order(findings), key=lambda f: not f.stops)
    return "\n".join(_command(finding) for finding in ordered)


def _command(finding: Finding) -> str:
    return command(_COMMANDS[finding.weight], finding.at, str(finding.code), _text(finding))


def command(kind: str, at: Position, title: str, text: str) -> str:
    """Write one annotation: ``error``, ``warning`` or ``notice`` at a place, with a title and a text of any lines."""
    told = {"file": at.file.replace("\\", "/")} if at.file and not at.file.startswith("--") else {}
    if told and at.line:
        told["line"] = str(at.line)
        if at.column:
            told |= {"col": str(at.column), "endColumn": str(at.column + max(1, at.width))}
    told["title"] = title
    properties = ",".join(f"{name}={_property(value)}" for name, value in told.items())
    return f"::{kind} {properties}::{_data(text)}"


def _text(finding: Finding) -> str:
    """What is wrong, where in a workbook, the other place, and the remedy."""
    lines = [f"{finding.at.cell}: {finding.what}" if finding.at.cell else finding.what]
    lines += [f"See also {place}." for place in finding.also if str(place) and str(place) not in finding.what]
    lines += [f"Remedy: {finding.remedy}"] if finding.remedy and finding.weight is not Severity.NOTE else []
    return "\n".join(lines)


def _data(text: str) -> str:
    """A text after the second ``::``: the sign of escapes first, then the ends of lines."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value before it, where ``:`` and ``,`` end something too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
