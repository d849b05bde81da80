"""Forms and bounds: sums of amounts that need not be known, and between which of them a value lies, in exact arithmetic.

6 % of billing and 8 % of billing can so be compared without knowing the bill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Final

from gmpy2 import mpq

_KEPT: Final = 4
"""So many bounds of one side are kept beside each other."""


@dataclass(frozen=True)
class Form:
    """A sum of amounts that are at least 0, each by its name and so many times, and a constant under the name ``""``."""

    parts: Mapping[str, mpq]

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.parts.items())))

    def plus(self, other: Form) -> Form:
        """The sum."""
        return self.joined(other, lambda one, two: one + two)

    def times(self, factor: mpq) -> Form:
        """So many times."""
        return Form({name: part * factor for name, part in self.parts.items()} if factor else {})

    def joined(self, other: Form, how: Callable[[mpq, mpq], mpq]) -> Form:
        """The two, name by name."""
        names = dict.fromkeys([*self.parts, *other.parts])
        found = {name: how(self.parts.get(name, mpq(0)), other.parts.get(name, mpq(0))) for name in names}
        return Form({name: part for name, part in found.items() if part})

    def at_most(self, other: Form) -> bool:
        """Whether it is never above the other."""
        return all(part >= 0 for part in other.plus(self.times(mpq(-1))).parts.values())

    @property
    def constant(self) -> mpq | None:
        """Its number, where no amount is in it."""
        return None if any(self.parts.keys() - {""}) else self.parts.get("", mpq(0))


def number(value: mpq) -> Form:
    """A number as a form."""
    return Form({"": value} if value else {})


@dataclass(frozen=True)
class Bounds:
    """Forms that a value is never below, and never above; without any, it has no end there."""

    low: tuple[Form, ...] = ()
    high: tuple[Form, ...] = ()

    @property
    def least(self) -> mpq | None:
        """The highest number that it is never below."""
        known = [c for form in self.low if (c := _low_constant(form)) is not None]
        return max(known) if known else None

    @property
    def most(self) -> mpq | None:
        """The lowest number that it is never above."""
        known = [-c for form in self.high if (c := _low_constant(form.times(mpq(-1)))) is not None]
        return min(known) if known else None

    @property
    def exactly(self) -> mpq | None:
        """Its number, where it can be no other."""
        return self.least if self.least is not None and self.least == self.most else None


def _low_constant(form: Form) -> mpq | None:
    """The number that a form is never below: amounts count 0."""
    return form.parts.get("", mpq(0)) if all(part >= 0 for name, part in form.parts.items() if name) else None


ANYTHING: Final = Bounds()


def between(low: mpq | None, high: mpq | None) -> Bounds:
    """Bounds by numbers; None is without end."""
    return Bounds((number(low),) if low is not None else (), (number(high),) if high is not None else ())


def exactly(value: mpq) -> Bounds:
    """One number."""
    return between(value, value)


OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "="}


def cut(of: Bounds, relation: str, limit: mpq) -> Bounds:
    """Bounds that are also below, above or at a number."""
    low, high = of.least, of.most
    if relation in {"<", "<=", "="}:
        high = limit if high is None else min(high, limit)
    if relation in {">", ">=", "="}:
        low = limit if low is None else max(low, limit)
    return between(low, high)


def compared(relation: str, left: Bounds | None, right: Bounds | None) -> bool | None:
    """Whether a relation holds for all values of the two; None where it does for some."""
    if left is None or right is None:
        return None
    below = left.most is not None and right.least is not None and left.most < right.least
    above = left.least is not None and right.most is not None and left.least > right.most
    not_above = left.most is not None and right.least is not None and left.most <= right.least
    not_below = left.least is not None and right.most is not None and left.least >= right.most
    same = not_above and not_below and left.exactly == right.exactly is not None
    sure = {"<": below, "<=": not_above, ">": above, ">=": not_below, "=": same, "<>": below or above}
    never = {"<": not_below, "<=": above, ">": not_above, ">=": below, "=": below or above, "<>": same}
    return True if sure[relation] else False if never[relation] else None


def either(one: Bounds | None, other: Bounds | None) -> Bounds | None:
    """Bounds of what is one or the other."""
    if one is None or other is None:
        return one or other
    low = tuple(a.joined(b, min) for a, b in product(one.low, other.low))
    high = tuple(a.joined(b, max) for a, b in product(one.high, other.high))
    return Bounds(_best(low), _best(high))


def _best(forms: Iterable[Form]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(forms))[:_KEPT]


def or_nothing(of: Bounds) -> Bounds:
    """What may also be left out of a sum."""
    return either(of, exactly(mpq(0))) or of


def total(parts: Iterable[Bounds]) -> Bounds:
    """The sum of any number of values."""
    return reduce(added, parts, exactly(mpq(0)))


def added(one: Bounds, other: Bounds) -> Bounds:
    """The sum of two values."""
    low = (a.plus(b) for a, b in product(one.low, other.low))
    high = (a.plus(b) for a, b in product(one.high, other.high))
    return Bounds(_best(low), _best(high))


def turned(of: Bounds | None) -> Bounds | None:
    """A value with its sign turned."""
    return scaled(of, mpq(-1)) if of is not None else None


def scaled(of: Bounds, factor: mpq) -> Bounds:
    """A value so many times."""
    if not factor:
        return exactly(mpq(0))
    low, high = (tuple(form.times(factor) for form in side) for side in (of.low, of.high))
    return Bounds(low, high) if factor > 0 else Bounds(high, low)


def joined(op: str, left: Bounds | None, right: Bounds | None) -> Bounds | None:
    """Two values joined by ``+ - * /``."""
    if left is None or right is None:
        return None
    if op == "+":
        return added(left, right)
    if op == "-":
        return added(left, scaled(right, mpq(-1)))
    if op == "*":
        return multiplied(left, right)
    low, high = right.least, right.most
    if low is not None and high is not None and (low > 0 or high < 0):
        return multiplied(left, between(1 / high, 1 / low))
    return ANYTHING


def multiplied(one: Bounds, other: Bounds) -> Bounds:
    """The product where one of the two is bounded by numbers and the other is not below 0, or bounded by numbers too."""
    for factor, of in ((one, other), (other, one)):
        low, high = factor.least, factor.most
        if low is not None and low == high:
            return scaled(of, low)
        if low is not None and high is not None and of.least is not None and of.least >= 0:
            lows = of.low if low >= 0 else of.high
            highs = of.high if high >= 0 else of.low
            return Bounds(tuple(f.times(low) for f in lows), tuple(f.times(high) for f in highs))
    ends = [one.least, one.most, other.least, other.most]
    if any(end is None for end in ends):
        return _half_multiplied(one, other)
    corners = [a * b for a, b in product(ends[:2], ends[2:]) if a is not None and b is not None]
    return between(min(corners), max(corners))


def _half_multiplied(one: Bounds, other: Bounds) -> Bounds:
    """Two values of which each keeps one sign: their product does too."""
    signs = [_sign(one), _sign(other)]
    if None in signs:
        return ANYTHING
    return between(mpq(0), None) if signs[0] == signs[1] else between(None, mpq(0))


def _sign(of: Bounds) -> int | None:
    if of.least is not None and of.least >= 0:
        return 1
    return -1 if of.most is not None and of.most <= 0 else None


def extreme(lowest: bool, items: list[Bounds | None]) -> Bounds | None:  # noqa: FBT001
    """The lowest or highest of some values."""
    known = [item for item in items if item is not None]
    if len(known) < len(items):
        return None
    low, high = known[0].low, known[0].high
    for item in known[1:]:
        if lowest:
            low = _best(a.joined(b, min) for a, b in product(low, item.low))
            high = _best((*high, *item.high))
        else:
            low = _best((*low, *item.low))
            high = _best(a.joined(b, max) for a, b in product(high, item.high))
    return Bounds(low, high)


def stepped(of: Bounds | None, step: Callable[[mpq], mpq], *, forms: bool = False) -> Bounds | None:
    """Values that are rounded; forms of amounts stay as they are where only coins are at stake."""
    if of is None:
        return None

    def one(form: Form) -> tuple[Form, ...]:
        value = form.constant
        return (number(step(value)),) if value is not None else (form,) if forms else ()

    low, high = (tuple(new for form in side for new in one(form)) for side in (of.low, of.high))
    return Bounds(low, high)
