"""Figures in the sentences of a review, in the marks of each language."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.formula.figures import write_short, write_value
from slacontract.languages import Message, bilingual
from slacontract.quantities.units import Unit


def told(value: mpq, unit: Unit, decimals: int = 2) -> Message:
    """A value for reading: rounded to a few decimals, those that are zero left out.

    >>> str(told(mpq(37, 40), Unit.RATIO)), str(told(mpq(360), Unit.SECONDS))
    ('92.5 %', '360 s')
    """
    return bilingual(_short(value, unit, "en", decimals), _short(value, unit, "es", decimals))


def money(value: mpq, currency: str, decimals: int = 2) -> Message:
    """An amount of money with its currency."""
    return bilingual(
        f"{write_short(value, Unit.MONEY, 'en', decimals)} {currency}",
        f"{write_short(value, Unit.MONEY, 'es', decimals)} {currency}",
    )


def written(value: mpq, unit: Unit) -> Message:
    """A figure of the contract, whole."""
    return bilingual(write_value(value, unit, "en"), write_value(value, unit, "es"))


def _short(value: mpq, unit: Unit, language: str, decimals: int) -> str:
    text = write_short(value, unit, "es" if language == "es" else "en", decimals)
    mark = "," if language == "es" else "."
    number, space, suffix = text.partition(" ")
    return f"{number.rstrip('0').rstrip(mark) if mark in number else number}{space}{suffix}"
