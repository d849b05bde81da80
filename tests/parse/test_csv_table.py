"""CSV text: where each cell stands, and every way in which a row does not fit its header."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slacontract.findings import Finding
from slacontract.model.feed import Feed
from slacontract.parse.csv_table import LARGEST_TABLE, read_csv
from slacontract.parse.tables import SourceCell, SourceTable

Only = Callable[..., Finding]


def table(text: str | bytes, feed: Feed | None = None) -> SourceTable:
    found, findings = read_csv(text.encode() if isinstance(text, str) else text, "m.csv", feed or Feed())
    assert found is not None, findings
    return found


def cells(source: SourceTable) -> list[list[tuple[str, str]]]:
    return [[(c.text, str(c.at)) for c in row] for row in source.rows if not isinstance(row, Finding)]


def faults(text: str | bytes, feed: Feed | None = None) -> list[Finding]:
    found, findings = read_csv(text.encode() if isinstance(text, str) else text, "m.csv", feed or Feed())
    return findings if found is None else [row for row in found.rows if isinstance(row, Finding)]


def test_each_cell_knows_its_line_and_column() -> None:
    source = table("period,queue,offered\r\n2026-05,care,100\r\n")
    assert [str(c.at) for c in source.header] == ["m.csv:1:1", "m.csv:1:8", "m.csv:1:14"]
    assert cells(source) == [[("2026-05", "m.csv:2:1"), ("care", "m.csv:2:9"), ("100", "m.csv:2:14")]]
    row = next(iter(source.rows))
    assert not isinstance(row, Finding)
    assert (row[2].at.excerpt, row[2].at.width) == ("2026-05,care,100", 3)


def test_quoted_cells_keep_their_places_also_over_two_lines() -> None:
    text = 'a,b,c\n"x, ""y""",2,3\n"p\nq",5,6\n7,8,9\n'
    assert cells(table(text)) == [
        [('x, "y"', "m.csv:2:1"), ("2", "m.csv:2:12"), ("3", "m.csv:2:14")],
        [("p\nq", "m.csv:3:1"), ("5", "m.csv:4:4"), ("6", "m.csv:4:6")],
        [("7", "m.csv:5:1"), ("8", "m.csv:5:3"), ("9", "m.csv:5:5")],
    ]


def test_a_stray_quote_leaves_the_line_as_the_place() -> None:
    assert cells(table('a,b\n5",6\n')) == [[('5"', "m.csv:2:1"), ("6", "m.csv:2:1")]]


def test_byte_order_mark_blank_lines_and_missing_last_newline() -> None:
    source = table("\ufeffa,b\n\n1,2\n,\n3,4".encode())
    assert source.header[0].text == "a"
    assert cells(source) == [[("1", "m.csv:3:1"), ("2", "m.csv:3:3")], [("3", "m.csv:5:1"), ("4", "m.csv:5:3")]]


def test_rows_can_be_read_twice() -> None:
    source = table("a,b\n1,2\n")
    assert cells(source) == cells(source)


def test_declared_delimiters_and_encoding() -> None:
    assert cells(table("a;b\n1;2\n", Feed(delimiter="semicolon")))[0][1] == ("2", "m.csv:2:3")
    assert cells(table("a\tb\n1\t2\n", Feed(delimiter="tab")))[0][1] == ("2", "m.csv:2:3")
    accented = table("a,b\nespa\u00f1ol,2\n".encode("cp1252"), Feed(encoding="cp1252"))
    assert cells(accented)[0][0][0] == "espa\u00f1ol"


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", "m.csv:1:1", ("empty", "names the columns")),
        ("a;b;c\n1;2;3\n", "m.csv:1:1", ("'a;b;c'", "'delimiter: semicolon'")),
        ("a\tb\n1\t2\n", "m.csv:1:1", ("'delimiter: tab'",)),
        ("a,b,a\n", "m.csv:1:5", ("'a' stands twice", "Rename")),
        ("a,b,\n1,2,\n", "m.csv:1:5", ("Column 3 has no heading", "delimiter at the end")),
        ("a,b,c\n1,2\n", "m.csv:2:3", ("2 cells, the header 3", "'missing'")),
        ("a,b\n1,2,\n", "m.csv:2:5", ("3 cells, the header 2", "ends with a delimiter")),
        ("a,b\nx,99,5\n", "m.csv:2:6", ("3 cells, the header 2", "99,5 is one number", "decimal: comma")),
        ("a,b\nx,y,z\n", "m.csv:2:5", ("3 cells, the header 2", "Put quotes around")),
        ('a,b\n1,"2\n3,4\n', "m.csv:2:3", ("opened in this line and never closed",)),
        ('a,b\n1,"2"x\n', "m.csv:2:1", ("closed within a cell", "twice")),
        ('"a,b\n', "m.csv:1:1", ("never closed",)),
    ],
)
def test_faults_of_shape(text: str, at: str, words: tuple[str, ...], only: Only) -> None:
    only(faults(text), "M307", at, *words)


def test_a_cell_without_end(only: Only) -> None:
    only(faults("a,b\n1," + "x" * 200_000 + "\n"), "M307", "m.csv:2:1", "longer than any figure")


def test_rows_after_a_misfit_are_still_read() -> None:
    assert [f.at.line for f in faults("a,b\n1\n2,3\n4\n")] == [2, 4]


def test_bytes_that_are_no_text(only: Only) -> None:
    only(faults(b"a,b\nespa\xf1ol,2\n"), "S101", "m.csv:2:5", "0xF1", "'encoding: cp1252'")
    only(faults(b"a,b\n\x81,2\n", Feed(encoding="cp1252")), "S101", "m.csv:2:1", "0x81", "UTF-8")
    only(faults("\ufeffa,b\n".encode(), Feed(encoding="cp1252")), "M318", "m.csv:1:1", "'encoding: utf-8'")
    only(faults(b"a,b\n1,\x002\n"), "S106", "m.csv:2:3", "cannot be seen")


def test_a_file_too_large_is_not_opened(only: Only) -> None:
    only(faults(b" " * (LARGEST_TABLE + 1)), "S104", "m.csv", "Sum the figures")


def test_a_blank_cell_is_blank() -> None:
    row = next(iter(table("a,b\n ,2\n").rows))
    assert not isinstance(row, Finding)
    assert isinstance(row[0], SourceCell)
    assert (row[0].blank, row[1].blank) == (True, False)
