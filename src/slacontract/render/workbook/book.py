"""The book: XlsxWriter with what it may do here. Typed cells only, each return code looked at, no clock, no author."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from datetime import date

    from slacontract.formula.calculation import Value

INK: Final = "#1F3864"
PAPER: Final = "#F2F2F2"
INPUT_INK: Final = "#0000C0"
INPUT_PAPER: Final = "#FFFBE6"
LONGEST_TEXT: Final = 32_767
LONGEST_FORMULA: Final = 8_192


class WorkbookLimitError(Exception):
    """Something does not fit into a workbook; ``args[0]`` says what."""


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet that takes formulas as they are.

    XlsxWriter runs 29 regular expressions over each formula to prefix functions newer than Excel 2010. None of those is
    written here (``formula/excel.py`` has the list), and they cost two thirds of the time of a workbook. It is a private
    method: the dependency is pinned to a minor version, and a test holds that both classes give the same bytes.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")


@dataclass(frozen=True)
class Style:
    """How a cell looks; equal styles share one format of the book."""

    number: str = ""
    bold: bool = False
    ink: str = ""
    paper: str = ""
    size: int = 10
    wrap: bool = False
    align: str = ""
    top: bool = False
    quoted: bool = False


@cache
def number_format(unit: Unit, decimals: int) -> str:
    """The number format of a unit: what is shown, never what is held."""
    money = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    return {
        Unit.MONEY: f"{money};[Red]-{money}",
        Unit.RATE: "#,##0.00######",
        Unit.RATIO: "0.00##%",
        Unit.SECONDS: "#,##0.0###",
        Unit.MINUTES: "#,##0.00##",
        Unit.HOURS: "#,##0.00##",
        Unit.COUNT: "#,##0.######",
        Unit.NUMBER: "#,##0.########",
        Unit.POINTS: "0.0###",
        Unit.FTE: "#,##0.00##",
        Unit.DAYS: "0.####",
        Unit.DATE: "yyyy-mm-dd",
        Unit.MOMENT: "0",
        Unit.BAND: "0",
        Unit.TRUTH: '"TRUE";"TRUE";"FALSE"',  # Excel shows truths in its own language; LibreOffice needs to be told
    }.get(unit, "General")


@dataclass
class Book:
    """A workbook in memory; ``day`` is the only date it carries."""

    day: date
    decimals: int
    stream: io.BytesIO = field(default_factory=io.BytesIO)
    formats: dict[Style, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inner = xlsxwriter.Workbook(self.stream, {"in_memory": True, "strings_to_numbers": False})
        created = datetime.combine(self.day, time(12), tzinfo=None)
        self.inner.set_properties({"created": created, "author": "", "comments": ""})
        self.inner.set_calc_mode("auto")

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        return Sheet(self, name, self.inner.add_worksheet(name, worksheet_class=PlainWorksheet))

    def format(self, style: Style) -> Any:
        """The format of a style."""
        if style not in self.formats:
            self.formats[style] = self.inner.add_format(_properties(style))
        return self.formats[style]

    def unit(self, unit: Unit, *, exact: bool = False, **look: Any) -> Style:
        """The style of a figure; ``exact`` shows what lies behind the coin."""
        code = "#,##0.00####;[Red]-#,##0.00####" if exact and unit is Unit.MONEY else number_format(unit, self.decimals)
        return Style(number=code, **look)

    def name(self, name: str, formula: str) -> None:
        """Define a name for a cell."""
        assert self.inner.define_name(name, f"={formula}") != -1, f"{name} is no name"

    def bytes(self) -> bytes:
        """Close the book and return it."""
        self.inner.close()
        return self.stream.getvalue()


def _properties(style: Style) -> dict[str, Any]:
    properties: dict[str, Any] = {"font_name": "Arial", "font_size": style.size, "valign": "vcenter"}
    if style.number:
        properties["num_format"] = style.number
    if style.ink:
        properties["font_color"] = style.ink
    if style.paper:
        properties["bg_color"] = style.paper
    if style.align:
        properties["align"] = style.align
    if style.top:
        properties |= {"top": 1, "top_color": INK}
    flags = {"bold": style.bold, "text_wrap": style.wrap, "quote_prefix": style.quoted}
    return properties | {name: True for name, on in flags.items() if on}


@dataclass
class Sheet:
    """One sheet; rows and columns count from 0."""

    book: Book
    name: str
    inner: Any

    @property
    def quoted(self) -> str:
        """The name as formulas write it."""
        return reference(self.name)

    def text(self, row: int, column: int, text: str, style: Style = Style()) -> None:  # frozen
        """Write a text; what a spreadsheet would take for a formula stays a text, marked with its quote prefix."""
        if len(text) > LONGEST_TEXT:
            raise WorkbookLimitError(f"a text of {len(text):,} characters in {self.name}; a cell holds {LONGEST_TEXT:,}")
        if text.startswith(("=", "+", "-", "@", "\t", "\r")):
            style = Style(**{**style.__dict__, "quoted": True})
        self._done(self.inner.write_string(row, column, text, self.book.format(style)))

    def number(self, row: int, column: int, value: Decimal, style: Style = Style()) -> None:
        """Write a figure of the contract or of the measures."""
        assert value.is_finite(), f"{value} is no figure"
        self._done(self.inner.write_number(row, column, value, self.book.format(style)))

    def formula(self, row: int, column: int, formula: str, value: Value | str, style: Style = Style()) -> None:
        """Write a formula (without ``=``) with the engine's value stored beside it."""
        if len(formula) > LONGEST_FORMULA:
            raise WorkbookLimitError(f"a formula of {len(formula):,} characters in {self.name}; a cell holds {LONGEST_FORMULA:,}")
        self._done(self.inner.write_formula(row, column, formula, self.book.format(style), stored(value)))

    def blank(self, row: int, column: int, style: Style) -> None:
        """Leave a cell empty, with a look."""
        self._done(self.inner.write_blank(row, column, None, self.book.format(style)))

    def _done(self, code: int) -> None:
        if code:
            raise WorkbookLimitError(f"a cell outside of what a sheet holds, in {self.name}")


def stored(value: Value | str) -> Decimal | bool | str:
    """The stored value of a formula: exact, or to 17 digits where decimals do not end; nothing measured is an empty text."""
    if value is None:
        return ""
    if isinstance(value, (bool, str)):
        return value
    return as_decimal(value)


def reference(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return sheet if sheet.isascii() and sheet.isalnum() else f"'{sheet}'"
