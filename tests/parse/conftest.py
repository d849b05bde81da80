"""What the tests of measures share: a contract's view of a year by month, and small builders of files."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from slacontract.findings import Finding
from slacontract.model.feed import Feed, Feeds
from slacontract.model.measures import Measures, Wanted
from slacontract.parse.feed import read_feeds
from slacontract.parse.measures import read_measures
from slacontract.quantities.periods import Every, Schedule
from slacontract.quantities.units import Unit

Read = Callable[..., tuple[Measures, list[Finding]]]

FIELDS = {
    "offered": Unit.COUNT,
    "answered": Unit.COUNT,
    "abandoned": Unit.COUNT,
    "talk_s": Unit.SECONDS,
    "paid_h": Unit.HOURS,
    "csat": Unit.RATIO,
    "nps": Unit.NUMBER,
    "sales": Unit.MONEY,
}


@pytest.fixture(scope="session")
def wanted() -> Wanted:
    year = Schedule(Every.MONTH, 1, date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1))
    return Wanted(FIELDS, frozenset({"queue", "site"}), year.periods())


@pytest.fixture(scope="session")
def declare() -> Callable[[str], Feeds]:
    """Return feeds in which every file falls under the declaration that is given as the inside of ``{...}``."""

    def make(inside: str) -> Feeds:
        feeds, findings = read_feeds(f"feeds:\n  '*': {{{inside}}}\n".encode(), "feed.yaml")
        assert feeds is not None, findings
        return feeds

    return make


@pytest.fixture(scope="session")
def read(wanted: Wanted, declare: Callable[[str], Feeds]) -> Read:
    """Read one text as ``m.csv`` (or bytes as ``m.xlsx``) under the inside of a feed declaration."""

    def reading(content: str | bytes, feed: str | None = None, wanted: Wanted = wanted) -> tuple[Measures, list[Finding]]:
        name, data = ("m.csv", content.encode()) if isinstance(content, str) else ("m.xlsx", content)
        return read_measures([(name, data)], None if feed is None else declare(feed), wanted)

    return reading


@pytest.fixture(scope="session")
def only() -> Callable[..., Finding]:
    """Assert that there is one finding, with this code and place and these words; return it."""

    def check(findings: list[Finding], code: str, at: str, *words: str) -> Finding:
        assert [(f.code.id, str(f.at)) for f in findings] == [(code, at)], findings
        said = f"{findings[0].what} {findings[0].remedy}"
        for word in words:
            assert word in said, said
        return findings[0]

    return check


@pytest.fixture(scope="session")
def workbook() -> Callable[..., bytes]:
    """Return the bytes of a workbook with one sheet 'May'; ``change`` may do anything to the book and the sheet."""

    def make(rows: list[list[Any]], change: Callable[[Any, Any], None] | None = None) -> bytes:
        import openpyxl  # noqa: PLC0415

        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "May"
        for row in rows:
            sheet.append(row)
        if change is not None:
            change(book, sheet)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def plain_feed() -> Feed:
    return Feed()
