"""feed.yaml: read as it is written, and held against the files that are there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slacontract.findings import Finding
from slacontract.model.feed import Feeds
from slacontract.parse.feed import base_name, feed_faults, feed_for, read_feeds

Only = Callable[..., Finding]

TEXT = """feeds:
  calls-*.csv:
    delimiter: semicolon
    encoding: cp1252
    numbers: {decimal: comma, thousands: point}
    period: {column: Mes, format: MM/YYYY}
    dimensions: [queue]
    columns: {queue: Cola, offered: Llamadas}
    units: {csat: percent}
    ignore: others
    missing: [NA, ""]
  "*.xlsx":
    sheet: May
    ignore: [notes, author]
"""


def feeds_of(text: str) -> Feeds:
    feeds, findings = read_feeds(text.encode(), "feed.yaml")
    assert feeds is not None, findings
    return feeds


def test_a_declaration_is_read_with_its_places() -> None:
    feeds = feeds_of(TEXT)
    calls = feed_for(feeds, "in/calls-2026-05.csv")
    assert calls is not None
    assert (calls.delimiter, calls.numbers.decimal, calls.numbers.thousands) == ("semicolon", "comma", "point")
    assert (calls.ignore, calls.missing, calls.columns["queue"]) == ("others", ("NA", ""), "Cola")  # type: ignore[index]
    assert str(calls.dimensions[0].at) == "feed.yaml:7:18"
    book = feed_for(feeds, "m.xlsx")
    assert book is not None
    assert (book.sheet, book.ignore) == ("May", ("notes", "author"))


def test_a_file_without_declaration() -> None:
    assert feed_for(feeds_of(TEXT), "other.csv") is None
    assert feed_for(None, "other.csv") is None
    assert feed_faults(None, ["other.csv"]) == []
    assert base_name("a\\b/c.csv") == "c.csv"


def test_patterns_and_files_that_do_not_meet(only: Only) -> None:
    one = feeds_of("feeds:\n  calls.csv: {}\n  call*.csv: {delimiter: tab}\n")
    fault = only(feed_faults(one, ["in/calls.csv"]), "M318", "feed.yaml:3:3", "'calls.csv' and 'call*.csv'", "fits one")
    assert [str(p) for p in fault.also] == ["feed.yaml:2:3"]
    assert feed_for(one, "calls.csv") is None
    found = feed_faults(one, ["callers.csv"])
    only(found, "M318", "feed.yaml:2:3", "fits the pattern 'calls.csv'", "Correct the pattern")


@pytest.mark.parametrize(
    ("text", "code", "at", "word"),
    [
        ("feeds:\n  a.csv: {delimeter: tab}\n", "C201", "feed.yaml:2:11", "'delimiter'"),
        ("feeds:\n  a.csv: {delimiter: pipe}\n", "C208", "feed.yaml:2:22", "semicolon"),
        ("feeds:\n  a.csv: {numbers: {decimal: comma}}\n", "C202", "feed.yaml:2:20", "'thousands'"),
        ("feeds: 5\n", "C203", "feed.yaml:1:8", "mapping"),
        ("other: {}\n", "C201", "feed.yaml:1:1", "feeds"),
        ("feeds:\n  a.csv: {numbers: {decimal: comma, thousands: comma}}\n", "M318", "feed.yaml:2:20", "cannot begin"),
        ("feeds: [\n", "S102", "feed.yaml:2:1", "not YAML"),
    ],
)
def test_declarations_that_are_refused(text: str, code: str, at: str, word: str) -> None:
    feeds, findings = read_feeds(text.encode(), "feed.yaml")
    assert feeds is None
    assert (findings[0].code.id, str(findings[0].at)) == (code, at), findings
    assert word in f"{findings[0].what} {findings[0].remedy}"
