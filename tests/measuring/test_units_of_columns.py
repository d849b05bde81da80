"""Columns of one file in several units, which nobody declared: told before anything is counted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.commands import CONTRACTS, run

DECLARED = """records:
  calls:
    profile: generic
    export: interactions
    files: calls.csv
    own_names: "no"
    columns: {contact_id: Id, queue: Cola, queued_at: Start, wait_s: WAIT, talk_s: TALK, hold_s: HOLD, wrap_s: WRAP, outcome: End}
"""


def measured(folder: Path, wait: str = "20", hold: str = "10", wrap: str = "30", **declared: str) -> str:
    """What the verb says of a month of answered calls that talk 180 s."""
    (folder / "records").mkdir(parents=True)
    calls = [f"c{n},care,2026-03-{n:02}T09:00:00Z,{wait},180,{hold},{wrap},answered" for n in range(1, 32)]
    text = "\n".join(["Id,Cola,Start,WAIT,TALK,HOLD,WRAP,End", *calls]) + "\n"
    (folder / "records" / "calls.csv").write_text(text, encoding="utf-8")
    yaml = DECLARED
    for heading, unit in declared.items():
        yaml = yaml.replace(f": {heading},", f": {{from: {heading}, unit: {unit}}},")
    (folder / "records.yaml").write_text(yaml, encoding="utf-8")
    shutil.copy(CONTRACTS / "care-from-records" / "v1.yaml", folder / "v1.yaml")
    return run("measure", folder).output


@pytest.mark.parametrize(("cells", "says"), [
    ({"wait": "20000"}, "Write 'wait_s: {from: WAIT, unit: ms}'"),
    ({"hold": "9500"}, "Write 'hold_s: {from: HOLD, unit: ms}'"),
    ({"wrap": "0.5"}, "Write 'wrap_s: {from: WRAP, unit: min}'"),
])  # fmt: skip
def test_one_column_in_another_unit(tmp_path: Path, cells: dict[str, str], says: str) -> None:
    told = measured(tmp_path, **cells)
    assert told.count("R616") == 1
    assert says in told


@pytest.mark.parametrize("cells", [{}, {"wrap": "2"}, {"wait": "0"}, {"hold": "0"}])
def test_usual_times_are_believed(tmp_path: Path, cells: dict[str, str]) -> None:
    assert "R616" not in measured(tmp_path, **cells)


def test_what_is_declared_is_believed(tmp_path: Path) -> None:
    """Letters may well wait for hours, and auto wrap-up may take half a second."""
    assert "R616" not in measured(tmp_path, wait="20000", WAIT="s", wrap="0.5", WRAP="s")


def test_a_dash_is_a_mark_for_nothing(tmp_path: Path) -> None:
    told = measured(tmp_path, hold="-")
    assert "'-' under 'HOLD' is no duration" in told
    assert 'empty: ["-"]' in told


def test_waits_that_nobody_wrote_down_are_no_bad_service_level(tmp_path: Path) -> None:
    told = measured(tmp_path, wait="")
    assert "The records do not hold" in told
    assert "answered_in_20s" not in (tmp_path / "measures" / "2026-03_contacts.csv").read_text(encoding="utf-8")
