"""Chance in whole numbers: the same draws on every machine, and tables of quantiles that are computed in decimals."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import cache
from itertools import accumulate
from typing import Final, TypeVar

T = TypeVar("T")

QUANTILES: Final = 2048
"""How finely a distribution is told: one entry of its table for each of so many equal chances."""


class Draws:
    """A stream of chance of its own. Each purpose has one, so that a new table of records changes none of the others."""

    def __init__(self, *names: object) -> None:
        digest = hashlib.sha256(":".join(map(str, names)).encode()).digest()
        self._bits = random.Random(int.from_bytes(digest[:8], "big")).getrandbits  # noqa: S311  # a sample, not a secret

    def below(self, count: int) -> int:
        """A whole number from 0 to ``count - 1``."""
        return (self._bits(32) * count) >> 32

    def chance(self, permille: int) -> bool:
        """True in so many of a thousand cases."""
        return (self._bits(32) * 1000) >> 32 < permille

    def of(self, table: Sequence[T]) -> T:
        """One entry of a table, each as likely as the others."""
        return table[(self._bits(32) * len(table)) >> 32]

    def weighted(self, sums: Sequence[int]) -> int:
        """The place in a table of running sums of weights."""
        at, low, high = self.below(sums[-1]), 0, len(sums) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if at < sums[middle] else (middle + 1, high)
        return low


def running(weights: Sequence[int]) -> tuple[int, ...]:
    """Running sums of weights, as ``Draws.weighted`` takes them.

    >>> running([2, 0, 3])
    (2, 2, 5)
    """
    return tuple(accumulate(weights))


@cache
def log_normal(median: int, spread: int) -> tuple[int, ...]:
    """Seconds of work: quantiles of a log-normal with this median; ``spread`` is its sigma in thousandths.

    >>> table = log_normal(240, 600)
    >>> len(table), table[0] < 60, abs(table[len(table) // 2] - 240) <= 1
    (2048, True, True)
    """
    with localcontext(prec=20):
        sigma, middle = Decimal(spread) / 1000, Decimal(median).ln()
        return tuple(int((middle + sigma * _normal(_chance(n))).exp().to_integral_value()) for n in range(QUANTILES))


@cache
def exponential(mean: int) -> tuple[int, ...]:
    """Seconds of patience: quantiles of an exponential with this mean."""
    with localcontext(prec=20):
        return tuple(int((-mean * (1 - _chance(n)).ln()).to_integral_value()) for n in range(QUANTILES))


def _chance(number: int) -> Decimal:
    return (Decimal(2 * number + 1)) / (2 * QUANTILES)


_CENTRE_TOP = ("-39.69683028665376", "220.9460984245205", "-275.9285104469687", "138.3577518672690", "-30.66479806614716",
               "2.506628277459239")  # fmt: skip
_CENTRE_BOTTOM = ("-54.47609879822406", "161.5858368580409", "-155.6989798598866", "66.80131188771972", "-13.28068155288572", "1")
_TAIL_TOP = ("-0.007784894002430293", "-0.3223964580411365", "-2.400758277161838", "-2.549732539343734", "4.374664141464968",
             "2.938163982698783")  # fmt: skip
_TAIL_BOTTOM = ("0.007784695709041462", "0.3224671290700398", "2.445134137142996", "3.754408661907416", "1")
_TAIL: Final = Decimal("0.02425")


def _normal(chance: Decimal) -> Decimal:
    """The quantile of the standard normal, by Acklam's rational approximation (nine digits)."""
    if chance > 1 - _TAIL:
        return -_normal(1 - chance)
    if chance < _TAIL:
        far = (-2 * chance.ln()).sqrt()
        return _polynomial(_TAIL_TOP, far) / _polynomial(_TAIL_BOTTOM, far)
    near = chance - Decimal("0.5")
    return _polynomial(_CENTRE_TOP, near * near) * near / _polynomial(_CENTRE_BOTTOM, near * near)


def _polynomial(coefficients: Sequence[str], x: Decimal) -> Decimal:
    value = Decimal(0)
    for coefficient in coefficients:
        value = value * x + Decimal(coefficient)
    return value
