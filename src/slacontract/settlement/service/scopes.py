"""Scopes: which figures of the measures a clause is about, and the rows that add them up.

A figure counts when it lies in ``where`` and, for one member of ``each``, in that member. A sum is known when every member
that ``where`` lists has a figure; without ``where``, when anything has. What is not known is blank, never zero.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from slacontract.catalogue.kpis import field_name, field_unit
from slacontract.formula.nodes import All, AnyKnown, Blank, If, Known, Node, Ref, Total
from slacontract.languages import Argument, message
from slacontract.model.clauses import Scoped
from slacontract.model.kpis.groups import with_attributes
from slacontract.model.measures import WEEK
from slacontract.settlement.draft import Clause, Draft, labelled
from slacontract.settlement.reading.meaning import fields_of

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.measures import Measures, Member


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the service: the members that ``where`` lists, and the one member of ``each`` that is judged."""

    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    member: tuple[tuple[str, str], ...] = ()

    @property
    def suffix(self) -> str:
        """What tells its rows from those of other scopes: ``[queue=care+tech]``; never the same for two scopes."""
        parts = [f"{d}={'+'.join(map(_plain, values))}" for d, values in self.where]
        parts += [f"{d}={_plain(v)}" for d, v in self.member]
        return f"[{','.join(parts)}]" if parts else ""

    @property
    def name(self) -> str:
        """How people call it: ``care, tech``."""
        return ", ".join([*(value for _, values in self.where for value in values), *(v for _, v in self.member)])

    @property
    def member_suffix(self) -> str:
        """The suffix of the judged member alone: ``[site=madrid]``."""
        return Scope(member=self.member).suffix

    @property
    def member_name(self) -> Argument:
        """The name of the judged member alone; weeks are called so, for their ordinals say nothing by themselves."""
        found: Argument = ", ".join(value for dimension, value in self.member if dimension != WEEK)
        for week in (value for dimension, value in self.member if dimension == WEEK):
            called = message("week {number}", number=week.lstrip("0"))
            found = message("{one}, {other}", one=found, other=called) if found else called
        return found

    def holds(self, member: Member) -> bool:
        """Whether a figure measured on ``member`` belongs to it."""
        return self.has(dict(member))

    def has(self, named: Mapping[str, str]) -> bool:
        """Whether what is called so by its dimensions and attributes belongs to it."""
        return all(named.get(d) in values for d, values in self.where) and all(named.get(d) == v for d, v in self.member)


def _plain(value: str) -> str:
    """A member's name as it is, or quoted where it holds a sign that joins names."""
    return json.dumps(value, ensure_ascii=False) if re.search(r'[+,=\[\]"\\]', value) else value


@dataclass(frozen=True)
class Service:
    """What the measures say exists: the scopes on which each field was measured.

    ``contract`` is the version whose figures the fields of a clause may be.
    """

    measures: Measures
    contract: Contract | None = None

    def reading(self, contract: Contract) -> Service:
        """The same service, in the words of one version of the contract."""
        found = Service(self.measures, contract)
        shared = {name: value for name, value in vars(self).items() if name in {"members_of", "known_on"}}
        vars(found).update(shared)
        return found

    def named(self, member: Member) -> Mapping[str, str]:
        """What a member is called by each dimension, and by the attributes that the contract gives it."""
        if self.contract is None or not self.contract.attributes:
            return dict(member)
        if member not in self._named:
            self._named[member] = with_attributes(self.contract.attributes, dict(member))
        return self._named[member]

    @cached_property
    def _named(self) -> dict[Member, dict[str, str]]:
        """Filled as members are asked for."""
        return {}

    def _behind(self, fields: Iterable[str], *, together: bool) -> Iterable[str]:
        return fields_of(self.contract, fields, together=together) if self.contract and self.contract.figures else fields

    @cached_property
    def members_of(self) -> Mapping[str, tuple[Member, ...]]:
        """The scopes of each field, in order of name; also those of which a file says that it was not measured."""
        found: dict[str, set[Member]] = {}
        for cell in (*self.measures.cells, *self.measures.gaps):
            found.setdefault(cell.field, set()).add(cell.member)
        return {name: tuple(sorted(members)) for name, members in found.items()}

    def within(self, field: str, scope: Scope) -> list[Member]:
        """The scopes on which a field was measured and which belong to a scope. Those of weeks belong to none but theirs."""
        dimensions = tuple(d for d, _ in scope.member)
        if (field, dimensions) not in self._by_member:
            grouped: dict[Member, list[Member]] = {}
            for member in self.members_of.get(field, ()):
                named = self.named(member)
                if all(d in named for d in dimensions) and (WEEK in dimensions or WEEK not in named):
                    grouped.setdefault(tuple((d, named[d]) for d in dimensions), []).append(member)
            self._by_member[field, dimensions] = grouped
        return [m for m in self._by_member[field, dimensions].get(scope.member, ()) if scope.has(self.named(m))]

    @cached_property
    def _by_member(self) -> dict[tuple[str, tuple[str, ...]], dict[Member, list[Member]]]:
        """Filled as scopes are asked for: without it, many members would be looked through for each of many members."""
        return {}

    def mixes(self, fields: Iterable[str], scope: Scope) -> bool:
        """Whether one of the fields is added up over several members of the scope."""
        return any(len(self.within(field, scope)) > 1 for field in self._behind(fields, together=True))

    def incomplete(self, fields: Iterable[str], scope: Scope) -> dict[Member, tuple[str, ...]]:
        """Members that in some period have one of the fields and lack another, with all that they should have.

        A member is held to the fields that were ever measured on its dimensions: contacts by queue and surveys in total go
        together, while surveys of a queue whose answers are not there would mix that queue into another's ratio.
        """
        expected: dict[tuple[str, ...], set[str]] = {}
        members: dict[Member, None] = {}
        for field in self._behind(fields, together=True):
            for member in self.within(field, scope):
                expected.setdefault(tuple(d for d, _ in member), set()).add(field)
                members[member] = None
        found = {}
        for member in members:
            wanted = expected[tuple(d for d, _ in member)]
            if any(known & wanted and not wanted <= known for known in self.known_on.get(member, {}).values()):
                found[member] = tuple(sorted(wanted))
        return found

    @cached_property
    def known_on(self) -> Mapping[Member, Mapping[str, set[str]]]:
        """The fields that were measured on each member in each period."""
        found: dict[Member, dict[str, set[str]]] = {}
        for cell in self.measures.cells:
            found.setdefault(cell.member, {}).setdefault(cell.period, set()).add(cell.field)
        return found

    def split(self, scope: Scope, each: tuple[str, ...], fields: Iterable[str]) -> tuple[Scope, ...]:
        """The scopes of the members of some dimensions that occur in the fields within a scope."""
        members = {
            tuple((d, self.named(member)[d]) for d in each)
            for name in fields
            for member in (self.members_of.get(name, ()) if WEEK in each else self.within(name, scope))
            if scope.has(self.named(member)) and all(d in self.named(member) for d in each)
        }
        return tuple(Scope(scope.where, (*scope.member, *member)) for member in sorted(members))

    def scopes(self, noun: Scoped, fields: Iterable[str]) -> tuple[Scope, ...]:
        """The scopes of a clause: one, or one for each member that occurs in its fields."""
        where = tuple((str(d), tuple(map(str, values))) for d, values in sorted(noun.where.items()))
        whole = Scope(where)
        if not noun.each:
            return (whole,)
        members = {
            tuple((str(d), self.named(member)[d]) for d in noun.each)
            for name in self._behind(fields, together=False)
            for member in self.members_of.get(name, ())
            if whole.has(self.named(member)) and all(d in self.named(member) for d in noun.each)
        }
        return tuple(Scope(where, member) for member in sorted(members))


def input_id(field: str, member: Member) -> str:
    """The id of the row that holds one figure of the measures: ``in:offered[queue=care]``."""
    return f"in:{field}{Scope(member=member).suffix}"


def input_row(draft: Draft, field: str, member: Member) -> Ref:
    """The row of one figure of the measures."""
    ident = input_id(field, member)
    if ident not in draft.rows:
        stage, draft.stage = draft.stage, "measures"
        label = labelled("{name}", Scope(member=member).name, name=field_name(field))
        draft.row(ident, label, field_unit(field), None, Clause(""))
        draft.stage = stage
    return Ref(ident)


def measure(draft: Draft, service: Service, field: str, scope: Scope) -> Ref:
    """The row of a field over a scope: the sum of a measure, blank where one that belongs to it is missing; or a figure's row."""
    if field in draft.names.derived:
        return draft.names.derived[field](draft, service, scope)
    ident = f"{field}{scope.suffix}"
    if ident in draft.rows:
        return Ref(ident)
    draft.names.remake[ident] = lambda other: measure(other, service, field, scope)
    members = service.within(field, scope)
    inputs = {m: input_row(draft, field, m) for m in members}
    groups = [tuple(inputs[m] for m in group) for group in _groups(service, scope, inputs)] or [tuple(inputs.values())]
    stage, draft.stage = draft.stage, "measures"
    label = labelled("{name}", scope.name, name=field_name(field))
    ref = draft.row(ident, label, field_unit(field), _sum(groups, tuple(inputs.values())), Clause(""))
    draft.stage = stage
    return ref


def _groups(service: Service, scope: Scope, members: Iterable[Member]) -> list[tuple[Member, ...]]:
    """The members that must have a figure each: of every member that ``where`` lists, in every combination that ever occurs."""
    named = {member: service.named(member) for member in members}
    alone = [tuple(m for m, of in named.items() if of.get(d) == value) for d, values in scope.where for value in values]
    if len(scope.where) < 2:
        return alone
    together: dict[tuple[str, ...], list[Member]] = {}
    for member, of in named.items():
        together.setdefault(tuple(of[d] for d, _ in scope.where), []).append(member)
    return [group for group in alone if not group] + [tuple(group) for _, group in sorted(together.items())]


def _sum(groups: list[tuple[Ref, ...]], inputs: tuple[Ref, ...]) -> Node:
    if not all(groups):
        return Blank()
    known: tuple[Node, ...] = tuple(Known(group[0]) if len(group) == 1 else AnyKnown(group) for group in groups)
    return If(known[0] if len(known) == 1 else All(known), Total(inputs), Blank())
