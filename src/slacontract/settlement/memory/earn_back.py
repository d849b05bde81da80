"""Earn-back: penalties that are given back when the service is good again, as a line of their own.

Each penalty is looked at once. What is given back is never more than was settled, by the KPI after its own limits, and by all
KPIs after all limits, both within the span and less what was given back before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, TypeAlias

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    All,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Over,
    Ref,
    Since,
    Steady,
    minus,
    negative,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.kpis.memory import EarnBack
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.kpis.outcomes import Standing
from slacontract.settlement.memory.runs import flagged, running, within
from slacontract.settlement.reading.formulas import Reading
from slacontract.settlement.service.scopes import Service, measure
from slacontract.settlement.time.calendar import SPANS, closes, closing

TOTAL = "adjustments.earned_back"


@dataclass(frozen=True, slots=True)
class _Earned:
    """The earn-back of a KPI, in one scope where it is judged, and what its rows are called."""

    draft: Draft
    of: KpiValue
    says: EarnBack

    @property
    def ident(self) -> str:
        return f"{self.of.ident}.earn_back"

    @property
    def clause(self) -> Clause:
        return Clause(self.says.clause, self.says.place)

    @property
    def since(self) -> Since:
        return "year" if self.says.every == "contract_year" else self.says.every

    def label(self, text: str) -> Message:
        what = message(text, span=SPANS[self.says.every])
        return message("{kpi}: {what}", kpi=self.of.label, what=what)

    def row(self, name: str, text: str, unit: Unit, formula: Node) -> Ref:
        return self.draft.row(f"{self.ident}.{name}", self.label(text), unit, formula, self.clause)

    def term(self, name: str, text: str, quantity: Quantity) -> Ref:
        label = message("{kpi}: {what}", kpi=str(self.of.name), what=message(text))
        return self.draft.term(f"kpi.{self.of.name}.earn_back.{name}", label, quantity, self.clause)

    def kept(self, row: str) -> Node:
        """What one of its rows held in the period before, 0 where that one closed the span before."""
        earlier, closed = Ref(f"{self.ident}.{row}", 1), closes(self.draft, self.says.every)
        within = If(Compare("=", Ref(closed.id, 1), ONE), ZERO, earlier)
        return If(Known(earlier), within, ZERO)


def earn_back(draft: Draft, service: Service, values: dict[str, tuple[KpiValue, ...]], standing: Standing) -> list[Ref]:
    """Yield what is given back, KPI by KPI; return the amounts of the lines."""
    draft.stage = "earn_back"
    earning = {name: scopes for name, scopes in values.items() if scopes and scopes[0].kpi.earn_back is not None}
    lines: list[_Returned] = []
    for scopes in earning.values():
        parts = [_due(service, _Earned(draft, value, says), standing) for value in scopes if (says := value.kpi.earn_back)]
        lines.append((scopes[0].kpi.earn_back.every, _line(draft, scopes[0], parts, lines)))  # type: ignore[union-attr]
    for ident, span in _totals(draft).items() if lines else ():
        _total(draft, ident, _within(lines, span))
        draft.names.remake[ident] = partial(_of_another, ident=ident, span=span)
    return [line for _, line in lines]


_LENGTHS: Final = ("quarter", "half_year", "contract_year", "term")
_Span: TypeAlias = Literal["quarter", "half_year", "contract_year", "term"]
_Returned: TypeAlias = tuple[_Span, Ref]
"""A line, and the span whose penalties it gives back."""


def _spans(draft: Draft) -> list[_Span]:
    """The spans whose penalties some KPI gives back, from the shortest."""
    said = {kpi.earn_back.every for kpi in draft.contract.kpis.values() if kpi.earn_back is not None}
    return [span for span in _LENGTHS if span in said]


def _totals(draft: Draft) -> dict[str, _Span]:
    """The rows of all that is given back, and the span that each looks at; one row where all KPIs have one span."""
    spans = _spans(draft)
    return {TOTAL: spans[0]} if len(spans) == 1 else {f"{TOTAL}.{span}": span for span in spans}


def _of_another(draft: Draft, ident: str, span: _Span) -> Ref:
    """The same of a version whose KPIs have other spans."""
    draft.stage = "earn_back"
    returned = {name: kpi.earn_back for name, kpi in draft.contract.kpis.items() if f"kpi.{name}.earned_back" in draft.rows}
    lines = [(says.every, Ref(f"kpi.{name}.earned_back")) for name, says in returned.items() if says is not None]
    return _total(draft, ident, _within(lines, span))


def _within(lines: Sequence[_Returned], span: _Span) -> list[Ref]:
    """The lines that give back penalties of a span: those of longer ones give back what lies before it too."""
    return [line for of, line in lines if _LENGTHS.index(of) <= _LENGTHS.index(span)]


def _total(draft: Draft, ident: str, lines: Sequence[Ref]) -> Ref:
    total = draft.summed(ident, message("Earned back"), lines, Clause("total"))
    return draft.row(ident, message("Earned back"), Unit.MONEY, total, Clause("total"))


def _due(service: Service, of: _Earned, standing: Standing) -> Ref:
    """What one scope earns back, before it is compared with what was settled."""
    amount = plus(*(standing.amounts[part] for part in standing.parts(str(of.of.name), of.of.scope.member_suffix)))
    lost = of.row("penalty", "penalty of the period", Unit.MONEY, Greatest((ZERO, negative(amount))))
    so_far = of.row("so_far", "penalties of the {span} so far", Unit.MONEY, Over("sum", lost, of.since, 0))
    met = of.row("met", "penalties are given back, 1 or 0", Unit.COUNT, If(_earned(service, of), ONE, ZERO))
    before = If(Known(Ref(met.id, 1)), If(Compare("=", Ref(met.id, 1), ONE), of.kept("so_far"), of.kept("counted")), ZERO)
    counted = of.row("counted", "penalties of the {span} that were looked at before", Unit.MONEY, before)
    opened: Node = minus(so_far, counted)
    if of.says.of_last is not None:
        opened = Least((opened, Over("sum", lost, of.says.of_last - 1, 0)))
    left = of.row("open", "penalties that can be given back", Unit.MONEY, opened)
    share = of.term("returns", "share that is given back", of.says.returns)
    return of.row("due", "given back, before it is compared with what was settled", Unit.MONEY,
                  If(Compare("=", met, ONE), times(share, left), ZERO))  # fmt: skip


def _earned(service: Service, of: _Earned) -> Node:
    """Whether this period gives penalties back."""
    if of.says.good is not None:
        return _run(of)
    value = _of_span(service, of)
    label = of.draft.row(f"{of.ident}.value", of.label("value of the {span} so far"), of.of.how.unit, value, of.clause)
    target = of.of.kpi.target
    assert target is not None, "check refuses an earn-back without a target"
    held: tuple[Node, ...] = tuple(
        Compare(bound.relation, Steady(label), Ref(f"v{of.draft.contract.version}:kpi.{of.of.name}.target.{number}"))
        for number, bound in enumerate(target.bounds, 1)
    )
    return If(All((closing(of.draft, of.says.every), Known(label))), All(held), Compare("=", ZERO, ONE))


def _of_span(service: Service, of: _Earned) -> Node:
    """The KPI's value over the span so far: a period counts with all of its measures, or not at all."""
    if of.says.how == "mean":
        return Over("mean", of.of.value, of.since, 0)
    rows: dict[str, Ref] = {}
    measured = {field: _as_counted(service, of, field) for field in of.of.how.fields}
    counts = _counts(of, tuple(measured.values()))
    for field, row in measured.items():
        source = of.draft.rows[row.id]
        counted = of.draft.row(f"{of.ident}.counted.{field}", message("{what}, as counted", what=source.label), source.unit,
                               If(Compare("=", counts, ONE), row, Blank()), of.clause)  # fmt: skip
        label = message("{what}, over the {span}", what=source.label, span=SPANS[of.says.every])
        rows[field] = of.draft.row(f"{of.ident}.{field}", label, source.unit,
                                   If(_measured(of), Over("sum", counted, of.since, 0), Blank()), of.clause)  # fmt: skip
    name = str(of.of.name)
    return Reading(
        of.draft, of.ident, f"kpi.{name}", Clause(of.of.kpi.clause, of.of.name.at),
        row_of=lambda _, field: rows[field], named=lambda text: message("{what}: {text}", what=of.of.label, text=text),
        figure=lambda text: message("{kpi}: {text} in its formula", kpi=name, text=text), suffix=of.of.scope.member_suffix,
    ).value(of.of.how.node)  # fmt: skip


def _as_counted(service: Service, of: _Earned, field: str) -> Ref:
    """A measure of the period as the KPI counts it: over its own window or span, without what events take out, or as it is."""
    for ident in (f"{of.of.ident}.counted.{field}", f"{of.of.ident}.of.{field}", f"{of.of.ident}.{field}.net"):
        if ident in of.draft.rows:
            return Ref(ident)
    return measure(of.draft, service, field, of.of.scope)


def _counts(of: _Earned, rows: tuple[Ref, ...]) -> Ref:
    """Whether a period counts: it has all of its figures, and a result of its own; in a span or window, its figures alone."""
    known: tuple[Node, ...] = tuple(Known(row) for row in rows)
    if of.of.kpi.every is None and of.of.kpi.window is None:
        known = (*known, Known(of.of.own or of.of.value))
    flag = of.row("counts", "the period has its figures, 1 or 0", Unit.COUNT, If(All(known), ONE, ZERO))
    of.row("measured", "periods of the {span} with figures", Unit.COUNT, Over("sum", flag, of.since, 0))
    return flag


def _measured(of: _Earned) -> Node:
    """Whether any period of the span so far was measured."""
    return Compare(">", Ref(f"{of.ident}.measured"), ZERO)


def _run(of: _Earned) -> Node:
    """Whether the period completes or goes on a run of good ones, or is one of so many good ones."""
    says = of.says
    assert says.good is not None
    missing: dict[str | None, Node] = {"failure": ZERO, "success": ONE, "passed_over": Blank()}
    good = of.row("good", "good periods, 1 or 0", Unit.COUNT,
                  flagged(of.of, If(Ref(f"{of.of.ident}.met"), ONE, ZERO), missing[says.missing], says))  # fmt: skip
    counted = running(f"{of.ident}.run", good) if says.good.consecutive else within(says.good, good)
    run = of.row("run", "good periods counted", Unit.COUNT, counted)
    least = of.term("after", "good periods after which penalties are given back",
                    Quantity(mpq(says.good.count), Unit.COUNT, str(says.good.count), says.good.at))  # fmt: skip
    return All((Known(good), Compare("=", good, ONE), Compare(">=", run, least)))


def _line(draft: Draft, value: KpiValue, parts: Sequence[Ref], before: Sequence[_Returned]) -> Ref:
    """The line of a KPI: what all its members earn back, but no more than was settled and not given back before.

    Of all KPIs together that holds in its own span, and in the longer ones whose penalties other KPIs give back.
    """
    says = value.kpi.earn_back
    assert says is not None
    of = _Earned(draft, value, says)
    ident = f"kpi.{value.name}.earned_back"
    label = message("{kpi}: penalties given back", kpi=message("{name}", name=value.kpi.title or str(value.name)))

    def room(name: str, text: str, settled: str, returned: str, span: _Span) -> Ref:
        since: Since = "year" if span == "contract_year" else span
        left = minus(negative(Over("sum", Ref(settled), since, 0)), Over("sum", Ref(returned), since, 1))
        what = message("{kpi}: {what}", kpi=label, what=message(text, span=SPANS[span]))
        return draft.row(f"{ident}.{name}", what, Unit.MONEY, left, of.clause)

    settled = f"kpi.{value.name}.penalty"
    own = room("own_room", "penalties of the KPI in the {span}, not given back yet", settled, ident, says.every)
    rooms: list[Node] = []
    for total, span in _totals(draft).items():
        if _LENGTHS.index(span) < _LENGTHS.index(says.every):
            continue
        name = "room" if span == says.every else f"room.{span}"
        everything = room(name, "penalties of all KPIs in the {span}, not given back yet", "adjustments.penalty", total, span)
        rooms.append(Greatest((ZERO, minus(everything, plus(*_within(before, span))))))
    due = draft.summed(ident, label, parts, of.clause)
    least = Least((due, Greatest((ZERO, own)), *rooms))
    closed = draft.closed(ident, label, least, of.clause)
    draft.line(Line(id=ident, kind="earn_back", label=label, clause=of.clause, amount=closed.id, exact=f"{closed.id}.exact",
                    booked=value.kpi))  # fmt: skip
    kept = tuple(draft.not_above(closed, left) for left in rooms)
    draft.proof(f"{ident}.kept", message("{kpi}: no more is given back than was settled", kpi=label), All(kept), of.clause)
    return closed
