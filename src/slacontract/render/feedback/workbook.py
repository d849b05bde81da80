"""The report as a workbook: a sheet for each view of it, every table with filters, figures as figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from gmpy2 import mpq

from slacontract.languages import Language
from slacontract.measuring.feedback.report import Member, Report, View
from slacontract.quantities.numbers import as_decimal
from slacontract.render.feedback.figures import tenths
from slacontract.render.feedback.words import KINDS, Words
from slacontract.render.workbook.book import INK, Book, Sheet, Style

Cell: TypeAlias = str | int | Decimal | date | None

TITLE: Final = Style(bold=True, size=14, ink=INK)
NOTE: Final = Style(ink="#606060")
HEAD: Final = Style(bold=True, ink="#FFFFFF", paper=INK, wrap=True)
HEAD_RIGHT: Final = Style(bold=True, ink="#FFFFFF", paper=INK, wrap=True, align="right")
TEXT: Final = Style(wrap=True)
COUNT: Final = Style(number="#,##0")
SHARE: Final = Style(number="0.0%")
POINTS: Final = Style(number="0.0")
SIGNED: Final = Style(number="+0.0;-0.0;0.0")
LINE: Final = 13
"""Points of a line of text."""
DAY: Final = Style(number="yyyy-mm-dd", align="left")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, how wide it is, and how its cells look."""

    heading: str
    width: int
    style: Style = TEXT


Row: TypeAlias = Sequence[Cell]


def write_feedback_workbook(report: Report, language: Language) -> bytes:
    """Draw the report."""
    words = Words(language)
    book = Book(report.span.first, 2)
    for name, columns, rows in _sheets(report, words):
        found = list(rows)
        if found:
            _table(book.sheet(name), report, words, columns, found)
    return book.bytes()


def _sheets(report: Report, t: Words) -> Iterator[tuple[str, Sequence[Column], Iterator[Row]]]:
    who = Column(t("Name"), 26)
    form = Column(t("Form"), 38)
    calls, share = Column(t("Calls"), 8, COUNT), Column(t("Score"), 9, SHARE)
    yield t("Summary"), (
        who, form, calls, share, Column(t("Before"), 9, SHARE), Column(t("Change in points"), 10, SIGNED),
        Column(t("Passed"), 11, COUNT), Column(t("Passed, at least"), 10, SHARE), Column(t("Passed, at most"), 10, SHARE),
        Column(t("Critical: customer"), 10, COUNT), Column(t("Critical: business"), 10, COUNT),
        Column(t("Critical: compliance"), 13, COUNT), Column(t("Remark"), 60),
    ), _summary(report, t)  # fmt: skip
    items = (
        who,
        form,
        Column(t("Section"), 22),
        Column(t("Item"), 40),
        Column(t("Critical"), 16),
        Column(t("Checked"), 13, COUNT),
        Column(t("Met"), 11, COUNT),
        Column(t("Share"), 9, SHARE),
        Column(t("At least"), 9, SHARE),
        Column(t("At most"), 9, SHARE),
        Column(t("Everyone"), 9, SHARE),
        Column(t("Before"), 9, SHARE),
        Column(t("Change in points"), 10, SIGNED),
        Column(t("Points lost per call"), 11, POINTS),
    )
    yield t("Strengths"), items, _items(report, t, "strengths")
    yield t("To improve"), items, _items(report, t, "areas")
    yield t("All items"), items, _items(report, t, "items")
    yield t("Calls"), (
        who, form, Column(t("Call"), 18), Column(t("Day"), 12, DAY), share, Column(t("Passed"), 9), Column(t("Scenario"), 28),
        Column(t("Critical errors"), 34), Column(t("Missed"), 50), Column(t("Comment"), 60),
    ), _calls(report, t)  # fmt: skip
    yield (
        t("Comments"),
        (who, form, Column(t("Item"), 40), Column(t("Day"), 12, DAY), Column(t("Call"), 18), Column(t("Comment"), 80)),
        (_comments(report)),
    )
    yield (
        t("Calibration"),
        (
            who,
            form,
            Column(t("Scored twice"), 10, COUNT),
            Column(t("Difference in points"), 12, POINTS),
            Column(t("Second less first"), 12, SIGNED),
        ),
        _calibration(report, t),
    )


def _views(report: Report, t: Words, *, together: bool = False) -> Iterator[tuple[str, View]]:
    members = [
        *report.members,
        *([Member(t("All together"), report.whole.views)] if together and len(report.members) > 1 else []),
    ]
    yield from ((member.name, view) for member in members for view in member.views)


def _summary(report: Report, t: Words) -> Iterator[Row]:
    for name, view in _views(report, t, together=True):
        fatal = [view.fatal.get(kind) for kind in ("user", "business", "compliance")]
        yield (
            name,
            _form(view, t),
            view.count,
            _exact(view.score),
            _exact(view.before),
            _change(view.score, view.before),
            view.passed,
            *map(_exact, view.interval),
            *fatal,
            t.caution(view),
        )


def _items(report: Report, t: Words, which: str) -> Iterator[Row]:
    for name, view in _views(report, t, together=which == "items"):
        for item in getattr(view, which):
            yield (
                name,
                _form(view, t),
                item.section,
                item.title,
                t.fatal(item.fatal),
                item.checked,
                item.met,
                _exact(item.share),
                *map(_exact, item.interval),
                _exact(item.all),
                _exact(item.before),
                _change(item.share, item.before),
                tenths(item.cost),
            )


def _calls(report: Report, t: Words) -> Iterator[Row]:
    for name, view in _views(report, t):
        for call in view.calls:
            yield (
                name,
                _form(view, t),
                call.call,
                call.day,
                _exact(call.score),
                t("yes") if call.passed else t("no"),
                call.scenario,
                "; ".join(call.fatal),
                "; ".join(call.missed),
                call.comment,
            )


def _comments(report: Report) -> Iterator[Row]:
    for member in report.members:
        for view in member.views:
            for item in view.items:
                yield from ((member.name, str(view.form.title), item.title, q.day, q.call, q.text) for q in item.quotes)


def _calibration(report: Report, t: Words) -> Iterator[Row]:
    for name, view in _views(report, t, together=True):
        found = view.calibration
        if found is not None:
            yield name, _form(view, t), found.calls, tenths(found.gap), tenths(found.lean)


def _form(view: View, t: Words) -> str:
    return f"{t(KINDS[view.form.kind])}: {view.form.title}"


def _exact(share: mpq | None) -> Decimal | None:
    return None if share is None else as_decimal(share)


def _change(now: mpq, before: mpq | None) -> Decimal | None:
    return None if before is None else tenths((now - before) * 100)


def _table(sheet: Sheet, report: Report, t: Words, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    inner: Any = sheet.inner
    sheet.text(0, 0, f"{t.title(report)}: {sheet.name}", TITLE)
    sheet.text(1, 0, f"{report.title} · {report.span.id}", NOTE)
    for place, column in enumerate(columns):
        inner.set_column(place, place, column.width)
        sheet.text(3, place, column.heading, HEAD if column.style in {TEXT, DAY} else HEAD_RIGHT)
    for number, row in enumerate(rows, 4):
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            _write(sheet, number, place, cell, column.style)
        inner.set_row(number, LINE * _lines(row, columns))
    inner.autofilter(3, 0, 3 + len(rows), len(columns) - 1)
    inner.freeze_panes(4, 1)
    inner.set_row(3, 42)
    inner.set_landscape()
    inner.set_paper(9)
    inner.fit_to_pages(1, 0)
    inner.repeat_rows(3)


def _lines(row: Row, columns: Sequence[Column]) -> int:
    """How many lines the longest text of a row takes in its column: spreadsheets do not all find it out by themselves."""
    texts = ((cell, column.width) for cell, column in zip(row, columns, strict=True) if isinstance(cell, str))
    return max(1, *(-(-len(text) * 9 // (width * 8)) for text, width in texts))


def _write(sheet: Sheet, row: int, column: int, cell: Cell, style: Style) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.text(row, column, cell, style)
    elif isinstance(cell, date):
        sheet.number(row, column, Decimal((cell - date(1899, 12, 30)).days), style)
    elif cell is not None:
        sheet.number(row, column, Decimal(cell), style)
