"""Number formats of workbooks: whether a cell shows the number it holds, a percentage of it, or something else."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from gmpy2 import mpq

Shows: TypeAlias = Literal["number", "percent", "other"]

_PIECE = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|E[+-]|(?P<char>.)', re.DOTALL)
_CORE = re.compile(r"[0#?,]*[0#?](?:\.[0#?]*)?(?:E[0#]+)?(?P<percent>%?)")
_COLOURS = frozenset({"black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"})


def shows(number_format: str, value: mpq) -> Shows:
    """Return what a reader of the sheet sees: rounding for display counts as the number, scaling and texts do not.

    >>> from gmpy2 import mpq
    >>> shows("#,##0.00", mpq(5)), shows("0.0%", mpq(1, 2)), shows("0,", mpq(5000)), shows('"99.9%"', mpq(1))
    ('number', 'percent', 'other', 'other')
    """
    if number_format.strip(" ").lower() in {"", "general", "@"}:
        return "number"
    sections = _sections(number_format)
    own = _section_for(value, len(sections))
    signed = value < 0 and own == 1
    zero = not value and own == 2
    return _section_shows(sections[own], signed=signed, zero=zero, blank_zero=not value and not zero)


def _section_for(value: mpq, count: int) -> int:
    if value < 0 and count > 1:
        return 1
    return 2 if not value and count > 2 else 0


def _sections(number_format: str) -> list[str]:
    """Cut at each ``;`` that is not part of a text."""
    sections = [""]
    for piece in _PIECE.finditer(number_format):
        if piece["char"] == ";":
            sections.append("")
        else:
            sections[-1] += piece[0]
    return sections


def _section_shows(section: str, *, signed: bool, zero: bool, blank_zero: bool) -> Shows:
    core, texts = _taken_apart(section)
    if texts is None:
        return "other"
    marked = "-" in texts or "(" in texts
    if zero and not core.strip("?#"):  # the accounting formats: a dash, and blanks as wide as digits
        return "number" if texts.strip() == "-" else "other"
    match = _CORE.fullmatch(core)
    if not match or marked != signed or (blank_zero and "0" not in core):
        return "other"
    return "percent" if match["percent"] else "number"


def _taken_apart(section: str) -> tuple[str, str | None]:
    """Return the digits of a section and its signs; None for the signs when it adds a text that is not a currency."""
    core, texts, words = "", "", ""
    for piece in _PIECE.finditer(section):
        text = piece["quoted"] or piece["escaped"] or ""
        if piece["bracket"] is not None:
            currency = re.match(r"\$([^-]*)", piece["bracket"])
            if currency is None and piece["bracket"].lower() not in _COLOURS:
                return "", None  # a condition such as [>100], or elapsed time
            text = currency[1] if currency else ""
        elif piece["char"] and piece["char"] in "0#?.,%":
            core += piece["char"]
        elif piece["char"]:
            text = piece["char"]
        elif piece[0] in {"E+", "E-"}:
            core += "E"
        texts += "".join(c for c in text if c in "-()")
        words += "".join(c for c in text if c not in "-+() \u00a0\u202f" and unicodedata.category(c) != "Sc")
    return core, texts if re.fullmatch(r"(?:[A-Z]{3})?", words) else None
