"""Commitments: the least and the most that is billed over a span, in the order of the contract; what they change is a line.

Amounts to compare are rounded like lines, so what is charged and what is cut meets them to the coin. What a commitment
remembers is what it charged or cut before: no row carries a balance that could differ from the lines.
"""

from __future__ import annotations

from dataclasses import dataclass

from slacontract.formula.nodes import ZERO, Compare, Greatest, If, Known, Least, Node, Over, Ref, minus, negative, plus, times
from slacontract.formula.text import Expression
from slacontract.languages import Message, message
from slacontract.model.billing import Fee
from slacontract.model.charges import OnCharges
from slacontract.model.commitments import Commitment, Span
from slacontract.model.contract import Contract
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.formulas import Binding, names_of, needed, scope_of, together
from slacontract.settlement.billing.lines import TOTAL, Invoiced
from slacontract.settlement.billing.models import all_fields
from slacontract.settlement.billing.spans import at_close, over_span, share_of_span, share_so_far, window
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.scopes import Scope, Service


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
    parts = [*charged_lines(rule.draft.contract, says, invoiced, member), *more]
    text = "charges that count"
    charges = rule.row("charges", text, rule.draft.summed(f"{rule.ident}.charges", rule.label(text), parts, rule.clause))
    to_date = over_span(charges, says.every)
    if says.every != "period":
        to_date = rule.row("to_date", "charges of the span so far", to_date)
    due = _least(rule, invoiced, to_date) if says.at_least is not None else _most(rule, invoiced, to_date)
    text = "Excess over the cap {number} on billing" if says.at_least is None else "Shortfall to the minimum commitment {number}"
    label = message(text, number=rule.called)
    amount = rule.draft.closed(f"{rule.ident}.amount", label, due, rule.clause)
    rule.draft.line(Line(id=rule.ident, kind="commitment", label=label, clause=rule.clause, amount=amount.id,
                         exact=f"{amount.id}.exact", booked=says))  # fmt: skip
    invoiced.commitments.append((frozenset(lines_of(rule.draft.contract, says)), member, amount))
    _proof(rule, to_date, amount)


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


def _least(rule: Rule, invoiced: Invoiced, to_date: Node) -> Node:
    """What is charged so that the least is reached, or given back of it."""
    says = rule.says
    assert says.at_least is not None
    asked = _amount(rule, invoiced, says.at_least, ZERO)
    least = rule.draft.closed(f"{rule.ident}.least", rule.label("at least"), asked, rule.clause)
    if says.settled == "running":
        return minus(Greatest((ZERO, minus(least, to_date))), rule.settled_in(says.every))
    if says.carried in {None, "nothing"}:
        return rule.at_close(Greatest((ZERO, minus(least, to_date))))
    assert says.within is not None
    surplus = rule.row("surplus", "billed above the least", rule.at_close(minus(to_date, least)))
    if says.carried == "shortfall":
        back = negative(rule.settled_in(says.within))
        return rule.at_close(Greatest((negative(surplus), back)))
    earlier = plus(Over("sum", surplus, window(says.within), 1), rule.settled_in(says.within))
    kept = rule.row("kept", "surplus of earlier spans", earlier)
    return rule.at_close(Greatest((ZERO, negative(plus(surplus, kept)))))


def _most(rule: Rule, invoiced: Invoiced, to_date: Node) -> Node:
    """What is cut above the most, or billed after all of what was cut before."""
    says = rule.says
    assert says.at_most is not None
    allowed = _amount(rule, invoiced, says.at_most, to_date)
    most = rule.draft.closed(f"{rule.ident}.most", rule.label("at most"), allowed, rule.clause)
    carried: Node = ZERO
    if says.carried == "excess":
        assert says.within is not None
        before = minus(rule.settled_in(says.every), rule.settled_in(says.within))
        carried = rule.row("brought", "excess of earlier spans", before)
        to_date = plus(to_date, carried)
    cut = plus(Least((ZERO, minus(most, to_date))), carried)
    return rule.at_close(minus(cut, rule.settled_in(says.every)))


def _proof(rule: Rule, to_date: Node, amount: Ref) -> None:
    """Over the span, what is billed is not below the least and not above the most, once it is settled."""
    says, draft = rule.says, rule.draft
    if says.carried == "surplus":
        return  # what was billed before makes good what is not billed now
    billed = plus(to_date, over_span(amount, says.every))
    if says.at_least is not None:
        kept = draft.not_above(Ref(f"{rule.ident}.least"), billed)
    else:
        kept = draft.not_above(billed, Ref(f"{rule.ident}.most"))
    if says.settled != "running":
        kept = at_close(draft, says.every, kept, Compare("=", ZERO, ZERO))
    draft.proof(f"{rule.ident}.kept", rule.label("it is kept"), kept, rule.clause)


def _amount(rule: Rule, invoiced: Invoiced, said: Expression, unknown: Node) -> Node:
    """What a formula of the contract comes to over the span; ``unknown`` where a derived figure in it has no value."""
    label = message("Commitment {number}: {what}", number=rule.number, what=message("amount"))
    binding = Binding(rule.draft, f"commitment.{rule.number}", label, rule.clause, Unit.MONEY)
    derived: dict[Ref, None] = {}

    def row_of(name: str) -> Node:
        row = _named(rule, invoiced, name)
        if name in rule.draft.names.derived:
            derived[row] = None
        return over_span(row, rule.says.every)

    together(rule.draft, (said,), rule.scope, rule.clause)
    amount = _of_the_span(rule, said, binding.bound(said, row_of))
    for row in derived:
        amount = If(Known(row), amount, unknown)
    return amount


def _of_the_span(rule: Rule, said: Expression, amount: Node) -> Node:
    """A span that is cut short, and one that is settled on its way, count by days, where that is said."""
    says = rule.says
    if says.settled == "running" and says.at_least is not None and not names_of(said):
        return times(amount, share_so_far(rule.draft, says.every))
    if says.prorated == "by_days":
        return times(amount, share_of_span(rule.draft, says.every))
    return amount


def _named(rule: Rule, invoiced: Invoiced, name: str) -> Ref:
    """The row of one period that a name of the formula stands for: billing, one line of it, or a measure."""
    if name == "billing":
        return Ref(TOTAL)
    if name.startswith("billing."):
        line = name.removeprefix("billing.")
        each = rule.draft.contract.billing[Word(line)].each
        return invoiced.after[line, rule.scope.member_suffix if each else ""]
    return needed(rule.draft, rule.service, name, rule.scope, rule.clause)
