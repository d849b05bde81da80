"""Measures with other figures: what a change of ``--set measures.…`` makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from slacontract.catalogue.kpis import field_unit
from slacontract.findings import Finding, finding, nearest
from slacontract.model.measures import Cell, Figure, Measures
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.model.changes import FigureChange


def with_figures(
    measures: Measures, changes: Sequence[FigureChange], periods: Sequence[str] | None = None
) -> tuple[Measures, list[Finding]]:
    """The measures with every change made, in the periods that are named; a change of what was never measured is a finding."""
    cells = dict(measures.cells)
    findings: list[Finding] = []
    for change in changes:
        meant = [cell for cell in cells if _is_meant(cell, change, periods)]
        findings += _faults(measures, change, meant)
        for cell in meant:
            cells[cell] = replace(cells[cell], value=_new(cells[cell], change))
    return replace(measures, cells=cells), findings


def _is_meant(cell: Cell, change: FigureChange, periods: Sequence[str] | None) -> bool:
    within = cell.period == change.period if change.period else periods is None or cell.period in periods
    named = dict(cell.member)
    return cell.field == change.field and within and all(named.get(key) == value for key, value in change.member.items())


def _new(figure: Figure, change: FigureChange) -> mpq:
    """The new figure; points are added to a percentage as hundredths."""
    value = change.amount.value
    if change.how == "times":
        return figure.value * (1 + value)
    if change.amount.unit is Unit.POINTS and field_unit(change.field) is Unit.RATIO:
        value /= 100
    return figure.value + value if change.how == "add" else value


def _faults(measures: Measures, change: FigureChange, meant: Sequence[Cell]) -> list[Finding]:
    if not meant:
        return [finding("E510", change.at, *_not_there(measures, change))]
    members = {cell.member for cell in meant}
    if change.how != "times" and len(members) > 1:
        names = " or ".join(sorted({f"[{', '.join(f'{k}={v}' for k, v in member)}]" for member in members})[:5])
        return [finding("E510", change.at, f"'{change.field}' was measured on {len(members)} members, and one figure is given.",
                        f"Say whose it is ({names}), or write a percentage, which holds for all.")]  # fmt: skip
    return []


def _not_there(measures: Measures, change: FigureChange) -> tuple[str, str]:
    if change.field not in measures.fields():
        return f"The measures have no '{change.field}'.", nearest(change.field, measures.fields())
    if change.period and change.period not in measures.periods():
        return f"The measures have no period '{change.period}'.", nearest(change.period, measures.periods())
    cells = [cell for cell in measures.cells if cell.field == change.field]
    for key, value in change.member.items():
        known = {dict(cell.member).get(key) for cell in cells} - {None}
        if value not in known:
            return f"'{change.field}' was never measured on {key}={value}.", nearest(value, map(str, known))
    return f"No figure of '{change.field}' is meant.", "Name a member and period that were measured together."
