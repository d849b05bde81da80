"""Runs: whether a period counts, and how many do: one after the other, of the last so many, or of the contract year."""

from __future__ import annotations

from slacontract.formula.nodes import ONE, ZERO, AnyKnown, Blank, Compare, If, Known, Node, Over, Ref, plus
from slacontract.model.kpis.memory import Counting, Run
from slacontract.settlement.kpis.kpi_values import KpiValue


def flagged(value: KpiValue, judged: Node, missing: Node, counting: Counting) -> Node:
    """1 for a period that counts, 0 for one that does not, blank for one that is passed over.

    A period in which the KPI is not judged at all is passed over, and so is a member that was not in service.
    """
    without = If(AnyKnown(value.measures), missing, Blank()) if value.kpi.each else missing
    if value.due is not None:
        without = If(value.due, without, Blank())
    flag: Node = If(Known(value.value), judged, without)
    if value.figure is not None:  # the last result stands in for what is paid, and is no figure of this period
        flag = If(Known(value.figure), flag, without)
    if value.reliefs and counting.excused == "passed_over":
        return If(Ref(f"{value.ident}.excused"), Blank(), flag)
    return flag


def running(ident: str, flag: Ref) -> Node:
    """How many periods that count follow each other up to this one; ``ident`` is the row that holds it. Blanks end no run."""
    before = kept(ident)
    return If(Known(flag), If(Compare("=", flag, ONE), plus(before, ONE), ZERO), before)


def within(run: Run, flag: Ref) -> Node:
    """How many periods count of the last so many, or of the contract year."""
    return Over("sum", flag, "year" if run.of is None else run.of - 1, 0)


def kept(ident: str) -> Node:
    """What a row held in the period before; 0 before the first."""
    earlier = Ref(ident, 1)
    return If(Known(earlier), earlier, ZERO)
