"""Break-even: the results at which a KPI pays nothing, and the one at which all KPIs together come to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.checks.spans import Span
from slacontract.scenarios.candidates import spans
from slacontract.scenarios.exposure_nouns import BreakEven

if TYPE_CHECKING:
    from collections.abc import Callable

    from slacontract.scenarios.searching import Judged
    from slacontract.settlement.draft import Outcome


def break_even(at: Judged) -> Iterator[BreakEven]:
    """Where each KPI pays nothing, in the last period."""
    plan = at.history.calculation.plans[-1]
    for place, coordinate in enumerate(at.coordinates):
        outcome = coordinate.outcome
        row = f"kpi.{outcome.kpi}{outcome.suffix}.pay"
        row = row if row in plan.rows else outcome.amount
        if not row:
            continue
        nothing = tuple(_joined(_nothing(spans(at.history, outcome), _paid(at, place, row))))
        yield BreakEven(outcome.kpi, outcome.label, outcome.member, outcome.unit, nothing, _together(at, place, outcome))


def _paid(at: Judged, place: int, row: str) -> Callable[[mpq], mpq]:
    index = at.history.told[-1]

    def paid(value: mpq) -> mpq:
        empty: list[mpq | None] = [None] * len(at.coordinates)
        empty[place] = value
        found = at.alone(index, tuple(empty)).get(row)
        return mpq(0) if found is None else mpq(found)

    return paid


def _together(at: Judged, place: int, outcome: Outcome) -> mpq | None:
    """The one result at which the last period comes to nothing, all others as measured; None where there is not one."""
    index = at.history.told[-1]

    def stake(value: mpq) -> mpq:
        empty: list[mpq | None] = [None] * len(at.coordinates)
        empty[place] = value
        return at.history.stake(at.history.fresh(index, at.inputs(index, tuple(empty))))

    if not at.history.stake(at.history.fresh(index, at.history.calculation.inputs[index])):
        return None
    roots = [_middle(span) for span in _joined(_nothing(spans(at.history, outcome), stake)) if span.is_point]
    return roots[0] if len(roots) == 1 else None


def _middle(span: Span) -> mpq:
    assert span.low is not None, "a point has a value"
    return span.low


def _nothing(pieces: Sequence[Span], paid: Callable[[mpq], mpq]) -> Iterator[Span]:
    """The pieces of a scale in which nothing is paid; within a piece a scale is a line."""
    for piece in pieces:
        low, high = _inside(piece)
        first, last = paid(low), paid(high)
        if not first and not last:
            yield piece
        elif (first < 0) is not (last < 0) and first and last:
            root = low + (high - low) * first / (first - last)
            yield Span(root, True, root, True)  # noqa: FBT003  # the point itself


def _inside(piece: Span) -> tuple[mpq, mpq]:
    """Two values of a piece, a fourth and three fourths along it; where it has no end, near the end it has."""
    if piece.is_point:
        assert piece.low is not None
        return piece.low, piece.low
    if piece.low is None or piece.high is None:
        end = piece.low if piece.low is not None else piece.high if piece.high is not None else mpq(0)
        way = 1 if piece.low is not None else -1
        return end + way * (abs(end) or mpq(1)) / 1000, end + way * 8 * (abs(end) or mpq(1))
    width = piece.high - piece.low
    return piece.low + width / 1000, piece.high - width / 1000


def _joined(found: Iterator[Span]) -> Iterator[Span]:
    """Pieces that touch as one."""
    waiting: Span | None = None
    for span in found:
        if waiting is not None and waiting.high == span.low and (waiting.high_in or span.low_in):
            waiting = waiting.joined(span)
        else:
            if waiting is not None:
                yield waiting
            waiting = span
    if waiting is not None:
        yield waiting
