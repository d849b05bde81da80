"""The Events sheet: excused events, claims and overrides as they were written down, whatever was decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.languages import message
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit
from slacontract.render.workbook.page import BOLD, NOTE, PLAIN, WRAPPED, Page

if TYPE_CHECKING:
    from slacontract.model.events import Event

_HEADS: Final = (
    "Event", "Kind", "Period", "Decision", "Decided by", "KPI", "Scope", "Figures", "Amount", "Date", "Reason", "Evidence",
    "Source",
)  # fmt: skip
_HEAD_ROW: Final = 3
_WORDS: Final = {
    word: message(word) for word in ("event", "claim", "override", "accepted", "rejected", "open")
}  # said in the reader's language


def decisions(page: Page) -> None:
    """Write one row for each event of the periods that are shown; only what was accepted is an input of the calculation."""
    page.title(page.say("Events"), page.say("What was accepted stands among the inputs of Measures; the rest has no effect."))
    page.heads(_HEAD_ROW - 1, [page.say(head) for head in _HEADS])
    for column, width in enumerate((14, 12, 10, 12, 20, 20, 24, 34, 14, 12, 44, 24, 18)):
        page.sheet.inner.set_column(column, column, width)
    shown = {period.id for period in page.settlement.calculation.periods}
    for row, event in enumerate((e for e in page.settlement.measures.events if e.period in shown), _HEAD_ROW):
        _event(page, row, event)
    page.sheet.inner.freeze_panes(_HEAD_ROW, 1)
    page.printed(repeat=_HEAD_ROW - 1)


def _event(page: Page, row: int, event: Event) -> None:
    sheet = page.sheet
    sheet.text(row, 0, event.id, BOLD)
    sheet.text(row, 1, page.say(_WORDS[event.kind]))
    sheet.text(row, 2, event.period)
    sheet.text(row, 3, page.say(_WORDS[event.decision]), BOLD if event.accepted else PLAIN)
    sheet.text(row, 4, event.decided_by)
    sheet.text(row, 5, ", ".join(event.kpis))
    sheet.text(row, 6, ", ".join(value for _, value in event.member))
    sheet.text(row, 7, ", ".join(f"{name} {as_decimal(value)}" for name, value in event.figures), WRAPPED)
    if event.amount is not None:
        sheet.number(row, 8, as_decimal(event.amount), page.book.unit(Unit.MONEY))
    sheet.text(row, 9, event.day.isoformat() if event.day else "")
    sheet.text(row, 10, event.reason, WRAPPED)
    sheet.text(row, 11, event.evidence, WRAPPED)
    sheet.text(row, 12, event.at.short, NOTE)
