"""Target costs: of what is saved or overspent in each range of costs, the vendor's share."""

from __future__ import annotations

from dataclasses import dataclass

from slacontract.formula.nodes import Node, Over, Ref, minus, plus, times
from slacontract.formula.text import Expression
from slacontract.languages import Message, message
from slacontract.model.billing.target_costs import ShareRange, TargetCost
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.formulas import Terms, needed, scope_of, together
from slacontract.settlement.billing.shared_risk.spans import at_close, summed_over, window
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.slabs import part_in


@dataclass(frozen=True, slots=True)
class _Target:
    """One target cost, and what its rows are called."""

    draft: Draft
    service: Service
    name: Word
    says: TargetCost

    @property
    def ident(self) -> str:
        return f"target_cost.{self.name}"

    @property
    def clause(self) -> Clause:
        return Clause(self.says.clause, self.name.at)

    def label(self, text: str, number: int = 0) -> Message:
        what = message(text, number=number) if number else message(text)
        return message("{name}: {what}", name=self.says.title or self.name, what=what)

    def row(self, name: str, label: Message, formula: Node) -> Ref:
        return self.draft.row(f"{self.ident}.{name}", label, Unit.MONEY, formula, self.clause)


def target_costs(draft: Draft, service: Service) -> list[Ref]:
    """Yield the shares of all target costs; return their amounts."""
    return [_share(_Target(draft, service, name, says)) for name, says in sorted(draft.contract.target_costs.items())]


def _share(at: _Target) -> Ref:
    says, draft = at.says, at.draft
    together(draft, (says.target, says.outturn), scope_of(says.where), at.clause)
    target, outturn = _compared(at, "target", says.target), _compared(at, "outturn", says.outturn)
    due: Node = plus(*(_range(at, number, target, outturn) for number in range(len(says.ranges))))
    if says.settled == "running":
        due = minus(due, Over("sum", Ref(f"{at.ident}.amount"), window(says.every), 1)) if says.every != "period" else due
    else:
        due = at_close(draft, says.every, due)
    label = at.label("vendor's share of saving or overrun")
    amount = draft.closed(f"{at.ident}.amount", label, due, at.clause, steady=True)
    draft.line(Line(id=at.ident, kind="target_cost", label=label, clause=at.clause, amount=amount.id,
                    exact=f"{amount.id}.exact", booked=says))  # fmt: skip
    return amount


def _compared(at: _Target, name: str, said: Expression) -> Ref:
    """The target, or the outturn, of the span so far."""
    text = {"target": "target cost", "outturn": "outturn"}[name]
    terms = Terms(at.draft, f"{at.ident}.{name}", at.label(text), at.clause, Unit.MONEY)

    def row_of(field: str) -> Ref:
        row = needed(at.draft, at.service, field, scope_of(at.says.where), at.clause)
        if at.says.figures == "latest":
            return row
        return summed_over(at.draft, f"{at.ident}.sum.{field}", row, at.says.every, at.clause)

    return at.row(name, at.label(text), terms.bound(said, row_of).node)


def _range(at: _Target, number: int, target: Ref, outturn: Ref) -> Ref:
    """The vendor's share of one range: of the part of the saving that lies in it, less the part of the overrun."""
    low = _edge(at, number - 1, target) if number else None
    high = _edge(at, number, target)
    inside = minus(part_in(target, low, high), part_in(outturn, low, high))
    saved = at.row(f"range_{number + 1}.saved", at.label("saving or overrun in range {number}", number + 1), inside)
    label = at.label("vendor's share in range {number}", number + 1)
    share = at.draft.term(f"{at.ident}.ranges.{number + 1}.vendor", label, at.says.ranges[number].vendor, at.clause)
    return at.row(f"range_{number + 1}", at.label("share of range {number}", number + 1), times(saved, share))


def _edge(at: _Target, number: int, target: Ref) -> Node | None:
    """Where a range ends: at a share of the target, or at an amount."""
    said: ShareRange = at.says.ranges[number]
    if said.up_to is None:
        return None
    percent = said.up_to.unit is Unit.RATIO
    label = at.label("end of range {number}", number + 1)
    term = at.draft.term(f"{at.ident}.ranges.{number + 1}.up_to", label, said.up_to, at.clause,
                         unit=Unit.RATIO if percent else Unit.MONEY)  # fmt: skip
    return times(target, term) if percent else term
