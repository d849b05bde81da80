"""Commitments: the least and the most that is billed over a span, in the order of the contract; what they change is a line.

Amounts to compare are rounded like lines, so what is charged and what is cut meets them to the coin. What a commitment
remembers is what it charged or cut before: no row carries a balance that could differ from the lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    AnyKnown,
    Blank,
    Compare,
    Greatest,
    If,
    Least,
    Node,
    Over,
    Ref,
    minus,
    negative,
    plus,
    times,
)  # fmt: skip
from slacontract.formula.text import Expression
from slacontract.formula.written import Window
from slacontract.languages import Message, message
from slacontract.model.billing.charges import OnCharges
from slacontract.model.billing.commitments import Commitment, Span
from slacontract.model.billing.models import Fee
from slacontract.model.contract import Contract
from slacontract.model.names import billing_name
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.formulas import Terms, names_of, needed, scope_of, together
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.billing.quantities.models import all_fields, of_members
from slacontract.settlement.billing.shared_risk.spans import at_close, over_span, share_of_span, share_so_far, summed_over, window
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.reading.conditions import TRUE
from slacontract.settlement.reading.figures import row_of
from slacontract.settlement.reading.formulas import Bound
from slacontract.settlement.service.scopes import Scope, Service, measure

CHARGES: Final = "charges that count"


@dataclass(frozen=True, slots=True)
class Rule:
    """One commitment, and what its rows are called."""

    draft: Draft
    service: Service
    number: str
    says: Commitment
    scope: Scope

    @property
    def ident(self) -> str:
        """The beginning of its rows' ids, and the name of its line."""
        return f"commitment.{self.number}{self.scope.member_suffix}"

    @property
    def called(self) -> str:
        """How it is called: by its name or number, and its member."""
        return f"{self.number} ({self.scope.member_name})" if self.scope.member else self.number

    @property
    def clause(self) -> Clause:
        """What it rests on."""
        return Clause(self.says.clause, self.says.place)

    def label(self, text: str) -> Message:
        """A label of one of its rows."""
        return message("Commitment {number}: {what}", number=self.called, what=message(text))

    def row(self, name: str, text: str, formula: Node) -> Ref:
        """Add a row of money."""
        return self.draft.row(f"{self.ident}.{name}", self.label(text), Unit.MONEY, formula, self.clause)

    def settled_in(self, span: Span) -> Node:
        """What it charged and cut in earlier periods of a span."""
        return ZERO if span == "period" else Over("sum", Ref(f"{self.ident}.amount"), window(span), 1)

    def at_close(self, amount: Node) -> Node:
        """An amount that is due in the last period of the span, or in each."""
        return amount if self.says.settled == "running" else at_close(self.draft, self.says.every, amount)


def commitments(draft: Draft, service: Service, invoiced: Invoiced) -> None:
    """Yield the commitments that count no adjustments."""
    draft.stage = "commitments"
    for rule in _rules(draft, service):
        if "adjustments" not in (rule.says.counts or ()):
            _commitment(rule, invoiced, ())


def late_commitments(draft: Draft, service: Service, invoiced: Invoiced, adjustments: Node) -> None:
    """Yield the commitments that count bonus and penalties, which stand after the limits."""
    draft.stage = "late_commitments"
    for rule in _rules(draft, service):
        if "adjustments" in (rule.says.counts or ()):
            _commitment(rule, invoiced, (adjustments,))


def _rules(draft: Draft, service: Service) -> list[Rule]:
    return [
        Rule(draft, service, str(says.name or number), says, scope)
        for number, says in enumerate(draft.contract.commitments, 1)
        for scope in _scopes(draft.contract, service, says)
    ]


def _scopes(contract: Contract, service: Service, says: Commitment) -> list[Scope]:
    """The scopes of a commitment: one, or one for each member that one of its lines bills."""
    whole = scope_of(says.where)
    if not says.each:
        return [whole]
    lines = [contract.billing[Word(name)] for name in lines_of(contract, says)]
    members = {scope.member for line in lines for scope in service.scopes(line, all_fields(line))}
    return [Scope(whole.where, member) for member in sorted(members)]


def _commitment(rule: Rule, invoiced: Invoiced, more: tuple[Node, ...]) -> None:
    says, member = rule.says, rule.scope.member_suffix
    charges = rule.row("charges", CHARGES, _counted(rule, rule.draft, invoiced, more))
    rule.draft.names.remake[charges.id] = lambda other: _earlier_charges(rule, other, more)
    to_date = over_span(charges, says.every)
    if says.every != "period":
        to_date = rule.row("to_date", "charges of the span so far", to_date)
    said = says.at_least or says.at_most
    assert said is not None, "check refuses a commitment without an amount"
    asked = _asked(rule, said, ZERO if says.at_least is not None else to_date)
    due = asked.where_known(_least(rule, asked, to_date) if says.at_least is not None else _most(rule, asked.row, to_date), ZERO)
    text = "Excess over the cap {number} on billing" if says.at_least is None else "Shortfall to the minimum commitment {number}"
    label = message(text, number=rule.called)
    amount = rule.draft.closed(f"{rule.ident}.amount", label, due, rule.clause, steady=True)
    rule.draft.line(Line(id=rule.ident, kind="commitment", label=label, clause=rule.clause, amount=amount.id,
                         exact=f"{amount.id}.exact", booked=says))  # fmt: skip
    invoiced.commitments.append((frozenset(lines_of(rule.draft.contract, says)), member, amount))
    _proof(rule, asked, to_date, amount)


def _counted(rule: Rule, draft: Draft, invoiced: Invoiced, more: tuple[Node, ...]) -> Node:
    """The charges of a period that count, in the draft of any version."""
    parts = [*charged_lines(draft.contract, rule.says, invoiced, rule.scope.member_suffix), *more]
    return draft.summed(f"{rule.ident}.charges", rule.label(CHARGES), parts, rule.clause)


def _earlier_charges(rule: Rule, other: Draft, more: tuple[Node, ...]) -> Ref:
    """The charges under a version that does not have the commitment: it counts the whole span in which it comes into force."""
    ident = f"{rule.ident}.charges"
    if ident not in other.rows:
        stage, other.stage = other.stage, rule.draft.rows[ident].stage
        other.row(ident, rule.label(CHARGES), Unit.MONEY, ZERO, rule.clause)
        other.stage = stage
        other.names.promised[ident] = lambda stages: _counted(rule, other, stages.invoiced, more)
    return Ref(ident)


def lines_of(contract: Contract, says: OnCharges) -> list[str]:
    """The billing lines a clause is about: those it names, or all, with or without fixed fees."""
    if says.on.lines:
        return [str(name) for name in says.on.lines]
    names = [str(name) for name in sorted(contract.billing)]
    if says.counts is None or "fixed_fees" in says.counts:
        return names  # check has seen that it is said where fees are one thing and other charges another
    return [name for name in names if not isinstance(contract.billing[Word(name)], Fee)]


def charged_lines(contract: Contract, says: OnCharges, invoiced: Invoiced, member: str = "") -> list[Node]:
    """The amounts of its lines, and of commitments on them where those count: of one member, or of all."""
    names = lines_of(contract, says)
    parts = [invoiced.part(name, says.on.stage, member) for name in names]
    if "commitments" not in (says.counts or ()):
        return parts
    return [*parts, *(invoiced.committed_on(names, member) if says.on.lines else invoiced.committed)]


def _least(rule: Rule, asked: Asked, to_date: Node) -> Node:
    """What is charged so that the least is reached, or given back of it."""
    says, least = rule.says, asked.row
    missing: Node = Greatest((ZERO, minus(least, to_date)))
    if says.charged is not None:
        text = rule.label("share that is charged")
        share = rule.draft.term(f"commitment.{rule.number}.charged", text, says.charged, rule.clause)
        missing = times(rule.row("missing", "missing from the least", missing), share)
    if says.settled == "running":
        return minus(missing, rule.settled_in(says.every))
    if says.carried in {None, "nothing"}:
        return rule.at_close(missing)
    assert says.within is not None
    above = asked.where_known(minus(to_date, least), ZERO)
    surplus = rule.row("surplus", "billed above the least", rule.at_close(above))
    if says.carried == "shortfall":
        back = negative(rule.settled_in(says.within))
        return rule.at_close(Greatest((negative(surplus), back)))
    earlier = plus(Over("sum", surplus, window(says.within), 1), rule.settled_in(says.within))
    kept = rule.row("kept", "surplus of earlier spans", earlier)
    return rule.at_close(Greatest((ZERO, negative(plus(surplus, kept)))))


def _most(rule: Rule, most: Ref, to_date: Node) -> Node:
    """What is cut above the most, or billed after all of what was cut before."""
    says = rule.says
    carried: Node = ZERO
    if says.carried == "excess":
        assert says.within is not None
        before = minus(rule.settled_in(says.every), rule.settled_in(says.within))
        carried = rule.row("brought", "excess of earlier spans", before)
        to_date = plus(to_date, carried)
    cut = plus(Least((ZERO, minus(most, to_date))), carried)
    return rule.at_close(minus(cut, rule.settled_in(says.every)))


def _proof(rule: Rule, asked: Asked, to_date: Node, amount: Ref) -> None:
    """Over the span, what is billed is not below the least and not above the most, once it is settled."""
    says, draft = rule.says, rule.draft
    if says.carried == "surplus" or says.charged is not None:
        return  # what was billed before makes good what is not billed now; or only a share of what is missing is charged
    billed = plus(to_date, over_span(amount, says.every))
    kept = draft.not_above(asked.row, billed) if says.at_least is not None else draft.not_above(billed, asked.row)
    kept = asked.where_known(kept, TRUE)
    if says.settled != "running":
        kept = at_close(draft, says.every, kept, TRUE)
    draft.proof(f"{rule.ident}.kept", rule.label("it is kept"), kept, rule.clause)


@dataclass(frozen=True, slots=True)
class Asked:
    """The least or the most over the span, as a row in coins; ``said`` is its formula, which may have no value.

    ``served`` is how many periods of the span a member has been there; None where the commitment is not of members.
    """

    row: Ref
    said: Bound
    served: Node | None

    def where_known(self, result: Node, otherwise: Node) -> Node:
        """The result where the formula has a value and the member has been there: otherwise nothing is charged or cut."""
        found = self.said.where_known(result, otherwise)
        return found if self.served is None else If(Compare(">", self.served, ZERO), found, otherwise)


def _asked(rule: Rule, said: Expression, unknown: Node) -> Asked:
    """What the formula of a commitment comes to over the span; ``unknown`` where it has no value."""
    label = message("Commitment {number}: {what}", number=rule.number, what=message("amount"))
    terms = Terms(rule.draft, f"commitment.{rule.number}", label, rule.clause, Unit.MONEY, rule.scope.member_suffix)
    together(rule.draft, (said,), rule.scope, rule.clause)
    found = terms.bound(said, partial(_over_span, rule, terms))
    sums = {_over_span(rule, terms, name) for name in names_of(said) if name not in rule.draft.names.derived}
    found = replace(found, rows=tuple(row for row in found.rows if row not in sums))  # measures and billing are there
    name, text = ("least", "at least") if rule.says.at_least is not None else ("most", "at most")
    exact = found.where_known(_of_the_span(rule, said, found.node), unknown)
    served = over_span(_served(rule, rule.draft), rule.says.every) if rule.scope.member else None
    return Asked(rule.draft.closed(f"{rule.ident}.{name}", rule.label(text), exact, rule.clause, steady=True), found, served)


def _served(rule: Rule, draft: Draft) -> Ref:
    """1 in a period in which the member has a figure that one of its lines reads; in the draft of any version."""
    ident = f"{rule.ident}.served"
    if ident not in draft.rows:
        lines = [line for name, line in draft.contract.billing.items() if str(name) in lines_of(draft.contract, rule.says)]
        scopes = {(field, Scope(scope_of(line.where).where, rule.scope.member)) for line in lines for field in of_members(line)}
        rows = [measure(draft, rule.service, field, scope) for field, scope in sorted(scopes, key=repr)]
        node = If(AnyKnown(tuple(rows)), ONE, ZERO) if rows else ZERO
        draft.row(ident, rule.label("1 in a period with figures"), Unit.COUNT, node, rule.clause)
        rule.draft.names.remake[ident] = lambda other: _served(rule, other)
    return Ref(ident)


def _over_span(rule: Rule, terms: Terms, name: str) -> Ref:
    """The row of a name over the span: sums of measures and of billing; of a figure only where no period lacks it."""
    contract, service, every = rule.draft.contract, rule.service, rule.says.every
    reading = terms.reading(partial(row_of, contract, service, rule.scope), anywhere=True)
    if name not in rule.draft.names.derived:
        if billing_name(contract, name) is None:
            needed(rule.draft, service, name, rule.scope, rule.clause)
        return summed_over(rule.draft, f"{rule.ident}.sum.{name}", reading.row(Ref(name)), every, rule.clause)
    return reading.row(Ref(name) if every == "period" else Window("sum", Ref(name), window(every), 0, "all", Blank()))


def _of_the_span(rule: Rule, said: Expression, amount: Node) -> Node:
    """A span that is cut short, and one that is settled on its way, count by days, where that is said."""
    says = rule.says
    if says.settled == "running" and says.at_least is not None and not names_of(said):
        return times(amount, share_so_far(rule.draft, says.every, in_full=says.prorated == "in_full"))
    if says.prorated == "by_days":
        return times(amount, share_of_span(rule.draft, says.every))
    return amount
