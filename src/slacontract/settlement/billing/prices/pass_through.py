"""Pass-through: a cost as it is, then its ceiling and its handling as lines of their own."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, Least, Node, Ref, minus, plus, times
from slacontract.languages import message
from slacontract.model.billing.recovered import Ceiling, Handling, PassThrough
from slacontract.settlement.billing.billed import LineScope
from slacontract.settlement.draft import Clause, Line, LineKind


def lines(at: LineScope, line: PassThrough) -> list[Ref]:
    """The line of the cost as it is, and those of its ceiling and of its handling."""
    cost = at.needed(str(line.cost))
    parts = [_cost(at, cost)]
    if line.ceiling is not None:
        parts.append(_ceiling(at, line.ceiling, parts[0]))
    if line.handling is not None:
        parts.append(_handling(at, line.handling, list(parts)))
    return parts


def _ceiling(at: LineScope, rule: Ceiling, cost: Ref) -> Ref:
    clause = Clause(rule.clause, rule.place)
    most = at.draft.term(f"billing.{at.name}.ceiling", message("{line}: ceiling of the cost", line=at.name), rule.amount, clause)
    return _adjustment(at, "ceiling", "above its ceiling", Least((ZERO, minus(most, cost))), clause)


def _handling(at: LineScope, rule: Handling, cost: list[Ref]) -> Ref:
    clause = Clause(rule.clause, rule.place)
    share = at.draft.term(f"billing.{at.name}.handling", message("{line}: handling", line=at.name), rule.percent, clause)
    return _adjustment(at, "handling", "handling", times(plus(*cost), share), clause)


def _adjustment(at: LineScope, kind: LineKind, text: str, exact: Node, clause: Clause) -> Ref:
    closed = at.draft.closed(f"{at.ident}.{kind}", at.label(text), exact, clause, steady=True)
    at.draft.line(Line(id=f"{at.ident}.{kind}", kind=kind, label=at.label(text), clause=clause, amount=closed.id,
                       exact=f"{closed.id}.exact", booked=at.line))  # fmt: skip
    return closed


def _cost(at: LineScope, money: Ref) -> Ref:
    closed = at.draft.closed(f"{at.ident}.amount", at.title, money, at.clause)
    at.draft.line(Line(id=at.ident, kind="billing", label=at.title, clause=at.clause, amount=closed.id,
                       exact=f"{closed.id}.exact", booked=at.line))  # fmt: skip
    return closed
