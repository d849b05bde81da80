"""A column that the source does not have says nothing: its count is not there, where a count of nothing would be settled."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.commands import CONTRACTS, run

HEAD = "contact_id,queue,customer_key,queued_at,answered_at,ended_at,wait_s,talk_s,hold_s,wrap_s,outcome"


def desk(folder: Path, more: str, cell: str) -> Path:
    """Answered calls of a month, with one more column."""
    (folder / "records").mkdir(parents=True)
    days = range(1, 32)
    calls = [
        f"c{d},care,k{d},2026-03-{d:02}T09:00:00Z,2026-03-{d:02}T09:00:10Z,2026-03-{d:02}T09:03:00Z,10,170,0,30,answered{cell}"
        for d in days
    ]
    (folder / "records" / "calls.csv").write_text("\n".join([HEAD + more, *calls]) + "\n", encoding="utf-8")
    declared = "records: {calls: {profile: generic, export: interactions, files: calls.csv}}\n"
    (folder / "records.yaml").write_text(declared, encoding="utf-8")
    shutil.copy(CONTRACTS / "care-from-records" / "v1.yaml", folder / "v1.yaml")
    return folder


@pytest.mark.parametrize(("more", "cell", "says"), [
    ("", "", "method: agent_flag: lacks fcr_flagged_resolved"),
    (",resolved", ",", "0.00 %  method: agent_flag"),  # agents were asked, and none of them marked anything
    (",resolved", ",yes", "100.00 %  method: agent_flag"),
])  # fmt: skip
def test_marks_of_agents(tmp_path: Path, more: str, cell: str, says: str) -> None:
    told = run("kpis", "fcr", "--records", desk(tmp_path, more, cell))
    assert told.exit_code == 0, told.output
    assert says in told.output


@pytest.mark.parametrize(("more", "cell", "says"), [
    ("", "", "counts: contacts: lacks transferred"),
    (",ended_by", ",agent", "0.00 %  counts: contacts"),
    (",transferred_to", ",tech", "100.00 %  counts: contacts"),
])  # fmt: skip
def test_transfers(tmp_path: Path, more: str, cell: str, says: str) -> None:
    told = run("kpis", "transfer_rate", "--records", desk(tmp_path, more, cell))
    assert says in told.output


def test_offers_without_an_instant_of_answering(tmp_path: Path) -> None:
    """Without the column, every offer to an agent would be one that was missed."""
    folder = desk(tmp_path, ",agent_key", ",ana")
    calls = folder / "records" / "calls.csv"
    calls.write_text(calls.read_text(encoding="utf-8").replace("answered_at", "other"), encoding="utf-8")
    told = run("kpis", "agent_non_response", "--records", folder)
    assert "lacks offers_missed" in told.output


def test_sales_that_are_never_cancelled(tmp_path: Path) -> None:
    """Without the instant of a cancellation nobody knows which sales were kept."""
    folder = desk(tmp_path, "", "")
    rows = ["sale_id,kind,at,queue", *(f"s{d},sale,2026-03-{d:02}T09:00:00Z,care" for d in range(1, 32))]
    (folder / "records" / "calls.csv").unlink()
    (folder / "records" / "sales.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    declared = "records: {sales: {profile: generic, export: sales, files: sales.csv}}\n"
    (folder / "records.yaml").write_text(declared, encoding="utf-8")
    told = run("kpis", "cancellation_rate", "--records", folder)
    assert "lacks sales_cancelled_30d" in told.output
