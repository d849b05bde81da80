"""Judging over a span: the sums of a KPI's measures over its quarter or year, known in the period that closes it alone.

Each period keeps what it adds in rows of the KPI's own, under the same names in every version, so that an amendment within the
span changes what later periods add and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slacontract.catalogue.kpis import catalogue
from slacontract.formula.nodes import ONE, ZERO, All, Any, Blank, Compare, If, Known, Node, Over, Ref, Since
from slacontract.languages import Message, message
from slacontract.quantities.units import Unit
from slacontract.settlement.calendar import SPANS, closing, periods_of_span
from slacontract.settlement.draft import Clause, Draft

if TYPE_CHECKING:
    from slacontract.model.kpis import Kpi
    from slacontract.quantities.periods import SpanName


def since(span: SpanName) -> Since:
    """How windows call a span."""
    return "year" if span == "contract_year" else span


def due(draft: Draft, ident: str, label: Message, kpi: Kpi, clause: Clause) -> Ref | None:
    """The row that says whether the KPI is judged in a period; None where it is in every one."""
    if kpi.every is None:
        return None
    held = draft.row(f"{ident}.periods", message("{kpi}: period that counts", kpi=label), Unit.COUNT, ONE, clause)
    condition: Node = closing(draft, kpi.every)
    if kpi.part_span == "not_judged":
        whole = Compare("=", Over("sum", held, since(kpi.every), 0), periods_of_span(draft, kpi.every))
        condition = All((condition, whole))
    said = message("{kpi}: judged at the end of its {span}", kpi=label, span=SPANS[kpi.every])
    return draft.row(f"{ident}.due", said, Unit.TRUTH, condition, clause)


def over_the_span(draft: Draft, ident: str, label: Message, kpi: Kpi, rows: Mapping[str, Ref], torn: tuple[Node, ...],
                  clause: Clause) -> dict[str, Ref]:  # fmt: skip
    """For each field the row of its sum over the span; blank until it closes, and where a period lacks the figure.

    A figure that arrives ready-made is that of the whole span, and stands in the period that closes it.
    """
    return {field: _sum(draft, ident, label, kpi, field, row, torn, clause) for field, row in rows.items()}


def _sum(draft: Draft, ident: str, label: Message, kpi: Kpi, field: str, row: Ref, torn: tuple[Node, ...],
         clause: Clause) -> Ref:  # fmt: skip
    assert kpi.every is not None
    unit, span = draft.rows[row.id].unit, SPANS[kpi.every]
    what = message("{kpi}: {what} over its {span}", kpi=label, what=draft.rows[row.id].label, span=span)
    judged = Ref(f"{ident}.due")
    if f"{ident}.over.{field}" in draft.rows:
        return Ref(f"{ident}.over.{field}")
    if field in catalogue():
        return draft.row(f"{ident}.over.{field}", what, unit, If(judged, If(Known(row), row, Blank()), Blank()), clause)
    own: Node = If(Known(row), row, Blank())
    if torn:
        own = If(Any(torn), Blank(), own)
    added = draft.row(f"{ident}.of.{field}", message("{kpi}: {what} of the period", kpi=label, what=draft.rows[row.id].label),
                      unit, own, clause)  # fmt: skip
    known = draft.row(f"{ident}.known.{field}",
                      message("{kpi}: {what}, figure of the period is there", kpi=label, what=draft.rows[row.id].label),
                      Unit.COUNT, If(Known(added), ONE, ZERO), clause)  # fmt: skip
    window = since(kpi.every)
    complete = Compare("=", Over("sum", known, window, 0), Over("sum", Ref(f"{ident}.periods"), window, 0))
    total = If(judged, If(complete, Over("sum", added, window, 0), Blank()), Blank())
    return draft.row(f"{ident}.over.{field}", what, unit, total, clause)


def served(draft: Draft, ident: str, label: Message, kpi: Kpi, rows: Mapping[str, Ref], clause: Clause) -> tuple[Ref, ...]:
    """The rows that say whether a member was in service in any period of the span: blank where it never was."""
    assert kpi.every is not None
    found = []
    for field in rows:
        if field in catalogue():
            found.append(Ref(f"{ident}.over.{field}"))
            continue
        count = Over("sum", Ref(f"{ident}.known.{field}"), since(kpi.every), 0)
        named = message("{kpi}: {what}, periods with a figure", kpi=label, what=draft.rows[rows[field].id].label)
        found.append(draft.row(f"{ident}.served.{field}", named, Unit.COUNT, If(Compare(">", count, ZERO), count, Blank()), clause))
    return tuple(found)
