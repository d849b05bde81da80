"""The Invoice sheet: one flat table that finance imports without touching it. Its columns are a versioned schema.

The headings are the same in every language; ``docs/workbook.md`` documents each column. A change of the schema raises its
version, which stands on the About sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.quantities.units import Unit
from slacontract.render.workbook.book import Style
from slacontract.render.workbook.page import Page

if TYPE_CHECKING:
    from slacontract.settlement.settlement import SettledLine

SCHEMA: Final = "1"
COLUMNS: Final = (
    "document", "line", "type", "description", "clause", "quantity", "unit", "unit_price", "net", "tax", "gross", "currency",
    "account", "cost_centre",
)  # fmt: skip
_WIDTHS: Final = (24, 30, 16, 52, 16, 14, 10, 12, 14, 14, 14, 9, 14, 14)


def invoice(page: Page) -> None:
    """Write the table, one row for each line of each period; amounts are formulas over the Calculation."""
    lines = page.settlement.lines
    columns = [{"header": name} for name in COLUMNS]
    page.sheet.inner.add_table(0, 0, len(lines), len(COLUMNS) - 1,
                               {"name": "invoice", "columns": columns, "style": "Table Style Medium 2"})  # fmt: skip
    for column, width in enumerate(_WIDTHS):
        page.sheet.inner.set_column(column, column, width)
    for number, settled in enumerate(lines, 1):
        _line(page, number, settled)
    page.sheet.inner.freeze_panes(1, 4)
    page.printed(repeat=0)


def document(page: Page, settled: SettledLine) -> str:
    """The document a line belongs to: a draft until it is issued."""
    return f"{page.contract.contract}/{settled.period.id}"


def _line(page: Page, row: int, settled: SettledLine) -> None:
    sheet, line = page.sheet, settled.line
    index = page.settlement.index(settled.period)
    texts = {
        0: document(page, settled),
        1: line.id,
        2: line.kind,
        3: page.say(line.label),
        4: page.clause(line.clause.text),
        11: page.currency,
        12: str(line.booked.account),
        13: str(line.booked.cost_centre),
    }
    for column, text in texts.items():
        sheet.text(row, column, text)
    if line.quantity and line.unit:
        cell = page.addresses.outside(line.quantity, index)
        sheet.formula(row, 5, cell, settled.quantity, page.book.unit(line.unit))
        sheet.text(row, 6, page.unit(line.unit))
    if line.price:
        cell, unit = page.price(line.price, index)
        sheet.formula(row, 7, cell, settled.price, page.book.unit(unit))
    _amounts(page, row, settled, page.addresses.outside(line.amount, index))


def _amounts(page: Page, row: int, settled: SettledLine, cell: str) -> None:
    """Net and gross of a line; a tax line has no net. Tax is one line for its whole base, so that it is rounded once."""
    money = page.book.unit(Unit.MONEY)
    none = settled.amount - settled.amount
    is_tax = settled.line.kind == "tax"
    page.sheet.formula(row, 8, "0" if is_tax else cell, none if is_tax else settled.amount, money)
    page.sheet.formula(row, 9, cell if is_tax else "0", settled.amount if is_tax else none, money)
    gross = f"I{row + 1}+J{row + 1}"
    page.sheet.formula(row, 10, gross, settled.amount, Style(number=money.number, bold=True))
