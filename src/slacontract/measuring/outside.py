"""Records that begin before or after the periods that are counted: they are no loss, but somebody has to know of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacontract.measuring.counting.look import moments_of
from slacontract.measuring.counting.slots import Slot, literal

if TYPE_CHECKING:
    from slacontract.measuring.counting.engines.engine import Engine
    from slacontract.measuring.counting.look import Look


@dataclass(frozen=True, slots=True)
class Outside:
    """How many rows of a table begin before the first and after the last period that is counted."""

    table: str
    before: int
    after: int


def outside(engine: Engine, looks: Mapping[str, Look], slots: Sequence[Slot]) -> tuple[Outside, ...]:
    """The tables that reach beyond the periods; those that do not are not read again."""
    return tuple(_outside(engine, looks, slots)) if slots else ()


def _outside(engine: Engine, looks: Mapping[str, Look], slots: Sequence[Slot]) -> Iterator[Outside]:
    start, end = min(slot.start for slot in slots), max(slot.end for slot in slots)
    for name, look in looks.items():
        moments = moments_of(name, engine.columns(name))
        if not moments or look.first is None or look.last is None or (look.first >= start and look.last < end):
            continue
        asked = ", ".join(
            f"SUM(CASE WHEN {moments[0]} {beyond} THEN 1 ELSE 0 END)" for beyond in (f"< {literal(start)}", f">= {literal(end)}")
        )
        (row,) = engine.rows(f"SELECT {asked} FROM {name}")  # noqa: S608  # names of our own tables and columns
        before, after = (int(str(number or 0)) for number in row)
        if before or after:
            yield Outside(name, before, after)
