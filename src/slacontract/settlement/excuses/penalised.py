"""Penalised members: of the cases, weeks or sites of a KPI that fail in a period, how many are charged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.formula.nodes import ONE, ZERO, All, Compare, Greatest, If, Node, Not, Ref, plus
from slacontract.languages import message
from slacontract.model.measures import DAY, WEEK
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.draft import Clause, Draft, Line
from slacontract.settlement.kpis.kpi_values import kpi_name

if TYPE_CHECKING:
    from slacontract.model.kpis.excuses import Penalised
    from slacontract.model.texts import Word
    from slacontract.settlement.kpis.outcomes import Member, Standing

_TOLD: Final = {
    "at_most": "{kpi}: so many are charged in a period",
    "forgiven": "{kpi}: so many are forgiven in a period",
}


def penalised(draft: Draft, standing: Standing) -> None:
    """Yield what is given back of the penalties of members of a KPI of which not all are charged."""
    draft.stage = "relief"
    for name, kpi in sorted(draft.contract.kpis.items()):
        if kpi.penalised is not None:
            _kpi(draft, standing, name, kpi.penalised)


def _kpi(draft: Draft, standing: Standing, name: Word, says: Penalised) -> None:
    clause = Clause(says.clause, says.place)
    called, key = kpi_name(name, draft.contract), "at_most" if says.at_most is not None else "forgiven"
    number = says.at_most if says.at_most is not None else says.forgiven
    label = message(_TOLD[key], kpi=called)
    most = draft.term(
        f"kpi.{name}.penalised", label, Quantity(mpq(number or 0), Unit.COUNT, str(number), says.place_of(key)), clause
    )
    keys = _in_order(draft, standing, name)
    after: dict[Member, Node] = {}
    for place, row in _places(draft, standing, keys, says, clause).items():
        counts = Compare("<=" if says.at_most is not None else ">", row, most)
        amount = standing.amounts[place]
        after[place] = If(counts, amount, Greatest((amount, ZERO)))
    standing.change(draft, Line(id=f"kpi.{name}.penalised", kind="incident", label=label, clause=clause, amount="",
                                booked=draft.contract.kpis[name]), "penalised", after)  # fmt: skip


def _in_order(draft: Draft, standing: Standing, name: Word) -> list[Member]:
    """The members of a KPI: cases, days and weeks in the order of their numbers, whatever else they are told apart by."""
    each = draft.contract.kpis[name].each

    def numbered(key: Member) -> tuple[tuple[str, ...], str]:
        member = dict(standing.scopes[key].member) if key in standing.scopes else {}
        return tuple(member.get(str(d), "") for d in each if d in {DAY, WEEK} or d in draft.contract.cases), key[1]

    return sorted((key for key in standing.amounts if key[0] == name), key=numbered)


def _places(draft: Draft, standing: Standing, keys: list[Member], says: Penalised, clause: Clause) -> dict[Member, Ref]:
    """The place of each member among those that are penalised, from 1; of two with the same penalty the first one's is before."""
    return {
        key: draft.row(f"kpi.{key[0]}{key[1]}.penalised.place",
                       message("{kpi}: place among the penalties of the period", kpi=draft.label_of(standing.amounts[key].id)),
                       Unit.COUNT, _place(draft, [standing.amounts[other] for other in keys], number, says, clause), clause)
        for number, key in enumerate(keys)
    }  # fmt: skip


def _place(draft: Draft, amounts: list[Ref], number: int, says: Penalised, clause: Clause) -> Node:
    own = amounts[number]
    before = [If(_stands_before(draft, other, own, says, earlier=n < number), ONE, ZERO)
              for n, other in enumerate(amounts) if n != number and (n < number or says.which != "first")]  # fmt: skip
    label = message("{kpi}: place among the penalties of the period", kpi=draft.label_of(own.id))
    return plus(ONE, draft.summed(f"{own.id}.place", label, before, clause, unit=Unit.COUNT)) if before else ONE


def _stands_before(draft: Draft, other: Ref, own: Ref, says: Penalised, *, earlier: bool) -> Node:
    """Whether another penalty comes before one: by its number, or because it is dearer or cheaper."""
    fails: Node = Compare("<", other, ZERO)
    if says.which == "first":
        return fails
    low, high = (other, own) if says.which == "dearest" else (own, other)
    comes = draft.not_above(low, high) if earlier else Not(draft.not_above(high, low))
    return comes if says.which == "dearest" else All((fails, comes))
