"""Headers: every column has its part, or a finding says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from slacontract.findings import Finding
from slacontract.model.feed import Feed, Feeds
from slacontract.model.measures import Cell, Measures, Wanted
from slacontract.parse.measures import read_measures
from slacontract.quantities.units import Unit

Only = Callable[..., Finding]
Read = Callable[..., tuple[Measures, list[Finding]]]


def test_headings_of_the_feed(read: Read) -> None:
    text = "Mes,Cola, Llamadas ,Notas\n05/2026,care,100,x\n"
    feed = "period: {column: Mes, format: MM/YYYY}, dimensions: [line], columns: {line: Cola, offered: Llamadas}, ignore: [Notas]"
    measures, findings = read(text, feed)
    assert findings == []
    assert list(measures.cells) == [Cell("2026-05", (("line", "care"),), "offered")]


@pytest.mark.parametrize(
    ("header", "code", "at", "words"),
    [
        ("period,offred", "M301", "m.csv:1:8", ("Did you mean 'offered'?", "'ignore' in feed.yaml")),
        ("period,Queue,offered", "M301", "m.csv:1:8", ("Did you mean 'queue'?",)),
        ("month,offered", "M313", "m.csv:1:1", ("No column says when", "period: {column")),
        ("period,date,offered", "M313", "m.csv:1:1", ("Two columns say when", "'ignore'")),
        ("period,queue", "M318", "m.csv:1:1", ("No column holds a figure",)),
    ],
)
def test_headers_without_a_feed(header: str, code: str, at: str, words: tuple[str, ...], read: Read) -> None:
    _, findings = read(f"{header}\n")
    told = {f.code.id: f for f in findings}
    assert str(told[code].at) == at, findings
    for word in words:
        assert word in f"{told[code].what} {told[code].remedy}"


@pytest.mark.parametrize(
    ("header", "feed", "code", "at", "words"),
    [
        ("period,offered", "columns: {offered: Calls}", "M318", "feed.yaml:2:28", ("from 'Calls'", "no such column")),
        (
            "period,offered",
            "columns: {ofered: offered}",
            "M318",
            "feed.yaml:2:19",
            ("neither a field nor", "'offered'"),
        ),
        ("period,offered", "dimensions: [line]", "M318", "feed.yaml:2:22", ("dimension 'line'", "no such column")),
        ("period,offered", "units: {ofered: number}", "M318", "feed.yaml:2:17", ("not a field", "'offered'")),
        ("period,offered", "units: {offered: minutes}", "M318", "feed.yaml:2:17", ("counts whole things", "Allowed: number")),
        ("period,csat", "units: {csat: hours}", "M318", "feed.yaml:2:17", ("Allowed: percent or ratio",)),
        ("period,offered", "period: {column: Mes, format: YYYY}", "M318", "feed.yaml:2:26", ("from 'Mes'",)),
        (
            "period,Calls,offered",
            "columns: {offered: Calls}, ignore: others",
            "M318",
            "m.csv:1:14",
            ("a column 'offered' is there too",),
        ),
        (
            "period,x",
            "columns: {offered: x, answered: x}",
            "M318",
            "m.csv:1:8",
            ("read as 'answered' and as 'offered'",),
        ),
        ("period,x", "layout: long, ignore: others", "M318", "m.csv:1:1", ("no column is headed", "layout: long")),
    ],
)
def test_headers_and_feeds_that_do_not_meet(
    header: str, feed: str, code: str, at: str, words: tuple[str, ...], read: Read
) -> None:
    _, findings = read(f"{header}\n", feed)
    told = [f for f in findings if f.code.id == code]
    assert told, findings
    assert str(told[0].at) == at, told
    for word in words:
        assert word in f"{told[0].what} {told[0].remedy}"


def test_without_places_in_the_feed_the_header_is_the_place(wanted: Wanted) -> None:
    feeds = Feeds(feeds={"m.csv": Feed(dimensions=("line",))})
    _, findings = read_measures([("m.csv", b"period,offered\n")], feeds, wanted)
    assert [(f.code.id, str(f.at)) for f in findings] == [("M318", "m.csv:1:1")]


def test_ignored_columns(read: Read) -> None:
    text = "period,queue,offered,answered,x\n2026-05,care,1,2,3\n"
    assert read(text, "ignore: [queue, answered, x]")[0].fields() == {"offered"}
    assert [c.member for c in read(text, "ignore: [queue, answered, x]")[0].cells] == [()]
    assert read(text, "ignore: others")[0].fields() == {"offered", "answered"}


def test_averages_are_not_read_by_day(read: Read, only: Only) -> None:
    only(read("date,csat\n2026-05-01,86%\n")[1], "M315", "m.csv:1:6", "'csat' is ready-made", "column 'period'")
    only(read("date,nps\n2026-05-01,40\n")[1], "M315", "m.csv:1:6", "'nps'")
    long = "date,measure,value\n2026-05-01,csat,86%\n2026-05-02,csat,87%\n"
    only(read(long, "layout: long")[1], "M315", "m.csv:2:12", "'csat'")


class AnySeconds(Mapping[str, Unit]):
    """Fields that are known by a pattern and not listed, as the catalogue has them."""

    def __getitem__(self, name: str) -> Unit:
        if name == "offered" or (name.startswith("answered_in_") and name.endswith("s")):
            return Unit.COUNT
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(["offered"])

    def __len__(self) -> int:
        return 1


def test_fields_that_are_known_and_not_listed(read: Read, wanted: Wanted) -> None:
    known = replace(wanted, fields=AnySeconds())
    assert read("period,answered_in_45s\n2026-05,1\n", None, known)[0].fields() == {"answered_in_45s"}
    mapped = read("period,X\n2026-05,1\n", "columns: {answered_in_45s: X}, units: {answered_in_45s: number}", known)
    assert (mapped[0].fields(), mapped[1]) == (frozenset({"answered_in_45s"}), [])
    long = "period,measure,value\n2026-05,answered_in_45s,1\n2026-05,O,2\n"
    measures, findings = read(long, "layout: long, columns: {offered: O}", known)
    assert (measures.fields(), findings) == (frozenset({"answered_in_45s", "offered"}), [])


def test_a_field_under_another_heading_is_not_read_by_its_own_name(read: Read, only: Only) -> None:
    long = "period,measure,value\n2026-05,offered,2\n"
    only(read(long, "layout: long, columns: {offered: O}")[1], "M301", "m.csv:2:9", "'offered'", "'ignore'")
