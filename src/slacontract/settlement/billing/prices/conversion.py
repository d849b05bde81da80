"""Conversion: prices or amounts of another currency become those of the contract's, by a rate that is a row or term."""

from __future__ import annotations

from slacontract.formula.nodes import Node, Ref, over, times
from slacontract.languages import Message, message
from slacontract.model.billing.conversion import Conversion
from slacontract.model.billing.lines import Adjusted
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.billing.prices.dated import Said, ref_of
from slacontract.settlement.billing.prices.indexation import to_decimals
from slacontract.settlement.draft import Clause, Required
from slacontract.settlement.service.scopes import Scope, measure


def converted(at: LineScope, rule: Conversion, amount: Ref, ident: str, label: Message, unit: Unit) -> Ref:
    """A price in another currency as one of the contract's, rounded where the clause says so."""
    if ident in at.draft.rows:
        return Ref(ident)
    exact = _times(at, rule, amount)
    if rule.rounded:
        exact = _rounded(at, rule, exact)
    return at.draft.row(ident, message("{what}, converted", what=label), unit, exact, _clause(rule))


def in_currency(at: LineScope, line: Adjusted, exact: Node, ident: str = "", title: Message | None = None) -> Node:
    """The amount of a line in the contract's currency: as it is, or converted, with the other one as a row of its own."""
    rule = line.conversion
    if rule is None or rule.of == "rate":
        return exact
    ident = ident or at.ident
    label = message("{line}: amount in {currency}", line=title or at.title, currency=str(rule.currency))
    unrounded = at.draft.row(f"{ident}.foreign", label, Unit.NUMBER, exact, at.clause)
    if not rule.rounded:
        return _times(at, rule, unrounded)
    closed = at.draft.row(f"{ident}.foreign.rounded", message("{what}, rounded", what=label), Unit.NUMBER,
                          _rounded(at, rule, unrounded), _clause(rule))  # fmt: skip
    return _times(at, rule, closed)


def _clause(rule: Conversion) -> Clause:
    return Clause(rule.clause, rule.place)


def _rounded(at: LineScope, rule: Conversion, exact: Node) -> Node:
    assert rule.rounded is not None
    label = message("{line}: decimals of the conversion", line=at.name)
    return to_decimals(at.draft, f"billing.{at.name}.conversion.decimals", label, rule.rounded, exact, _clause(rule))


def _times(at: LineScope, rule: Conversion, amount: Node) -> Node:
    """Multiplied by contract currency per foreign currency, divided by foreign per contract currency."""
    exchange = _exchange(at, rule)
    return over(amount, exchange) if rule.quote.startswith(str(rule.currency)) else times(amount, exchange)


def _exchange(at: LineScope, rule: Conversion) -> Ref:
    name, label = "conversion.rate", message("{line}: {quote}", line=at.name, quote=str(rule.quote))
    if rule.field is not None:
        row = measure(at.draft, at.service, str(rule.field), Scope())
        at.draft.required.append(Required(row.id, str(rule.field), (), _clause(rule)))
        return row
    assert rule.rate is not None, "check refuses a conversion without a rate"

    def term(said: Quantity, ident: str, label: Message) -> Node:
        return at.draft.term(ident, label, said, at.clause if isinstance(rule.rate, tuple) else _clause(rule), unit=Unit.NUMBER)

    return ref_of(at, Said(name, label, Unit.NUMBER, term), rule.rate)
