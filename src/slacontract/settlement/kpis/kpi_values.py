"""KPI values: the ratio of sums that the contract's variant or formula says, for each scope; blank when not measurable."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gmpy2 import mpq

from slacontract.catalogue.kpis import Measured, catalogue
from slacontract.formula.nodes import (
    Any,
    AnyKnown,
    Arith,
    Blank,
    Compare,
    If,
    Known,
    Node,
    Not,
    Ref,
    Relation,
    Rounded,
    Steady,
)  # fmt: skip
from slacontract.languages import Message, message
from slacontract.model.contract import Contract
from slacontract.model.kpis.excuses import Relief
from slacontract.model.kpis.kpi import Kpi, ValueRounding
from slacontract.model.measures import WEEK
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Whole, labelled
from slacontract.settlement.excuses.events import Excused, net_measures
from slacontract.settlement.kpis import judging
from slacontract.settlement.memory.references import Judged, distance
from slacontract.settlement.memory.windows import Windowed, window_mean, window_sums
from slacontract.settlement.reading.formulas import Reading, chooses
from slacontract.settlement.reading.meaning import how_measured
from slacontract.settlement.service.groups import in_scope
from slacontract.settlement.service.scopes import Scope, Service, measure
from slacontract.settlement.service.torn import torn
from slacontract.settlement.service.weeks import scopes_of


@dataclass(frozen=True, slots=True)
class KpiValue:
    """A KPI of one scope: the row that is compared, what it counts, and the measures it was computed from."""

    name: Word
    kpi: Kpi
    scope: Scope
    label: Message
    value: Ref
    how: Measured
    measures: tuple[Ref, ...]
    denominator: Node | None
    own: Ref | None = None
    """The result that counts by itself, where ``value`` may be the last one instead."""
    figure: Ref | None = None
    """The figure of the period itself, where ``value`` may be the last result instead."""
    reliefs: tuple[tuple[Relief, Ref], ...] = ()
    """The reliefs that it has, each with the row that says whether it holds."""
    due: Ref | None = None
    """Whether the period is one that the KPI is judged in; None where it is in every one. Its value is blank in the others."""
    taken: Node | None = None
    """Whether the last result stands in for the period's own, where it may."""

    group: str = ""
    """The member or attribute that its target and scale are of, where they differ."""

    @property
    def terms(self) -> str:
        """The beginning of the ids of the terms of its target and scale."""
        return f"kpi.{self.name}[{self.group}]" if self.group else f"kpi.{self.name}"

    @property
    def called(self) -> str:
        """What its terms are called after."""
        return f"{self.name} ({self.group})" if self.group else str(self.name)

    @property
    def ident(self) -> str:
        """The beginning of its rows' ids."""
        return f"kpi.{self.name}{self.scope.member_suffix}"

    def compared(self, relation: Relation, limit: Node) -> Node:
        """The value compared with a threshold."""
        return Compare(relation, Steady(self.value), limit)

    @property
    def clause(self) -> Clause:
        """What it rests on."""
        return Clause(self.kpi.clause, self.name.at)

    @property
    def owes_worst(self) -> tuple[Node, ...] | None:
        """The conditions, beside the want of a result, under which the worst of its scale is owed; None where it never is."""
        in_service: tuple[Node, ...] = (AnyKnown(self.measures),) if self.kpi.each else ()
        if self.kpi.each == (WEEK,) and not self.kpi.derived:  # a week is there by the calendar
            in_service = (Known(Ref(f"calendar.week_{int(dict(self.scope.member)[WEEK])}")),)
        always: tuple[Node, ...] = (*((self.due,) if self.due else ()), *in_service)
        by_missing, by_last = self.kpi.missing == "worst", self.taken is not None and self.kpi.before_first == "worst"
        if self.taken is None or by_missing == by_last:
            return always if by_missing else None
        return (*always, self.taken if by_last else Not(self.taken))


def kpi_name(name: str, contract: Contract) -> Message:
    """How a KPI is called: by its title, or as the catalogue does, with its own name where the contract has several of it."""
    kpi = contract.kpis[Word(name)]
    if kpi.title or not kpi.kpi:
        return message("{name}", name=kpi.title or name)
    same = [k for k in contract.kpis.values() if k.kpi == kpi.kpi and not k.title]
    return labelled("{kpi}", name if len(same) > 1 else "", kpi=catalogue()[kpi.kpi].name)


def kpi_values(draft: Draft, service: Service) -> dict[str, tuple[KpiValue, ...]]:
    """Yield the value rows of every KPI, by name and scope."""
    draft.stage = "values"
    found: dict[str, tuple[KpiValue, ...]] = {}
    for name, kpi in sorted(draft.contract.kpis.items()):
        if kpi.derived:
            continue  # made of results, so after them
        how = how_measured(kpi)
        found[name] = tuple(
            _value(draft, service, name, *in_scope(draft.contract, kpi, scope), scope, how)
            for scope in scopes_of(service, kpi, how.fields)
        )
    return found


def _value(draft: Draft, service: Service, name: Word, kpi: Kpi, group: str, scope: Scope, how: Measured) -> KpiValue:
    called = kpi_name(name, draft.contract)
    label = labelled("{kpi}", scope.member_name, kpi=called)
    clause = Clause(kpi.clause, name.at)
    rows = {field: measure(draft, service, field, scope) for field in how.fields}
    rows = net_measures(Excused(draft, service, str(name), kpi, scope, label), how, rows)
    together = service.mixes(how.fields, scope) or not chooses(how.node)
    if together:
        draft.wholes.append(Whole(how.fields, scope, clause, kpi=str(name)))
    ident = f"kpi.{name}{scope.member_suffix}"
    incomplete = service.incomplete(how.fields, scope) if together else {}
    lacking = torn(draft, ident, label, incomplete, clause)
    due, in_service = None, tuple(rows.values())
    if kpi.every is not None:
        spanned = judging.Spanned(draft, ident, label, kpi, clause)
        due, of_period = judging.due(spanned), rows
        rows = judging.over_the_span(spanned, rows, lacking)
        in_service, lacking = judging.served(spanned, of_period), ()
    window = Windowed(draft, ident, label, kpi.window, f"{ident}.cost") if kpi.window else None
    if window and window.sums:
        rows, lacking = window_sums(window, rows, lacking), ()
    reading = Reading(
        draft, f"kpi.{name}", f"kpi.{name}", clause,
        row_of=lambda other, field: rows[field] if other is draft else measure(other, service, field, scope),
        named=lambda text: message("{what}: {text}", what=label, text=text),
        figure=lambda text: message("{kpi}: {text} in its formula", kpi=name, text=text), suffix=scope.member_suffix,
        unit=how.unit, anywhere=True,
    )  # fmt: skip
    guarded = reading.value(how.node)
    if lacking:
        guarded = If(Any(lacking), Blank(), guarded)
    value = draft.row(f"{ident}.value", label, how.unit, guarded, clause)
    value, seen = as_judged(Judged(draft, ident, label, value, kpi, how), message("{kpi}: decimals compared", kpi=called), clause)
    denominator = reading.bound(how.node.right).node if isinstance(how.node, Arith) and how.node.op == "/" else None
    return KpiValue(name, kpi, scope, label, value, seen, in_service, denominator, due=due, group=group)


def as_judged(of: Judged, decimals: Message, clause: Clause) -> tuple[Ref, Measured]:
    """What target and scale see of a value: its mean over the window, rounded, as its distance to a figure that moves."""
    kpi = of.kpi
    if kpi.window and kpi.window.how == "mean":
        of = replace(of, value=window_mean(Windowed(of.draft, of.ident, of.label, kpi.window), of.value))
    if kpi.rounded:
        of = replace(of, value=as_compared(of.draft, kpi.rounded, of.value, decimals, of.ident, clause))
    if kpi.against is None:
        return of.value, of.how
    return distance(of, kpi.against), replace(of.how, unit=kpi.against.unit(of.how.unit), domain="any")


def as_compared(draft: Draft, rule: ValueRounding, value: Ref, name: Message, ident: str, clause: Clause) -> Ref:
    """The value that is compared, where the contract rounds it before."""
    row = draft.rows[value.id]
    # decimals of a percentage are counted as people read it: 93.4 % has one, the ratio three
    decimals = rule.decimals + (2 if row.unit is Unit.RATIO else 0)
    quantity = Quantity(mpq(decimals), Unit.NUMBER, str(rule.decimals), rule.place)
    term = draft.term(f"{ident.partition('[')[0]}.decimals", name, quantity, clause)
    compared = If(Known(value), Rounded(value, term, rule.mode), Blank())
    return draft.row(f"{ident}.compared", message("{kpi}, as compared", kpi=row.label), row.unit, compared, clause)
