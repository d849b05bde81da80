"""Pools: the amount of a period that several KPIs put at risk together."""

from __future__ import annotations

from slacontract.formula.nodes import Node, Ref, times
from slacontract.formula.text import Share
from slacontract.languages import message
from slacontract.model.kpis.bases import Base, read_base
from slacontract.model.kpis.pools import Pool
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import Invoiced
from slacontract.settlement.draft import Clause, Draft

POOLS = "pools."
"""How a limit names a pool: ``100% of pools.at_risk``."""


def pools(draft: Draft, invoiced: Invoiced) -> None:
    """Yield what is at risk in every pool. It is not rounded: what KPIs and limits make of it is."""
    draft.stage = "pools"
    for name, pool in sorted(draft.contract.pools.items()):
        clause = Clause(pool.clause, name.at)
        label = message("Pool {name}: at risk", name=str(name))
        draft.row(pool_row(name).id, label, Unit.MONEY, _amount(draft, name, pool, clause, invoiced), clause)


def pool_row(name: str) -> Ref:
    """The row that holds what is at risk in a pool."""
    return Ref(f"pool.{name}")


def _amount(draft: Draft, name: Word, pool: Pool, clause: Clause, invoiced: Invoiced) -> Node:
    label = message("Pool {name}: amount at risk", name=str(name))
    if not isinstance(pool.at_risk, Share):
        return draft.term(f"pool.{name}.at_risk", label, pool.at_risk, clause)
    share = draft.term(f"pool.{name}.at_risk", label, pool.at_risk.percent, clause)
    base = read_base(Word.placed(pool.at_risk.of, pool.at_risk.at))
    assert isinstance(base, Base), "check refuses a pool of something else"
    return times(share, invoiced.of(base, draft.contract))
