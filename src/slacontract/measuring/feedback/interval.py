"""How far a share of few calls can be from the truth: the Wilson interval at 95 %."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Final

from gmpy2 import mpq

Z: Final = Decimal("1.959963984540054")


def wilson(hits: int, count: int) -> tuple[mpq, mpq] | None:
    """The interval in which the true share lies in 95 of 100 cases; None of nothing.

    >>> low, high = wilson(16, 20)
    >>> int(low * 1000), int(high * 1000)
    (583, 919)
    """
    if count == 0:
        return None
    with localcontext(prec=28):
        n, p, z = Decimal(count), Decimal(hits) / count, Z * Z
        middle = (p + z / (2 * n)) / (1 + z / n)
        half = (p * (1 - p) / n + z / (4 * n * n)).sqrt() * Z / (1 + z / n)
        low = Decimal(0) if hits == 0 else middle - half
        high = Decimal(1) if hits == count else middle + half
    return mpq(str(low)), mpq(str(high))
