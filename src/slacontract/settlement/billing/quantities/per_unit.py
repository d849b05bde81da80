"""Per contact, resolution, sale, lead, visit or seat: what the named field counts, less what is not eligible."""

from __future__ import annotations

from slacontract.formula.nodes import ZERO, If, Ref, minus, references
from slacontract.formula.text import Expression, Figure
from slacontract.languages import Message, message
from slacontract.model.billing.units import PerUnit
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.quantities.counted import finished
from slacontract.settlement.reading.conditions import Names, condition, condition_row


def fields(line: PerUnit) -> tuple[str, ...]:
    """The base fields it needs for what it bills."""
    eligible = (str(line.eligible.count),) if line.eligible and line.eligible.count else ()
    return (str(line.count), *map(str, line.deduct), *eligible)


def billed(at: LineScope, line: PerUnit) -> Billed:
    """Yield the count that is billed."""
    less = at.needed(*map(str, line.deduct)) if line.deduct else None
    quantity = at.needed(str(line.count))
    if line.eligible and line.eligible.count:
        eligible = at.needed(str(line.eligible.count))
        rest = at.draft.row(
            f"{at.ident}.not_eligible", at.label("not eligible"), Unit.COUNT, minus(quantity, eligible), at.clause
        )
        at.draft.nonnegative.append((rest.id, at.clause))
        quantity = eligible
    quantity = at.net(quantity, less)
    if line.eligible and line.eligible.when:
        quantity = _when(at, line.eligible.when, quantity)
    return finished(at, line, quantity, at.draft.unit_of(quantity.id) or Unit.COUNT)


def _when(at: LineScope, said: Expression, quantity: Ref) -> Ref:
    """All of the quantity in a period in which the condition holds, and nothing in another one."""

    def named(text: str) -> Message:
        return message("{line}: {text} in its condition", line=at.name, text=text)

    names = Names(f"billing.{at.name}.eligible", at.clause, at.needed, named, ident=f"{at.ident}.eligible")
    holds = condition(at.draft, said, "not_met", names)
    met = condition_row(at.draft, f"{at.ident}.eligible", at.label("eligible"), holds, at.clause)
    return at.draft.row(f"{at.ident}.billable", at.label("eligible count"), Unit.COUNT, If(met, quantity, ZERO), at.clause)


def condition_fields(line: PerUnit) -> tuple[str, ...]:
    """The base fields of its condition."""
    said = line.eligible.when if line.eligible else None
    return tuple(ref.id for ref in references(said.node) if not isinstance(ref, Figure)) if said else ()
