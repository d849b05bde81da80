"""The hazards of raw records, one by one: read right, or told with file, line and column; never a silent number."""

from __future__ import annotations

import gzip
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from slacontract.findings import Finding
from support.records_at_hand import calls, read, written

HEAD = "contact_id,queue,queued_at,talk_s,outcome\n"
MADRID = {"timezone": "Europe/Madrid"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def only(findings: list[Finding]) -> Finding:
    (found,) = [f for f in findings if f.stops]
    return found


# 1. zone and fold


def test_both_switches_of_the_clocks(tmp_path: Path) -> None:
    rows = ["1,care,2025-03-30 01:59:59,60,answered", "2,care,2025-03-30 03:00:00,60,answered",
            "3,care,2025-10-26 01:59:59,60,answered", "4,care,2025-10-26 02:30:00,60,answered",
            "5,care,2025-10-26 03:00:00,60,answered", "6,care,2025-10-26T02:30:00+02:00,60,answered",
            "7,care,2025-10-26T02:30:00+01:00,60,answered", "8,care,2025-10-26T00:30:00Z,60,answered",
            "9,care,2025-10-26T00:30:00.250Z,60,answered"]  # fmt: skip
    wanted = {
        "1": "2025-03-30T00:59:59", "2": "2025-03-30T01:00:00", "3": "2025-10-25T23:59:59", "4": None, "5": "2025-10-26T02:00:00",
        "6": "2025-10-26T00:30:00", "7": "2025-10-26T01:30:00", "8": "2025-10-26T00:30:00", "9": "2025-10-26T00:30:00.250",
    }  # fmt: skip
    for fold, twice in (("first", "2025-10-26T00:30:00"), ("second", "2025-10-26T01:30:00")):
        found = calls(tmp_path, {"a.csv": HEAD + "\n".join(rows)}, fold=fold, **MADRID)
        expected = [(number, at(text or twice)) for number, text in wanted.items()]
        assert found.codes().count("r622") == len(found.codes()), found.findings
        assert found.rows("interactions", "contact_id", "queued_at") == expected


def test_an_hour_that_comes_twice_is_not_guessed(tmp_path: Path) -> None:
    found = only(calls(tmp_path, {"a.csv": HEAD + "4,care,2025-10-26 02:30:00,60,answered\n"}, **MADRID).findings)
    assert (found.code.id, found.at.line, found.at.column) == ("R608", 2, 8)
    assert "fold: first" in found.remedy


def test_an_hour_that_never_was(tmp_path: Path) -> None:
    found = only(calls(tmp_path, {"a.csv": HEAD + "4,care,2025-03-30 02:30:00,60,answered\n"}, **MADRID).findings)
    assert (found.code.id, found.at.line, found.at.column) == ("R606", 2, 8)
    assert "clocks went forward" in found.what


def test_times_without_a_zone(tmp_path: Path) -> None:
    found = only(calls(tmp_path, {"a.csv": HEAD + "4,care,2025-03-30 04:30:00,60,answered\n"}).findings)
    assert found.code.id == "R607"
    assert "'timezone:'" in found.remedy


def test_a_time_of_another_year_than_the_first_rows(tmp_path: Path) -> None:
    rows = "1,care,2025-06-01 00:00:00,60,answered\n2,care,1999-06-01 00:00:00,60,answered\n"
    found = calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID)
    assert found.rows("interactions", "queued_at") == [(at("1999-05-31T22:00"),), (at("2025-05-31T22:00"),)]


@pytest.mark.parametrize(
    ("form", "text", "utc"),
    [
        ("DD/MM/YYYY HH:mm:ss", "03/04/2026 10:00:00", "2026-04-03T08:00"),
        ("MM/DD/YYYY hh:mm:ss A", "03/04/2026 10:00:00 PM", "2026-03-04T21:00"),
        ("'ddd, DD MMM YYYY HH:mm:ss'", '"Thu, 27 Oct 2016 14:51:34"', "2016-10-27T12:51:34"),
        ("DD-MMM-YYYY HH:mm", "27-ago-2016 14:51", "2016-08-27T12:51"),
        ("epoch s", "1475000000", "2016-09-27T18:13:20"),
        ("epoch ms", "1475000000500", "2016-09-27T18:13:20.500"),
        ("YYYY-MM-DD[T]HH:mm:ssZ", "2026-04-03T10:00:00-0500", "2026-04-03T15:00"),
    ],
)
def test_forms_of_time(tmp_path: Path, form: str, text: str, utc: str) -> None:
    found = calls(tmp_path, {"a.csv": f"{HEAD}1,care,{text},60,answered\n"}, time=form, **MADRID)
    assert found.codes() == []
    assert found.rows("interactions", "queued_at") == [(at(utc),)]


def test_a_date_that_can_be_read_in_two_ways_needs_its_form(tmp_path: Path) -> None:
    found = only(calls(tmp_path, {"a.csv": HEAD + "1,care,03/04/2026 10:00:00,60,answered\n"}, **MADRID).findings)
    assert found.code.id == "R606"
    assert "both can be meant" in found.remedy


# 3. times of day


def test_a_time_of_day_long_before_the_call_is_of_the_next(tmp_path: Path) -> None:
    declaration = """
records:
  calls:
    profile: generic
    export: interactions
    files: a.csv
    timezone: Europe/Madrid
    columns:
      queued_at: {from: came, date: day}
      ended_at: {from: went, date: day, after: queued_at, empty: "0:00:00"}
"""
    text = "contact_id,day,came,went\n1,2026-05-04,23:58:00,0:04:30\n2,2026-05-04,9:00:00,9:01:00\n3,2026-05-04,9:00:00,0:00:00\n"
    found = read(declaration, written(tmp_path, {"a.csv": text}))
    ends = [at("2026-05-04T22:04:30"), at("2026-05-04T07:01"), None]
    assert [row[0] for row in found.rows("interactions", "ended_at", order="contact_id")] == ends


# 4. the same record twice


def test_exact_rows_and_overlapping_files_count_once(tmp_path: Path) -> None:
    row = "1,care,2026-05-04 10:00:00,60,answered\n"
    other = "2,care,2026-05-04 10:05:00,30,answered\n"
    found = calls(tmp_path, {"a.csv": HEAD + row + row, "b.csv": HEAD + row + other}, **MADRID)
    assert found.codes() == ["r614", "r614"]
    assert {(d.reason, d.rows) for d in found.table.dropped} == {("same row again", 1), ("same row in another file", 1)}
    assert (found.table.read, found.table.kept) == (4, 2)
    assert {str(d.examples[0]) for d in found.table.dropped} == {"a.csv:3", "b.csv:2"}


def test_the_newest_version_counts(tmp_path: Path) -> None:
    head = "contact_id,queue,queued_at,talk_s,outcome,last_update\n"
    old = "1,care,2026-05-04 10:00:00,60,answered,2026-05-04 11:00:00\n"
    new = "1,care,2026-05-04 10:00:00,75,answered,2026-05-05 11:00:00\n"
    found = calls(tmp_path, {"a.csv": head + new + old}, **MADRID)
    assert found.rows("interactions", "talk_s") == [(75,)]
    assert [(d.reason, d.rows) for d in found.table.dropped] == [("older version of a row", 1)]


def test_two_versions_without_a_date_are_not_guessed(tmp_path: Path) -> None:
    rows = "1,care,2026-05-04 10:00:00,60,answered\n1,care,2026-05-04 10:00:00,75,answered\n"
    found = calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID)
    assert found.codes() == ["R613"]
    assert calls(tmp_path, {"a.csv": HEAD + rows}, repeats="last", **MADRID).rows("interactions", "talk_s") == [(75,)]
    assert calls(tmp_path, {"a.csv": HEAD + rows}, repeats="first", **MADRID).rows("interactions", "talk_s") == [(60,)]


def test_an_id_that_is_used_again_on_another_day(tmp_path: Path) -> None:
    rows = "1,care,2026-05-04 10:00:00,60,answered\n1,care,2026-05-06 10:00:00,75,answered\n"
    found = calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID)
    assert found.codes() == ["R615"]
    joined = calls(tmp_path, {"a.csv": HEAD + rows}, columns="{contact_id: {join: [queued_at, contact_id]}}", **MADRID)
    assert joined.codes() == ["r622"]
    assert len(joined.rows("interactions", "contact_id")) == 2


# 5. transfers


def test_legs_are_numbered_in_order_of_time(tmp_path: Path) -> None:
    rows = ["1,tech,2026-05-04 10:09:00,60,answered", "1,care,2026-05-04 10:00:00,45,answered",
            "2,care,2026-05-04 10:00:00,45,answered", "1,back,2026-05-04 10:04:00,5,answered"]  # fmt: skip
    found = calls(tmp_path, {"a.csv": HEAD + "\n".join(rows)}, **MADRID)
    assert found.rows("interactions", "contact_id", "leg_no", "queue") == [
        ("1", 1, "care"), ("1", 2, "back"), ("1", 3, "tech"), ("2", 1, "care")
    ]  # fmt: skip
    assert found.table.legs_of_several == 1


# 6. units


@pytest.mark.parametrize(
    ("unit", "text", "seconds"),
    [
        ("s", "83", "83"), ("s", "83.5", "83.5"), ("ms", "83250", "83.25"), ("min", "1.5", "90"), ("h", "0.25", "900"),
        ("'hh:mm:ss'", "27:10:05", "97805"), ("'hh:mm:ss'", "00:01:23", "83"), ("'mm:ss'", "1:02", "62"),
        ("'hh:mm'", "1:02", "3720"),
        ("iso duration", "PT1M", "60"), ("iso duration", "PT1H2M3.5S", "3723.5"), ("days", "0.5", "43200"),
    ],
)  # fmt: skip
def test_durations_in_every_unit(tmp_path: Path, unit: str, text: str, seconds: str) -> None:
    found = calls(tmp_path, {"a.csv": f"{HEAD}1,care,2026-05-04 10:00:00,{text},answered\n"}, unit=unit, **MADRID)
    assert [c for c in found.codes() if c.isupper()] == []
    assert found.rows("interactions", "talk_s") == [(Decimal(seconds),)]


NO_DURATIONS = [("s", "1:02"), ("'hh:mm:ss'", "1:02"), ("'mm:ss'", "1:75"), ("s", "-5"), ("s", "0x10"), ("s", "1e3"),
                ("ms", "12:00"), ("iso duration", "P"), ("s", "83,5")]  # fmt: skip


@pytest.mark.parametrize(("unit", "text"), NO_DURATIONS)
def test_what_is_no_duration_of_the_unit(tmp_path: Path, unit: str, text: str) -> None:
    cell = f'"{text}"' if "," in text else text
    found = only(calls(tmp_path, {"a.csv": f"{HEAD}1,care,2026-05-04 10:00:00,{cell},answered\n"}, unit=unit, **MADRID).findings)
    assert (found.code.id, found.at.line) == ("R609", 2)
    assert f"'{text}'" in found.what


def test_milliseconds_that_are_called_seconds(tmp_path: Path) -> None:
    rows = "".join(f"{n},care,2026-05-04 10:{n:02}:00,{n * 9000 + 200000},answered\n" for n in range(40))
    found = only(calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID).findings)
    assert found.code.id == "R616"
    assert "probably ms" in found.remedy


def test_hours_that_are_called_seconds(tmp_path: Path) -> None:
    rows = "".join(f"{n},care,2026-05-04 10:{n:02}:00,0.{n + 10},answered\n" for n in range(40))
    assert calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID).codes() == ["R616"]


def test_decimals_after_whole_seconds(tmp_path: Path) -> None:
    rows = "1,care,2026-05-04 10:00:00,60,answered\n" * 1
    later = (
        "".join(f"{n},care,2026-05-04 10:00:00,{n % 900},answered\n" for n in range(2, 40000))
        + "x,care,2026-05-04 10:00:00,60.5,answered\n"
    )
    found = calls(tmp_path, {"a.csv": HEAD + rows + later}, **MADRID)
    assert found.codes() == []
    assert found.connection.execute("SELECT talk_s FROM interactions WHERE contact_id = 'x'").fetchall() == [(Decimal("60.5"),)]


# 7. numbers and money

SALES = "sale_id;kind;at;amount\n"


def sales(folder: Path, text: str, keys: str) -> tuple[list[str], list[Decimal]]:
    declaration = f"records:\n  sales: {{profile: generic, export: sales, files: a.csv, timezone: UTC, {keys}}}\n"
    found = read(declaration, written(folder, {"a.csv": text}))
    return found.codes(), [row[0] for row in found.rows("sales", "amount", order="sale_id")]


COMMA = "numbers: {decimal: comma, thousands: point}"


@pytest.mark.parametrize(
    ("keys", "text", "amount"),
    [
        (COMMA, "1.234,56", "1234.56"), (COMMA, "1.234", "1234"), (COMMA, "12,5 €", "12.5"), (COMMA, "€ 1.234,56", "1234.56"),
        (COMMA, "EUR 7", "7"), ("numbers: {decimal: comma, thousands: space}", "1 234,56", "1234.56"),
        ("numbers: {decimal: comma, thousands: space}", "1\u202f234,56", "1234.56"),
        ("numbers: {decimal: point, thousands: comma}", "1,234.56", "1234.56"), ("empty: ['-']", "12.5", "12.5"),
        ("numbers: {decimal: point, thousands: none}", "1.234", "1.234"), (COMMA, "-1.234,56", "-1234.56"),
    ],
)  # fmt: skip
def test_money_in_every_spelling(tmp_path: Path, keys: str, text: str, amount: str) -> None:
    codes, found = sales(tmp_path, f"{SALES}1;sale;2026-05-04 10:00:00;{text}\n", f"currency: EUR, {keys}")
    assert (codes, found) == ([], [Decimal(amount)])


@pytest.mark.parametrize(("keys", "text", "code"), [
    ("currency: EUR", "1.234", "R610"), ("currency: EUR", "1.234,56", "R609"), ("currency: EUR", "$ 5", "R609"),
    (f"currency: EUR, {COMMA}", "1.23,5", "R609"), (f"currency: EUR, {COMMA}", "12.3456", "R609"),
    ("delimiter: semicolon", "5.00", "R617"),
])  # fmt: skip
def test_money_that_is_not_sure(tmp_path: Path, keys: str, text: str, code: str) -> None:
    codes, _ = sales(tmp_path, f"{SALES}1;sale;2026-05-04 10:00:00;{text}\n", keys)
    assert codes == [code]


# 8. text


def test_windows_and_mojibake(tmp_path: Path) -> None:
    text = "contact_id;queue;queued_at\n1;Atención Ñandú;2026-05-04 10:00:00\n"
    for content, encoding in ((text.encode("cp1252"), "cp1252"), (text.encode("utf-8-sig"), "utf-8"),
                              (text.encode("utf-16"), "utf-16"), (b"", "utf-8 twice"),
                              (gzip.compress(text.encode()), "utf-8")):  # fmt: skip
        name = "a.csv.gz" if content[:2] == b"\x1f\x8b" else "a.csv"
        if encoding == "utf-8 twice":
            content = "contact_id;queue;queued_at\n1;AtenciÃ³n Ã‘andÃº;2026-05-04 10:00:00\n".encode()  # noqa: PLW2901
        found = calls(tmp_path, {name: content}, encoding=encoding, **MADRID)
        assert found.codes() == [], encoding
        assert found.rows("interactions", "queue") == [("Atención Ñandú",)]


def test_an_encoding_that_is_not_declared(tmp_path: Path) -> None:
    text = "contact_id;queue;queued_at\n1;Atención;2026-05-04 10:00:00\n"
    found = only(calls(tmp_path, {"a.csv": text.encode("cp1252")}, **MADRID).findings)
    assert (found.code.id, found.at.line, found.at.column) == ("R603", 2, 9)
    assert "cp1252" in found.remedy
    found = only(calls(tmp_path, {"a.csv": "contact_id,queue,queued_at\n1,AtenciÃ³n,2026-05-04 10:00:00\n"}, **MADRID).findings)
    assert (found.code.id, "utf-8 twice" in found.remedy) == ("R603", True)


def test_bytes_far_into_a_file(tmp_path: Path) -> None:
    good = "".join(f"{n},care,2026-05-04 10:00:00,60,answered\n" for n in range(60000))
    found = only(
        calls(tmp_path, {"a.csv": (HEAD + good).encode() + b"x,Atenci\xf3n,2026-05-04 10:00:00,60,answered\n"}, **MADRID).findings
    )
    assert (found.code.id, found.at.line) == ("R603", 60002)


def test_quotes_lines_blanks_marks_and_totals(tmp_path: Path) -> None:
    text = (
        'Contact_ID\tQueue\tQueued_At\tTalk_S\tOutcome\n1\t"care\tof ""all"""\t2026-05-04 10:00:00\t60\tanswered\n\n'
        '2\t"two\nlines"\t2026-05-04 10:01:00\tN/A\tabandoned\n\t\t\t\t\n3\t care \t 2026-05-04 10:02:00\t[None]\tABANDONED\n'
        "Total\t\t\t60\t\n"
    )
    rule = "[{when: {Contact_ID: total}, because: total row}]"
    found = calls(tmp_path, {"a.tsv": text}, empty="['N/A', '[None]']", leave_out=rule, **MADRID)
    assert found.codes() == ["r618", "r618"]
    assert {(d.reason, d.rows) for d in found.table.dropped} == {("empty row", 1), ("total row", 1)}
    assert found.rows("interactions", "contact_id", "queue", "talk_s", "outcome") == [
        ("1", 'care\tof "all"', 60, "answered"), ("2", "two\nlines", None, "abandoned"), ("3", "care", None, "abandoned"),
    ]  # fmt: skip


def test_a_row_of_another_width(tmp_path: Path) -> None:
    text = HEAD + "1,care,2026-05-04 10:00:00,60,answered\nTotal,60\n"
    found = only(calls(tmp_path, {"a.csv": text}, **MADRID).findings)
    assert (found.code.id, found.at.line) == ("R605", 3)
    left = calls(tmp_path, {"a.csv": text}, short_rows="leave_out", **MADRID)
    assert left.codes() == ["r618"]
    assert (left.table.read, left.table.kept) == (2, 1)


def test_words_and_cells_that_are_not_known(tmp_path: Path) -> None:
    rows = "1,care,2026-05-04 10:00:00,60,answered\n2,care,2026-05-04 10:00:00,60,perdida\n3,care,?,60,answered\n"
    found = calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID)
    told = {(f.code.id, f.at.line, f.at.column) for f in found.findings if f.stops}
    assert {("R611", 3, 31), ("R606", 4, 8)} <= told
    kept = calls(tmp_path, {"a.csv": HEAD + rows}, unreadable="leave_out", **MADRID)
    assert (kept.table.read, kept.table.kept) == (3, 1)
    assert not any(f.stops for f in kept.findings)
    mapped = calls(
        tmp_path, {"a.csv": HEAD + rows[:-21]}, columns="{outcome: {from: outcome, map: {perdida: abandoned}}}", **MADRID
    )
    assert mapped.rows("interactions", "outcome") == [("abandoned",), ("answered",)]


def test_a_row_without_its_key_or_its_time(tmp_path: Path) -> None:
    rows = ",care,2026-05-04 10:00:00,60,answered\n2,care,,60,answered\n"
    found = calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID)
    assert [(f.code.id, f.at.line) for f in found.findings if f.stops] == [("R612", 2), ("R612", 3)]


# 9. to 12.


def test_what_is_stuck_is_listed(tmp_path: Path) -> None:
    rows = "1,care,2026-05-04 10:00:00,36291,answered\n2,care,2026-05-04 10:00:00,60,answered\n"
    found = calls(tmp_path, {"a.csv": HEAD + rows}, **MADRID)
    assert found.codes() == ["r619"]
    assert [(s.id, s.seconds) for s in found.table.stuck] == [("1", Decimal(36291))]
    assert len(found.rows("interactions", "contact_id")) == 2  # whether they are cut, the contract says


def test_states_that_overlap_or_never_end(tmp_path: Path) -> None:
    text = (
        "agent_key,state,class,start_at,end_at\nana,on,session,2026-05-04T08:00:00Z,2026-05-04T16:00:00Z\n"
        "ana,free,ready,2026-05-04T08:00:00Z,2026-05-04T09:00:00Z\nana,call,busy,2026-05-04T08:30:00Z,2026-05-04T08:40:00Z\n"
        "ana,call,busy,2026-05-04T10:00:00Z,\n"
    )
    declaration = "records: {states: {profile: generic, export: agent-states, files: a.csv}}"
    found = read(declaration, written(tmp_path, {"a.csv": text}))
    assert found.codes() == ["r619", "r621"]
    assert (found.table.overlaps, found.table.stuck_rows) == (1, 1)


def test_customers_are_hashed_with_the_salt_of_the_contract(tmp_path: Path) -> None:
    text = "contact_id,queued_at,customer_key\n1,2026-05-04T10:00:00Z,+34600111222\n2,2026-05-04T11:00:00Z, +34600111222 \n"
    files = written(tmp_path, {"a.csv": text})
    declaration = "records: {calls: {profile: generic, export: interactions, files: a.csv}}"
    one, other = (read(declaration, files, salt=salt).rows("interactions", "customer_key") for salt in ("a", "b"))
    assert len(set(one)) == len(set(other)) == 1
    assert one != other
    assert "600111222" not in str(one)


def test_a_private_cell_is_not_shown(tmp_path: Path) -> None:
    declaration = (
        "records: {calls: {profile: generic, export: interactions, files: a.csv, columns: {customer_key: {from: customer_key, "
        "map: {x: y}}}}}"
    )
    found = read(
        declaration, written(tmp_path, {"a.csv": "contact_id,queued_at,customer_key\n1,2026-05-04T10:00:00Z,600111222\n"})
    )
    assert "600111222" not in str(found.findings)
    assert "600111222" not in str(found.intake)


def test_empty_columns_unknown_scopes_and_days_without_rows(tmp_path: Path) -> None:
    text = (
        "contact_id,queue,site,queued_at,ring_s,Comment\n1,,north,2026-05-04T10:00:00Z,,x\n2,care,north,2026-05-07T10:00:00Z,,y\n"
    )
    found = calls(tmp_path, {"a.csv": text})
    assert found.codes() == ["r620", "r622"]
    assert found.table.empty == ("ring_s",)
    assert found.table.unused == ("Comment",)
    assert found.table.share_unknown("queue") == Decimal("0.5")
    assert [str(day) for day in found.table.days_without] == ["2026-05-05", "2026-05-06"]
