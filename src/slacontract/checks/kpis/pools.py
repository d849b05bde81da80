"""C211, C213, C214 and C230: pools that are a sum above zero, of billing that is there, and whose parts make a whole."""

from __future__ import annotations

from collections.abc import Iterator

from gmpy2 import mpq

from slacontract.checks.kpis.bases import share_of_billing
from slacontract.checks.places import within
from slacontract.checks.terms import listed
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.text import Share
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import PoolPart
from slacontract.quantities.numbers import as_decimal


def pool_amounts(contract: Contract) -> Iterator[Finding]:
    """What is at risk in a pool is money above zero, or a share of billing of the same period."""
    for name, pool in contract.pools.items():
        amount = pool.at_risk.percent if isinstance(pool.at_risk, Share) else pool.at_risk
        if amount.value <= 0:
            yield finding("C214", pool.at_risk.at, f"In pool '{name}', {amount.text} is at risk.", "Write an amount above zero.")
        if isinstance(pool.at_risk, Share):
            yield from _share(contract, str(name), pool.at_risk)


def _share(contract: Contract, name: str, share: Share) -> Iterator[Finding]:
    if share.of.partition(" ")[0] == "billing" or share.of.startswith("billing."):
        yield from share_of_billing(contract, share)
        return
    known = ["billing", *(f"billing.{line}" for line in listed(contract.billing))]
    yield finding(
        "C211", within(share.text, share.at, share.of), f"'{share.of}' is no base of pool '{name}'.", nearest(share.of, known)
    )


def pool_whole(contract: Contract) -> Iterator[Finding]:
    """The parts of a pool are told where they are more or less than the pool."""
    for name in contract.pools:
        parts = [kpi for kpi in contract.kpis.values() if isinstance(kpi.base, PoolPart) and kpi.base.pool == name]
        total = sum((_part(kpi.base) for kpi in parts if isinstance(kpi.base, PoolPart)), mpq(0))
        if not parts:
            yield finding(
                "C230",
                name.at,
                f"No KPI has a part of the pool '{name}'.",
                f"Write 'base: {{pool: {name}}}' at its KPIs, or delete it.",
            )
        elif total != mpq(1):
            side = "above" if total > 1 else "below"
            yield finding(
                "C230",
                name.at,
                f"The parts of the pool '{name}' are {as_decimal(total * 100)}% of it in all, "
                f"{as_decimal(abs(total - 1) * 100)}% {side} the whole.",
                "Correct a share, or accept it: accept: [{code: C230, why: ...}].",
                *(kpi.place_of("base") for kpi in parts),
            )


def _part(part: PoolPart) -> mpq:
    share = part.share.value if part.share is not None else mpq(1)
    return share * (part.allocation.value if part.allocation is not None else mpq(1))
