"""The feed declaration: how the other side's table is to be read. It stands beside the contract as ``feed.yaml``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Noun
from slacontract.model.texts import Word

NumberMark = Literal["point", "comma"]
ThousandsMark = Literal["none", "point", "comma", "space"]
Column = Word


class Numbers(Noun):
    """How numbers are written in a text file: ``{decimal: comma, thousands: point}`` for 1.234,56."""

    decimal: NumberMark
    thousands: ThousandsMark


class PeriodColumn(Noun):
    """Which column says when, and how: a period's name or a date."""

    column: Word
    format: Literal["YYYY-MM", "MMM-YY", "MMM YYYY", "MM/YYYY", "YYYY-Qn", "YYYY-Hn", "YYYY-Www", "YYYY", "YYYY-MM-DD",
                    "DD/MM/YYYY", "MM/DD/YYYY", "excel date"]  # fmt: skip


class Feed(Noun):
    """One declaration, for every file whose name fits its pattern."""

    sheet: Word | None = Field(default=None, description="Sheet of a workbook; needed when it has several.")
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    delimiter: Literal["comma", "semicolon", "tab"] = "comma"
    numbers: Numbers = Numbers(decimal="point", thousands="none")
    layout: Literal["wide", "long"] = Field(
        default="wide", description="Wide: one column per field. Long: columns `measure` and `value`."
    )
    period: PeriodColumn | None = Field(default=None, description="Without it: a column `period` or `date`, ISO.")
    dimensions: tuple[Word, ...] = Field(default=(), description="Columns that name a scope, such as queue or site.")
    columns: dict[Word, Word] = Field(default={}, description="Field or dimension: the heading it has in the file.")
    units: dict[Word, Literal["percent", "ratio", "seconds", "minutes", "hours", "number"]] = Field(
        default={}, description="What the numbers of a field are, where the name does not say it (_s, _h)."
    )
    ignore: tuple[Word, ...] | Literal["others"] = Field(default=(), description="Columns that are not measures.")
    missing: tuple[Word, ...] = Field(default=(), description="Marks such as NA or - that say: not measured.")
    formulas: Literal["refuse", "accept_cached"] = "refuse"
    hidden: Literal["refuse", "accept"] = "refuse"


class Feeds(Noun):
    """The file ``feed.yaml``: file name pattern to declaration."""

    feeds: dict[Word, Feed]
