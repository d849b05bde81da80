"""Figures as they are printed, where a contract says so: rows beside those that are computed with, which keep all digits."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.formula.nodes import Blank, If, Known, Ref, Rounded
from slacontract.languages import message
from slacontract.model.kpis.kpi import ValueRounding
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft


def shown(draft: Draft, rule: ValueRounding, row: Ref, kpi: str, clause: Clause) -> Ref:
    """The row ``ROW.shown`` (of a value ``.value.shown``) with the figure as it is printed; nothing is computed from it."""
    computed = draft.rows[row.id]
    # decimals of a percentage are counted as people read it: 13.3 % has one, the ratio three
    places = mpq(rule.decimals + (2 if computed.unit is Unit.RATIO else 0))
    label = message("{kpi}: decimals printed", kpi=kpi)
    decimals = draft.term(f"kpi.{kpi}.shown", label, Quantity(places, Unit.COUNT, str(rule.decimals), rule.place), clause)
    printed = If(Known(row), Rounded(row, decimals, rule.mode), Blank())
    return draft.row(f"{row.id}.shown", message("{what}, as printed", what=computed.label), computed.unit, printed, clause)
