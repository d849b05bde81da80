"""The KPIs sheet: target, value, status, band, amount, and how far the next better band is, in contacts and in money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.quantities.units import Unit
from slacontract.render.workbook.page import BOLD, NOTE, PLAIN, Page

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period
    from slacontract.settlement.draft import Outcome

_HEADS: Final = (
    "Period", "KPI", "Clause", "Target", "Value", "Unit", "Status", "Band", "Before gates and limits",
    "Distance to the next better band", "In contacts", "Worth",
)  # fmt: skip
_HEAD_ROW: Final = 4
_STATUS: Final = ("met", "missed", "not measured", "no target", "excused")


def kpis(page: Page) -> None:
    """Write one row for each KPI, scope and period; the points column stands only where KPIs give points."""
    page.title(page.say("KPIs"), page.say("Whether a target was met, and what the result pays, are two things."))
    for column, word in enumerate(_STATUS, 1):  # the words that the status formulas refer to
        page.sheet.text(2, column, page.say(word), NOTE)
    in_points = any(outcome.points for period in page.settlement.asked for outcome in page.settlement.outcomes(period))
    heads = (*_HEADS, "Points") if in_points else _HEADS
    page.heads(_HEAD_ROW - 1, [page.say(h) for h in heads], height=40)
    for column, width in enumerate((10, 44, 16, 20, 14, 8, 14, 8, 16, 16, 12, 14)):
        page.sheet.inner.set_column(column, column, width)
    row = _HEAD_ROW
    for period in page.settlement.asked:
        for outcome in page.settlement.outcomes(period):
            _outcome(page, row, period, outcome)
            row += 1
    page.sheet.inner.freeze_panes(_HEAD_ROW, 2)
    missed = page.book.inner.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE"})
    met = page.book.inner.add_format({"font_color": "#006100", "bg_color": "#C6EFCE"})
    for cell, look in (("$C$3", missed), ("$B$3", met)):
        page.sheet.inner.conditional_format(_HEAD_ROW, 6, max(_HEAD_ROW, row - 1), 6, {
            "type": "formula", "criteria": f"=$G${_HEAD_ROW + 1}={cell}".replace(f"$G${_HEAD_ROW + 1}", f"$G{_HEAD_ROW + 1}"),
            "format": look})  # fmt: skip
    page.printed(repeat=_HEAD_ROW - 1)


def _outcome(page: Page, row: int, period: Period, outcome: Outcome) -> None:
    sheet = page.sheet
    sheet.text(row, 0, period.id)
    sheet.text(row, 1, page.say(outcome.label), BOLD)
    sheet.text(row, 2, outcome.clause.text, NOTE)
    sheet.text(row, 3, outcome.target)
    _figure(page, row, 4, outcome.printed or outcome.value, period, outcome.unit)
    sheet.text(row, 5, page.unit(outcome.unit), NOTE)
    _status(page, row, period, outcome)
    for column, ident, unit in (
        (7, outcome.band, Unit.BAND), (8, outcome.amount, Unit.MONEY), (9, outcome.gap, outcome.unit),
        (10, outcome.gap_contacts, Unit.COUNT), (11, outcome.gap_money, Unit.MONEY), (12, outcome.points, Unit.POINTS),
    ):  # fmt: skip
        if ident:
            _figure(page, row, column, ident, period, unit)


def _figure(page: Page, row: int, column: int, ident: str, period: Period, unit: Unit) -> None:
    index = page.settlement.index(period)
    page.sheet.formula(row, column, page.addresses.outside(ident, index), page.settlement.value(ident, period),
                       page.book.unit(unit))  # fmt: skip


def _status(page: Page, row: int, period: Period, outcome: Outcome) -> None:
    formula, word = _reached(page, period, outcome)
    if outcome.excused:
        cell = page.addresses.outside(outcome.excused, page.settlement.index(period))
        formula = f"IF({cell},$F$3,{formula})"
        word = _STATUS[4] if page.settlement.value(outcome.excused, period) else word
    page.sheet.formula(row, 6, formula, page.say(word), PLAIN)


def _reached(page: Page, period: Period, outcome: Outcome) -> tuple[str, str]:
    """The formula of the status as measured, and the word it gives."""
    if not outcome.met:
        return "$E$3", _STATUS[3]
    index = page.settlement.index(period)
    value, met = (page.addresses.outside(ident, index) for ident in (outcome.value, outcome.met))
    reached = page.settlement.value(outcome.met, period)
    word = _STATUS[2] if reached is None else _STATUS[0] if reached else _STATUS[1]
    return f"IF(ISNUMBER({value}),IF({met},$B$3,$C$3),$D$3)", word
