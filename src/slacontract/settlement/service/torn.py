"""Members that have some of the figures of a ratio and lack others: their numbers would be mixed into those of the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slacontract.formula.nodes import All, Any, AnyKnown, Known, Node, Not
from slacontract.languages import Message, message
from slacontract.model.measures import Member
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft
from slacontract.settlement.service.scopes import input_row

MOST_IN_A_ROW: Final = 20
"""So many members are asked in one cell whether they lack a figure."""


def torn(draft: Draft, ident: str, label: Message, incomplete: Mapping[Member, tuple[str, ...]],
         clause: Clause) -> tuple[Node, ...]:  # fmt: skip
    """Whether a member has some of the figures and lacks others; nothing where none ever does."""
    conditions = []
    for member, fields in incomplete.items():
        inputs = tuple(input_row(draft, field, member) for field in fields)
        conditions.append(All((AnyKnown(inputs), Not(All(tuple(Known(row) for row in inputs))))))
    return tuple(
        draft.row(f"{ident}.torn_{number}", message("{kpi}: a member lacks a figure, part {number}", kpi=label, number=number),
                  Unit.TRUTH, Any(tuple(conditions[start : start + MOST_IN_A_ROW])), clause)
        for number, start in enumerate(range(0, len(conditions), MOST_IN_A_ROW), 1)
    )  # fmt: skip
