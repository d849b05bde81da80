"""The same records as CSV, Parquet, JSON lines and Excel give the same rows; places are told in the terms of each."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from slacontract.measuring.sources.files import names_of
from support.records_at_hand import Read, calls, read, written

HEAD = ("contact_id", "queue", "queued_at", "talk_s", "wait_s", "outcome")
ROWS = [
    ("001", "Atención", "2026-05-04 10:00:00", "60", "12.5", "answered"),
    ("001", "tech", "2026-05-04 10:02:00", "30", "3", "answered"),
    ("002", "NA", "2026-05-04 10:05:00", None, "40", "abandoned"),
]


def made(folder: Path, kind: str, rows: list[tuple[str | None, ...]]) -> Path:
    path = folder / {"excel": "calls.xlsx", "json": "calls.jsonl"}.get(kind, f"calls.{kind}")
    if kind == "csv":
        path.write_text("\n".join([",".join(HEAD), *(",".join(v or "" for v in row) for row in rows)]) + "\n", encoding="utf-8")
    elif kind == "json":
        path.write_text("".join(json.dumps(dict(zip(HEAD, row, strict=True))) + "\n" for row in rows), encoding="utf-8")
    elif kind == "excel":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(HEAD)
        for number, queue, at, talk, wait, outcome in rows:
            moment = datetime.fromisoformat(at or "") if at and at[:2] == "20" else at
            numbers = [float(v) if v and v.replace(".", "").isdigit() else v for v in (talk, wait)]
            sheet.append((number, queue, moment, *numbers, outcome))
        book.save(path)
    else:
        connection = duckdb.connect()
        connection.execute(f"CREATE TABLE t ({', '.join(f'{column} VARCHAR' for column in HEAD)})")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", rows)
        kinds = {"queued_at": "TIMESTAMP", "talk_s": "INTEGER", "wait_s": "DOUBLE"}
        typed = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in kinds.items())
        columns = f"* REPLACE ({typed})" if all(r[2] and r[2][:2] == "20" for r in rows) else "*"
        connection.execute(f"COPY (SELECT {columns} FROM t) TO '{path}' (FORMAT parquet)")  # noqa: S608
    return path


def told(path: Path) -> Read:
    declaration = (
        "records: {calls: {profile: generic, export: interactions, files: 'calls.*', timezone: Europe/Madrid, "
        "numbers: {decimal: point, thousands: none}}}"
    )
    return read(declaration, [path])


@pytest.mark.parametrize("kind", ["csv", "parquet", "json", "excel"])
def test_every_form_gives_the_same_rows(tmp_path: Path, kind: str) -> None:
    found = told(made(tmp_path, kind, list(ROWS)))
    assert found.codes() == []
    at = [datetime(2026, 5, 4, 8, minute) for minute in (0, 2, 5)]  # noqa: DTZ001  # UTC without a zone, as the tables have it
    rows = found.rows("interactions", "contact_id", "leg_no", "queue", "queued_at", "talk_s", "wait_s", "outcome")
    assert [(*row[:5], float(row[5]), row[6]) for row in rows] == [
        ("001", 1, "Atención", at[0], 60, 12.5, "answered"), ("001", 2, "tech", at[1], 30, 3.0, "answered"),
        ("002", 1, "NA", at[2], None, 40.0, "abandoned"),
    ]  # fmt: skip
    assert found.table.legs_of_several == 1


PLACES = {"csv": "calls.csv:5:5", "parquet": "calls.parquet!row 4", "json": "calls.jsonl:4", "excel": "calls.xlsx!Sheet!C5"}


@pytest.mark.parametrize(("kind", "place"), PLACES.items())
def test_places_are_those_of_the_form(tmp_path: Path, kind: str, place: str) -> None:
    found = told(made(tmp_path, kind, [*ROWS, ("3", "q", "soon", "1", "1", "answered")]))
    assert [(f.code.id, str(f.at)) for f in found.findings if f.stops] == [("R606", place)]


def test_parquet_without_a_fault_is_not_held(tmp_path: Path) -> None:
    found = told(made(tmp_path, "parquet", [ROWS[0], ROWS[2]]))
    kinds = found.connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '_read%'").fetchall()
    assert (found.codes(), kinds, found.table.kept) == ([], [(0,)], 2)


def test_a_workbook_with_several_sheets_needs_its_name(tmp_path: Path) -> None:
    path = made(tmp_path, "excel", list(ROWS))
    book = openpyxl.load_workbook(path)
    book.create_sheet("Notes")
    book.save(path)
    assert told(path).codes() == ["R602"]


def test_headings_are_found_in_any_case_and_lines_before_them_are_passed_over(tmp_path: Path) -> None:
    text = "Report of May\n\nCONTACT_ID; Queue ;queued_at\n1;care;2026-05-04 10:00:00\n"
    found = calls(tmp_path, {"a.csv": text}, heading_line="3", timezone="UTC")
    assert found.rows("interactions", "contact_id", "queue") == [("1", "care")]


@pytest.mark.parametrize("title", ["Report of May", "Report; of; May", 'May,,,\n"North, South",,'])
def test_titles_above_the_headings_are_told_once_with_the_line_to_write(tmp_path: Path, title: str) -> None:
    text = f"{title}\n\nCONTACT_ID; Queue ;queued_at\n1;care;2026-05-04 10:00:00\n"
    found = calls(tmp_path, {"a.csv": text}, timezone="UTC")
    line = title.count("\n") + 3
    (stops,) = [f for f in found.findings if f.stops]
    assert (stops.code.id, stops.remedy) == ("R604", f"Write 'heading_line: {line}' for the source in records.yaml.")
    assert calls(tmp_path, {"a.csv": text}, heading_line=str(line), timezone="UTC").rows("interactions", "queue") == [("care",)]


def test_headings_that_stand_nowhere_are_told_one_by_one(tmp_path: Path) -> None:
    found = calls(tmp_path, {"a.csv": "id;group;at\n1;care;2026-05-04 10:00:00\n"}, timezone="UTC")
    assert [f.what.split("'")[1] for f in found.findings if f.stops] == ["contact_id"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("title", ['"North, South",,', '"Of May"', '"Of\nMay"', 'Of "May"'])
def test_titles_with_quotes_take_no_row_with_them(tmp_path: Path, title: str, end: str) -> None:
    rows = "".join(f"{n};care;2026-05-04 10:00:0{n}\n" for n in range(3))
    text = f"May\n{title}\ncontact_id;queue;queued_at\n{rows}2;care;never\n"
    line = title.count("\n") + 3
    said = {"heading_line": str(line), "timezone": "UTC", "unreadable": "leave_out"}
    found = calls(tmp_path, {"a.csv": text.replace("\n", end).encode()}, **said)
    assert found.rows("interactions", "contact_id") == [("0",), ("1",), ("2",)]
    (faulty,) = [f for f in found.findings if f.code.id == "R606"]
    assert (faulty.at.line, faulty.at.column) == (line + 4, 8)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_files_of_one_name_in_two_folders_are_two_files(tmp_path: Path, encoding: str) -> None:
    paths = []
    for month in ("05", "06"):
        (tmp_path / month).mkdir()
        row = f"{month},España,2026-{month}-01 10:00:00,x"
        paths += written(tmp_path / month, {"calls.csv": f"contact_id,queue,queued_at,wait_s\n{row}\n".encode(encoding)})
    declared = f'profile: generic, export: interactions, files: "*.csv", encoding: {encoding}, timezone: UTC, unreadable: empty'
    found = read(f"records:\n  calls: {{{declared}}}\n", paths)
    assert found.rows("interactions", "contact_id", "queue") == [("05", "España"), ("06", "España")]
    assert [str(f.at) for f in found.findings if f.code.id == "R609"] == ["05/calls.csv:2:31"]
    hashes = {f"{path.parent.name}/calls.csv": hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    assert {file.name: file.sha256 for file in found.intake.files} == hashes


def test_workbooks_of_one_name_in_two_folders_are_two_files(tmp_path: Path) -> None:
    for month in ("05", "06"):
        (tmp_path / month).mkdir()
        made(tmp_path / month, "excel", [(month, *ROWS[0][1:])])
    paths = sorted(tmp_path.glob("*/*"))
    declared = '{profile: generic, export: interactions, files: "*.xlsx", timezone: UTC}'
    assert read(f"records:\n  calls: {declared}\n", paths).rows("interactions", "contact_id") == [("05",), ("06",)]


def stops(found: Read) -> list[tuple[str, str]]:
    return [(f.code.id, str(f.at)) for f in found.findings if f.stops]


def test_a_heading_over_two_columns_is_read_from_neither(tmp_path: Path) -> None:
    text = "contact_id,queue, Queue,queued_at,note,note\n1,care,tech,2026-05-04 10:00:00,a,b\n"
    assert stops(calls(tmp_path, {"a.csv": text}, timezone="UTC")) == [("R604", "a.csv:1")]
    assert stops(calls(tmp_path, {"a.csv": text.replace(" Queue", "team")}, timezone="UTC")) == []


@pytest.mark.parametrize(
    ("number", "found"), [("1.23457E+15", True), ("1,23457E+15", True), ("1E+05x", False), ("+34 600", False)]
)
def test_ids_that_a_spreadsheet_cut_short_are_told(tmp_path: Path, number: str, found: bool) -> None:  # noqa: FBT001
    rows = f'x,care,2026-05-04 10:00:00\n"{number}",care,2026-05-04 10:00:00\n'
    told = calls(tmp_path, {"a.csv": f"contact_id,queue,queued_at\n{rows}"}, timezone="UTC")
    assert stops(told) == [("R612", "a.csv:3")] * found


@pytest.mark.parametrize("ends", [("\r\n", "\n", "\n"), ("\n", "\r\n", "\n")])
def test_lines_that_end_in_two_ways_are_told_in_words(tmp_path: Path, ends: tuple[str, ...]) -> None:
    lines = ["contact_id,queue,queued_at", "1,care,2026-05-04 10:00:00", "2,care,2026-05-04 10:00:00"]
    mixed = "".join(line + end for line, end in zip(lines, ends, strict=True))
    (told,) = calls(tmp_path, {"a.csv": mixed.encode()}, timezone="UTC").findings
    assert (told.code.id, told.what) == ("R602", "The file cannot be read: line ends differ, or quotes stand in cells.")


@pytest.mark.parametrize(("ids", "codes"), [(("7.0", "12.0"), ["r612"]), (("7.0", "12"), []), (("1.10.0", "7.0"), [])])
def test_ids_that_a_program_took_for_numbers_are_told(tmp_path: Path, ids: tuple[str, str], codes: list[str]) -> None:
    rows = "".join(f"{one},care,2026-05-04 10:00:00\n" for one in ids)
    found = calls(tmp_path, {"a.csv": f"contact_id,queue,queued_at\n{rows}"}, timezone="UTC")
    assert [code for code in found.codes() if code.lower() == "r612"] == codes


def test_whole_ids_in_columns_of_decimals_are_those_of_other_files(tmp_path: Path) -> None:
    at = "TIMESTAMP '2026-05-04 10:00:00' AS queued_at"
    sql = f"SELECT unnest([7, 8.5, 12345678901234567890])::DOUBLE AS contact_id, {at}"
    duckdb.sql(f"COPY ({sql}) TO '{tmp_path / 'calls.parquet'}' (FORMAT parquet)")
    found = told(tmp_path / "calls.parquet")
    assert found.rows("interactions", "contact_id")[1:] == [("7",), ("8.5",)]
    assert stops(found) == [("R612", "calls.parquet")]


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_long_numbers_of_a_workbook_are_told_where_digits_are_lost(tmp_path: Path) -> None:
    rows = [(number, "care", "2026-05-04 10:00:00") for number in (123456789012345, 123456789012345678)]
    found = told(workbook(tmp_path / "calls.xlsx", HEAD[:3], *rows))
    assert stops(found) == [("R612", "calls.xlsx!Sheet!A3")]
    assert ("123456789012345",) in found.rows("interactions", "contact_id")


def test_formulas_that_were_never_computed_are_no_empty_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "calls.xlsx", HEAD[:4], ("1", "care", "2026-05-04 10:00:00", "=30+30"))
    assert stops(told(path)) == [("R602", "calls.xlsx!Sheet!D2")]


def test_titles_of_a_workbook_are_told_with_the_row_of_the_headings(tmp_path: Path) -> None:
    path = workbook(tmp_path / "calls.xlsx", ("Report",), (), HEAD[:3], ("1", "care", "2026-05-04 10:00:00"))
    (only,) = [f for f in told(path).findings if f.stops]
    assert (only.code.id, "heading_line: 3" in only.remedy) == ("R604", True)


def test_files_are_told_apart_however_their_paths_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert set(names_of([Path("05/calls.csv"), tmp_path / "06" / "calls.csv"]).values()) == {"05/calls.csv", "06/calls.csv"}
