"""Sums that a source gives ready: a cell that says nothing is not 0, in the measures and in the money."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.commands import run

CONTRACT = """contract: helpline
version: 1
effective: 2016-04-01
title: Helpline
client: {name: Client}
vendor: {name: Vendor}
term: {from: 2016-04-01, to: 2016-06-30}
currency: GBP
periods: {every: month, starting_day: 1, timezone: Europe/London, contract_year_from: 2016-04-01}
rounding: {mode: half_up, to: 0.01, at: line}
billing:
  calls: {model: per_contact, clause: S 1, count: answered, each: [provider], rate: 8.4175}
kpis:
  answered: {clause: S 2, kpi: answer_rate, variant: {abandons: offered_field}, target: ">= 90%"}
limits: []
tax: {treatment: reduces_base, category: E, rate: 0%}
"""
RECORDS = """records:
  months:
    profile: generic
    export: interval-stats
    files: "*.csv"
    timezone: Europe/London
    empty: ["*"]
    columns: {start_at: {from: Month, time: MMM-YY}, provider: Provider}
    measures: {offered: Offered, answered: Answered}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "records").mkdir()
    (tmp_path / "records.yaml").write_text(RECORDS, encoding="utf-8")
    (tmp_path / "v1.yaml").write_text(CONTRACT, encoding="utf-8")
    return tmp_path


def test_a_suppressed_cell_is_not_nothing(desk: Path) -> None:
    table = "Month,Provider,Offered,Answered\nApr-16,P1,100,90\nApr-16,P2,80,*\nApr-16,P3,,\n"
    (desk / "records" / "apr.csv").write_text(table, encoding="utf-8")
    told = run("measure", desk)
    assert told.exit_code == 0, told.output
    assert "answered 2, offered 1" in told.output
    (measures,) = (desk / "measures").glob("*.csv")
    assert measures.read_text(encoding="utf-8").splitlines()[1:3] == ["2016-04,P1,90,100", "2016-04,P2,not measured,80"]
    settled = run("settle", desk)
    assert settled.exit_code == 1, settled.output
    assert "'answered' has no figure for P2 in 2016-04" in settled.output


@pytest.mark.parametrize(("cell", "code"), [("not measured", 1), ("0", 0)])
def test_a_provider_of_whom_nothing_was_measured_is_not_left_out(desk: Path, cell: str, code: int) -> None:
    """The same with a table of measures that somebody wrote: without the line, the vendor would be paid too little unseen."""
    (desk / "feed.yaml").write_text("feeds: {measures.csv: {dimensions: [provider]}}\n", encoding="utf-8")
    table = f"period,provider,offered,answered\n2016-04,P1,100,90\n2016-04,P2,80,{cell}\n"
    (desk / "measures.csv").write_text(table, encoding="utf-8")
    settled = run("settle", desk)
    assert settled.exit_code == code, settled.output
    assert ("'answered' has no figure for P2 in 2016-04" in settled.output) is bool(code)
