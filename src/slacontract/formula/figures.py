"""How a value is written for people: its number in the marks of the language, with its unit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import Language, message, say, write_number
from slacontract.quantities.numbers import Rounding, as_decimal, rounded
from slacontract.quantities.periods import from_serial
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.formula.calculation import Value

MOST_DECIMALS: Final = 6
_SUFFIX = {Unit.SECONDS: " s", Unit.MINUTES: " min", Unit.HOURS: " h", Unit.FTE: " FTE", Unit.RATIO: " %"}


def write_about(value: mpq, unit: Unit, language: Language, decimals: int = 2) -> str:
    """Write a value as reports show what nobody pays by: rounded, with its unit.

    >>> write_about(mpq(1, 3), Unit.RATIO, "en"), write_about(mpq(39732, 3600), Unit.HOURS, "es")
    ('33.33 %', '11,04 h')
    """
    shown = rounded(mpq(value) * (100 if unit is Unit.RATIO else 1), decimals, Rounding.HALF_UP)
    return f"{write_number(as_decimal(shown, decimals), language)}{_SUFFIX.get(unit, '')}"


def write_value(value: Value, unit: Unit, language: Language, money: str = "", decimals: int = 2) -> str:
    """Write a value with its unit; what does not end within six decimals is cut there and marked with ``…``.

    ``money`` is the currency code, set after amounts, and ``decimals`` how many every amount shows at least.

    >>> write_value(mpq(1, 3), Unit.RATIO, "en"), write_value(mpq(2500), Unit.MONEY, "es", "EUR")
    ('33.333333… %', '2.500,00 EUR')
    """
    if value is None:
        return say(message("not measured"), language)
    if isinstance(value, bool) or unit is Unit.TRUTH:
        return say(message("yes") if value else message("no"), language)
    if unit is Unit.MOMENT:
        return f"{datetime.fromtimestamp(int(value), UTC):%Y-%m-%d %H:%M:%S} UTC"
    if unit is Unit.DATE:
        return from_serial(int(value)).isoformat()
    shown = mpq(value) * (100 if unit is Unit.RATIO else 1)
    cut = rounded(shown, MOST_DECIMALS, Rounding.DOWN)
    text = write_number(as_decimal(cut), language)
    if unit is Unit.MONEY:
        text = _padded(text, language, decimals)
    ellipsis = "…" if cut != shown else ""
    currency = f" {money}" if money and unit in {Unit.MONEY, Unit.RATE} else ""
    return f"{text}{ellipsis}{_SUFFIX.get(unit, currency)}"


def write_short(value: Value, unit: Unit, language: Language, decimals: int = 2) -> str:
    """Write a value for reading alone: rounded half up to a few decimals, never to be computed with.

    >>> write_short(mpq(1, 3), Unit.RATIO, "en"), write_short(mpq(1844, 10), Unit.SECONDS, "es")
    ('33.33 %', '184,40 s')
    """
    if value is None or isinstance(value, bool):
        return write_value(value, unit, language)
    shown = rounded(mpq(value) * (100 if unit is Unit.RATIO else 1), decimals, Rounding.HALF_UP)
    return f"{write_number(as_decimal(shown, decimals), language)}{_SUFFIX.get(unit, '')}"


def _padded(text: str, language: Language, decimals: int) -> str:
    mark = "." if language == "en" else ","
    whole, _, fraction = text.partition(mark)
    return f"{whole}{mark}{fraction.ljust(decimals, '0')}" if fraction or decimals > 0 else whole
