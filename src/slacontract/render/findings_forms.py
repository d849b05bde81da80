"""The forms in which findings are printed, by their names on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from slacontract.findings import Finding
from slacontract.languages import Language

Form: TypeAlias = Literal["text", "json", "sarif", "github"]


def write(findings: Sequence[Finding], form: Form, language: Language = "en") -> str:
    """Write findings in a form; of no findings, programs get an empty list or log, and people nothing."""
    if form == "json":
        from slacontract.render.findings_text import write_json  # noqa: PLC0415  # each form is loaded when it is asked for

        return write_json(findings)
    if form == "sarif":
        from slacontract.render.findings_sarif import write_sarif  # noqa: PLC0415

        return write_sarif(findings, language)
    if form == "github":
        from slacontract.render.findings_github import write_github  # noqa: PLC0415

        return write_github(findings)
    from slacontract.render.findings_text import write_findings  # noqa: PLC0415

    return write_findings(findings) if findings else ""
