"""Cases: tickets, orders or reports that a contract looks at one by one, numbered within each period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding
from slacontract.model.measures import Cell, Figure, Numbers
from slacontract.parse.apart import MOST_CONTACTS

if TYPE_CHECKING:
    from slacontract.model.measures import Wanted


def numbered(wanted: Wanted, figures: Mapping[Cell, Figure]) -> tuple[dict[Cell, Figure], Numbers, list[Finding]]:
    """The figures with ordinals for the ids of cases, and which id has which: by period, dimension and id.

    Cases are counted in the order of their ids as people count them (INC-2 before INC-10), each period by itself.
    """
    ids: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in figures if wanted.cases else ():
        for dimension, value in cell.member:
            if dimension in wanted.cases:
                ids.setdefault((cell.period, dimension), {}).setdefault(value, cell)
    many = [(period, found) for (period, _), found in ids.items() if len(found) > MOST_CONTACTS]
    if many:
        return {}, {}, [_too_many(period, found, figures) for period, found in many]
    width = {d: len(str(max(len(found) for (_, name), found in ids.items() if name == d))) for _, d in ids}
    numbers = {
        (period, dimension, value): f"#{number:0{width[dimension]}}"
        for (period, dimension), found in ids.items()
        for number, value in enumerate(sorted(found, key=_as_counted), 1)
    }
    renamed = {Cell(cell.period, _renamed(cell, numbers), cell.field): figure for cell, figure in figures.items()}
    return (dict(sorted(renamed.items())) if numbers else renamed), numbers, []


def _renamed(cell: Cell, numbers: Numbers) -> tuple[tuple[str, str], ...]:
    return tuple((d, numbers.get((cell.period, d, value), value)) for d, value in cell.member)


def _as_counted(text: str) -> tuple[list[tuple[int, int, str]], str]:
    pieces = re.split(r"([0-9]+)", text)
    return [(0, int(piece), "") if piece.isdigit() and piece.isascii() else (1, 0, piece) for piece in pieces], text


def _too_many(period: str, found: Mapping[str, Cell], figures: Mapping[Cell, Figure]) -> Finding:
    at = min(figures[cell].at for cell in found.values())
    return finding("S104", at, f"{period} has {len(found):,} cases one by one; at most {MOST_CONTACTS:,} are settled so.",
                   "Deliver their sums, and judge those.")  # fmt: skip
