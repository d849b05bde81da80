"""A page: what every sheet writer has at hand, and what all sheets have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.languages import Argument, Language, message, say
from slacontract.model.contract import Contract
from slacontract.quantities.units import Unit
from slacontract.render.workbook.addresses import FIRST_PERIOD, FIRST_ROW, Addresses
from slacontract.render.workbook.book import INK, PAPER, Book, Sheet, Style
from slacontract.render.workbook.labels import OWN_CLAUSES, unit_name
from slacontract.settlement.settlement import Settlement

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE: Final = Style(bold=True, size=14, ink=INK)
NOTE: Final = Style(ink="#606060")
HEAD: Final = Style(bold=True, ink="#FFFFFF", paper=INK, wrap=True)
HEAD_RIGHT: Final = Style(bold=True, ink="#FFFFFF", paper=INK, wrap=True, align="right")
BLOCK: Final = Style(bold=True, paper=PAPER, ink=INK)
PLAIN: Final = Style()
BOLD: Final = Style(bold=True)
WRAPPED: Final = Style(wrap=True)


@dataclass
class Page:
    """One sheet in the making."""

    settlement: Settlement
    addresses: Addresses
    book: Book
    sheet: Sheet
    language: Language

    @property
    def contract(self) -> Contract:
        """The version that priced the last period."""
        return self.settlement.contract(self.settlement.asked[-1])

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return str(self.contract.currency)

    def say(self, what: Argument | str, **arguments: Argument) -> str:
        """Say a message, or a sentence of this file with its arguments."""
        return say(message(what, **arguments) if isinstance(what, str) else what, self.language)

    def clause(self, clause: str) -> str:
        """A clause as the contract names it; what stands for one is said in the language."""
        return self.say(OWN_CLAUSES.get(clause, message("{name}", name=clause)))

    def unit(self, unit: Unit) -> str:
        """A unit as people read it."""
        return unit_name(unit, self.currency, self.language)

    def price(self, ident: str, index: int) -> tuple[str, Unit]:
        """The cell of the price of a line and its unit: a term of the contract, or a row where something changes it."""
        plan = self.settlement.calculation.plans[index]
        if ident in plan.terms:
            return self.addresses.term(ident), plan.terms[ident].unit
        return self.addresses.outside(ident, index), plan.rows[ident].unit

    def title(self, text: str, note: str = "") -> None:
        """Write the heading of the sheet."""
        self.sheet.text(0, 0, text, TITLE)
        if note:
            self.sheet.text(1, 0, note, NOTE)

    def heads(self, row: int, names: Sequence[str], start: int = 0, *, height: int = 27) -> None:
        """Write headings of columns, with room for two lines."""
        self.sheet.inner.set_row(row, height)
        for column, name in enumerate(names, start):
            self.sheet.text(row, column, name, HEAD)

    def periods_across(self) -> None:
        """Write the periods as headings, in the same columns on every sheet that has them."""
        for index, period in enumerate(self.settlement.calculation.periods):
            self.sheet.text(FIRST_ROW - 1, FIRST_PERIOD + index, period.id, HEAD_RIGHT)
        self.sheet.inner.set_column(FIRST_PERIOD, FIRST_PERIOD + len(self.addresses.columns) - 1, 14)
        self.sheet.inner.freeze_panes(FIRST_ROW, FIRST_PERIOD)

    def printed(self, *, landscape: bool = True, tall: int = 0, repeat: int | None = None) -> None:
        """Set up printing: A4, fitted to one page across, with contract and page number at the foot."""
        inner = self.sheet.inner
        if landscape:
            inner.set_landscape()
        inner.set_paper(9)
        inner.fit_to_pages(1, tall)
        inner.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        inner.set_footer(f"&L&8{_footer(self.contract)}&C&8&A&R&8&P / &N")
        if repeat is not None:
            inner.repeat_rows(0, repeat)


def _footer(contract: Contract) -> str:
    return f"{contract.contract} v{contract.version} {contract.fingerprint[:12]}"
