"""Contacts at the edge of the records: the month they belong to, how far the records reach, and who is told of the rest."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from support.commands import CONTRACTS, run

HEAD = "contact_id,queue,customer_key,started_at,queued_at,answered_at,ended_at,wait_s,talk_s,hold_s,wrap_s,outcome"
CALLS = [
    "c0,care,k0,2026-02-28T22:30:00Z,2026-02-28T22:30:05Z,,2026-02-28T22:31:00Z,55,0,0,0,abandoned",  # February in Madrid
    "c1,care,k1,2026-03-01T09:00:00Z,2026-03-01T09:00:05Z,,2026-03-01T09:03:00Z,5,170,0,30,answered",
    "c2,care,k2,2026-03-28T21:59:50Z,2026-03-28T21:59:50Z,,2026-03-28T22:03:00Z,5,170,0,30,answered",
    "c3,care,k3,2026-03-31T21:59:00Z,2026-03-31T22:00:10Z,,2026-03-31T22:03:00Z,5,170,0,30,answered",  # in the queue in April
]


def measured(desk: Path, period: str) -> tuple[dict[str, int], str]:
    told = run("measure", desk, "--period", period, "--replace")
    assert told.exit_code == 0, told.output
    counted: dict[str, int] = {}
    for path in (desk / "measures").glob(f"{period}_*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                counted |= {name: int(text) for name, text in row.items() if text.isdigit()}
    return counted, (desk / "measures" / f"{period}.data-quality.html").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "calls.csv").write_text("\n".join([HEAD, *CALLS]) + "\n", encoding="utf-8")
    declared = "records: {calls: {profile: generic, export: interactions, files: calls.csv}}\n"
    (tmp_path / "records.yaml").write_text(declared, encoding="utf-8")
    shutil.copy(CONTRACTS / "care-from-records" / "v1.yaml", tmp_path / "v1.yaml")
    return tmp_path


def test_records_reach_to_the_last_arrival(desk: Path) -> None:
    """c2 has 72 hours and 20 seconds until c3 enters its queue, and 50 seconds less until the telephone rings."""
    assert measured(desk, "2026-03")[0]["fcr_eligible_72h"] == 2


def test_a_call_that_waits_over_midnight_counts_in_the_next_month(desk: Path) -> None:
    assert measured(desk, "2026-04")[0]["answered"] == 1
    assert measured(desk, "2026-03")[0]["answered"] == 2


def test_records_of_other_periods_are_told(desk: Path) -> None:
    told = measured(desk, "2026-03")[1].split("Of other periods", 1)[1].split("</table>", 1)[0]
    assert [told.count(f">{n}<") for n in (1, 2)] == [2, 0]


def test_contacts_abandoned_in_no_queue_are_asked_about(desk: Path) -> None:
    """One of two: it is told. None, or all of them, where the source knows no queues: nothing is asked."""
    calls = desk / "records" / "calls.csv"
    menu = "c9,care,k9,2026-03-05T09:00:00Z,,,2026-03-05T09:00:20Z,0,0,0,0,abandoned\n"
    calls.write_text(calls.read_text(encoding="utf-8") + menu, encoding="utf-8")
    told = run("measure", desk, "--period", "2026-03")
    assert "1 of 2 abandoned contacts entered no queue" in told.output
    calls.write_text(f"{HEAD}\n{CALLS[1]}\n{CALLS[0]}\n", encoding="utf-8")
    assert "entered no queue" not in run("measure", desk, "--period", "2026-03", "--replace").output
    calls.write_text(f"{HEAD}\n{CALLS[1]}\n{menu}", encoding="utf-8")
    assert "entered no queue" not in run("measure", desk, "--period", "2026-03", "--replace").output
