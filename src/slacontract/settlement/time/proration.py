"""Proration: the share of an amount that falls on a part of a calendar period, so that the parts sum to the whole.

Where an amendment cuts a period, a later part is what is due to its end, rounded, less what was due to its beginning, rounded:
two parts of the same fee never differ from it by a coin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.formula.nodes import ONE, ZERO, Compare, If, Node, Steady, minus, over, plus, times
from slacontract.languages import Message, message
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause
from slacontract.settlement.time.calendar import counted, days, whole_days

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.periods import Proration
    from slacontract.settlement.draft import Draft


def share_of_period(draft: Draft, how: Proration, calendar: str = "") -> Node:
    """The share of the calendar period that the period is: 1 for a whole one."""
    if how == "in_full":
        return ONE
    part, whole = counted(draft, how, "part", calendar), counted(draft, how, "whole", calendar)
    if how != "by_working_days":
        return over(part, whole)
    # a period without any working day is shared out by calendar days
    return If(Compare(">", whole, ZERO), over(part, whole), over(days(draft), whole_days(draft)))


def prorated(draft: Draft, ident: str, label: Message, amount: Node, how: Proration, clause: Clause, calendar: str = "") -> Node:
    """An amount for a whole period as the period has it: unrounded, or the difference of rounded amounts in a later part."""
    if how == "in_full":
        return amount
    share = draft.row(f"{ident}.share", message("{what}: share of the period", what=label), Unit.NUMBER,
                      share_of_period(draft, how, calendar), clause)  # fmt: skip
    before = counted(draft, how, "before", calendar)
    part, whole = counted(draft, how, "part", calendar), counted(draft, how, "whole", calendar)
    due = draft.to_the_coin(_of(amount, plus(before, part), whole))
    later = minus(due, draft.to_the_coin(_of(amount, before, whole)))
    return If(Compare(">", before, ZERO), later, times(amount, share))


def _of(amount: Node, days_of_it: Node, whole: Node) -> Node:
    return Steady(over(times(amount, days_of_it), whole))


def rule(contract: Contract, said: Proration | None, calendar: object) -> tuple[Proration, str]:
    """How fees of a line are prorated: as it says itself, or as the contract does; in full where no period is cut."""
    if said is not None:
        return said, str(calendar or "")
    parts = contract.periods.part_periods
    return (parts.fees, str(parts.calendar or "")) if parts else ("in_full", "")
