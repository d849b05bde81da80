"""What chance does to a sample: Wilson's interval, and the exact binomial distribution. Nothing here is rounded.

Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212. The binomial tail is
summed exactly, as in Clopper and Pearson (1934), Biometrika 26, 404-413.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import Final

from gmpy2 import mpq

from slacontract.measuring.feedback.interval import Z

MOST_EXACT: Final = 5_000
"""Above so many cases the sum is not made: the margin is then below a point and a half."""


def interval(share: mpq, cases: int) -> tuple[mpq, mpq]:
    """Wilson's interval at 95 % around a share that a sample of so many cases would show.

    >>> low, high = interval(mpq(7, 10), 22)
    >>> int(low * 1000), int(high * 1000)
    (491, 849)
    """
    with localcontext(prec=28):
        n, p, z = Decimal(cases), Decimal(int(share.numerator)) / Decimal(int(share.denominator)), Z * Z
        middle = (p + z / (2 * n)) / (1 + z / n)
        half = (p * (1 - p) / n + z / (4 * n * n)).sqrt() * Z / (1 + z / n)
        return mpq(str(middle - half)), mpq(str(middle + half))


def below(share: mpq, cases: int, edge: mpq, *, touching: bool) -> mpq:
    """How likely a sample shows less than ``edge`` (or exactly it, if ``touching``) when the truth is ``share``; exactly.

    >>> below(mpq(1, 2), 2, mpq(1, 2), touching=False)
    mpq(1,4)
    """
    limit = edge * cases
    most = math.floor(limit) if touching or limit.denominator != 1 else math.floor(limit) - 1
    hits, misses = int(share.numerator), int(share.denominator - share.numerator)
    if not misses or most < 0:
        return mpq(int(most >= cases))
    term = total = misses**cases
    for k in range(min(most, cases)):
        term = term * hits * (cases - k) // (misses * (k + 1))
        total += term
    return mpq(total, int(share.denominator) ** cases)
