"""Writes the workbook, sheet by sheet."""

from __future__ import annotations

from slacontract.languages import Language
from slacontract.render.workbook.addresses import Addresses
from slacontract.render.workbook.book import Book
from slacontract.render.workbook.control import about, checks
from slacontract.render.workbook.decisions import decisions
from slacontract.render.workbook.invoice import invoice
from slacontract.render.workbook.kpis import kpis
from slacontract.render.workbook.labels import sheet_names
from slacontract.render.workbook.page import Page
from slacontract.render.workbook.periods import calculation, measures, terms
from slacontract.render.workbook.summary import summary
from slacontract.settlement.settlement import Settlement

_SHEETS = {
    "summary": summary,
    "invoice": invoice,
    "kpis": kpis,
    "calculation": calculation,
    "measures": measures,
    "events": decisions,
    "terms": terms,
    "checks": checks,
    "about": about,
}


def write_workbook(settlement: Settlement, language: Language = "en") -> bytes:
    """Return the workbook of a settlement: the same bytes for the same settlement.

    Raises:
        WorkbookLimitError: when something does not fit into a sheet.
    """
    names = sheet_names(language)
    if not settlement.measures.events:
        del names["events"]
    last = settlement.asked[-1]
    book = Book(last.last_day, settlement.decimals)
    addresses = Addresses(settlement.calculation, names)
    sheets = {key: book.sheet(name) for key, name in names.items()}
    for key, sheet in sheets.items():
        _SHEETS[key](Page(settlement, addresses, book, sheet, language))
    return book.bytes()
