"""Indexation: factors that follow published indices from review to review, and the amounts that are multiplied by them.

A factor begins at 1. Each review has rows for the values of its indices, the change, and the factor from then on; the factor in
force is that of the last review. ``indexed`` multiplies any amount or rate: prices of lines, payments of KPIs, limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

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
    Ref,
    Rounded,
    Steady,
    minus,
    over,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.billing.indices import Collar, Indexation, point_like
from slacontract.model.contract import Contract
from slacontract.model.instances import Day
from slacontract.model.kpis.kpi import ValueRounding
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.periods import add_months
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.prices.index_values import value
from slacontract.settlement.draft import Clause, Draft, IndexNeed
from slacontract.settlement.time import calendar

MOST_CHOICES: Final = 20
"""So many choices nest in one cell; more are told apart by rows of their own."""


def indexed(draft: Draft, name: str, amount: Ref, ident: str, label: Message, clause: Clause) -> Ref:
    """An amount or rate times the factor in force of a clause of ``indexation``, rounded as that clause says."""
    if ident in draft.rows:
        return Ref(ident)
    unit = (draft.rows.get(amount.id) or draft.terms[amount.id]).unit
    rule = _rule(draft.contract, name)
    product: Node = times(amount, factor(draft, name))
    if rule.rate_rounded:
        what = message("Indexation {name}: decimals of an amount", name=name)
        product = to_decimals(draft, f"indexation.{name}.rate_decimals", what, rule.rate_rounded, product, Clause(rule.clause))
    return draft.row(ident, message("{what}, indexed", what=label), unit, product, clause)


def to_decimals(
    draft: Draft, term: str, label: Message, rule: ValueRounding, exact: Node, clause: Clause, shift: int = 0
) -> Node:
    """A value rounded as a clause says; ``shift`` where its decimals are counted as a percentage."""
    decimals = Quantity(mpq(rule.decimals + shift), Unit.NUMBER, str(rule.decimals), rule.place)
    return Rounded(Steady(exact), draft.term(term, label, decimals, clause), rule.mode)


def factor(draft: Draft, name: str) -> Ref:
    """The factor in force of a clause of ``indexation``; its rows are entered once."""
    ident = f"indexation.{name}.factor"
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "indexation"
        _in_force(draft, name, _factors(draft, name, _rule(draft.contract, name)))
        draft.stage = stage
    return Ref(ident)


def reviews(contract: Contract, rule: Indexation) -> tuple[Day, ...]:
    """The days from which the factors of a clause hold, in the term of the contract."""
    if isinstance(rule.reviews, tuple):
        return tuple(day for day in rule.reviews if rule.from_ is None or day > rule.from_)
    first, schedule = max(contract.term.from_, rule.from_ or contract.term.from_), contract.schedule
    periods = schedule.periods()
    days = {
        "period": [period.start for period in periods],
        "contract_year": [schedule.bounds("contract_year", year)[0] for year in sorted({p.year for p in periods})],
        "calendar_year": [date(year, 1, 1) for year in range(first.year, contract.term.to.year + 1)],
    }[rule.reviews]
    also = contract.term.from_ if rule.reviews == "period" else None  # every period, unless its amounts stand as written
    return tuple(_day(day, rule) for day in days if day > first or day == first == also)


def _day(day: date, rule: Indexation) -> Day:
    found = Day(day.year, day.month, day.day)
    found.at = rule.place_of("reviews")
    return found


def _rule(contract: Contract, name: str) -> Indexation:
    return contract.indexation[Word(name)]


@dataclass
class _Review:
    """One review of a clause: what its rows are called, when it holds, and what was before it."""

    draft: Draft
    name: str
    rule: Indexation
    number: int
    day: Day
    before: Node
    references: dict[str, Ref]

    @property
    def clause(self) -> Clause:
        return Clause(self.rule.clause, self.rule.place)

    @property
    def ident(self) -> str:
        return f"indexation.{self.name}.review_{self.number}"

    def row(self, what: str, text: str, unit: Unit, formula: Node, **arguments: str) -> Ref:
        label = message("Indexation {name}, {day}: {what}", name=self.name, day=self.day.isoformat(),
                        what=message(text, **arguments))  # fmt: skip
        return self.draft.row(f"{self.ident}.{what}", label, unit, formula, self.clause)

    def term(self, name: str, text: str, quantity: Quantity, **arguments: str) -> Ref:
        label = message("Indexation {name}: {what}", name=self.name, what=message(text, **arguments))
        return self.draft.term(f"indexation.{self.name}.{name}", label, quantity, self.clause)


def _factors(draft: Draft, name: str, rule: Indexation) -> list[Ref]:
    """The factor of each review; blank before its day."""
    base = {str(index): value(draft, str(index), str(rule.base)) for index in rule.follows}
    found: list[Ref] = []
    references = base
    for number, day in enumerate(reviews(draft.contract, rule), 1):
        review = _Review(draft, name, rule, number, day, found[-1] if found else ONE, references)
        now = _values(review)
        change = _change(review, now)
        found.append(review.row("factor", "factor", Unit.NUMBER, _factor(review, change)))
        references = _references(review, base, now, found[-1])
    return found


def _values(review: _Review) -> dict[str, Ref]:
    """The values of the indices that count at a review."""
    found = {}
    for index in review.rule.follows:
        point = point_like(add_months(review.day, -(review.rule.lag or 0)), str(review.rule.base))
        found[str(index)] = value(review.draft, str(index), point)
        review.draft.index_needs.append(IndexNeed(found[str(index)].id, str(index), point, review.day, review.clause))
    return found


def _change(review: _Review, now: dict[str, Ref]) -> Ref:
    """The change of the amounts: the shares of the changes of the indices, and what is added; blank before the review."""
    rule, parts = review.rule, list[Node]()
    for index, share in rule.follows.items():
        moved: Node = minus(over(now[str(index)], review.references[str(index)]), ONE)
        if rule.collar and rule.collar.of == "index":
            moved = _between(review, rule.collar, moved, ZERO)
        parts.append(times(review.term(f"share.{index}", "share of {index}", share, index=str(index)), moved))
    if rule.plus:
        parts.append(review.term("plus", "added at each review", rule.plus))
    exact = plus(*parts)
    if rule.change_rounded:
        what = message("Indexation {name}: decimals of a change", name=review.name)
        term = f"indexation.{review.name}.change_decimals"
        exact = to_decimals(review.draft, term, what, rule.change_rounded, exact, review.clause, 2)
    change = review.row("change", "change", Unit.RATIO, _when_due(review, now, exact))
    return _beyond_deadband(review, change) if rule.deadband else change


def _when_due(review: _Review, now: dict[str, Ref], exact: Node) -> Node:
    """The change, once the review's day has come and all its values are there; none may be zero, being divided by."""
    label = message("Indexation {name}: review {number}", name=review.name, number=review.number)
    conditions: list[Node] = [calendar.since(review.draft, review.day, f"{review.ident}.day", label, review.clause)]
    for index, ref in now.items():
        old = review.references[index]
        computed = [row for row in (ref, old) if row.id in review.draft.rows]
        conditions += [Known(row) for row in computed]
        if old in computed:
            exact = If(Compare("<>", Steady(old), ZERO), exact, Blank())
    return If(conditions[0] if len(conditions) == 1 else All(tuple(conditions)), exact, Blank())


def _beyond_deadband(review: _Review, change: Ref) -> Ref:
    band = review.rule.deadband
    assert band is not None
    within = review.term("deadband", "deadband", band.within)
    up: Node = change
    down: Node = change
    if band.beyond == "excess":
        up, down = minus(change, within), plus(change, within)
    low = Compare(">=", Steady(change), minus(ZERO, within))
    chosen = If(Compare(">", Steady(change), within), up, If(low, ZERO, down))
    return review.row("moved", "change beyond the deadband", Unit.RATIO, If(Known(change), chosen, Blank()))


def _factor(review: _Review, change: Ref) -> Node:
    rule = review.rule
    exact: Node = plus(ONE, change) if rule.against == "base" else times(review.before, plus(ONE, change))
    if rule.collar and rule.collar.of == "step":
        exact = _between(review, rule.collar, exact, review.before)
    if rule.collar and rule.collar.of == "whole":
        exact = _between(review, rule.collar, exact, ONE)
    if rule.factor_rounded:
        what = message("Indexation {name}: decimals of the factor", name=review.name)
        exact = to_decimals(review.draft, f"indexation.{review.name}.decimals", what, rule.factor_rounded, exact, review.clause)
    known: Node = Known(change)
    if isinstance(review.before, Ref):
        known = All((known, Known(review.before)))
    return If(known, exact, Blank())


def _between(review: _Review, collar: Collar, moved: Node, start: Node) -> Node:
    """A change, or where ``start`` is a factor the factor after it, held between the least and the most of a collar."""
    for quantity, name, text, hold in (
        (collar.at_least, "at_least", "least change", Greatest),
        (collar.at_most, "at_most", "most change", Least),
    ):
        if quantity is not None:
            edge: Node = review.term(name, text, quantity)
            if start != ZERO:
                edge = times(start, plus(ONE, edge))
            moved = hold((moved, edge))
    return moved


def _references(review: _Review, base: dict[str, Ref], now: dict[str, Ref], then: Ref) -> dict[str, Ref]:
    """What the next review measures its change against."""
    if review.rule.against == "base":
        return base
    if review.rule.against == "last_review":
        return now
    before = review.references
    moved = Compare("<>", Steady(then), Steady(review.before))
    return {
        index: review.row(f"reference.{index}", "reference of {index} from then on", Unit.NUMBER,
                          If(Known(then), If(moved, now[index], before[index]), before[index]), index=index)
        for index in now
    }  # fmt: skip


def _in_force(draft: Draft, name: str, factors: list[Ref]) -> None:
    """The factor of the last review that has come; 1 before the first."""
    rule = _rule(draft.contract, name)
    clause, label = Clause(rule.clause, rule.place), message("Indexation {name}: factor in force", name=name)
    tops = factors
    if len(factors) > MOST_CHOICES:
        parts = [factors[start : start + MOST_CHOICES] for start in range(0, len(factors), MOST_CHOICES)]
        tops = [
            draft.row(f"indexation.{name}.factor_{number}", message("{what}, part {number}", what=label, number=number),
                      Unit.NUMBER, _newest(part, Blank()), clause)
            for number, part in enumerate(parts, 1)
        ]  # fmt: skip
    draft.row(f"indexation.{name}.factor", label, Unit.NUMBER, _newest(tops, ONE), clause)


def _newest(refs: list[Ref], otherwise: Node) -> Node:
    result: Node = otherwise
    for ref in refs:
        result = If(Known(ref), ref, result)
    return result
