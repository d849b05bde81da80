"""Scorecards beside the records: read, scored, and put among the evaluations that are counted."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.findings import Finding, any_stops
from slacontract.measuring.scorecards.table import evaluation_rows
from slacontract.measuring.scorecards.together import read_scorecards
from slacontract.measuring.sources.added import add_rows
from slacontract.measuring.sources.intake import RecordFile
from slacontract.workflow.feedback import read_files, read_forms

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slacontract.model.records import Records


def add_evaluations(
    connection: DuckDBPyConnection, home: Path, declared: Records
) -> tuple[list[RecordFile], list[Finding]]:  # fmt: skip
    """Score all cards that are declared and add them to the canonical table ``evaluations``; give the files they came from."""
    findings: list[Finding] = []
    files: list[RecordFile] = []
    for name, said in declared.scorecards.items():
        forms, found = read_forms(home, said)
        contents, unread = read_files(home, said)
        findings += found + unread
        if any_stops(findings):
            continue
        scored, found = read_scorecards(said, forms, contents)
        findings += found
        add_rows(connection, "evaluations", evaluation_rows(scored))
        counts = Counter(Path(one.card.at.file).name for one in scored)
        files += [
            RecordFile(Path(path).name, str(name), "evaluations", sha256(data).hexdigest(), len(data), counts[Path(path).name])
            for path, data in contents
        ]
    return files, findings
