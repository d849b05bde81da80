"""One limit, applied to a bonus and a penalty as they stand: of all members together, or of one member by itself.

A limit's amount is rounded like a line, so what it leaves is never above it, not even by a fraction of a coin.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from slacontract.formula.nodes import ZERO, All, Greatest, Least, Node, Over, Ref, Since, minus, negative, over, plus, times
from slacontract.formula.text import Share
from slacontract.languages import Argument, Message, message
from slacontract.model.kpis.bases import FIGURES, Base, PoolPart, read_base
from slacontract.model.kpis.limits import Limit
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity, read_number
from slacontract.quantities.units import Unit
from slacontract.settlement.adjustments.sharing import shared_out
from slacontract.settlement.billing.lines import TOTAL, Invoiced
from slacontract.settlement.billing.prices.indexation import indexed
from slacontract.settlement.draft import Clause, Draft, Line, labelled
from slacontract.settlement.kpis.kpi_values import kpi_name
from slacontract.settlement.kpis.pools import POOLS, pool_row
from slacontract.settlement.reading.figures import amount_of
from slacontract.settlement.service.scopes import Scope
from slacontract.settlement.time import calendar
from slacontract.settlement.time.calendar import SPANS


@dataclass(frozen=True, slots=True)
class Bucket:
    """Bonus (at least 0) and penalty (at most 0), as they stand."""

    bonus: Ref
    penalty: Ref

    @property
    def net(self) -> Node:
        """Both together."""
        return plus(self.bonus, self.penalty)


@dataclass(frozen=True, slots=True)
class Limiting:
    """A limit with its name or number, the billing of which it may be a share, and the member that it is of."""

    draft: Draft
    number: str
    limit: Limit
    invoiced: Invoiced
    scope: Scope = field(default_factory=Scope)

    @property
    def ident(self) -> str:
        """How its line and rows are called: ``limit.1``, ``limit.1[site=madrid]``."""
        return f"limit.{self.number}{self.scope.member_suffix}"

    @property
    def clause(self) -> Clause:
        """What it rests on."""
        return Clause(self.limit.clause, self.limit.place)

    def label(self, text: str, **arguments: Argument) -> Message:
        """A label with the number of the limit and its member."""
        return labelled(text, self.scope.member_name, number=self.number, **arguments)

    def row(self, name: str, text: str, formula: Node, **arguments: Argument) -> Ref:
        """Add a row of money."""
        return self.draft.row(f"{self.ident}.{name}", self.label(text, **arguments), Unit.MONEY, formula, self.clause)


def called(draft: Draft, names: tuple[Word, ...]) -> Message:
    """The names of KPIs in one label."""
    label = kpi_name(str(names[0]), draft.contract)
    for name in names[1:]:
        label = message("{one} + {other}", one=label, other=kpi_name(str(name), draft.contract))
    return label


def limited(of: Limiting, bucket: Bucket, ident: str) -> Bucket:
    """Yield what a limit leaves of a bonus and a penalty, and its line; ``ident`` is where what is settled of them stands."""
    low, high = _room(of, _cap(of), ident)
    bonus_left: Node = bucket.bonus
    penalty_left: Node = bucket.penalty
    if of.limit.on == "bonus":
        bonus_left = Least((bucket.bonus, high))
    elif of.limit.on == "penalty":
        penalty_left = Greatest((bucket.penalty, low))
    else:
        bonus_left = plus(bucket.bonus, Least((ZERO, minus(high, bucket.net))))
        penalty_left = plus(bucket.penalty, Greatest((ZERO, minus(low, bucket.net))))
    left = Bucket(
        of.row("bonus", "Bonus after limit {number}", bonus_left),
        of.row("penalty", "Penalty after limit {number}", penalty_left),
    )
    _line(of, left, bucket)
    not_above = of.draft.not_above
    kept = {
        "bonus": not_above(left.bonus, high),
        "penalty": not_above(low, left.penalty),
        "net": All((not_above(left.net, high), not_above(low, left.net))),
    }[of.limit.on]
    of.draft.proof(f"{of.ident}.kept", of.label("Limit {number} is kept"), kept, of.clause)
    return left


def _line(of: Limiting, left: Bucket, bucket: Bucket) -> None:
    what = {"bonus": "Limit {number} on bonuses", "penalty": "Limit {number} on penalties",
            "net": "Limit {number} on bonuses less penalties"}[of.limit.on]  # fmt: skip
    label = of.label(what)
    if of.limit.kpi:
        label = message("{what} ({scope})", what=label, scope=called(of.draft, of.limit.kpi))
    if of.limit.shared_out is not None:
        changed = {"bonus": minus(left.bonus, bucket.bonus), "penalty": minus(left.penalty, bucket.penalty)}
        shared_out(of, label, {side: change for side, change in changed.items() if of.limit.on in {side, "net"}})
        return
    amount = of.draft.closed(f"{of.ident}.amount", label, minus(left.net, bucket.net), of.clause)
    of.draft.line(Line(id=of.ident, kind="limit", label=label, clause=of.clause, amount=amount.id,
                       exact=f"{amount.id}.exact"))  # fmt: skip


def _cap(of: Limiting) -> Ref:
    draft, most = of.draft, of.limit.at_most
    of_all = message("Limit {number}: at most", number=of.number)
    if isinstance(most, PoolPart):
        exact = _of_pool(of, most)
        return draft.closed(
            f"{of.ident}.cap", of.label("Limit {number}: at most"), Greatest((ZERO, exact)), of.clause, steady=True
        )
    if not isinstance(most, Share):
        term = draft.term(f"limit.{of.number}.at_most", of_all, most, of.clause)
        if of.limit.indexed_by is None:
            return term
        exact = indexed(draft, str(of.limit.indexed_by), term, f"limit.{of.number}.indexed", of_all, of.clause)
        return draft.closed(f"{of.ident}.cap", of.label("Limit {number}: at most"), exact, of.clause)
    share = draft.term(f"limit.{of.number}.at_most", of_all, most.percent, of.clause)
    # of a billing below zero nothing is let through, and a limit never turns a penalty into a bonus
    base = _base(of, most)
    let_through = Greatest((ZERO, times(share, _day(of, base) if most.percent.unit is Unit.DAYS else base)))
    return draft.closed(f"{of.ident}.cap", of.label("Limit {number}: at most"), let_through, of.clause, steady=True)


def _of_pool(of: Limiting, part: PoolPart) -> Node:
    """The pool, times the share of it, times its allocation."""
    amount: Node = pool_row(str(part.pool))
    for name, percent, text in (("share", part.share, "share of the pool"), ("allocation", part.allocation, "allocation")):
        if percent is not None:
            label = message("Limit {number}: {what}", number=of.number, what=message(text))
            amount = times(amount, of.draft.term(f"limit.{of.number}.{name}", label, percent, of.clause))
    return amount


def _day(of: Limiting, base: Node) -> Ref:
    """What a day of service is worth."""
    said = of.limit.days_in_period
    days = calendar.days(of.draft)
    if isinstance(said, Quantity):
        label = message("Limit {number}: days by which the base is divided", number=of.number)
        days = of.draft.term(f"limit.{of.number}.days_in_period", label, said, of.clause, unit=Unit.DAYS)
    return of.row("day", "Limit {number}: a day of service", over(base, days))


def _base(of: Limiting, share: Share) -> Node:
    if share.of.startswith(POOLS):
        return pool_row(share.of.removeprefix(POOLS))
    if share.of == "billing_to_date":
        return Over("sum", Ref(TOTAL), _since(of.limit), 0)
    if share.of_figure:
        figure = Quantity(read_number(share.of), Unit.MONEY, share.of, share.at)
        label = message("Limit {number}: share of", number=of.number)
        return of.draft.term(f"limit.{of.number}.of", label, figure, of.clause)
    if share.of.startswith(FIGURES):
        return amount_of(of.draft, share.of.removeprefix(FIGURES), of.scope, of.clause)
    base = read_base(Word.placed(share.of, share.at))
    assert isinstance(base, Base)
    return of.invoiced.of(base, of.draft.contract, of.scope.member_suffix)


def _since(limit: Limit) -> Since:
    """How windows of formulas call the span of a limit."""
    assert limit.every != "period", "check refuses a share of the billing to date of one period"
    return "year" if limit.every == "contract_year" else limit.every


def _room(of: Limiting, cap: Ref, ident: str) -> tuple[Node, Node]:
    """The lowest and the highest that the limit leaves in this period."""
    if of.limit.every == "period":
        return negative(cap), cap
    settled = Over("sum", Ref(f"{ident}.{of.limit.on}"), _since(of.limit), 1)
    used = of.row("used", "Limit {number}: used in the {span}", settled, span=SPANS[of.limit.every])
    high = Greatest((ZERO, minus(cap, used)))
    low = Least((ZERO, minus(negative(cap), used)))
    return of.row("low", "Limit {number}: lowest", low), of.row("high", "Limit {number}: highest", high)
