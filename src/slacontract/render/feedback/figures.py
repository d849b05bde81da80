"""How figures of the report are shown: shares with one decimal, rounded half up, in the marks of the language."""

from __future__ import annotations

from decimal import Decimal

from gmpy2 import mpq

from slacontract.languages import Language, write_number
from slacontract.quantities.numbers import Rounding, as_decimal, rounded


def tenths(value: mpq) -> Decimal:
    """A figure to one decimal, as it is shown.

    >>> tenths(mpq(1, 3))
    Decimal('0.3')
    """
    return as_decimal(rounded(value, 1, Rounding.HALF_UP), 1)


def percent(share: mpq, language: Language) -> str:
    """A share as a percentage.

    >>> percent(mpq(5, 6), "en"), percent(mpq(5, 6), "es")
    ('83.3 %', '83,3 %')
    """
    return f"{write_number(tenths(share * 100), language)} %"


def whole_percent(share: mpq) -> str:
    """A share as a percentage without decimals, for ends of intervals: more would pretend to know more.

    >>> whole_percent(mpq(5, 6))
    '83'
    """
    return str(as_decimal(rounded(share * 100, 0, Rounding.HALF_UP), 0))


def points(value: mpq, language: Language, *, signed: bool = False) -> str:
    """Points of a hundred.

    >>> points(mpq(5, 2), "es", signed=True), points(mpq(-1, 3), "en", signed=True)
    ('+2,5', '−0.3')
    """
    shown = tenths(abs(value))
    sign = "" if shown == 0 else "−" if value < 0 else "+" if signed else ""
    return f"{sign}{write_number(shown, language)}"
