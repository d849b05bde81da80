"""Judging over a span: the sums of a KPI's measures over its quarter or year, known in the period that closes it alone.

Each period keeps what it adds in rows of the KPI's own, under the same names in every version, so that an amendment within the
span changes what later periods add and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacontract.catalogue.kpis import catalogue
from slacontract.formula.nodes import ONE, ZERO, All, Any, Blank, Compare, If, Known, Node, Over, Ref, Since
from slacontract.languages import Message, message
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.time.calendar import SPANS, closing, periods_of_span

if TYPE_CHECKING:
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.quantities.periods import SpanName


def since(span: SpanName) -> Since:
    """How windows call a span."""
    return "year" if span == "contract_year" else span


@dataclass(frozen=True, slots=True)
class Spanned:
    """A KPI in one scope that is judged over a span, and how its rows are called."""

    draft: Draft
    ident: str
    label: Message
    kpi: Kpi
    clause: Clause

    @property
    def span(self) -> SpanName:
        """The span."""
        assert self.kpi.every is not None
        return self.kpi.every

    @property
    def window(self) -> Since:
        """The span, as windows call it."""
        return since(self.span)

    def row(self, name: str, label: Message, unit: Unit, formula: Node) -> Ref:
        """Add a row of its own."""
        return self.draft.row(f"{self.ident}.{name}", label, unit, formula, self.clause)

    def named(self, text: str, row: Ref) -> Message:
        """A label that names a measure."""
        return message(text, kpi=self.label, what=self.draft.rows[row.id].label, span=SPANS[self.span])


def due(at: Spanned) -> Ref:
    """The row that says whether the KPI is judged in a period."""
    held = at.row("periods", message("{kpi}: period that counts", kpi=at.label), Unit.COUNT, ONE)
    condition: Node = closing(at.draft, at.span)
    if at.kpi.part_span == "not_judged":
        whole = Compare("=", Over("sum", held, at.window, 0), periods_of_span(at.draft, at.span))
        condition = All((condition, whole))
    label = message("{kpi}: judged at the end of its {span}", kpi=at.label, span=SPANS[at.span])
    return at.row("due", label, Unit.TRUTH, condition)


def over_the_span(at: Spanned, rows: Mapping[str, Ref], torn: tuple[Node, ...] = ()) -> dict[str, Ref]:
    """For each field the row of its sum over the span; blank until it closes, and where a period lacks the figure.

    A figure that arrives ready-made is that of the whole span, and stands in the period that closes it.
    """
    return {field: _sum(at, field, row, torn) for field, row in rows.items()}


def _sum(at: Spanned, field: str, row: Ref, torn: tuple[Node, ...]) -> Ref:
    name = f"over.{field}"
    if f"{at.ident}.{name}" in at.draft.rows:
        return Ref(f"{at.ident}.{name}")
    unit, what, judged = at.draft.rows[row.id].unit, at.named("{kpi}: {what} over its {span}", row), Ref(f"{at.ident}.due")
    own: Node = If(Known(row), row, Blank())
    if field in catalogue():
        return at.row(name, what, unit, If(judged, own, Blank()))
    if torn:
        own = If(Any(torn), Blank(), own)
    added = at.row(f"of.{field}", at.named("{kpi}: {what} of the period", row), unit, own)
    known = at.row(f"known.{field}", at.named("{kpi}: {what}, figure of the period is there", row), Unit.COUNT,
                   If(Known(added), ONE, ZERO))  # fmt: skip
    complete = Compare("=", Over("sum", known, at.window, 0), Over("sum", Ref(f"{at.ident}.periods"), at.window, 0))
    return at.row(name, what, unit, If(judged, If(complete, Over("sum", added, at.window, 0), Blank()), Blank()))


def served(at: Spanned, rows: Mapping[str, Ref]) -> tuple[Ref, ...]:
    """The rows that say whether a member was in service in any period of the span: blank where it never was."""
    return tuple(
        Ref(f"{at.ident}.over.{field}") if field in catalogue() else _served(at, field, row) for field, row in rows.items()
    )


def _served(at: Spanned, field: str, row: Ref) -> Ref:
    count = Over("sum", Ref(f"{at.ident}.known.{field}"), at.window, 0)
    return at.row(f"served.{field}", at.named("{kpi}: {what}, periods with a figure", row), Unit.COUNT,
                  If(Compare(">", count, ZERO), count, Blank()))  # fmt: skip
