"""The Summary sheet: the statement on one printed page, with charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.quantities.units import Unit
from slacontract.render.workbook.book import INK, PAPER, Style
from slacontract.render.workbook.page import BOLD, HEAD, HEAD_RIGHT, NOTE, Page
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.totals import GROSS, NET, TAX

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period
    from slacontract.settlement.settlement import SettledLine

_TOTALS: Final = (
    (TOTAL, "Billing"), ("adjustments.bonus", "Bonus"), ("adjustments.penalty", "Penalty"), (NET, "Net"), (TAX, "Tax"),
    (GROSS, "Gross"),
)  # fmt: skip
_FIRST: Final = 6
_SHOWN: Final = 24
"""At most so many lines are listed on the statement; all of them stand on the Invoice sheet."""


def summary(page: Page) -> None:
    """Write the statement."""
    contract, asked = page.contract, page.settlement.asked
    span = asked[0].id if len(asked) == 1 else f"{asked[0].id} – {asked[-1].id}"
    page.sheet.text(0, 0, str(contract.title), Style(bold=True, size=16, ink=INK))
    page.sheet.text(1, 0, page.say("Settlement {span} · {contract}, version {version}", span=span,
                                   contract=str(contract.contract), version=contract.version), NOTE)  # fmt: skip
    page.sheet.text(2, 0, page.say("{client} (client) · {vendor} (vendor)", client=str(contract.client.name),
                                   vendor=str(contract.vendor.name)), NOTE)  # fmt: skip
    page.sheet.text(3, 0, page.say("All checks hold"), BOLD)
    page.sheet.formula(3, 1, "all_checks", True, page.book.unit(Unit.TRUTH, bold=True))  # noqa: FBT003  # the proofs were asserted
    page.sheet.inner.set_column(0, 0, 42)
    page.sheet.inner.set_column(1, 6, 13)
    red = page.book.inner.add_format({"font_color": "#FFFFFF", "bg_color": "#C00000"})
    page.sheet.inner.conditional_format(3, 1, 3, 1, {"type": "formula", "criteria": "=NOT($B$4)", "format": red})
    last = _totals(page)
    line = _lines(page, last + 2)
    _charts(page, last, line + 1)
    page.sheet.inner.set_default_row(16)
    page.printed(landscape=False, tall=1)


def _totals(page: Page) -> int:
    """One row for each period, and their sum where there are several; returns the last row."""
    page.sheet.inner.set_row(_FIRST - 1, 27)
    page.sheet.text(_FIRST - 1, 0, page.say("Period"), HEAD)
    for column, (_, name) in enumerate(_TOTALS, 1):
        page.sheet.text(_FIRST - 1, column, f"{page.say(name)} {page.currency}", HEAD_RIGHT)
    money = page.book.unit(Unit.MONEY)
    row = _FIRST
    for period in page.settlement.asked:
        page.sheet.text(row, 0, period.id)
        for column, (ident, _) in enumerate(_TOTALS, 1):
            _amount(page, row, column, ident, period, money)
        row += 1
    if len(page.settlement.asked) == 1:
        return row - 1
    page.sheet.text(row, 0, page.say("Total"), Style(bold=True, top=True))
    for column, (ident, _) in enumerate(_TOTALS, 1):
        letter = "ABCDEFG"[column]
        total = sum((page.settlement.amount(ident, p) for p in page.settlement.asked[1:]),
                    page.settlement.amount(ident, page.settlement.asked[0]))  # fmt: skip
        page.sheet.formula(row, column, f"SUM({letter}{_FIRST + 1}:{letter}{row})", total,
                           Style(number=money.number, bold=True, top=True))  # fmt: skip
    return row


def _amount(page: Page, row: int, column: int, ident: str, period: Period, style: Style) -> None:
    index = page.settlement.index(period)
    page.sheet.formula(row, column, page.addresses.outside(ident, index), page.settlement.value(ident, period), style)
    name = f"{ident.rsplit('.', maxsplit=1)[-1] if ident != TOTAL else 'billing'}_{period.id.replace('-', '_')}"
    page.book.name(name, f"{page.sheet.quoted}!${'ABCDEFG'[column]}${row + 1}")


def _lines(page: Page, row: int) -> int:
    """The lines of the last period, up to what one page holds."""
    period = page.settlement.asked[-1]
    lines = [line for line in page.settlement.lines if line.period == period]
    page.sheet.text(row, 0, page.say("Lines of {period}", period=period.id), HEAD)
    for column, name in enumerate(("Clause", "Quantity", "Unit", "Unit price", "Amount"), 1):
        page.sheet.text(row, column, page.say(name), HEAD_RIGHT if column in {2, 4, 5} else HEAD)
    for settled in lines[:_SHOWN]:
        row += 1
        _line(page, row, settled)
    if len(lines) > _SHOWN:
        row += 1
        page.sheet.text(row, 0, page.say("and {count} more on the Invoice sheet", count=len(lines) - _SHOWN), NOTE)
    return row


def _line(page: Page, row: int, settled: SettledLine) -> None:
    line, index = settled.line, page.settlement.index(settled.period)
    page.sheet.text(row, 0, page.say(line.label), Style(wrap=False, paper=PAPER if line.kind == "billing" else ""))
    page.sheet.text(row, 1, page.clause(line.clause.text), NOTE)
    if line.quantity and line.unit:
        page.sheet.formula(row, 2, page.addresses.outside(line.quantity, index), settled.quantity, page.book.unit(line.unit))
        page.sheet.text(row, 3, page.unit(line.unit), NOTE)
    if line.price:
        cell, unit = page.price(line.price, index)
        page.sheet.formula(row, 4, cell, settled.price, page.book.unit(unit))
    page.sheet.formula(row, 5, page.addresses.outside(line.amount, index), settled.amount, page.book.unit(Unit.MONEY))


def _charts(page: Page, last: int, row: int) -> None:
    """Bonus and penalty by period, and what is paid by period; both native, over the cells above."""
    name, end = page.sheet.name, last if len(page.settlement.asked) == 1 else last - 1
    chosen = (("Bonus and penalty", ((2, "#548235"), (3, "#C00000"))), ("Billing and net", ((1, INK), (4, "#8FAADC"))))
    for number, (title, series) in enumerate(chosen):
        chart = page.book.inner.add_chart({"type": "column"})
        for column, colour in series:
            chart.add_series({
                "name": [name, _FIRST - 1, column],
                "categories": [name, _FIRST, 0, end, 0],
                "values": [name, _FIRST, column, end, column],
                "fill": {"color": colour},
                "gap": 80,
            })  # fmt: skip
        chart.set_title({"name": page.say(title), "name_font": {"size": 11, "color": INK}})
        chart.set_x_axis({"label_position": "low"})
        chart.set_legend({"position": "bottom"})
        axis = {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
        chart.set_y_axis(axis if number == 0 else {**axis, "min": 0})
        chart.set_size({"width": 425, "height": 260})
        page.sheet.inner.insert_chart(row, 0 if number == 0 else 2, chart, {"x_offset": 5 if number == 0 else 40})
