"""What every counted line does at the end: take off what is included, and round the quantity, each in a row of its own."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.formula.nodes import ZERO, Greatest, Node, Ref, Rounded, Steady, minus, over
from slacontract.languages import Message, message
from slacontract.model.billing.counted import Counted
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.prices.dated import Said, figure_of
from slacontract.settlement.billing.quantities.rollover import above_carried


def finished(at: LineScope, line: Counted, quantity: Ref, unit: Unit, seconds: Ref | None = None) -> Billed:
    """The quantity that is priced. ``seconds`` is the term of how many seconds one of the unit has, for minutes and hours."""
    draft = at.draft
    if line.included is not None:
        included = _included(at, line, unit, seconds)
        above = minus(quantity, included)
        if line.rollover is not None:
            above = above_carried(at, line.rollover, included, quantity, unit)
        quantity = draft.row(f"{at.ident}.above_included", at.label("above what is included"), unit,
                             Greatest((above, ZERO)), at.clause)  # fmt: skip
    if line.rounded is not None:
        label = message("{line}: decimals of the quantity", line=at.name)
        written = Quantity(mpq(line.rounded.decimals), Unit.NUMBER, str(line.rounded.decimals), line.rounded.place)
        decimals = draft.term(f"billing.{at.name}.decimals", label, written, at.clause)
        quantity = draft.row(f"{at.ident}.rounded", at.label("quantity, rounded"), unit,
                             Rounded(Steady(quantity), decimals, line.rounded.mode), at.clause)  # fmt: skip
    return Billed(quantity, unit)


def _included(at: LineScope, line: Counted, unit: Unit, seconds: Ref | None) -> Node:
    """What the period has without a price, in the unit of the line; a duration that is written is held in seconds."""

    def written(said: Quantity, ident: str, label: Message) -> Node:
        term = at.draft.term(ident, label, said, at.clause, unit=Unit.SECONDS if seconds else unit)
        return over(term, seconds) if seconds else term

    assert line.included is not None, "asked for only where something is included"
    label = message("{line}: included", line=at.name)
    return figure_of(at, Said("included", label, unit, written, what="included quantity"), line.included)
