"""Payout curves as pictures: a payout becomes lines, dots and labels on a sheet of fixed size, and these become SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.render.annex.voice import Voice
    from slacontract.scenarios.payouts import Payout, Stretch

WIDTH: Final = 680
HEIGHT: Final = 300
LEFT: Final = 86
RIGHT: Final = 20
TOP: Final = 40
BOTTOM: Final = 52
CLOSE: Final = 15
"""Labels of payments that are closer than this are left out; of values, closer than their length."""
LETTER: Final = 7
"""How wide a letter of a label is, about."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure on an axis: where it stands, and what it says; a figure whose label would not fit says nothing."""

    at: int
    says: str


@dataclass(frozen=True, slots=True)
class Dot:
    """An end of a line; filled where the value belongs to it."""

    x: int
    y: int
    filled: bool


@dataclass(frozen=True, slots=True)
class Area:
    """What lies between a line and zero: bonus above, penalty below."""

    points: str
    gain: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A payout on a sheet: pixels and words, nothing to compute any more."""

    says: str
    across: str
    up: str
    zero: int
    lines: tuple[tuple[int, int, int, int], ...]
    areas: tuple[Area, ...]
    dots: tuple[Dot, ...]
    values: tuple[Mark, ...]
    payments: tuple[Mark, ...]
    targets: tuple[int, ...]
    target: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """From values and payments to pixels."""

    low: mpq
    high: mpq
    least: mpq
    most: mpq

    def x(self, value: mpq) -> int:
        return LEFT + int((value - self.low) * (WIDTH - LEFT - RIGHT) / (self.high - self.low) + mpq(1, 2))

    def y(self, paid: mpq) -> int:
        return TOP + int((self.most - paid) * (HEIGHT - TOP - BOTTOM) / (self.most - self.least) + mpq(1, 2))


def picture(voice: Voice, payout: Payout, called: str) -> Picture:
    """Lay a payout on the sheet."""
    pays = [corner[1] for stretch in payout.stretches for corner in (stretch.begins, stretch.ends)]
    most, least = max(mpq(0), *pays), min(mpq(0), *pays)
    room = (most - least) / 12 or mpq(1)
    sheet = _Sheet(
        payout.low, payout.high, least - room * (least < 0 or most == least), most + room * (most > 0 or most == least)
    )
    limits = [bound.limit.value for bound in payout.target.bounds] if payout.target else []
    told = voice.interval(payout.target, payout.unit) if payout.target else ""
    paid = [_payment(voice, pay, payout.paid) for pay in (least, most)]
    levels = _levels(payout, pays)
    return Picture(
        says=voice.say("{kpi}: what each value pays, from {least} to {most}", kpi=called, least=paid[0], most=paid[1]),
        across=called,
        up=voice.say(PAYMENTS[payout.paid], currency=voice.currency),
        zero=sheet.y(mpq(0)),
        lines=tuple(
            (sheet.x(s.begins[0]), sheet.y(s.begins[1]), sheet.x(s.ends[0]), sheet.y(s.ends[1])) for s in payout.stretches
        ),
        areas=tuple(area for stretch in payout.stretches for area in _areas(sheet, stretch)),
        dots=tuple(_dots(sheet, payout.stretches)),
        values=_marks([(sheet.x(edge), voice.value(edge, payout.unit)) for edge in payout.edges]),
        payments=_marks(
            [(sheet.y(pay), label(voice, pay, payout.paid)) for pay in levels], CLOSE * (1 if len(levels) < 7 else 2)
        ),
        targets=tuple(sheet.x(limit) for limit in limits if payout.low <= limit <= payout.high),
        target=voice.say("Target: {target}", target=told) if told else "",
    )


PAYMENTS: Final = {
    Unit.RATIO: "Payment, percentage of the base", Unit.MONEY: "Payment, {currency}", Unit.POINTS: "Points",
    Unit.DAYS: "Payment, days of service",
}  # fmt: skip


def _payment(voice: Voice, pay: mpq, unit: Unit) -> str:
    if unit is Unit.POINTS:
        unit = Unit.NUMBER
    text = voice.value(pay, unit)
    return f"+{text}" if pay > 0 else text


def label(voice: Voice, pay: mpq, unit: Unit) -> str:
    """A payment on its axis, whose title says the currency or that these are days."""
    return _payment(voice, pay, unit if unit is Unit.RATIO else Unit.NUMBER)


def _levels(payout: Payout, pays: Sequence[mpq]) -> list[mpq]:
    """The payments that have a label: those of the ends of lines, zero first."""
    inner = [corner[1] for s in payout.stretches for corner in (s.begins, s.ends) if payout.low < corner[0] < payout.high]
    return list(dict.fromkeys([mpq(0), max(pays), min(pays), *inner]))


def _marks(places: Sequence[tuple[int, str]], close: int = 0) -> tuple[Mark, ...]:
    """Figures on an axis; one that would stand on another has a tick and no words."""
    marks: list[Mark] = []
    for at, says in places:
        free = all(
            abs(at - mark.at) >= (close or LETTER * (len(says) + len(mark.says)) // 2 + LETTER) for mark in marks if mark.says
        )
        marks.append(Mark(at, says if free else ""))
    return tuple(sorted(marks, key=lambda mark: mark.at))


def _areas(sheet: _Sheet, stretch: Stretch) -> Iterator[Area]:
    """The area between a line and zero, in two parts where the line crosses it."""
    (x0, y0), (x1, y1) = stretch.begins, stretch.ends
    if x0 == x1:
        return
    corners = [(x0, y0), (x1, y1)]
    if y0 * y1 < 0:
        cross = x0 + (x1 - x0) * y0 / (y0 - y1)
        corners.insert(1, (cross, mpq(0)))
    for (a, b), (c, d) in pairwise(corners):
        if b or d:
            zero = sheet.y(mpq(0))
            points = [(sheet.x(a), sheet.y(b)), (sheet.x(c), sheet.y(d)), (sheet.x(c), zero), (sheet.x(a), zero)]
            yield Area(" ".join(f"{x},{y}" for x, y in points), gain=b + d > 0)


def _dots(sheet: _Sheet, stretches: Sequence[Stretch]) -> Iterator[Dot]:
    """The ends of lines: filled where the value belongs to the line, open where it does not; none where lines meet."""
    ends = [(corner, owned) for s in stretches for corner, owned in ((s.begins, s.owned[0]), (s.ends, s.owned[1]))]
    owners = {corner for corner, owned in ends if owned}
    values = {corner[0] for corner, owned in ends if owned is False}
    seen = set()
    for corner, owned in ends:
        filled = corner in owners
        if owned is None or (corner, filled) in seen or (filled and corner[0] not in values and _goes_on(corner, stretches)):
            continue
        seen.add((corner, filled))
        yield Dot(sheet.x(corner[0]), sheet.y(corner[1]), filled)


def _goes_on(corner: tuple[mpq, mpq], stretches: Sequence[Stretch]) -> bool:
    """Whether a line goes straight on through a corner, so that a dot there would say nothing."""
    slopes = {_slope(s) for s in stretches if corner in (s.begins, s.ends) and s.begins[0] != s.ends[0]}
    return len(slopes) == 1 and any(s.ends == corner for s in stretches) and any(s.begins == corner for s in stretches)


def _slope(stretch: Stretch) -> mpq:
    return (stretch.ends[1] - stretch.begins[1]) / (stretch.ends[0] - stretch.begins[0])
