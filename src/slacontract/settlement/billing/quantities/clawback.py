"""Clawback: things that were billed and did not last, taken back as a line below zero in the period that reports them."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.formula.nodes import ZERO, Compare, If, Known, Node, Ref, Steady, Total, negative, over, plus, times
from slacontract.languages import message
from slacontract.model.billing.units import Clawback, PerUnit
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.draft import Clause, Line
from slacontract.settlement.service.scopes import input_row

AGE = "age"


def fields(line: PerUnit) -> tuple[str, ...]:
    """The base fields it needs."""
    return (str(line.clawback.count),) if line.clawback else ()


def price_each(at: LineScope, line: PerUnit, billed: Billed, amount: Ref, price: str) -> Ref:
    """What one of the period's things was billed at: its price, or the mean where that depends on the quantity or on a currency.

    The row is there in every version, so that what one version billed can be taken back under the next.
    """
    own = price and (line.conversion is None or line.conversion.of == "rate")
    mean = If(Compare(">", Steady(billed.quantity), ZERO), over(Ref(f"{amount.id}.exact"), billed.quantity), ZERO)
    node: Node = Ref(price) if own else mean
    return at.draft.row(f"{at.ident}.price_each", at.label("price of one"), Unit.RATE, node, at.clause)


def taken_back(at: LineScope, rule: Clawback) -> Ref:
    """The line of what is taken back, at most 0."""
    each = Ref(f"{at.ident}.price_each")
    clause = Clause(rule.clause, rule.place)
    label = at.label("taken back")
    parts = list(_by_age(at, rule, each, clause)) if rule.by_age else [_at_once(at, rule, each, clause)]
    closed = at.draft.closed(f"{at.ident}.clawback", label, negative(plus(*parts)), clause)
    at.draft.line(Line(id=f"{at.ident}.clawback", kind="clawback", label=label, clause=clause, amount=closed.id,
                       exact=f"{closed.id}.exact", booked=at.line))  # fmt: skip
    return closed


def _at_once(at: LineScope, rule: Clawback, each: Ref, clause: Clause) -> Node:
    assert rule.share is not None, "check refuses a clawback without a share"
    share = at.draft.term(
        f"billing.{at.name}.clawback.share", message("{line}: share taken back", line=at.name), rule.share, clause
    )
    return times(at.needed(str(rule.count)), _price(each, rule, rule.lag or 0), share)


def _by_age(at: LineScope, rule: Clawback, each: Ref, clause: Clause) -> Iterator[Node]:
    at.needed(str(rule.count))
    for age, share in rule.by_age.items():
        yield _of_age(at, rule, each, clause, str(age), share)


def _of_age(at: LineScope, rule: Clawback, each: Ref, clause: Clause, age: str, share: Quantity) -> Ref:
    draft = at.draft
    members = [m for m in at.service.within(str(rule.count), at.scope) if dict(m).get(AGE) == age]
    label = message("{line}: taken back, age {age}", line=at.title, age=age)
    rows = Total(tuple(input_row(draft, str(rule.count), m) for m in members))
    count = draft.row(f"{at.ident}.clawback.count[{AGE}={age}]", label, Unit.COUNT, rows, clause)
    name = message("{line}: share taken back, age {age}", line=at.name, age=age)
    term = draft.term(f"billing.{at.name}.clawback.share.{age}", name, share, clause)
    amount = times(count, _price(each, rule, int(age) if rule.price == "of_sale" else 0), term)
    label = message("{line}: amount taken back, age {age}", line=at.title, age=age)
    return draft.row(f"{at.ident}.clawback.amount[{AGE}={age}]", label, Unit.MONEY, amount, clause)


def _price(each: Ref, rule: Clawback, lag: int) -> Node:
    """The price of a period: of this one, or of that of the sale; before the first period nothing was billed here."""
    if rule.price == "of_period" or not lag:
        return each
    earlier = Ref(each.id, lag)
    return If(Known(earlier), earlier, ZERO)
