"""Figures, intervals, rounding."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor
from typing import Any, TypeAlias

Tree: TypeAlias = dict[str, Any]
Known: TypeAlias = "Fraction | None"

ZERO = Fraction(0)


class NotKnown(Exception):  # noqa: N818  # it is no error of a contract
    """The second opinion does not know a mechanism."""


class Refused(Exception):  # noqa: N818  # a settlement that the documents refuse
    """A settlement that must be refused, such as a billing line without its figure."""


_UNITS = {"": Fraction(1), "%": Fraction(1, 100), "bp": Fraction(1, 10_000), "ratio": Fraction(1), "s": Fraction(1),
          "min": Fraction(60), "h": Fraction(3600), "points": Fraction(1), "point": Fraction(1),
          "days": Fraction(1), "day": Fraction(1)}  # fmt: skip


def figure(text: str) -> Fraction:
    """A number with its unit: percentages as ratios, durations as seconds."""
    clock = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", text)
    if clock and text:
        return Fraction(sum(int(part or 0) * size for part, size in zip(clock.groups(), (3600, 60, 1), strict=True)))
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)\s*(\S*)", text)
    if not found or found[2] not in _UNITS:
        raise NotKnown(text)
    return Fraction(found[1]) * _UNITS[found[2]]


def is_figure(text: str) -> bool:
    return re.match(r"[+-]?\d", text) is not None


def is_share(text: str) -> bool:
    """Whether a payment is a percentage of a base."""
    return any(mark in text for mark in ("%", "bp", "ratio"))


def to_coin(value: Fraction, coin: Fraction, mode: str) -> Fraction:
    """Round an amount to a number of coins."""
    coins = abs(value) / coin
    lower = floor(coins)
    rest = coins - lower
    up = {
        "up": rest > 0,
        "down": False,
        "half_up": rest >= Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and lower % 2 == 1),
    }[mode]
    whole = (lower + (1 if up else 0)) * coin
    return -whole if value < 0 else whole


def rounded(value: Fraction, rule: Tree | None, *, percent: bool = False) -> Fraction:
    """By ``{decimals, mode}``: decimals as people read them, so of the percentage and not of the ratio."""
    if rule is None:
        return value
    grain = Fraction(1, 10) ** int(rule["decimals"]) / (100 if percent else 1)
    return to_coin(value, grain, rule["mode"])


def compare(left: Fraction, relation: str, right: Fraction) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right,
            "<>": left != right}[relation]  # fmt: skip


def lies_in(value: Fraction, text: str) -> bool:
    """Whether a value satisfies ``>= 70% and < 80%``."""
    return all(compare(value, *_bound(part)) for part in text.split(" and "))


def _bound(text: str) -> tuple[str, Fraction]:
    found = re.fullmatch(r"(<=|>=|<|>|=)\s*(.+)", text.strip())
    assert found, text
    return found[1], figure(found[2])


def listed(value: Any) -> list[Any]:
    """One or a list, as a list."""
    return list(value) if isinstance(value, list) else [value]
