"""Intervals in target from the contract to the settled month: which members they are of, and what is told of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from slacontract.workflow.front import settle
from support.commands import run

CONTRACT = """\
contract: desk
version: 1
effective: 2026-03-01
title: Help desk
client: {name: Acme}
vendor: {name: Desk}
term: {from: 2026-03-01, to: 2026-12-31}
currency: EUR
periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-03-01}
rounding: {mode: half_up, to: 0.01, at: line}
counting: {contacts: arrival}
billing:
  care: {model: per_contact, clause: A 1, count: answered, rate: 2.50, where: {site: [madrid, lima]}}
kpis:
KPIS
limits: []
tax: {treatment: reduces_base, category: S, rate: 21%}
"""
KPI = """\
  {name}:
    clause: B 1
    kpi: sl_interval_compliance
    variant: {{length: {length}, target: 80%, within: 20 s, bound: inclusive, abandons: all_offered, least: 1}}
    {scope}
    base: billing.care
    bands: [{{when: "< 50%", pay: -10%}}, {{when: ">= 50%", pay: 0%}}]
    missing: worst
"""
RECORDS = 'records: {calls: {profile: generic, export: interactions, files: "calls*.csv"}}\n'
CALLS = (  # time in UTC, queue, site, wait: one half hour of each queue and site, of care in Madrid two
    ("09:00:00", "care", "madrid", 5),
    ("09:10:00", "care", "lima", 90),
    ("09:20:00", "tech", "madrid", 5),
    ("09:31:00", "care", "madrid", 90),
)


def desk(folder: Path, kpis: Sequence[tuple[str, str, str]]) -> Path:
    """A contract of one day's calls, with these KPIs: name, length of its intervals, scope."""
    told = "".join(KPI.format(name=name, length=length, scope=scope) for name, length, scope in kpis)
    (folder / "records").mkdir(parents=True)
    (folder / "v1.yaml").write_text(CONTRACT.replace("KPIS\n", told), encoding="utf-8")
    (folder / "records.yaml").write_text(RECORDS, encoding="utf-8")
    rows = [
        f"c{day}-{n},1,{queue},{site},2026-03-{day:02}T{at}Z,2026-03-{day:02}T{at}Z,2026-03-{day:02}T{at}Z,{wait},60,answered"
        for day in (1, 31)
        for n, (at, queue, site, wait) in enumerate(CALLS)
    ]
    heading = "contact_id,leg_no,queue,site,started_at,queued_at,ended_at,wait_s,talk_s,outcome"
    (folder / "records" / "calls.csv").write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    return folder


def measured(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The files of intervals, by name."""
    found = {}
    for path in sorted((folder / "measures").glob("*intervals*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.name] = list(csv.DictReader(file))
    return found


MET, EVERY = "half_hours_met_80_in_20s_from_1_answered_abandoned", "half_hours_from_1_answered_abandoned"


@pytest.mark.parametrize(
    ("scope", "name", "counts"),
    [
        ("", "2026-03_intervals.csv", [("0", "4")]),  # of two days two half hours each; 2 of 3 calls are below 80%
        ("where: {queue: care}", "2026-03_intervals_by_queue.csv", [("0", "4"), ("2", "2")]),
        ("where: {queue: care, site: madrid}", "2026-03_intervals_by_queue_by_site.csv", [("0", "2"), ("2", "4"), ("2", "2")]),
        ("each: [site]", "2026-03_intervals_by_site.csv", [("0", "2"), ("2", "4")]),
    ],
)
def test_intervals_are_of_the_members_that_their_kpi_tells_apart(
    tmp_path: Path, scope: str, name: str, counts: list[tuple[str, str]]
) -> None:
    """Billing tells sites apart; that makes no smaller intervals of those of the whole service."""
    folder = desk(tmp_path / "desk", [("intervals", "half_hour", scope)])
    result = run("measure", folder)
    assert result.exit_code == 0, result.output
    assert "R639" not in result.output
    found = measured(folder)
    assert list(found) == [name]
    assert [(row[MET], row[EVERY]) for row in found[name]] == counts


def test_each_kpi_has_its_own_intervals_and_what_is_added_up_is_told(tmp_path: Path) -> None:
    kpis = [("of_queues", "half_hour", "each: [queue]"), ("of_all", "half_hour", ""), ("of_hours", "hour", "")]
    folder = desk(tmp_path / "desk", kpis)
    result = run("measure", folder)
    assert result.exit_code == 0, result.output
    assert result.output.count("R639") == 1
    assert "'of_all' counts the intervals of each queue for itself, and adds them up." in result.output
    assert list(measured(folder)) == ["2026-03_intervals.csv", "2026-03_intervals_by_queue.csv"]
    (hours,) = measured(folder)["2026-03_intervals.csv"]
    assert hours == {"period": "2026-03", MET.replace("half_", ""): "0", EVERY.replace("half_", ""): "2"}


def test_the_month_is_settled_by_them(tmp_path: Path) -> None:
    folder = desk(tmp_path / "desk", [("of_queues", "half_hour", "each: [queue]")])
    assert run("measure", folder).exit_code == 0
    lines = {line.id: int(line.amount * 100) for line in settle(folder, period="2026-03").lines}
    assert lines["billing.care"] == 8 * 250
    assert {name: cents for name, cents in lines.items() if name.startswith("kpi.") and cents} == {
        "kpi.of_queues[queue=care]": -200,  # tech met both of its half hours
    }
