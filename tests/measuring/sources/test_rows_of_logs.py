"""Logs that a query of their profile reads: a line that has more cells than are known is told, and not lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.commands import CONTRACTS, run

DECLARED = "records: {calls: {profile: asterisk-queue-log, export: calls, files: queue_log%s}}\n"


@pytest.mark.parametrize(("more", "says"), [("", "queue_log:3: R605"), (", short_rows: leave_out", "Left out: 3 rows")])
def test_a_line_with_too_many_cells(tmp_path: Path, more: str, says: str) -> None:
    (tmp_path / "records").mkdir()
    lines = [
        "1772442900|1772442900.6|care|NONE|ENTERQUEUE||600111333|1",
        "1772442915|1772442900.6|care|SIP/eva|CONNECT|15|1772442912.7|3",
        "1772443035|1772442900.6|care|SIP/eva|COMPLETEAGENT|15|120|1|4|5|6|7",
    ]
    (tmp_path / "records" / "queue_log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "records.yaml").write_text(DECLARED % more, encoding="utf-8")
    shutil.copy(CONTRACTS / "care-from-records" / "v1.yaml", tmp_path / "v1.yaml")
    told = run("measure", tmp_path)
    assert says in told.output
