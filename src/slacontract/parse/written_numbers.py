"""Numbers as text files write them: the project's own grammar, after the marks that the feed declares are put aside."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.parse.tables import shown
from slacontract.quantities.numbers import TextFault, read_number

if TYPE_CHECKING:
    from slacontract.model.feed import Numbers

_SIGNS: Final = {"point": ".", "comma": ",", "space": " "}
_HARD_SPACES = str.maketrans("\u00a0\u202f", "  ")  # what French and Spanish programs put between thousands
_WHOLE = re.compile(r"0|[1-9][0-9]{0,11}")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")
_WITH_UNIT = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?\s*([A-Za-z]{1,8})(?:[0-9]+[a-z])*")


def read_written(text: str, numbers: Numbers | None, *, percent: bool = False) -> mpq:
    """Read a number as the feed says numbers are written; without a feed as ``1234.56``, and nothing else.

    Raises:
        TextFault: with both readings when the marks are not declared.
    """
    if _WHOLE.fullmatch(text):
        return mpq(text)  # most cells of most tables; no mark can change them
    decimal, thousands = (numbers.decimal, numbers.thousands) if numbers else ("point", "none")
    plain = text.translate(_HARD_SPACES) if thousands == "space" else text
    if fault := _strange(plain):
        raise fault
    if numbers is None and not percent and re.fullmatch(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}", plain):
        whole = plain.replace(".", "")
        raise TextFault(
            "M306",
            f"'{plain}' is {whole} or {plain}?",
            "Write 'numbers: {decimal: point, thousands: none}' in "
            f"feed.yaml for {plain}, 'numbers: {{decimal: comma, thousands: point}}' for {whole}.",
        )
    if thousands != "none":
        plain = _without_thousands(plain, _SIGNS[thousands], _SIGNS[decimal])
    return _bare(plain, text, decimal)


def _without_thousands(text: str, mark: str, decimal: str) -> str:
    whole, point, fraction = text.partition(decimal)
    if mark in fraction or (
        mark in whole and not re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", whole)
    ):
        raise TextFault(
            "M305",
            f"'{shown(text)}' has its thousands in another order than the feed says.",
            "Write three digits after each mark of thousands, or correct 'numbers:' in feed.yaml.",
        )
    return whole.replace(mark, "") + point + fraction


def _bare(plain: str, text: str, decimal: str) -> mpq:
    foreign = "," if decimal == "point" else "."
    if foreign in plain:
        raise _undeclared(plain, foreign)
    try:
        return read_number(plain.replace(",", "."))
    except TextFault as fault:
        raise _told(fault, text) from None


def _undeclared(text: str, mark: str) -> TextFault:
    """A mark that the feed does not declare: the readings it allows, and what to declare for each."""
    word, other = ("comma", "point") if mark == "," else ("point", "comma")
    as_thousands = f"'numbers: {{decimal: {other}, thousands: {word}}}'"
    as_decimal = f"'numbers: {{decimal: {word}, thousands: none}}'"
    groups = re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", text)
    whole, point = text.replace(mark, ""), text.replace(mark, ".")
    if groups and text.count(mark) == 1:
        return TextFault(
            "M306",
            f"'{shown(text)}' is {whole} or {point}? The feed declares no {word}.",
            f"Write {as_thousands} in feed.yaml for {whole}, {as_decimal} for {point}.",
        )
    if groups:
        return TextFault(
            "M305",
            f"'{shown(text)}' has {word}s, which the feed does not declare.",
            f"Write {as_thousands} in feed.yaml for {whole}.",
        )
    return TextFault(
        "M305",
        f"'{shown(text)}' has a {word}, which the feed does not declare.",
        f"Write {as_decimal} in feed.yaml when the {word} begins the decimals.",
    )


def _strange(text: str) -> TextFault | None:
    """Characters beyond ASCII, clocks and units: what a number of a table never has."""
    for offset, char in enumerate(text):
        if not " " <= char <= "~":
            name = unicodedata.name(char, "control character")
            return TextFault(
                "M305",
                f"'{shown(text)}' holds U+{ord(char):04X} ({name}), which no number has.",
                "Write the digits 0 to 9, '-' and the declared marks.",
                offset=offset,
                width=1,
            )
    if clock := _CLOCK.fullmatch(text):
        return TextFault("M305", f"'{shown(text)}' is a clock, not a number.", _clock_remedy(clock))
    unit = _WITH_UNIT.fullmatch(text)
    if unit and not re.fullmatch(r"[eExXoObB]", unit[1]):
        return TextFault(
            "M308",
            f"'{shown(text)}' has the unit '{unit[1]}' in the cell.",
            "Write the bare number, and under 'units' in feed.yaml what it counts (seconds, minutes, hours).",
        )
    return None


def _clock_remedy(clock: re.Match[str]) -> str:
    first, second = int(clock[1]), int(clock[2])
    if clock[3] is not None:
        return f"Write it in seconds: {first * 3600 + second * 60 + int(clock[3])}."
    minutes, hours = first * 60 + second, first * 3600 + second * 60
    return f"Write it in seconds: {minutes} (minutes and seconds) or {hours} (hours and minutes)."


def _told(fault: TextFault, text: str) -> TextFault:
    """The grammar's own words, under the code of measures."""
    if fault.code == "C207":
        return TextFault("M305", f"'{shown(text)}' is not a number.", "Write digits with the declared marks, such as 1234.5.")
    what = fault.what if shown(text) in fault.what else f"'{shown(text)}': {fault.what}"
    remedy = "Write the number alone, such as 1234.5." if "390 s" in fault.remedy else fault.remedy
    if "leave the key out" in remedy:
        remedy = "Write the figure; if it was not measured, list the mark under 'missing' in feed.yaml."
    return TextFault("M305", what, remedy, offset=fault.offset, width=fault.width)
