"""What every billing model yields, and how it reads the measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from gmpy2 import mpq

from slacontract.formula.nodes import ZERO, AnyKnown, If, Node, Ref, Total, minus
from slacontract.languages import Message, message
from slacontract.model.billing.lines import Line
from slacontract.model.texts import Word
from slacontract.quantities.numbers import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Required, labelled
from slacontract.settlement.reading.meaning import fields_of
from slacontract.settlement.service.scopes import Scope, Service, measure


@dataclass(frozen=True, slots=True)
class Billed:
    """The quantity of one line in one scope, ready to be priced."""

    quantity: Ref
    unit: Unit


@dataclass(frozen=True, slots=True)
class LineScope:
    """A billing line in one of its scopes, with what its rows are called."""

    draft: Draft
    service: Service
    name: Word
    line: Line
    scope: Scope
    reads: tuple[str, ...] = ()
    """Every measure that the line reads of its members."""

    @property
    def ident(self) -> str:
        """The beginning of its rows' ids."""
        return f"billing.{self.name}{self.scope.member_suffix}"

    @property
    def clause(self) -> Clause:
        """What it rests on."""
        return Clause(self.line.clause, self.name.at)

    @property
    def title(self) -> Message:
        """How the line is called."""
        return labelled("{line}", self.scope.member_name, line=self.line.title or self.name)

    def label(self, text: str) -> Message:
        """A label of one of its rows."""
        return message("{line}: {what}", line=self.title, what=message(text))

    def needed(self, *fields: str) -> Ref:
        """The sum of measures that the line cannot do without; a member that is not there at all bills nothing."""
        rows = tuple(measure(self.draft, self.service, field, self.scope) for field in fields)
        together = self.in_service(*fields) if self.line.each else ()
        for field, row in zip(fields, rows, strict=True):
            self.draft.required.append(
                Required(row.id, field, self.scope.where, self.clause, together, str(self.scope.member_name), self.scope)
            )
        if len(rows) == 1 and not self.line.each:
            return rows[0]
        ident = f"{self.ident}.of.{'+'.join(fields)}"
        if ident in self.draft.rows:
            return Ref(ident)
        unit = self.draft.rows[rows[0].id].unit
        what = reduce(_added, (self.draft.rows[row.id].label for row in rows))
        return self.draft.row(ident, message("{line}: {what}", line=self.title, what=what), unit, Total(rows), self.clause)

    def in_service(self, *fields: str) -> tuple[str, ...]:
        """The rows that say whether a member is there: all that the line reads of it, or what stands behind its figures."""
        behind = fields_of(self.draft.contract, (*self.reads, *fields), together=False)
        return tuple(dict.fromkeys(measure(self.draft, self.service, field, self.scope).id for field in behind))

    def served(self, node: Node) -> Node:
        """What is due whatever the quantity is, of a member that is there in the period; nothing of one that is not."""
        if not self.line.each or not self.reads:
            return node
        return If(AnyKnown(tuple(Ref(ident) for ident in self.in_service())), node, ZERO)

    def net(self, whole: Ref, less: Ref | None) -> Ref:
        """A quantity less what does not count; below zero, the measures contradict each other."""
        if less is None:
            return whole
        unit = self.draft.rows[whole.id].unit
        ref = self.draft.row(f"{self.ident}.net", self.label("less what does not count"), unit, minus(whole, less), self.clause)
        self.draft.nonnegative.append((ref.id, self.clause))
        return ref


def _added(one: Message, other: Message) -> Message:
    return message("{one} + {other}", one=one, other=other)


def seconds_in(at: LineScope, unit: Unit) -> Ref | None:
    """The term of how many seconds a minute or an hour has; none for seconds themselves."""
    if unit is Unit.SECONDS:
        return None
    if unit is Unit.HOURS:
        return unit_term(at.draft, "seconds_per_hour", "Seconds in an hour", SECONDS_PER_HOUR)
    return unit_term(at.draft, "seconds_per_minute", "Seconds in a minute", SECONDS_PER_MINUTE)


def unit_term(draft: Draft, name: str, label: str, value: int) -> Ref:
    """A definition of units that no contract can change, such as 60 seconds in a minute; it is a cell like every term."""
    quantity = Quantity(mpq(value), Unit.NUMBER, str(value))
    return draft.term(f"units.{name}", message(label), quantity, Clause("definition"))
