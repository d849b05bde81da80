"""Whole files to measures: sums, scopes, what is given twice, and the promise that no bytes bring the reader down."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from gmpy2 import mpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacontract.codes import Severity
from slacontract.findings import Finding, any_stops
from slacontract.model.feed import Feeds
from slacontract.model.measures import Cell, Measures, Source, Wanted
from slacontract.parse.feed import read_feeds
from slacontract.parse.measures import read_measures
from slacontract.quantities.periods import Every, Schedule
from slacontract.quantities.units import Unit

Only = Callable[..., Finding]
Read = Callable[..., tuple[Measures, list[Finding]]]
Declare = Callable[[str], Feeds]
CARE = (("queue", "care"),)


def values(measures: Measures) -> dict[tuple[str, str, str], mpq]:
    return {(c.period, "/".join(v for _, v in c.member), c.field): f.value for c, f in measures.cells.items()}


def test_a_wide_table(read: Read) -> None:
    text = "period,site,queue,offered,talk_s\n2026-06,bcn,care,7,8.5\n2026-05,mad,care,100,5400\n"
    measures, findings = read(text)
    assert findings == []
    assert list(values(measures).items()) == [
        (("2026-05", "care/mad", "offered"), mpq(100)),
        (("2026-05", "care/mad", "talk_s"), mpq(5400)),
        (("2026-06", "care/bcn", "offered"), mpq(7)),
        (("2026-06", "care/bcn", "talk_s"), mpq(17, 2)),
    ]
    assert measures.sources == (Source("m.csv", hashlib.sha256(text.encode()).hexdigest()),)
    figure = measures.cells[Cell("2026-05", (("queue", "care"), ("site", "mad")), "offered")]
    assert (str(figure.at), figure.rows) == ("m.csv:3:18", 1)


def test_a_long_table(read: Read) -> None:
    text = "Mes;Cola;Medida;Valor\n05/2026;care;Llamadas;1.234\n05/2026;care;csat;86,2 %\n05/2026;care;other;x\n"
    feed = (
        "layout: long, delimiter: semicolon, numbers: {decimal: comma, thousands: point}, dimensions: [queue], "
        "period: {column: Mes, format: MM/YYYY}, ignore: [other], "
        "columns: {queue: Cola, measure: Medida, value: Valor, offered: Llamadas}"
    )
    measures, findings = read(text, feed)
    assert findings == []
    assert values(measures) == {("2026-05", "care", "offered"): 1234, ("2026-05", "care", "csat"): mpq(431, 500)}


def test_an_unknown_measure_is_told_once(read: Read, only: Only) -> None:
    text = "period,measure,value\n2026-05,ofered,1\n2026-06,ofered,2\n"
    only(read(text, "layout: long")[1], "M301", "m.csv:2:9", "'ofered'", "Did you mean 'offered'?")
    assert read(text, "layout: long, ignore: others")[1] == []


def test_days_are_added_to_the_period_that_holds_them(read: Read) -> None:
    text = "date,offered,paid_h\n2026-05-31,10,0.1\n2026-05-01,5,0.2\n2026-06-01,3,0.3\n"
    measures, findings = read(text)
    assert findings == []
    assert values(measures) == {
        ("2026-05", "", "offered"): 15,
        ("2026-05", "", "paid_h"): mpq(3, 10),
        ("2026-06", "", "offered"): 3,
        ("2026-06", "", "paid_h"): mpq(3, 10),
    }
    may = measures.cells[Cell("2026-05", (), "offered")]
    assert (may.rows, str(may.at)) == (2, "m.csv:2:12")


def test_a_day_that_was_not_measured_takes_the_whole_period_with_it(read: Read, only: Only) -> None:
    measures, findings = read("date,offered\n2026-05-01,5\n2026-05-02,NA\n2026-06-01,7\n", "missing: [NA]")
    assert values(measures) == {("2026-06", "", "offered"): mpq(7)}
    told = only(findings, "M304", "m.csv:3:12", "counts as missing", "2026-05-02", "of its 2 days")
    assert told.weight is Severity.WARNING


def test_a_period_that_was_not_measured_is_absent(read: Read) -> None:
    measures, findings = read("period,offered,answered\n2026-05,NA,5\n", "missing: [NA]")
    assert (findings, values(measures)) == ([], {("2026-05", "", "answered"): mpq(5)})


@pytest.mark.parametrize(
    ("text", "at", "other"),
    [
        ("period,queue,offered\n2026-05,care,1\n2026-05,care,1\n", "m.csv:3:14", "m.csv:2:14"),
        ("date,offered\n2026-05-01,1\n2026-05-02,1\n2026-05-01,2\n", "m.csv:4:12", "m.csv:2:12"),
    ],
)
def test_what_is_given_twice(text: str, at: str, other: str, read: Read, only: Only) -> None:
    fault = only(read(text)[1], "M303", at, "given twice", other, "never added")
    assert [str(p) for p in fault.also] == [other]


def test_what_two_files_give(wanted: Wanted, only: Only) -> None:
    month, days = b"period,offered\n2026-05,9\n", b"date,offered\n2026-05-01,4\n2026-05-02,5\n"
    same, found = read_measures([("b.csv", month), ("a.csv", month)], None, wanted)
    fault = only(found, "M303", "b.csv:2:9", "given twice", "a.csv:2:9")
    assert [str(p) for p in fault.also] == ["a.csv:2:9"]
    assert [s.name for s in same.sources] == ["a.csv", "b.csv"]
    for first, second in ((month, days), (days, month)):
        _, found = read_measures([("a.csv", first), ("b.csv", second)], None, wanted)
        assert {f.code.id for f in found} == {"M303"}
        assert all(f.at.file == "b.csv" for f in found)


def test_parts_and_their_total_would_count_twice(wanted: Wanted, only: Only) -> None:
    parts = b"period,queue,offered,csat\n2026-05,care,4,80%\n2026-05,tech,5,90%\n"
    total = b"period,offered,csat\n2026-05,9,85%\n"
    measures, found = read_measures([("parts.csv", parts), ("total.csv", total)], None, wanted)
    only(found, "M303", "total.csv:2:9", "'offered' of 2026-05 is given in total here and by queue at parts.csv:2:14",
         "count twice", "Keep one")  # fmt: skip
    assert measures.cells[Cell("2026-05", (), "csat")].value == mpq(17, 20)  # ready-made: each scope keeps its own


@pytest.mark.parametrize(
    ("members", "at", "words"),
    [
        (("care", "Care"), "m.csv:3:9", ("'Care' of 'queue' is written 'care' at m.csv:2:9", "same way")),
        (("care", "care "), "m.csv:3:9", ("'care ' of 'queue' is written 'care'",)),
        (("care", "CARE"), "m.csv:3:9", ("two members",)),
        (("a b", "a  b"), "m.csv:3:9", ("two members",)),
        (("\u00e9", "e\u0301"), "m.csv:3:9", ("two members",)),
        (("tech", " care"), "m.csv:3:9", ("blanks around", "Delete the blanks")),
    ],
)
def test_two_spellings_of_a_member(members: tuple[str, str], at: str, words: tuple[str, ...], read: Read, only: Only) -> None:
    rows = "".join(f"2026-05,{member},1\n2026-06,{member},1\n" for member in members)
    lines = rows.splitlines(keepends=True)
    text = "period,queue,offered\n" + lines[0] + lines[2] + lines[1] + lines[3]
    only(read(text)[1], "M320", at, *words)


@pytest.mark.parametrize(("length", "codes"), [(200, []), (201, ["M320"])])
def test_the_name_of_a_member_has_at_most_200_characters(length: int, codes: list[str], read: Read) -> None:
    """Two columns or rows that ran together make a name that no spreadsheet shows."""
    findings = read(f"period,queue,offered\n2026-05,{'a' * length},1\n")[1]
    assert [found.code.id for found in findings] == codes
    assert all(str(found.at).endswith("m.csv:2:9") and "201 characters" in found.what for found in findings)


def test_more_answered_than_offered_is_a_warning(read: Read, only: Only) -> None:
    measures, findings = read("period,queue,offered,answered,abandoned\n2026-05,care,10,9,2\n2026-06,care,11,9,2\n")
    fault = only(findings, "M316", "m.csv:2:14", "Of 10 offered 11 are answered or abandoned in 2026-05, queue care")
    assert [str(p) for p in fault.also] == ["m.csv:2:17", "m.csv:2:19"]
    assert not any_stops(findings)
    assert len(measures.cells) == 6


def test_all_faults_of_a_file_are_told_in_reading_order(read: Read) -> None:
    text = "period,queue,offered,talk_s\n2026-05,care,NA,1\n2027-05,care,1,x\n2026-06,,5\n2026-07,,5,7\n2026-08,care,1,2\n"
    measures, findings = read(text)
    assert [(f.code.id, f.at.line, f.at.column) for f in findings] == [
        ("M304", 2, 14),
        ("M313", 3, 1),
        ("M305", 3, 16),
        ("M307", 4, 10),
        ("M304", 5, 9),
    ]
    assert values(measures)[("2026-08", "care", "talk_s")] == mpq(2)


def test_the_caret_stands_under_the_character(read: Read, only: Only) -> None:
    fault = only(read("period,offered\n2026-05,12\u00a0345\n")[1], "M305", "m.csv:2:11", "U+00A0")
    assert (fault.at.excerpt, fault.at.width) == ("2026-05,12\u00a0345", 1)


def test_files_of_other_kinds(wanted: Wanted, only: Only) -> None:
    only(
        read_measures([("in/m.orc", b"ORC")], None, wanted)[1],
        "M317",
        "in/m.orc",
        "'m.orc'",
        ".csv, .xlsx or .parquet",
    )
    only(read_measures([("m.xlsm", b"PK")], None, wanted)[1], "M317", "m.xlsm", "macros")
    only(read_measures([("m", b"")], None, wanted)[1], "M317", "m", "neither")


def test_a_file_under_two_patterns_is_not_read(wanted: Wanted, only: Only) -> None:
    feeds, _ = read_feeds(b"feeds:\n  m.csv: {}\n  '*.csv': {}\n", "feed.yaml")
    measures, found = read_measures([("m.csv", b"period,offered\n2026-05,1\n")], feeds, wanted)
    only(found, "M318", "feed.yaml:3:4", "fits the patterns")
    assert measures.cells == {}


def test_neither_order_of_rows_nor_of_files_changes_a_figure(wanted: Wanted) -> None:
    rows = ["2026-05-01,care,10\n", "2026-05-02,care,0.5\n", "2026-06-01,tech,7\n"]
    files = [("b.csv", b"period,queue,sales\n2026-07,care,3\n")]
    seen = set()
    for order in permutations(rows):
        text = "date,queue,talk_s\n" + "".join(order)
        for names in permutations([("a.csv", text.encode()), *files]):
            measures, found = read_measures(list(names), None, wanted)
            assert found == []
            seen.add(str([(c, f.value, f.rows) for c, f in measures.cells.items()]))
    assert len(seen) == 1


def test_nothing_at_all(wanted: Wanted) -> None:
    assert read_measures([], None, wanted) == (Measures({}, ()), [])


JUNK = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(str.encode),
    st.lists(
        st.lists(
            st.sampled_from(
                ["period", "date", "offered", "csat", "queue", "2026-05", "2026-05-01", "1", "1,5", '"', "%", "-", ""]
            )
            | st.text(max_size=6),
            max_size=5,
        ).map(",".join),
        max_size=6,
    ).map(lambda lines: "\n".join(lines).encode()),
)
DECLARED = st.sampled_from(
    [
        None,
        "delimiter: semicolon",
        "layout: long, ignore: others",
        "ignore: others, missing: ['', NA], numbers: {decimal: comma, thousands: space}",
        "encoding: cp1252, units: {csat: percent}, formulas: accept_cached, hidden: accept",
        "period: {column: date, format: DD/MM/YYYY}, dimensions: [queue]",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=JUNK, name=st.sampled_from(["m.csv", "m.xlsx", "m.tsv"]), feed=DECLARED)
def test_no_bytes_bring_the_reader_down(data: bytes, name: str, feed: str | None, wanted: Wanted, declare: Declare) -> None:
    measures, findings = read_measures([(name, data)], None if feed is None else declare(feed), wanted)
    assert len(measures.sources) == 1
    assert all(f.what and f.remedy and f.at.file for f in findings)


def damaged(data: bytes, member: str, at: float, new: bytes) -> bytes:
    """Overwrite some bytes of one part of a workbook, or of the file itself when the part is ''."""
    if not member:
        place = int(at * len(data))
        return data[:place] + new + data[place + len(new) :]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for item in source.infolist():
            text = source.read(item)
            place = int(at * len(text))
            target.writestr(item.filename, text[:place] + new + text[place + len(new) :] if item.filename == member else text)
    return buffer.getvalue()


PARTS = [
    "",
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "[Content_Types].xml",
]
WOUNDS = st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from([b"<", b'"', b"9", b"-", b"E", b"/>", b'r="']))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from(PARTS), at=st.floats(0, 0.999), wound=WOUNDS, feed=DECLARED)
def test_no_wound_of_a_workbook_brings_the_reader_down(
    part: str,
    at: float,
    wound: bytes,
    feed: str | None,
    wanted: Wanted,
    declare: Declare,
    workbook: Callable[..., bytes],
) -> None:
    whole = workbook([["date", "queue", "offered", "csat"], [date(2026, 5, 1), "care", 5, "=1+1"], ["x", None, True, 0.5]])
    feeds = None if feed is None else declare(feed)
    measures, findings = read_measures([("m.xlsx", damaged(whole, part, at, wound))], feeds, wanted)
    assert len(measures.sources) == 1
    assert all(f.what and f.remedy and f.at.file for f in findings)


HEADINGS = {
    "offered": "Nhs1 Number Calls Offered SUM",
    "answered": "Nhs1 Answered Calls SUM",
    "abandoned": "Nhs1 Abandoned Calls SUM",
    "answered_in_60s": "Nhs1 Answered 60sec SUM",
}


@pytest.mark.real
def test_a_year_of_nhs_111() -> None:
    """534 rows of providers and months, against a sum that the csv module makes without us."""
    folder = os.environ.get("SLACONTRACT_REAL_DATA")
    if not folder:
        pytest.skip("SLACONTRACT_REAL_DATA names no folder of public records")
    path = Path(folder) / "nhs111_provider_month.csv"
    columns = ", ".join(f"{name}: {heading}" for name, heading in HEADINGS.items())
    declaration = (
        "feeds:\n  nhs111*.csv:\n    period: {column: Periodname, format: MMM-YY}\n    dimensions: [provider]\n"
        f"    columns: {{provider: Provider Org Code, {columns}}}\n    ignore: others\n"
    )
    feeds, findings = read_feeds(declaration.encode(), "feed.yaml")
    assert findings == []
    year = Schedule(Every.MONTH, 1, date(2015, 4, 1), date(2016, 3, 31), date(2015, 4, 1))
    wanted = Wanted(dict.fromkeys(HEADINGS, Unit.COUNT), frozenset({"provider"}), year.periods())
    measures, findings = read_measures([(str(path), path.read_bytes())], feeds, wanted)

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    months = dict(
        zip(
            ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"],
            (p.id for p in year.periods()),
            strict=True,
        )
    )
    expected: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for name, heading in HEADINGS.items():
            expected[months[row["Periodname"][:3]], name] += int(row[heading])
    found: Counter[tuple[str, str]] = Counter()
    for cell, figure in measures.cells.items():
        found[cell.period, cell.field] += int(figure.value.numerator)
    assert len(measures.cells) == len(rows) * len(HEADINGS) == 534 * 4
    assert found == expected
    assert sum(expected[m, "offered"] for m in months.values()) == 14_039_579
    assert [(f.code.id, f.at.line) for f in findings] == [("M316", 28), ("M316", 430), ("M316", 520)]
