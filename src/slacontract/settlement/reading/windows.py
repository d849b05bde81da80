"""Windows of periods in formulas: a sum, mean, lowest or highest, and what periods without a figure do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Over,
    Ref,
    minus,
    over,
    plus,
    times,
)  # fmt: skip
from slacontract.formula.spelling import spelled
from slacontract.formula.written import How, Window
from slacontract.languages import message
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.settlement.reading.formulas import Reading

EVERY: Final = "periods.one"
"""The row that is 1 in every period: its sum over a window is the number of its periods."""


def formula(at: Reading, window: Window) -> Node:
    """The formula of a window over the row of what it is about."""
    item = at.row(window.item)
    if window.gaps == "else":
        return _filled(at, window, item)
    found = _over(window.how, item, window)
    if window.gaps == "known" and window.how != "sum":
        return found  # mean, lowest and highest of nothing are no figure by themselves; a sum of nothing is 0
    count = _over("sum", _measured(at, item), window)
    enough = Compare("=", count, _periods(at, window)) if window.gaps == "all" else Compare(">", count, ZERO)
    return If(enough, found, Blank())


def _over(how: How, row: Ref, window: Window) -> Over:
    return Over(how, row, window.since, window.until)


def _measured(at: Reading, item: Ref) -> Ref:
    label = message("{what}: 1 where it has a figure", what=at.draft.label_of(item.id))
    return at.helping(f"{item.id}: known", label, Unit.COUNT, lambda _: If(Known(item), ONE, ZERO))


def _every(at: Reading) -> Ref:
    return at.helping(EVERY, message("1 in every period"), Unit.COUNT, lambda _: ONE)


def _periods(at: Reading, window: Window) -> Node:
    """How many periods the window should have: as many as it says, or all since its beginning."""
    if not isinstance(window.since, int):
        return _over("sum", _every(at), window)
    count = window.since + (not window.until)
    return at.number(count, f"periods.{count}", f"{count} periods")


def _filler(at: Reading, window: Window) -> tuple[Node, bool]:
    """What stands for a period without a figure, and whether that itself may have none."""
    said = at.bound(window.otherwise)
    return (at.row(window.otherwise), True) if said.rows else (said.node, False)


def _filled(at: Reading, window: Window, item: Ref) -> Node:
    """Over the figures of the periods, each gap filled; periods before the first are gaps where the window counts periods."""
    filler, unsure = _filler(at, window)
    row = at.helping(
        f"{item.id}: else {spelled(window.otherwise)}", message("{what}, gaps filled", what=at.draft.label_of(item.id)),
        at.draft.unit_of(item.id) or Unit.NUMBER, lambda other: If(Known(item), item, _filler(other, window)[0]),
    )  # fmt: skip
    counted = isinstance(window.since, int)
    found = _lengthened(at, window, row, filler) if counted else _over(window.how, row, window)
    if unsure:
        assert isinstance(filler, Ref), "what may have no figure is a row"
        return If(Known(filler), found, Blank())
    return found


def _lengthened(at: Reading, window: Window, row: Ref, filler: Node) -> Node:
    """Over so many periods, those before the first counted as the filler."""
    found, there = _over(window.how, row, window), _over("sum", _every(at), window)
    missing = minus(_periods(at, window), there)
    if window.how in {"sum", "mean"}:
        total = plus(_over("sum", row, window), times(missing, filler))
        return total if window.how == "sum" else over(total, _periods(at, window))
    beyond = Least((found, filler)) if window.how == "lowest" else Greatest((found, filler))
    return If(Compare("=", there, ZERO), filler, If(Compare(">", missing, ZERO), beyond, found))
