"""De minimis: an amount that is too small is taken out of its period, as a line; it lapses, or a line brings it to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slacontract.formula.nodes import ONE, ZERO, Absolute, All, Compare, If, Known, Node, Not, Over, Ref, Steady, negative, plus
from slacontract.languages import Message, message
from slacontract.model.clauses import Booked
from slacontract.model.de_minimis import DeMinimis
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.time.calendar import closing

if TYPE_CHECKING:
    from slacontract.settlement.adjustments.limiting import Bucket

_ON = {"bonus": "bonuses", "penalty": "penalties", "net": "bonuses less penalties"}


def small_adjustments(draft: Draft, adjustments: Bucket) -> list[Ref]:
    """Yield what is too small of bonus and penalty after all limits, as lines; return their amounts."""
    draft.stage = "de_minimis"
    found = []
    for rule in sorted(draft.contract.de_minimis, key=lambda one: one.on):
        due: Node = {"bonus": adjustments.bonus, "penalty": adjustments.penalty}.get(rule.on) or adjustments.net
        found += held_back(Small(draft, rule, f"de_minimis.{rule.on}", message(_ON[rule.on])), due)
    return found


@dataclass(frozen=True, slots=True)
class Small:
    """A rule on something, what its rows and lines are called, and where finance books them."""

    draft: Draft
    rule: DeMinimis
    ident: str
    what: Message
    booked: Booked = field(default_factory=Booked)

    @property
    def clause(self) -> Clause:
        """What it rests on."""
        return Clause(self.rule.clause, self.rule.place)

    def label(self, text: str) -> Message:
        """A label of one of its rows."""
        return message("{line}: {what}", line=self.what, what=message(text))

    def line(self, name: str, text: str, exact: Node) -> Ref:
        """Yield one of its lines."""
        ident, label = f"{self.ident}.{name}", self.label(text)
        amount = self.draft.closed(f"{ident}.amount", label, exact, self.clause)
        self.draft.line(Line(id=ident, kind="de_minimis", label=label, clause=self.clause, amount=amount.id,
                             exact=f"{amount.id}.exact", booked=self.booked))  # fmt: skip
        return amount


def held_back(of: Small, due: Node) -> list[Ref]:
    """Yield what is brought from the period before, and what is too small for this one, as lines; return their amounts."""
    brought = [_brought(of)] if of.rule.then == "carried" else []
    together = of.draft.row(f"{of.ident}.due", of.label("what is compared"), Unit.MONEY, plus(due, *brought), of.clause)
    small = _small(of, together)
    if not brought:
        return [of.line("lapsed", "too small to be paid", If(small, negative(together), ZERO))]
    last = closing(of.draft, "term")
    carried = of.line("carried", "too small, carried to the next period", If(All((small, Not(last))), negative(together), ZERO))
    amounts = [*brought, carried]
    if of.rule.at_end == "lapses":
        text = "too small, lapsed at the end of the term"
        amounts.append(of.line("lapsed", text, If(All((small, last)), negative(together), ZERO)))
    ever = plus(Over("sum", carried, "term", 1), Over("sum", brought[0], "term", 0))
    of.draft.proof(f"{of.ident}.conserved", of.label("all that was carried has been brought forward"),
                   Compare("=", of.draft.to_the_coin(ever), ZERO), of.clause)  # fmt: skip
    return amounts


def _brought(of: Small) -> Ref:
    earlier = Ref(f"{of.ident}.carried.amount", 1)
    return of.line("brought", "small amounts carried from the period before", If(Known(earlier), negative(earlier), ZERO))


def _small(of: Small, together: Ref) -> Node:
    """Whether it is too little: the exact sum of closed amounts is compared with the figure, which may lie between two coins."""
    amount = of.draft.term(f"{of.ident}.least", of.label("amount that is too small"), of.rule.amount, of.clause)
    small = Compare("<" if of.rule.below is not None else "<=", Steady(Absolute(together)), amount)
    label = of.label("too small, 1 or 0")
    return Compare("=", of.draft.row(f"{of.ident}.small", label, Unit.COUNT, If(small, ONE, ZERO), of.clause), ONE)
