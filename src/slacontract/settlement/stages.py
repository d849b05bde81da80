"""The order of settlement, visible in one place. ``docs/settlement-order.md`` says why each stage precedes the next.

KPI values come before billing because a guarantee reads them; outcomes after it because percentages are of it; gates before
limits, so that a bonus that is not due uses up no limit; tax after everything that changes its base.
"""

from __future__ import annotations

from slacontract.model.contract import Contract
from slacontract.settlement.billing.lines import billing
from slacontract.settlement.draft import Compiled, Draft
from slacontract.settlement.gates import gates
from slacontract.settlement.kpi_values import kpi_values
from slacontract.settlement.limits import limits
from slacontract.settlement.memory.repeats import repeats
from slacontract.settlement.outcomes import outcomes
from slacontract.settlement.pools import pools
from slacontract.settlement.scopes import Service
from slacontract.settlement.totals import totals


def compile_contract(contract: Contract, service: Service) -> Compiled:
    """Compile one contract version for the service that the measures describe. The contract must have passed ``check``."""
    draft = Draft(contract)
    values = kpi_values(draft, service)
    invoiced = billing(draft, service, values)
    pools(draft, invoiced)
    standing = outcomes(draft, service, values, invoiced)
    repeats(draft, values, standing)
    gates(draft, service, values, standing)
    adjustments = limits(draft, standing, invoiced)
    totals(draft, adjustments)
    return draft.compiled()
