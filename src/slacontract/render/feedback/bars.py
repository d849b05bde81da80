"""Bars as inline SVG: a share, the interval it may lie in, and the share of everyone as a tick. Whole numbers only."""

from __future__ import annotations

from typing import Final

from gmpy2 import mpq
from markupsafe import Markup

WIDTH: Final = 168
HEIGHT: Final = 14


def _at(share: mpq) -> int:
    """The pixel of a share."""
    return int(mpq(WIDTH) * min(mpq(1), max(mpq(0), share)) + mpq(1, 2))


def bar(share: mpq, interval: tuple[mpq, mpq] | None, everyone: mpq | None, told: str, colour: str = "#4a7ebb") -> Markup:
    """A bar for a share from 0 to 1; ``told`` says it in words for those who do not see it.

    Colours stand in the drawing itself, because not every program that prints pages applies the page's style to drawings.
    """
    parts = [
        Markup('<rect y="2" width="{0}" height="{1}" rx="2" fill="#e5e9f0"/>').format(WIDTH, HEIGHT - 4),
        Markup('<rect y="2" width="{0}" height="{1}" rx="2" fill="{2}"/>').format(_at(share), HEIGHT - 4, colour),
    ]
    if interval is not None:
        low, high, middle = _at(interval[0]), _at(interval[1]), HEIGHT // 2
        path = Markup('<path d="M{0} {2}H{1}M{0} {3}v6M{1} {3}v6" stroke="#1f3864" fill="none"/>')
        parts.append(path.format(low, high, middle, middle - 3))
    if everyone is not None:
        parts.append(Markup('<path d="M{0} 0v{1}" stroke="#b45309" stroke-width="2"/>').format(_at(everyone), HEIGHT))
    frame = Markup('<svg role="img" aria-label="{0}" width="{1}" height="{2}" viewBox="0 0 {1} {2}">{3}</svg>')
    return frame.format(told, WIDTH, HEIGHT, Markup("").join(parts))
