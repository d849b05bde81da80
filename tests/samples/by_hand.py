"""What the computations by hand share: fractions, and rounding as people do it. Nothing of slacontract is used."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Final

ZERO: Final = Fraction(0)


def cents(amount: Fraction) -> Fraction:
    """Round half up, away from zero, to the cent.

    >>> cents(Fraction(-1005, 1000)), cents(Fraction("2.3449"))
    (Fraction(-101, 100), Fraction(117, 50))
    """
    size = Fraction(floor(abs(amount) * 100 + Fraction(1, 2)), 100)
    return size if amount >= 0 else -size


def percent(text: str) -> Fraction:
    """Read a percentage, such as ``-1.5``."""
    return Fraction(text) / 100


def total(amounts: Iterable[Fraction]) -> Fraction:
    """Add up."""
    return sum(amounts, ZERO)


def on_line(value: Fraction, points: list[tuple[str, str]]) -> Fraction:
    """The payout between corners given in percent, straight lines between them and flat outside."""
    corners = [(percent(x), percent(y)) for x, y in points]
    if value <= corners[0][0]:
        return corners[0][1]
    for (x0, y0), (x1, y1) in pairwise(corners):
        if value <= x1:
            return y0 + (value - x0) * (y1 - y0) / (x1 - x0)
    return corners[-1][1]
