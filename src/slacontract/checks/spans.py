"""Spans of exact numbers, cut into pieces at every edge: what holds for one value of a piece holds for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gmpy2 import mpq

from slacontract.formula.text import Interval


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from ``low`` to ``high``; None is without end, ``low_in`` and ``high_in`` say who owns the ends."""

    low: mpq | None = None
    low_in: bool = False
    high: mpq | None = None
    high_in: bool = False

    @property
    def is_point(self) -> bool:
        """Whether it is a single number."""
        return self.low is not None and self.low == self.high

    def holds(self, value: mpq) -> bool:
        """Whether the number lies in it."""
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        return above and (self.high is None or value < self.high or (self.high_in and value == self.high))

    def joined(self, after: Span) -> Span:
        """This span and a later one, with whatever lies between them."""
        return Span(self.low, self.low_in, after.high, after.high_in)


WHOLE_LINE = Span()
DOMAINS = {
    "proportion": Span(mpq(0), True, mpq(1), True),  # noqa: FBT003  # the ends belong to it
    "nonnegative": Span(low=mpq(0), low_in=True),
    "any": WHOLE_LINE,
}


@dataclass(frozen=True, slots=True)
class Values:
    """The values a figure can have: a domain, or its multiples of ``grid``; ``scale`` is 100 for percent."""

    domain: Span
    scale: mpq
    grid: mpq | None = None

    def witness(self, span: Span) -> mpq | None:
        """A value in the span that people can say in one breath; None when no value lies there."""
        if self.grid is not None:
            return _on_grid(span, self.grid)
        return _simple(span, self.scale)


def meets(value: mpq, interval: Interval) -> bool:
    """Whether a value satisfies all bounds of an interval."""
    return all(_RELATIONS[bound.relation](value, bound.limit.value) for bound in interval.bounds)


_RELATIONS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


def pieces(edges: Iterable[mpq], domain: Span) -> Iterator[Span]:
    """Cut a domain at the edges: each edge is a piece of its own, and so is what lies between two."""
    ends = [end for end in (domain.low, domain.high) if end is not None]
    cuts = sorted({edge for edge in edges if domain.holds(edge)} | set(ends))
    if not cuts:
        yield domain
        return
    if domain.low is None:
        yield Span(high=cuts[0])
    for here, after in pairwise(cuts):
        yield Span(here, True, here, True)  # noqa: FBT003
        yield Span(here, False, after, False)  # noqa: FBT003
    yield Span(cuts[-1], True, cuts[-1], True)  # noqa: FBT003
    if domain.high is None:
        yield Span(low=cuts[-1])


def _on_grid(span: Span, grid: mpq) -> mpq | None:
    """The multiple of the grid nearest to the middle of the span, or to its finite end."""
    low = None if span.low is None else -(-span.low // grid)
    high = None if span.high is None else span.high // grid
    if low is not None and not span.holds(grid * low):
        low += 1
    if high is not None and not span.holds(grid * high):
        high -= 1
    if low is None or high is None:
        nearest = low if low is not None else high
        return grid * (nearest if nearest is not None else 0)
    return grid * ((low + high) // 2) if low <= high else None


def _simple(span: Span, scale: mpq) -> mpq | None:
    """A number of few decimals: the end where it belongs to an endless span, the middle of a finite one."""
    if span.low is None or span.high is None:
        return _beside_end(span, scale)
    if span.low == span.high:
        return span.low if span.low_in and span.high_in else None
    middle = (span.low + span.high) / 2
    if (middle * scale * 100).denominator == 1:
        return middle
    for decimals in range(2, 40):
        step = mpq(1) / (scale * 10**decimals)
        near: mpq = step * (middle // step)
        if span.holds(near):
            return near
    raise AssertionError("a span between two different numbers holds a decimal")


def _beside_end(span: Span, scale: mpq) -> mpq:
    if span.low is not None:
        return span.low if span.low_in else span.low + 1 / scale
    if span.high is not None:
        return span.high if span.high_in else span.high - 1 / scale
    return mpq(0)
