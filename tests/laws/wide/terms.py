"""The source of chance of a deal, and what its parts must know of each other."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from laws.strategies import decimal

Tree: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, str]
T = TypeVar("T")

QUEUES = ("back", "care", "tech")
MODES = ("half_up", "half_even", "up", "down")
SPANS = ("month", "quarter", "half_year", "contract_year", "term")


@dataclass
class Terms:
    """One deal in the making: chance, its coin, the lines and KPIs so far, the measures that they need."""

    chance: random.Random
    coin: str
    months: int
    lines: Tree = field(default_factory=dict)
    kpis: Tree = field(default_factory=dict)
    figures: Tree = field(default_factory=dict)
    indexation: Tree = field(default_factory=dict)
    pools: Tree = field(default_factory=dict)
    committed: set[str] = field(default_factory=set)
    """What commitments are about."""

    extras: set[str] = field(default_factory=set)
    """Measures beside the usual ones: calls (one by one), days, cpi, usd."""

    def happens(self, percent: int) -> bool:
        return self.chance.randint(1, 100) <= percent

    def pick(self, items: Sequence[T]) -> T:
        return items[self.chance.randint(0, len(items) - 1)]

    def some(self, items: Sequence[T], most: int) -> list[T]:
        """One to so many of the items, in their order."""
        count = min(len(items), self.chance.randint(1, most))
        return [item for item in items if item in self.chance.sample(list(items), count)] or [items[0]]

    def whole(self, low: int, high: int, step: int = 1) -> int:
        return self.chance.randint(low // step, high // step) * step

    def mode(self) -> str:
        return self.pick(MODES)

    def money(self, low: int, high: int, step: int = 1) -> str:
        """An amount that is a multiple of the coin."""
        coin = Fraction(self.coin)
        amount = Fraction(self.whole(low, high, step))
        if self.happens(30) and coin < 1:
            amount += coin * self.whole(1, 99)
        return decimal(amount)

    def rate(self, low: int = 5, high: int = 400) -> str:
        """A price of some cents, sometimes with tenths of cents."""
        return decimal(Fraction(self.whole(low, high), 100) + (Fraction(self.whole(1, 99), 10_000) if self.happens(25) else 0))

    def percent(self, low: int, high: int, parts: int = 1) -> str:
        return f"{decimal(Fraction(self.whole(low * parts, high * parts), parts))}%"

    def rounding(self, low: int = 0, high: int = 2) -> Tree:
        return {"decimals": str(self.whole(low, high)), "mode": self.mode()}

    def scope(self) -> Tree:
        kind = self.whole(0, 9)
        if kind < 3:
            return {"where": {"queue": self.pick((["care", "tech"], "care", ["back"]))}}
        return {"each": ["queue"]} if kind < 5 else {}
