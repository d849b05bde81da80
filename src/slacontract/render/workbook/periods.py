"""The sheets with periods across: Measures (inputs), Calculation (formulas), and Terms beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from slacontract.formula.excel import GUARD
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit
from slacontract.render.workbook.addresses import FIRST_PERIOD, FIRST_ROW
from slacontract.render.workbook.book import INPUT_INK, INPUT_PAPER, PAPER, Style
from slacontract.render.workbook.labels import STAGES
from slacontract.render.workbook.page import BLOCK, BOLD, NOTE, PLAIN, Page
from slacontract.settlement.service.scopes import input_id

if TYPE_CHECKING:
    from slacontract.formula.calculation import Row

_ABSENT = Style(paper=PAPER)


def calculation(page: Page) -> None:
    """Every row of the calculation, a live formula in each period."""
    page.title(page.say("Calculation"), page.say("One formula in a row, periods across. Figures of the contract stand in "
                                                 "Terms, figures of the service in Measures."))  # fmt: skip
    page.heads(FIRST_ROW - 1, [page.say(h) for h in ("Row", "Unit", "Clause", "Contract line", "Name")])
    page.periods_across()
    page.sheet.inner.set_column(0, 0, 66)
    page.sheet.inner.set_column(1, 4, 12)
    page.sheet.inner.set_column(3, 4, 16, None, {"level": 1})
    closed = _closed_rows(page)
    line = FIRST_ROW
    for stage, rows in page.addresses.blocks:
        page.sheet.text(line, 0, page.say(STAGES[stage]), BLOCK)
        for column in range(1, FIRST_PERIOD + len(page.addresses.columns)):
            page.sheet.blank(line, column, BLOCK)
        line += 1
        for row in rows:
            _row(page, line, row, bold=row.id in closed)
            line += 1
    page.printed(repeat=FIRST_ROW - 1)


def _closed_rows(page: Page) -> set[str]:
    """The rows that close a line or a total: set in bold."""
    rows = {line.amount for compiled in page.settlement.compiled for line in compiled.lines}
    return rows | {"billing.total", "total.net", "total.tax", "total.gross"}


def _row(page: Page, line: int, row: Row, *, bold: bool) -> None:
    sheet = page.sheet
    sheet.text(line, 0, page.say(row.label), BOLD if bold else PLAIN)
    sheet.text(line, 1, page.unit(row.unit), NOTE)
    sheet.text(line, 2, page.clause(row.clause), NOTE)
    sheet.text(line, 3, row.at.short, NOTE)
    sheet.text(line, 4, row.id, NOTE)
    style = page.book.unit(row.unit, exact=row.id.endswith(".exact"), bold=bold, top=bold)
    columns = page.settlement.columns
    for index, formula in enumerate(page.addresses.formulas(row)):
        if formula is None:
            sheet.blank(line, FIRST_PERIOD + index, _ABSENT)
        else:
            sheet.formula(line, FIRST_PERIOD + index, formula, columns[index][row.id], style)


def measures(page: Page) -> None:
    """The figures of the service: the only cells, beside Terms, that are not formulas."""
    page.title(page.say("Measures"), page.say("Blue figures are inputs, as they were read. An empty cell was not measured."))
    page.heads(FIRST_ROW - 1, [page.say(h) for h in ("Measure", "Unit", "Scope", "Field", "Source")])
    page.periods_across()
    page.sheet.inner.set_column(0, 0, 44)
    page.sheet.inner.set_column(1, 1, 10)
    page.sheet.inner.set_column(2, 4, 22)
    sources = _sources(page)
    for row in page.addresses.inputs:
        _input(page, row, sources)
    last = len(page.addresses.columns) + FIRST_PERIOD - 1
    page.sheet.inner.print_area(0, 0, FIRST_ROW + len(page.addresses.inputs) - 1, last)
    page.printed(repeat=FIRST_ROW - 1)


def _input(page: Page, row: Row, sources: dict[tuple[str, str], str]) -> None:
    line = page.addresses.input_rows[row.id] - 1
    field, _, scope = row.id.removeprefix("in:").partition("[")
    page.sheet.text(line, 0, page.say(row.label))
    page.sheet.text(line, 1, page.unit(row.unit), NOTE)
    page.sheet.text(line, 2, scope.removesuffix("]"), NOTE)
    page.sheet.text(line, 3, field, NOTE)
    first = len(page.addresses.columns) + FIRST_PERIOD + 1
    style = page.book.unit(row.unit, ink=INPUT_INK, paper=INPUT_PAPER)
    read: list[str] = []
    for index, period in enumerate(page.settlement.calculation.periods):
        value = page.settlement.calculation.inputs[index].get(row.id)
        if value is None:
            page.sheet.blank(line, FIRST_PERIOD + index, style)
            continue
        page.sheet.number(line, FIRST_PERIOD + index, as_decimal(value), style)
        source = page.clause(row.clause) if row.clause else sources.get((row.id, period.id), "")
        page.sheet.text(line, first + index, source, NOTE)
        read.append(source)
    page.sheet.text(line, 4, " … ".join(dict.fromkeys([*read[:1], *read[-1:]])), NOTE)


def _sources(page: Page) -> dict[tuple[str, str], str]:
    """Where each figure was read; the heads of that block stand to the right of the periods."""
    first = len(page.addresses.columns) + FIRST_PERIOD + 1
    for index, period in enumerate(page.settlement.calculation.periods):
        page.sheet.text(FIRST_ROW - 1, first + index, page.say("Source {period}", period=period.id), BLOCK)
    page.sheet.inner.set_column(first, first + len(page.addresses.columns) - 1, 20, None, {"level": 1, "hidden": False})
    found = {}
    for cell, figure in page.settlement.measures.cells.items():
        ident = input_id(cell.field, cell.member)
        more = page.say(" ({count} rows)", count=figure.rows) if figure.rows > 1 else ""
        found[ident, cell.period] = f"{figure.at.short}{more}" if figure.at.file else ""
    return found


def terms(page: Page) -> None:
    """Every figure of the contract, with its clause and its place in the file."""
    page.title(page.say("Terms"), page.say("What the contract says. The formulas refer to these figures."))
    heads = ("Term", "Version", "Unit", "Value", "As written", "Clause", "File and line", "Name")
    page.heads(FIRST_ROW - 1, [page.say(h) for h in heads])
    page.sheet.inner.freeze_panes(FIRST_ROW, 1)
    for column, width in enumerate((58, 9, 12, 16, 16, 16, 22, 36)):
        page.sheet.inner.set_column(column, column, width)
    page.sheet.text(FIRST_ROW, 0, page.say("Guard digits of spreadsheet arithmetic"))
    page.sheet.number(FIRST_ROW, 3, Decimal(GUARD), page.book.unit(Unit.BAND, ink=INPUT_INK, paper=INPUT_PAPER))
    page.sheet.text(FIRST_ROW, 5, page.say("definition"), NOTE)
    for term in page.addresses.terms:
        line = page.addresses.term_rows[term.id] - 1
        version = term.id.partition(":")[0].removeprefix("v")
        page.sheet.text(line, 0, page.say(term.label))
        page.sheet.number(line, 1, Decimal(version), page.book.unit(Unit.BAND, align="left"))
        page.sheet.text(line, 2, page.unit(term.unit), NOTE)
        style = page.book.unit(term.unit, exact=True, ink=INPUT_INK, paper=INPUT_PAPER)
        page.sheet.number(line, 3, as_decimal(term.value), style)
        page.sheet.text(line, 4, term.text, Style(align="center"))
        page.sheet.text(line, 5, page.clause(term.clause))
        page.sheet.text(line, 6, term.at.short)
        page.sheet.text(line, 7, term.id, NOTE)
    page.printed(repeat=FIRST_ROW - 1)
