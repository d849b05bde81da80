"""Retentions: what is withheld of each invoice, what is released of it when the span closes, and what is lost; each is a line."""

from __future__ import annotations

from dataclasses import dataclass

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    AnyKnown,
    Compare,
    Greatest,
    If,
    Known,
    Node,
    Ref,
    Steady,
    minus,
    negative,
    over,
    plus,
    times,
)
from slacontract.languages import Message, message
from slacontract.model.billing.retentions import Retention
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.billing.shared_risk.commitments import charged_lines
from slacontract.settlement.billing.shared_risk.spans import at_close, over_span
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.kpi_values import KpiValue


@dataclass(frozen=True, slots=True)
class _Held:
    """One retention, and what its rows are called."""

    draft: Draft
    number: str
    says: Retention

    @property
    def ident(self) -> str:
        return f"retention.{self.number}"

    @property
    def clause(self) -> Clause:
        return Clause(self.says.clause, self.says.place)

    def label(self, text: str) -> Message:
        return message("Retention {number}: {what}", number=self.number, what=message(text))

    def row(self, name: str, text: str, unit: Unit, formula: Node) -> Ref:
        return self.draft.row(f"{self.ident}.{name}", self.label(text), unit, formula, self.clause)

    def term(self, name: str, text: str, quantity: Quantity) -> Ref:
        return self.draft.term(f"{self.ident}.{name}", self.label(text), quantity, self.clause)

    def line(self, name: str, text: str, exact: Node) -> Ref:
        ident = f"{self.ident}.{name}"
        amount = self.draft.closed(f"{ident}.amount", self.label(text), exact, self.clause, steady=True)
        self.draft.line(Line(id=ident, kind="retention", label=self.label(text), clause=self.clause, amount=amount.id,
                             exact=f"{amount.id}.exact", booked=self.says))  # fmt: skip
        return amount


def retentions(draft: Draft, values: dict[str, tuple[KpiValue, ...]], invoiced: Invoiced, adjustments: Node) -> list[Ref]:
    """Yield all retentions; return the amounts of their lines."""
    draft.stage = "retentions"
    amounts: list[Ref] = []
    for number, says in enumerate(draft.contract.retentions, 1):
        amounts += _retention(_Held(draft, str(says.name or number), says), values, invoiced, adjustments)
    return amounts


def _retention(at: _Held, values: dict[str, tuple[KpiValue, ...]], invoiced: Invoiced, adjustments: Node) -> list[Ref]:
    says, draft = at.says, at.draft
    parts: list[Node] = list(charged_lines(draft.contract, says, invoiced))
    parts += [adjustments] if "adjustments" in (says.counts or ()) else []
    text = "charges that count"
    charges = at.row("charges", text, Unit.MONEY, draft.summed(f"{at.ident}.charges", at.label(text), parts, at.clause))
    share = at.term("withheld", "share withheld", says.withheld)
    withheld = at.line("withheld", "withheld", negative(times(Greatest((charges, ZERO)), share)))
    held = at.row("held", "held, with this period", Unit.MONEY, negative(over_span(withheld, says.every)))
    released = at.line("released", "released", at_close(draft, says.every, held))
    if not says.kpis:
        return [withheld, released]
    earned = _earned(at, _met(at, values))
    lost = at.line("lost", "not earned", at_close(draft, says.every, negative(times(held, minus(ONE, earned)))))
    kept = at_close(draft, says.every, draft.not_above(negative(lost), held), Compare("=", ZERO, ZERO))
    draft.proof(f"{at.ident}.kept", at.label("not more is lost than was withheld"), kept, at.clause)
    return [withheld, released, lost]


def _met(at: _Held, values: dict[str, tuple[KpiValue, ...]]) -> Ref:
    """The share of the results in the span that met their targets."""
    judged = [value for name in at.says.kpis for value in values[name]]
    without: Node = ONE if at.says.missing == "met" else ZERO
    met = [_asked(v, _of_result(v, without)) for v in judged]
    here = at.row("met", "targets met in the period", Unit.COUNT, plus(*met))
    asked = at.row("asked", "targets of the period", Unit.COUNT, plus(*(_asked(v, ONE) for v in judged)))
    total = at.row("asked_in_span", "targets of the span", Unit.COUNT, over_span(asked, at.says.every))
    share = If(Compare(">", total, ZERO), over(over_span(here, at.says.every), total), without)
    return at.row("share", "share of targets met", Unit.RATIO, share)


def _of_result(value: KpiValue, without: Node) -> Node:
    """1 for a target met and 0 for one that is missed; a last result that stands in is no figure of the period."""
    found = If(Known(value.value), If(Ref(f"{value.ident}.met"), ONE, ZERO), without)
    return found if value.figure is None else If(Known(value.figure), found, without)


def _asked(value: KpiValue, found: Node) -> Node:
    """What counts of a result; nothing in a period that the KPI is not judged in, or of a member that is not in service."""
    if value.kpi.each:
        found = If(AnyKnown(value.measures), found, ZERO)
    return found if value.due is None else If(value.due, found, ZERO)


def _earned(at: _Held, share: Ref) -> Ref:
    """What the share of targets met releases: the first step that is reached."""
    result: Node = ZERO
    for number, step in reversed(list(enumerate(at.says.release, 1))):
        released = at.term(f"release.{number}.released", "part released", step.released)
        if step.at_least is None:
            result = released
        else:
            least = at.term(f"release.{number}.at_least", "lowest share of targets met", step.at_least)
            result = If(Compare(">=", Steady(share), least), released, result)
    return at.row("earned", "part released", Unit.RATIO, result)
