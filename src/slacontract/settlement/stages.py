"""The order of settlement, visible in one place. ``docs/settlement-order.md`` says why each stage precedes the next.

KPI values come before billing because a guarantee reads them; outcomes after it because percentages are of it; gates before
limits, so that a bonus that is not due uses up no limit; tax after everything that changes its base.
"""

from __future__ import annotations

from slacontract.model.contract import Contract
from slacontract.settlement.billing.commitments import commitments, late_commitments
from slacontract.settlement.billing.lines import billing
from slacontract.settlement.billing.target_costs import target_costs
from slacontract.settlement.draft import Compiled, Draft
from slacontract.settlement.excuses.judged import judged
from slacontract.settlement.excuses.relief import excused, relief, shared_relief
from slacontract.settlement.gates import gates
from slacontract.settlement.kpi_values import kpi_values
from slacontract.settlement.limits import limits
from slacontract.settlement.outcomes import outcomes
from slacontract.settlement.points import derived
from slacontract.settlement.pools import pools
from slacontract.settlement.retentions import retentions
from slacontract.settlement.scopes import Service
from slacontract.settlement.totals import totals


def compile_contract(contract: Contract, service: Service) -> Compiled:
    """Compile one contract version for the service that the measures describe. The contract must have passed ``check``."""
    draft = Draft(contract)
    values = kpi_values(draft, service)
    invoiced = billing(draft, service, values)
    commitments(draft, service, invoiced)
    shares = target_costs(draft, service)
    pools(draft, invoiced)
    values = judged(draft, service, values)
    results = outcomes(draft, service, values, invoiced)
    standing = results.standing
    relief(draft, values, standing)
    derived(results)
    shared_relief(draft, standing)
    excused(draft)
    gates(draft, service, values, standing)
    adjustments = limits(draft, standing, invoiced)
    late_commitments(draft, service, invoiced, adjustments.net)
    held = retentions(draft, values, invoiced, adjustments.net)
    totals(draft, adjustments, invoiced.committed + shares, held)
    return draft.compiled()
