"""The data-quality report: what is open at the end of the records, who comes and goes, and gaps by period."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.commands import CONTRACTS, run

HOME = CONTRACTS / "care-from-records"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two months of which the second lacks a day and one queue, and ends on 10 April."""
    desk = tmp_path_factory.mktemp("quality") / "desk"
    (desk / "records").mkdir(parents=True)
    rows = ["contact_id,queue,customer_key,queued_at,answered_at,ended_at,wait_s,talk_s,hold_s,wrap_s,outcome"]
    days = [f"2026-03-{d:02}" for d in range(1, 32)] + [f"2026-04-{d:02}" for d in range(1, 11) if d != 5]
    for n, day in enumerate(days):
        queues = ("care", "tech") if day < "2026-04-01" else ("care",)
        rows += [
            f"{n}-{queue},{queue},k{n},{day}T09:00:00Z,{day}T09:00:10Z,{day}T09:03:00Z,10,170,0,30,answered" for queue in queues
        ]
    (desk / "records" / "calls.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    declared = "records: {calls: {profile: generic, export: interactions, files: calls.csv}}\n"
    (desk / "records.yaml").write_text(declared, encoding="utf-8")
    shutil.copy(HOME / "v1.yaml", desk / "v1.yaml")
    told = run("measure", desk, "--period", "2026-03..2026-04")
    assert told.exit_code == 0, told.output
    (page,) = (desk / "measures").glob("*.data-quality.html")
    return page.read_text(encoding="utf-8")


def section(report: str, title: str) -> str:
    return report.split(title, 1)[1].split("</table>", 1)[0]


def test_windows_that_reach_beyond_the_records(report: str) -> None:
    """72 hours before the last contact, 10 April 11:00 in Madrid; and 72 hours after the end of April."""
    told = section(report, "Open windows")
    assert "fcr_no_repeat_72h" in told
    assert "2026-04-07 11:00:00" in told
    assert "2026-05-04 00:00:00" in told


def test_members_that_come_and_go(report: str) -> None:
    told = section(report, "Members that come and go")
    assert "tech" in told
    assert "2026-04" in told
    assert "care" not in told.replace("tech", "")


def test_a_day_without_records_stands_in_its_period(report: str) -> None:
    told = section(report, "Days without records")
    assert "2026-04-05" in told
    assert told.count("2026-04") == 2


@pytest.mark.parametrize(("where", "says"), [("queue=care", False), ("queeu=care", True), ("queue=caer", True)])
def test_an_excused_event_without_effect_is_told(tmp_path: Path, where: str, says: bool) -> None:  # noqa: FBT001
    (tmp_path / "records").mkdir()
    head = "contact_id,queue,customer_key,queued_at,answered_at,ended_at,wait_s,talk_s,hold_s,wrap_s,outcome\n"
    calls = [f"c{d},care,k,2026-03-{d:02}T09:00:00Z,,2026-03-{d:02}T09:03:00Z,10,170,0,30,answered\n" for d in range(1, 32)]
    (tmp_path / "records" / "calls.csv").write_text(head + "".join(calls), encoding="utf-8")
    events = "exclusion_id,table,from_at,to_at,where,reason,decision,decided_by\n"
    events += f"x1,interactions,2026-03-10T00:00:00Z,2026-03-11T00:00:00Z,{where},outage,accepted,both\n"
    events += "x0,interactions,2026-01-10T00:00:00Z,2026-01-11T00:00:00Z,queue=care,outage,accepted,both\n"  # of another month
    (tmp_path / "records" / "events.csv").write_text(events, encoding="utf-8")
    declared = """records:
  calls: {profile: generic, export: interactions, files: calls.csv}
  events: {profile: generic, export: exclusions, files: events.csv}
"""
    (tmp_path / "records.yaml").write_text(declared, encoding="utf-8")
    shutil.copy(HOME / "v1.yaml", tmp_path / "v1.yaml")
    told = run("measure", tmp_path, "--period", "2026-03")
    assert told.exit_code == 0, told.output
    assert ("'x1' takes nothing out" in told.output) is says
    assert "'x0'" not in told.output
