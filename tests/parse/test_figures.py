"""One cell, one figure: units, percentages, types of cells, and figures that cannot be."""

from __future__ import annotations

import pytest
from gmpy2 import mpq

from slacontract.findings import Position
from slacontract.parse.figures import Reading, read_figure
from slacontract.parse.tables import Kind, SourceCell
from slacontract.quantities.numbers import TextFault
from slacontract.quantities.units import Unit


def figure(text: str, reading: Reading, kind: Kind = Kind.WRITTEN, number_format: str = "General") -> mpq | None:
    return read_figure(SourceCell(text, Position("m.csv", 2, 3), kind, number_format), reading)


def refused(text: str, reading: Reading, kind: Kind = Kind.WRITTEN, number_format: str = "General") -> tuple[str, str]:
    with pytest.raises(TextFault) as caught:
        figure(text, reading, kind, number_format)
    return caught.value.code, f"{caught.value.what} {caught.value.remedy}"


CALLS = Reading("offered", Unit.COUNT)
CSAT = Reading("csat", Unit.RATIO)


@pytest.mark.parametrize(
    ("text", "unit", "declared", "value"),
    [
        ("100", Unit.COUNT, None, mpq(100)),
        (" 100 ", Unit.COUNT, "number", mpq(100)),
        ("90", Unit.SECONDS, None, mpq(90)),
        ("1.5", Unit.SECONDS, "minutes", mpq(90)),
        ("1.5", Unit.SECONDS, "hours", mpq(5400)),
        ("1", Unit.HOURS, "seconds", mpq(1, 3600)),
        ("1", Unit.HOURS, "minutes", mpq(1, 60)),
        ("90", Unit.MINUTES, "seconds", mpq(3, 2)),
        ("86.2%", Unit.RATIO, None, mpq(431, 500)),
        ("86.2 %", Unit.RATIO, "percent", mpq(431, 500)),
        ("86.2", Unit.RATIO, "percent", mpq(431, 500)),
        ("0.862", Unit.RATIO, "ratio", mpq(431, 500)),
        ("0.85", Unit.RATIO, "percent", mpq(17, 2000)),  # declared, so it is 0.85 %
        ("100%", Unit.RATIO, None, mpq(1)),
        ("-12.5", Unit.NUMBER, None, mpq(-25, 2)),
        ("-300", Unit.MONEY, None, mpq(-300)),
    ],
)
def test_units(text: str, unit: Unit, declared: str | None, value: mpq) -> None:
    assert figure(text, Reading("x", unit, declared)) == value


@pytest.mark.parametrize("mark", ["", "NA", "n/a", "-", "--", "\u2014", "null", "#N/A", "#DIV/0!", "  "])
def test_blanks_are_not_zero(mark: str) -> None:
    code, said = refused(mark, CALLS)
    assert code == "M304"
    assert "'missing' in feed.yaml" in said


def test_declared_marks_say_not_measured() -> None:
    reading = Reading("offered", Unit.COUNT, missing=frozenset({"", "NA", "#N/A"}))
    assert figure("NA", reading) is None
    assert figure("", reading, Kind.BLANK) is None
    assert figure("#N/A", reading, Kind.ERROR) is None
    assert refused("-", reading)[0] == "M304"


@pytest.mark.parametrize(
    ("text", "reading", "code", "word"),
    [
        ("0.85", CSAT, "M308", "It is 0.85% or 85%"),
        ("85", CSAT, "M308", "'units: {csat: percent}'"),
        ("85,2", CSAT, "M305", "decimal: comma"),
        ("85%", CALLS, "M308", "'offered' counts whole things"),
        ("85%", Reading("csat", Unit.RATIO, "ratio"), "M308", "the feed says that 'csat' is a ratio"),
        ("101%", CSAT, "M315", "'csat' is 101%"),
        ("-1%", CSAT, "M315", "cannot be negative"),
        ("-1", CALLS, "M315", "cannot be negative"),
        ("-1", Reading("talk_s", Unit.SECONDS), "M315", "cannot be negative"),
        ("10.5", CALLS, "M315", "whole things"),
    ],
)
def test_figures_that_are_refused(text: str, reading: Reading, code: str, word: str) -> None:
    found, said = refused(text, reading)
    assert found == code, said
    assert word in said


@pytest.mark.parametrize(
    ("text", "unit", "number_format", "value"),
    [
        ("0.862", Unit.RATIO, "0.0%", mpq(431, 500)),
        ("1234.5", Unit.HOURS, "#,##0.00", mpq(2469, 2)),
        ("0.0161058511505238", Unit.MONEY, "0.00", mpq("0.0161058511505238")),
    ],
)
def test_numbers_of_workbooks(text: str, unit: Unit, number_format: str, value: mpq) -> None:
    assert figure(text, Reading("x", unit), Kind.NUMBER, number_format) == value


def test_a_percent_cell_is_a_ratio_whatever_the_feed_calls_it() -> None:
    for declared in ("percent", "ratio"):
        assert figure("0.862", Reading("csat", Unit.RATIO, declared), Kind.NUMBER, "0%") == mpq(431, 500)
    assert figure("86.2", Reading("csat", Unit.RATIO, "percent"), Kind.NUMBER) == mpq(431, 500)


@pytest.mark.parametrize(
    ("text", "reading", "kind", "number_format", "code", "word"),
    [
        ("0.862", CSAT, Kind.NUMBER, "General", "M308", "0.862% or 86.2%"),
        ("0.5", CALLS, Kind.NUMBER, "0%", "M308", "shown as a percentage"),
        ("5000", CALLS, Kind.NUMBER, "0,", "M312", "holds 5000"),
        ("5", CALLS, Kind.NUMBER, '"999"', "M312", '"999"'),
        ("5.55E-30", CALLS, Kind.NUMBER, "General", "M305", "is 0"),
        ("inf", CALLS, Kind.NUMBER, "General", "M305", "outside"),
        ("1234567890123", CALLS, Kind.NUMBER, "General", "M305", "12 digits"),
        ("100", CALLS, Kind.TEXT, "General", "M309", "Text to Columns"),
        ("TRUE", CALLS, Kind.TRUTH, "General", "M309", "TRUE or FALSE"),
        ("2026-05-01", CALLS, Kind.DATE, "General", "M309", "date"),
        ("1:30:00", Reading("talk_s", Unit.SECONDS), Kind.DATE, "General", "M309", "in seconds"),
        ("=A1+1", CALLS, Kind.FORMULA, "General", "M310", "'formulas: accept_cached'"),
        ("#DIV/0!", CALLS, Kind.ERROR, "General", "M304", "#DIV/0!"),
    ],
)
def test_cells_of_workbooks_that_are_refused(
    text: str, reading: Reading, kind: Kind, number_format: str, code: str, word: str
) -> None:
    found, said = refused(text, reading, kind, number_format)
    assert found == code, said
    assert word in said
