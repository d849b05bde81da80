"""What goes wrong in a user's first hour with a new export: read right, or told so that the remedy works."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from support.records_at_hand import Read, read, written

HEAD = "id;day;clock;secs;what\n"


def told(folder: Path, row: str, more: str = "", columns: str = "") -> Read:
    declaration = f"""
records:
  calls:
    profile: generic
    export: interactions
    files: a.csv
    timezone: Europe/Madrid
{more}
    columns:
      contact_id: id
      queued_at: {{from: clock, date: day}}
      talk_s: {{sql: CASE WHEN "what" = 'AGENT' THEN "secs" END}}
      outcome: {{cases: [{{is: answered, when: {{what: AGENT}}}}, {{is: abandoned, when: {{what: HANG}}}}]}}
{columns}
"""
    return read(declaration, written(folder, {"a.csv": f"{HEAD}{row}\nz;2026-03-02;9:00:00;1;HANG\n"}))


COMMA = "    numbers: {decimal: comma, thousands: point}"


@pytest.mark.parametrize(("cell", "seconds"), [("1.798", 1798), ("83,50", Decimal("83.5")), ("12", 12)])
def test_an_expression_that_passes_a_cell_on_keeps_the_marks_of_its_file(
    tmp_path: Path, cell: str, seconds: int | Decimal
) -> None:  # fmt: skip
    found = told(tmp_path, f"a;2026-03-01;9:00:00;{cell};AGENT", COMMA)
    assert [f.what for f in found.findings if f.stops] == []
    assert found.rows("interactions", "contact_id", "talk_s")[0] == ("a", seconds)


def test_what_an_expression_computes_is_no_text_of_the_file(tmp_path: Path) -> None:
    found = told(tmp_path, "a;2026-03-01;9:00:00;1000;AGENT", COMMA, '      hold_s: {sql: CAST("secs" AS INTEGER) / 16.0}')
    assert found.rows("interactions", "hold_s", order="contact_id")[0] == (Decimal("62.5"),)


@pytest.mark.parametrize(("cell", "code", "remedy"), [("1.798", "R610", "thousands: point"), ("83,50", "R609", "decimal: comma")])
def test_marks_that_nothing_declares_are_told_of_the_cell_that_has_them(
    tmp_path: Path, cell: str, code: str, remedy: str
) -> None:  # fmt: skip
    (found,) = [f for f in told(tmp_path, f"a;2026-03-01;9:00:00;{cell};AGENT").findings if f.stops]
    assert (found.code.id, found.at.line, found.at.column) == (code, 2, 22)
    assert f"'{cell}' under 'secs'" in found.what
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("day", "clock", "more", "utc"),
    [
        ("2026-03-01", "9:05:07 PM", "", "2026-03-01T20:05:07"),
        ("2026-03-01", "12:10 a.m.", "", "2026-02-28T23:10"),
        ("2026-03-01 00:00:00", "09:05:07", "", "2026-03-01T08:05:07"),
        ("01/03/2026", "9:05:07", "    time: DD/MM/YYYY", "2026-03-01T08:05:07"),
        ("01/03/2026", "9:05:07 PM", "    time: DD/MM/YYYY hh:mm:ss A", "2026-03-01T20:05:07"),
        ("01/03/2026 0:00", "9:05", "    time: DD/MM/YYYY H:mm:ss", "2026-03-01T08:05"),
    ],
)
def test_a_day_and_a_time_of_day_in_two_columns(tmp_path: Path, day: str, clock: str, more: str, utc: str) -> None:
    found = told(tmp_path, f"a;{day};{clock};5;AGENT", more)
    at = found.connection.execute("SELECT queued_at FROM _read_calls WHERE contact_id = 'a'").fetchall()
    assert at == [(datetime.fromisoformat(utc),)]


def test_a_day_in_another_form_is_told_and_not_its_time(tmp_path: Path) -> None:
    (found,) = [f for f in told(tmp_path, "a;01/03/2026;9:05:07;5;AGENT").findings if f.stops]
    assert "'01/03/2026' under 'day'" in found.what
    assert "both can be meant" in found.remedy


def test_a_time_of_day_that_never_was(tmp_path: Path) -> None:
    (found,) = [f for f in told(tmp_path, "a;2026-03-29;2:30:00;5;AGENT").findings if f.stops]
    assert "never was in Europe/Madrid" in found.what


def test_a_case_that_no_row_fits_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "a;2026-03-01;9:00:00;5;HANG")
    assert [f.what for f in found.findings if f.code.id == "R620" and "case" in f.what] == [
        "No row fits a case of outcome that says 'answered'."
    ]


SUMS = """
records:
  months:
    profile: generic
    export: interval-stats
    files: a.csv
    timezone: Europe/London
    numbers: {decimal: point, thousands: none}
    own_names: "no"
    columns: {start_at: {from: month, time: MMM-YY}, provider: who}
    measures: {answered: Calls, talk_h: Hours}
"""


def test_a_count_with_decimals_is_not_believed(tmp_path: Path) -> None:
    files = written(tmp_path, {"a.csv": "month,who,Calls,Hours\nApr-15,A,67.491,1.5\nApr-15,B,33,0.25\n"})
    (found,) = [f for f in read(SUMS, files).findings if f.stops]
    assert (found.code.id, found.at.line, found.at.column) == ("R610", 2, 10)
    assert "thousands: point" in found.remedy
    mended = SUMS.replace("{decimal: point, thousands: none}", "{decimal: comma, thousands: point}")
    files = written(tmp_path, {"a.csv": 'month,who,Calls,Hours\nApr-15,A,67.491,"1,5"\nApr-15,B,33,"0,25"\n'})
    assert read(mended, files).rows("interval_stats", "provider", "measure", "value") == [
        ("A", "answered", 67491), ("A", "talk_h", Decimal("1.5")), ("B", "answered", 33), ("B", "talk_h", Decimal("0.25"))
    ]  # fmt: skip


def test_a_measure_that_is_declared_needs_its_heading(tmp_path: Path) -> None:
    files = written(tmp_path, {"a.csv": "month,who,Call,Hours\nApr-15,A,67,1.5\n"})
    (found,) = [f for f in read(SUMS, files).findings if f.stops]
    assert found.code.id == "R604"
    assert "answered is read from" in found.what
    assert "measures: {answered: …}" in found.remedy
    assert "'Call'" in found.remedy


def test_the_form_of_a_time_is_proposed_where_only_one_is_possible(tmp_path: Path) -> None:
    files = written(tmp_path, {"a.csv": "month,who,Calls,Hours\nApr-15,A,67,1.5\n"})
    (found,) = [f for f in read(SUMS.replace(", time: MMM-YY", ""), files).findings if f.stops]
    assert "probably 'MMM-YY'" in found.remedy


def test_callers_that_nobody_knows_are_not_one_customer(tmp_path: Path) -> None:
    """Sixty calls without a number among two hundred: told, until the mark is declared."""
    rows = [f"c{n},{'withheld' if n < 60 else n},2026-03-02 10:00:00,60,answered" for n in range(200)]
    files = written(tmp_path, {"a.csv": "contact_id,ani,queued_at,talk_s,outcome\n" + "\n".join(rows) + "\n"})
    declared = (
        "records: {calls: {profile: generic, export: interactions, files: a.csv, timezone: UTC, columns: {customer_key: ani}}}"
    )
    (found,) = [f for f in read(declared, files).findings if f.code.id == "R611"]
    assert not found.stops
    assert found.what.startswith("60 of 200 contacts")
    mended = declared.replace("customer_key: ani", "customer_key: {from: ani, empty: [withheld]}")
    assert [f for f in read(mended, files).findings if f.code.id == "R611"] == []
