"""Repeats: a failure that comes again pays more. What it pays more is a line of its own beside the KPI's; of points, a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.formula.nodes import (
    ONE,
    ZERO,
    All,
    Blank,
    Compare,
    If,
    Known,
    Least,
    Node,
    Over,
    Ref,
    minus,
    plus,
    times,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.kpis.memory import Repeat
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.memory.runs import flagged, kept, running, within
from slacontract.settlement.scales.payment import Scale

if TYPE_CHECKING:
    from slacontract.settlement.kpis.outcomes import Standing


@dataclass(frozen=True, slots=True)
class _Rule:
    """One repeat rule of a KPI in one scope, and what its rows are called."""

    scale: Scale
    number: int
    repeat: Repeat

    @property
    def draft(self) -> Draft:
        return self.scale.draft

    @property
    def of(self) -> KpiValue:
        return self.scale.of

    @property
    def name(self) -> str:
        """The same in every version: that of the rule, or the number by which its clause is known."""
        name = self.repeat.name or str(self.number)
        return "repeat" if name == "1" else f"repeat_{name}"

    @property
    def ident(self) -> str:
        return f"{self.of.ident}.{self.name}"

    @property
    def clause(self) -> Clause:
        return Clause(self.repeat.clause, self.repeat.place)

    def label(self, text: str) -> Message:
        return message("{kpi}: {what}", kpi=self.of.label, what=message(text))

    def row(self, name: str, text: str, unit: Unit, formula: Node) -> Ref:
        return self.draft.row(f"{self.ident}.{name}", self.label(text), unit, formula, self.clause)

    def term(self, name: str, text: str, quantity: Quantity) -> Ref:
        label = message("{kpi}: {what}", kpi=str(self.of.name), what=message(text))
        return self.draft.term(f"kpi.{self.of.name}.{self.name}.{name}", label, quantity, self.clause)

    def whole(self, name: str, text: str, value: int) -> Ref:
        return self.term(name, text, Quantity(mpq(value), Unit.COUNT, str(value), self.repeat.after.at))


def repeated(scale: Scale, standing: Standing) -> None:
    """Yield what repeated failures of a KPI pay more, in one scope, and put it to what the KPI stands at."""
    draft, value = scale.draft, scale.of
    rules = [_Rule(scale, number, repeat) for number, repeat in enumerate(value.kpi.repeat, 1)]
    key = (str(value.name), value.scope.member_suffix)
    table = standing.points if key in standing.points else standing.amounts
    if not rules or key not in table:
        return
    stage, draft.stage = draft.stage, "repeats"
    before = table[key]
    reached = {rule.name: _reached(rule, before) for rule in rules}
    extras: list[Ref] = []
    for place, rule in enumerate(rules):
        applies: Node = Compare(">", reached[rule.name], ZERO)
        for later in rules[place + 1 :]:  # the last one that is reached counts alone
            applies = All((applies, Compare("=", reached[later.name], ZERO)))
        applied = rule.row("applied", "times it is applied", Unit.COUNT, If(applies, reached[rule.name], ZERO))
        extras.append(_extra(rule, before, applied))
    label = rules[0].label("with what repeats pay")
    unit = draft.rows[before.id].unit
    table[key] = draft.row(f"{value.ident}.repeated", label, unit, plus(before, *extras), value.clause)
    draft.stage = stage


def _reached(rule: _Rule, amount: Ref) -> Ref:
    """How many times the rule is reached: 0 below its number of failures, 1 at it, one more with each further failure."""
    failed = rule.row("failed", "failures of the period", Unit.COUNT, _failed(rule, amount))
    counted = rule.row("count", "failures counted", Unit.COUNT, _counted(rule, failed))
    least = rule.whole("after", "failures from which they count as repeated", rule.repeat.after.count)
    further = plus(minus(counted, least), ONE)
    reached = All((Known(failed), Compare("=", failed, ONE), Compare(">=", counted, least)))
    return rule.row("reached", "times the repetition is reached", Unit.COUNT, If(reached, further, ZERO))


def _failed(rule: _Rule, amount: Ref) -> Node:
    """1 for a failure, 0 for none, blank for a period that is passed over."""
    missing: dict[str, Node] = {"failure": ONE, "success": ZERO, "passed_over": Blank()}
    if rule.repeat.failure == "penalty":
        judged: Node = If(Compare("<", amount, ZERO), ONE, ZERO)
    else:
        judged = If(Ref(f"{rule.of.ident}.met"), ZERO, ONE)
    return flagged(rule.of, judged, missing[rule.repeat.missing], rule.repeat)


def _counted(rule: _Rule, failed: Ref) -> Node:
    """The failures that count: of the run that goes on, or of the window, and none from before the count began anew."""
    after = rule.repeat.after
    if after.consecutive:
        counts: list[Node] = [rule.row("run", "failures one after the other", Unit.COUNT, running(f"{rule.ident}.run", failed))]
    else:
        counts = [within(after, failed)]
    if rule.repeat.restart == "contract_year" and after.of is not None:
        counts.append(Over("sum", failed, "year", 0))
    if rule.repeat.restart == "applied":
        left = If(Compare(">", kept(f"{rule.ident}.reached"), ZERO), ZERO, kept(f"{rule.ident}.fresh"))
        fresh = plus(left, If(Known(failed), failed, ZERO))
        counts.append(rule.row("fresh", "failures since it was last applied", Unit.COUNT, fresh))
    return counts[0] if len(counts) == 1 else Least(tuple(counts))


def _extra(rule: _Rule, amount: Ref, applied: Ref) -> Ref:
    """The line: the penalty so many times more, or what is added."""
    label = rule.label("repeated failure")
    draft, more = rule.draft, If(Compare(">", applied, ZERO), _more(rule, amount, applied), ZERO)
    if draft.rows[amount.id].unit is Unit.POINTS:
        return draft.row(rule.ident, label, Unit.POINTS, more, rule.clause)
    closed = draft.closed(rule.ident, label, more, rule.clause, steady=True)
    draft.line(Line(id=rule.ident, kind="repeat", label=label, clause=rule.clause, amount=closed.id,
                    exact=f"{closed.id}.exact", booked=rule.of.kpi))  # fmt: skip
    return closed


def _more(rule: _Rule, amount: Ref, applied: Ref) -> Node:
    compounds = rule.repeat.compounding == "yes"
    if rule.repeat.times is not None:
        factor = rule.term("times", "times that a repeated failure counts", rule.repeat.times)
        if compounds:
            factor = _compounded(rule, factor, applied)
        # points are those of the failure, whichever sign the contract gives them; money counts where it is a penalty
        in_points = rule.draft.rows[amount.id].unit is Unit.POINTS
        failed = amount if in_points else rule.row("of", "penalty that repeats", Unit.MONEY, Least((amount, ZERO)))
        return times(failed, minus(factor, ONE))
    assert rule.repeat.add is not None, "check refuses a repeat that pays nothing"
    add = rule.repeat.add
    more: Node = rule.term("add", "a repeated failure pays beside its penalty", add)
    more = more if add.unit is Unit.POINTS else rule.scale.money(more, add.unit)
    return times(more, applied) if compounds else more


def _compounded(rule: _Rule, factor: Ref, applied: Ref) -> Ref:
    """The factor multiplied by itself once more with each further failure of a run."""
    before = Ref(f"{rule.ident}.factor", 1)
    once_more = times(factor, If(Compare(">", applied, ONE), If(Known(before), before, ONE), ONE))
    kept = If(Known(before), before, ONE)
    judged = If(Known(Ref(f"{rule.ident}.failed")), ONE, kept)
    return rule.row("factor", "times that the penalty counts", Unit.NUMBER, If(Compare(">", applied, ZERO), once_more, judged))
