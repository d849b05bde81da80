"""One incident that a bonus rewards and a penalty charges: the same count above the line of two KPIs that want opposite things.

Only shares and means are looked at, whose formulas say what they count and what they divide by; of sums and differences a field
may be volume, such as the miles that an allowance of delay is counted on. It holds in whatever month, so no history is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import TYPE_CHECKING

from slacontract.catalogue.kpis import field_name, field_unit
from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.review.smart.kinds import can_pay, fields, parts
from slacontract.review.smart.signs import way
from slacontract.review.smart.verdicts import Point, weak
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.texts import Word
    from slacontract.review.case import Case


def rewarded_and_charged(case: Case) -> Iterator[Point]:
    """Pairs of KPIs of which one earns a bonus and the other costs a penalty by one more of the same count."""
    contract = case.contract
    for one, other in permutations(contract.kpis, 2):
        if not (can_pay(contract, one, 1) and can_pay(contract, other, -1)) or _apart(contract, one, other):
            continue
        found = next((field for field in _counted(contract, one, other) if _better(contract, one, field) > 0
                      > _better(contract, other, field)), None)  # fmt: skip
        if found is not None:
            yield weak(
                message("'{one}' rewards what '{other}' charges: one more of '{field}' makes '{one}' better and '{other}' worse, "
                        "in whatever month.", one=one, other=other, field=field_name(found)),
                message("Decide which of the two is wanted; or let only one of them carry money."),
            )  # fmt: skip


def _counted(contract: Contract, one: Word, other: Word) -> list[str]:
    """What both count above their lines."""
    (above, below), (above_other, below_other) = parts(contract.kpis[one]), parts(contract.kpis[other])
    if not below or not below_other:
        return []
    return sorted(name for name in above & above_other if name not in contract.figures and field_unit(name) is Unit.COUNT)


def _better(contract: Contract, name: Word, field: str) -> int:
    """1 where more of a count makes a KPI better in every month, -1 where worse, 0 where that is not sure."""
    kpi = contract.kpis[name]
    if kpi.against is not None:
        return 0
    how = how_measured(kpi)
    return {"higher": 1, "lower": -1, "neither": 0}[how.better] * way(how.node, fields(kpi), field)


def _apart(contract: Contract, one: Word, other: Word) -> bool:
    """Whether two KPIs are about parts of the service that have nothing in common."""
    first, second = contract.kpis[one].where, contract.kpis[other].where
    return any(not set(first[dimension]) & set(second[dimension]) for dimension in first if dimension in second)
