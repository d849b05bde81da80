"""Figures of the contract: derived quantities, as rows in the scope of the clause that uses them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.formula.nodes import Any, Blank, If, Known, Node, Ref, Rounded, Steady
from slacontract.languages import message
from slacontract.model.agreed import By
from slacontract.model.kpis.bases import Base
from slacontract.model.names import CALENDAR, INDEXATION, billing_name
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.prices import indexation
from slacontract.settlement.billing.prices.agreed import agreed
from slacontract.settlement.draft import Clause, Draft, Required, Whole, labelled
from slacontract.settlement.kpis.kpi_values import kpi_name
from slacontract.settlement.reading.formulas import Reading
from slacontract.settlement.reading.meaning import fields_of, unit_of_name
from slacontract.settlement.service import members
from slacontract.settlement.service.hours import in_hours
from slacontract.settlement.service.places import place_among
from slacontract.settlement.service.scopes import Scope, Service, measure
from slacontract.settlement.service.torn import torn
from slacontract.settlement.time import calendar
from slacontract.settlement.time.between import Times, between

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.figures import NamedFigure
    from slacontract.settlement.kpis.kpi_values import KpiValue
    from slacontract.settlement.reading.naming import Stages

_FACTS: dict[str, Callable[[Draft], Ref]] = {
    "calendar.days": calendar.days, "calendar.whole_days": calendar.whole_days, "calendar.number": calendar.number,
    "calendar.month": calendar.month, "calendar.contract_year": calendar.contract_year,
    "calendar.period_of_year": calendar.period_of_year, "calendar.periods_of_year": calendar.periods_of_year,
}  # fmt: skip


def declare(draft: Draft, service: Service) -> None:
    """Make the names of figures and of facts of the calendar known to the formulas of a draft."""
    draft.names.service = service
    assert _FACTS.keys() == CALENDAR.keys(), "every fact has a unit"
    for name, fact in _FACTS.items():
        draft.names.derived[name] = lambda other, _service, _scope, fact=fact: fact(other)  # type: ignore[misc]
    for name in draft.contract.indexation:
        draft.names.derived[f"{INDEXATION}{name}"] = partial(_factor, str(name))
    for name in draft.contract.figures:
        draft.names.derived[str(name)] = partial(figure, draft.contract, str(name))


def _factor(name: str, draft: Draft, _service: Service, _scope: Scope) -> Ref:
    """The factor in force of a clause of indexation; without a figure in a version that does not have the clause."""
    if Word(name) in draft.contract.indexation:
        return indexation.factor(draft, name)
    label = message("Indexation {name}: factor in force", name=name)
    return draft.row(f"{INDEXATION}{name}.factor", label, Unit.NUMBER, Blank(), Clause(""))


def amount_of(draft: Draft, name: str, scope: Scope, clause: Clause) -> Ref:
    """The row of a figure of which a share is taken: it must be there."""
    assert draft.names.service is not None, "names are declared before anything is computed"
    row = figure(draft.contract, name, draft, draft.names.service, scope)
    draft.required.append(Required(row.id, name, (), clause))
    return row


def unused(draft: Draft, service: Service) -> None:
    """The rows of the figures that no clause uses: of the whole service."""
    used = {ident.partition(".")[2].partition("[")[0] for ident in draft.rows if ident.startswith("figure.")}
    for name in draft.contract.figures:
        if str(name) not in used and not isinstance(draft.contract.figures[name].value, By):  # of no member it is nothing
            figure(draft.contract, str(name), draft, service, Scope())


def figure(contract: Contract, name: str, draft: Draft, service: Service, scope: Scope) -> Ref:
    """The row of a figure as a clause of that scope reads it."""
    noun = contract.figures[Word(name)]
    own = _scope(noun, scope)
    ident = f"figure.{name}{own.suffix}"
    if ident not in draft.rows and ident not in draft.names.pending:
        draft.names.pending[ident] = Unit(noun.unit)
        stage, draft.stage = draft.stage, "figures"
        _rows(_Figure(contract, name, noun, draft, service, own), ident)
        draft.stage = stage
        draft.names.remake[ident] = lambda other: figure(_saying(name, other.contract, contract), name, other, service, scope)
    return Ref(ident)


def _saying(name: str, earlier: Contract, later: Contract) -> Contract:
    """The version whose figure an earlier period has: its own where it has one of that name."""
    return earlier if Word(name) in earlier.figures else later


def _scope(noun: NamedFigure, scope: Scope) -> Scope:
    """The members that its measures are of: those of the clause, narrowed by its own ``where``."""
    where = {str(d): tuple(map(str, values)) for d, values in noun.where.items()}
    if noun.scope == "service":
        return Scope(tuple(sorted(where.items())))
    return Scope(tuple(sorted({**dict(scope.where), **where}.items())), scope.member)


class _Figure:
    """One figure in one scope, and what its names stand for there."""

    def __init__(self, contract: Contract, name: str, noun: NamedFigure, draft: Draft, service: Service, scope: Scope) -> None:
        self.contract, self.name, self.noun, self.draft, self.service, self.scope = contract, name, noun, draft, service, scope
        self.clause = Clause(noun.clause, noun.place)
        self.term_label = message("{name}", name=noun.title or name)
        self.label = labelled("{name}", scope.name, name=noun.title or name)

    def reading(self, scope: Scope) -> Reading:
        label = labelled("{name}", scope.name, name=self.noun.title or self.name)
        return Reading(
            self.draft, f"figure.{self.name}", f"figure.{self.name}", self.clause,
            row_of=partial(self._during if self.noun.during else row_of, self.contract, self.service, scope),
            named=lambda text: message("{what}: {text}", what=label, text=text),
            figure=lambda text: message("{kpi}: {text} in its formula", kpi=self.term_label, text=text), suffix=scope.suffix,
            unit=Unit(self.noun.unit), anywhere=True,
        )  # fmt: skip

    def _during(self, _contract: Contract, service: Service, scope: Scope, draft: Draft, name: str) -> Ref:
        """The row of a measure in the hours of the figure."""
        assert self.noun.during is not None, "asked for only where hours are said"
        return measure(draft, service, name, in_hours(service, name, scope, self.noun.during))


def _rows(at: _Figure, ident: str) -> None:
    noun, draft = at.noun, at.draft
    if noun.value is not None:
        value = agreed(draft, at.name, noun, at.scope, at.clause)
    elif noun.members is not None:
        value = members.over_members(at.reading, noun, at.contract, at.service, at.scope)
    elif noun.rank is not None:
        value = place_among(at.reading, noun, at.contract, at.service, at.scope)
    elif noun.between is not None:
        value = between(Times(draft, at.service, at.name, noun.between, at.scope, at.clause, at.label))
    else:
        assert noun.formula is not None, "check refuses a figure that says nothing"
        value = _whole(at, ident, at.reading(at.scope).value(noun.formula.node))
    if noun.rounded is None:
        draft.row(ident, at.label, Unit(noun.unit), value, at.clause)
        return
    exact = draft.row(f"figure.{at.name}.exact{at.scope.suffix}", message("{what}, unrounded", what=at.label), Unit(noun.unit),
                      value, at.clause)  # fmt: skip
    places = noun.rounded.decimals + (2 if Unit(noun.unit) is Unit.RATIO else 0)  # as people read a percentage
    quantity = Quantity(mpq(places), Unit.NUMBER, str(noun.rounded.decimals), noun.rounded.place)
    decimals = draft.term(f"figure.{at.name}.decimals", message("{what}: decimals", what=at.term_label), quantity, at.clause)
    kept = If(Known(exact), Rounded(Steady(exact), decimals, noun.rounded.mode), Blank())
    draft.row(ident, at.label, Unit(noun.unit), kept, at.clause)


def _whole(at: _Figure, ident: str, value: Node) -> Node:
    """No figure where a member has some of the measures and lacks others: its numbers would be mixed into the others'."""
    fields = fields_of(at.contract, (at.name,), together=True, inside=at.name)
    if not at.service.mixes(fields, at.scope):
        return value  # what lacks a figure is seen by the formula itself
    at.draft.wholes.append(Whole(fields, at.scope, at.clause, kpi=at.name))
    lacking = torn(at.draft, ident, at.label, at.service.incomplete(fields, at.scope), at.clause)
    return If(Any(lacking), Blank(), value) if lacking else value


def row_of(contract: Contract, service: Service, scope: Scope, draft: Draft, name: str) -> Ref:
    """The row of a name in a figure's formula: a KPI, billing, another figure, a fact of the calendar or a measure."""
    if Word(name) in contract.kpis:
        return _promised_kpi(contract, draft, name, scope)
    if (base := billing_name(contract, name)) is not None:
        return _promised_billing(contract, draft, name, base, scope)
    if Word(name) in contract.figures and name not in draft.names.derived:  # the draft of a version that does not have it
        return figure(contract, name, draft, service, scope)
    return measure(draft, service, name, scope)


def _promised_kpi(contract: Contract, draft: Draft, name: str, scope: Scope) -> Ref:
    """A row that reads a KPI: of the same member where it is judged by members."""
    named = dict(scope.member)
    member = tuple((str(d), named[d]) for d in contract.kpis[Word(name)].each if d in named)
    suffix = Scope(member=member).suffix
    ident = f"read.kpi.{name}{suffix}"
    if ident not in draft.rows:
        unit = unit_of_name(contract, name) or Unit.NUMBER
        label = labelled("{kpi}", Scope(member=member).name, kpi=kpi_name(name, contract))
        draft.row(ident, label, unit, Blank(), Clause(contract.kpis[Word(name)].clause, contract.kpis[Word(name)].place))
        draft.names.promised[ident] = lambda stages: _kpi_value(stages.values.get(name, ()), member)
        draft.names.remake[ident] = lambda other: _promised_kpi(contract, other, name, scope)
    return Ref(ident)


def _kpi_value(values: tuple[KpiValue, ...], member: tuple[tuple[str, str], ...]) -> Node:
    return next((value.value for value in values if value.scope.member == member), Blank())


def _promised_billing(contract: Contract, draft: Draft, name: str, base: Base, scope: Scope) -> Ref:
    """A row that reads billing: the member's part of a line that is billed by the same members, otherwise the whole."""
    lines = [contract.billing[line] for line in base.lines]
    dimensions = tuple(d for d, _ in scope.member)
    suffix = scope.member_suffix if any(tuple(map(str, line.each)) == dimensions for line in lines) else ""
    ident = f"read.{name}{suffix}"
    if ident not in draft.rows:
        label = labelled("{name}", scope.member_name if suffix else "", name=name)
        draft.row(ident, label, Unit.MONEY, Blank(), Clause("total"))
        draft.names.promised[ident] = lambda stages: _billed(stages, base, suffix)
        draft.names.remake[ident] = lambda other: _promised_billing(contract, other, name, base, scope)
    return Ref(ident)


def _billed(stages: Stages, base: Base, suffix: str) -> Node:
    contract = stages.draft.contract
    if any(line not in contract.billing for line in base.lines):
        return Blank()  # a version that does not have the line
    return stages.invoiced.of(base, contract, suffix)
