"""Made-up measures for a contract that has none yet: one member wherever members are told apart, every figure the same."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from slacontract.model.measures import CONTACT, DAY, WEEK, Cell, Figure, Measures, Member
from slacontract.proofs.probe import ANY_FIGURE
from slacontract.settlement.wanted import dimensions_read, fields_read

if TYPE_CHECKING:
    from slacontract.model.contract import Agreement

_MOST: Final = 200
"""So many members at most; a contract that lists more of them is proved without what their number decides."""


def made_up(agreement: Agreement) -> Measures:
    """Every field of a contract in its first period, for each member that its clauses list, or one that is called ``any``."""
    dimensions = sorted(dimensions_read(agreement))
    listed = [_listed(agreement, dimension) for dimension in dimensions]
    named = list(product(*listed))[:_MOST]
    members: list[Member] = [tuple(zip(dimensions, values, strict=True)) for values in named]
    period = agreement.schedule.periods()[0].id
    fields = sorted(fields_read(agreement))
    return Measures({Cell(period, member, field): Figure(ANY_FIGURE) for member in members for field in fields})


def _listed(agreement: Agreement, dimension: str) -> list[str]:
    """The members of a dimension that the contract names, in ``where`` or by their attributes."""
    if dimension in {DAY, WEEK, CONTACT}:
        return ["01"]
    found: dict[str, None] = {}
    for version in agreement.versions:
        for clause in (*version.billing.values(), *version.kpis.values(), *version.figures.values()):
            for name, values in clause.where.items():
                if name == dimension:
                    found.update(dict.fromkeys(map(str, values)))
        scales = (kpi.scales for kpi in version.kpis.values() if kpi.scales is not None)
        found.update((str(member), None) for said in scales if said.by == dimension for member in said.is_)
        for name, members in version.attributes.items():
            if name == dimension:
                found.update(dict.fromkeys(map(str, members)))
    return list(found) or ["any"]
