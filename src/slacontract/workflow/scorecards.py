"""Scorecards beside the records: read, scored, and put among the evaluations that are counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.findings import Finding, any_stops
from slacontract.measuring.scorecards.table import evaluation_rows
from slacontract.measuring.scorecards.together import read_scorecards
from slacontract.measuring.sources.added import add_rows
from slacontract.workflow.feedback import read_files, read_forms

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slacontract.model.records import Records


def add_evaluations(connection: DuckDBPyConnection, home: Path, declared: Records) -> list[Finding]:
    """Score all cards that are declared and add them to the canonical table ``evaluations``."""
    findings: list[Finding] = []
    for said in declared.scorecards.values():
        forms, found = read_forms(home, said)
        contents, unread = read_files(home, said)
        findings += found + unread
        if any_stops(findings):
            continue
        scored, found = read_scorecards(said, forms, contents)
        findings += found
        add_rows(connection, "evaluations", evaluation_rows(scored))
    return findings
