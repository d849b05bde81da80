"""Formulas of clauses on billing, bound to rows: figures become terms, names rows of the measures or of billing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from slacontract.formula.nodes import Ref, references
from slacontract.formula.text import Expression, Figure
from slacontract.languages import Argument, Message, message
from slacontract.model.contract import Contract
from slacontract.model.fields import Where
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Required, Whole
from slacontract.settlement.reading.formulas import Bound, Reading
from slacontract.settlement.reading.meaning import fields_of
from slacontract.settlement.service.scopes import Scope, Service, measure


@dataclass(frozen=True, slots=True)
class Terms:
    """What figures in the formula of a clause become: terms ``PREFIX.TEXT``. ``label`` says what the whole gives, in ``unit``."""

    draft: Draft
    prefix: str
    label: Message
    clause: Clause
    unit: Unit
    suffix: str = ""

    def bound(self, said: Expression, row_of: Callable[[str], Ref]) -> Bound:
        """The formula over the rows that ``row_of`` gives for its names; a figure that stands alone has the unit of the whole."""
        alone = said.node.quantity if isinstance(said.node, Figure) else None
        if alone is not None and alone.value:
            return Bound(self.draft.term(f"{self.prefix}.{alone.text}", self.label, alone, self.clause, unit=self.unit), ())
        return self.reading(lambda _, name: row_of(name)).bound(said.node)

    def reading(self, row_of: Callable[[Draft, str], Ref], *, anywhere: bool = False) -> Reading:
        """How the formula is read; ``anywhere`` where ``row_of`` knows the drafts of other versions too."""

        def named(text: Argument) -> Message:
            return message("{what}: {text}", what=self.label, text=text)

        return Reading(self.draft, self.prefix, self.prefix, self.clause, row_of, named=named, figure=named, suffix=self.suffix,
                       anywhere=anywhere)  # fmt: skip


def names_of(said: Expression) -> list[str]:
    """The names in a formula, without its figures."""
    return [ref.id for ref in references(said.node) if not isinstance(ref, Figure)]


def formulas_of(contract: Contract) -> Iterator[Expression]:
    """The formulas of its commitments and target costs."""
    for commitment in contract.commitments:
        yield from (said for said in (commitment.at_least, commitment.at_most) if said is not None)
    for target in contract.target_costs.values():
        yield from (target.target, target.outturn)


def measured_by(contract: Contract) -> Iterator[str]:
    """The measures that these formulas read, and those behind figures that they name."""
    for said in formulas_of(contract):
        measures = [name for name in names_of(said) if name.partition(".")[0] != "billing"]
        yield from fields_of(contract, measures, together=False)


def together(draft: Draft, said: Sequence[Expression], scope: Scope, clause: Clause) -> None:
    """Have the measures of some formulas asked for together: a member that has one of them should have all."""
    names = dict.fromkeys(name for one in said for name in names_of(one) if name.partition(".")[0] not in {"billing", "calendar"})
    fields = tuple(name for name in names if name not in draft.names.derived)
    if len(fields) > 1:
        draft.wholes.append(Whole(fields, scope, clause))


def scope_of(where: Where) -> Scope:
    """The scope that a ``where`` says."""
    return Scope(tuple((str(d), tuple(map(str, values))) for d, values in sorted(where.items())))


def needed(draft: Draft, service: Service, field: str, scope: Scope, clause: Clause) -> Ref:
    """A measure that a clause cannot do without; or a derived figure, which may be blank."""
    row = measure(draft, service, field, scope)
    if field not in draft.names.derived:
        draft.required.append(Required(row.id, field, scope.where, clause))
    return row
