"""Windows: a KPI judged on several periods together, by the sums of its measures or by the mean of its own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    All,
    Any,
    Blank,
    Compare,
    If,
    Known,
    Least,
    Node,
    Not,
    Over,
    Ref,
    minus,
    over,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import Argument, Message, message
from slacontract.model.kpis.windows import Window
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft


@dataclass(frozen=True, slots=True)
class Windowed:
    """A KPI in one scope, its window, and how its rows begin. ``paid`` is the row that says what an earlier period paid."""

    draft: Draft
    ident: str
    label: Message
    window: Window
    paid: str = ""

    @property
    def sums(self) -> bool:
        """Whether the measures are added over the window, or the values averaged."""
        return self.window.sums

    @property
    def clause(self) -> Clause:
        """What the rows rest on."""
        return Clause(self.window.clause, self.window.place)

    def row(self, name: str, text: str, unit: Unit, formula: Node, **arguments: Argument) -> Ref:
        """Add a row of the window."""
        label = message("{kpi}: {what}", kpi=self.label, what=message(text, **arguments))
        return self.draft.row(f"{self.ident}.window.{name}", label, unit, formula, self.clause)

    def term(self, name: str, text: str, quantity: Quantity, unit: Unit, **arguments: Argument) -> Ref:
        """Declare a figure of the window."""
        kpi = self.ident.partition("[")[0]
        label = message("{kpi}: {what}", kpi=kpi.removeprefix("kpi."), what=message(text, **arguments))
        return self.draft.term(f"{kpi}.window.{name}", label, quantity, self.clause, unit=unit)

    def summed(self, row: Ref) -> Node:
        """The sum of a row over the window."""
        length = self.window.periods
        if isinstance(length, int):
            return Over("sum", row, length - 1, 0)
        return Over("sum", row, "year" if length == "contract_year" else "term", 0)

    def length(self) -> Ref:
        """How many periods the window has, where that is a number."""
        length = self.window.periods
        assert isinstance(length, int), "check refuses to fill a window without a length"
        quantity = Quantity(mpq(length), Unit.COUNT, str(length), self.window.place_of("periods"))
        return self.term("periods", "periods of the window", quantity, Unit.COUNT)


def window_sums(of: Windowed, rows: Mapping[str, Ref], torn: Sequence[Node]) -> dict[str, Ref]:
    """For each measure the row with its sum over the window; a period counts with all of its measures or with none."""
    whole: Node = All(tuple(Known(row) for row in rows.values()))
    if torn:
        whole = All((whole, Not(Any(tuple(torn)))))
    present = of.row("periods", "periods of the window with figures", Unit.COUNT, of.summed(_counts(of, whole)))
    return {field: _sum(of, field, row, whole, present) for field, row in rows.items()}


def window_mean(of: Windowed, value: Ref) -> Ref:
    """The mean of a value over the window."""
    unit = of.draft.rows[value.id].unit
    present = of.row("periods", "periods of the window with figures", Unit.COUNT, of.summed(_counts(of, Known(value))))
    total, divisor = of.summed(value), present
    if of.window.missing == "filled":
        assert of.window.value is not None, "check refuses to fill a window with nothing"
        put = of.term("value", "value of a period without figure", of.window.value, unit)
        divisor = of.length()
        total = plus(total, times(put, minus(divisor, present)))
    judged = If(_enough(of, Known(value), present), over(total, divisor), Blank())
    label = message("{kpi}: mean of the window", kpi=of.label)
    return of.draft.row(f"{of.ident}.window", label, unit, judged, of.clause)


def _counts(of: Windowed, known: Node) -> Ref:
    return of.row("counts", "the period has its figures, 1 or 0", Unit.COUNT, If(known, ONE, ZERO))


def _enough(of: Windowed, known: Node, present: Ref) -> Node:
    """Whether there is a result: the period has its own figures, and where the contract wants it, so has every other."""
    if of.window.missing != "not_judged":
        return known
    return All((known, Compare("=", present, of.length())))


def _sum(of: Windowed, field: str, row: Ref, whole: Node, present: Ref) -> Ref:
    source = of.draft.rows[row.id]
    counted = of.draft.row(f"{of.ident}.counted.{field}", message("{what}, as counted", what=source.label), source.unit,
                           If(whole, row, Blank()), of.clause)  # fmt: skip
    total = of.summed(counted)
    if field in map(str, of.window.used_once):
        total = Least((total, _unused(of, field, counted)))
    if of.window.missing == "filled":
        figure = {str(name): quantity for name, quantity in of.window.figures.items()}[field]
        put = of.term(f"figures.{field}", "{field} of a period without figure", figure, source.unit, field=field)
        total = plus(total, times(put, minus(of.length(), present)))
    judged = If(_enough(of, Known(counted), present), total, Blank())
    label = message("{what}, over the window", what=source.label)
    return of.draft.row(f"{of.ident}.window.{field}", label, source.unit, judged, of.clause)


def beside_sums(of: Windowed, field: str, row: Ref) -> Ref:
    """The row with the sum of another measure over the periods that a window of sums counts; blank where one of them lacks it."""
    ident = f"{of.ident}.window.{field}"
    if ident in of.draft.rows:
        return Ref(ident)
    source, counted = of.draft.rows[row.id], Compare("=", Ref(f"{of.ident}.window.counts"), ONE)
    beside = of.draft.row(f"{of.ident}.counted.{field}", message("{what}, as counted", what=source.label), source.unit,
                          If(counted, If(Known(row), row, Blank()), Blank()), of.clause)  # fmt: skip
    known = of.row(f"known.{field}", "{field} is there in a period that counts, 1 or 0", Unit.COUNT,
                   If(Known(beside), ONE, ZERO), field=field)  # fmt: skip
    complete = Compare("=", of.summed(known), Ref(f"{of.ident}.window.periods"))
    label = message("{what}, over the window", what=source.label)
    return of.draft.row(ident, label, source.unit, If(complete, of.summed(beside), Blank()), of.clause)


def _unused(of: Windowed, field: str, counted: Ref) -> Node:
    """What has been counted since the last penalty: all since the beginning, less all up to that penalty."""
    unit = of.draft.rows[counted.id].unit
    so_far = of.row(f"so_far.{field}", "{field} since the beginning", unit, Over("sum", counted, "term", 0), field=field)
    spent = f"{of.ident}.window.spent.{field}"
    paid = Ref(of.paid, 1)  # as it stood after the reliefs of the KPI: what is excused has cost nothing
    earlier = If(Known(Ref(spent, 1)), Ref(spent, 1), ZERO)
    kept = If(Known(paid), If(Compare("<", paid, ZERO), Ref(so_far.id, 1), earlier), ZERO)
    return minus(so_far, of.row(f"spent.{field}", "{field} that has cost a penalty", unit, kept, field=field))
