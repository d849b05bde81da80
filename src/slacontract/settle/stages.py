"""The order of settlement, visible in one place. ``docs/settlement-order.md`` says why each stage precedes the next.

KPI values come before billing because a guarantee reads them; outcomes after it because percentages are of it; gates before
limits, so that a bonus that is not due uses up no limit; tax after everything that changes its base.
"""

from __future__ import annotations

from slacontract.model.contract import Contract
from slacontract.settle.billing.lines import billing
from slacontract.settle.draft import Compiled, Draft
from slacontract.settle.gates import gates
from slacontract.settle.kpi_values import kpi_values
from slacontract.settle.limits import limits
from slacontract.settle.outcomes import outcomes
from slacontract.settle.scopes import Service
from slacontract.settle.totals import totals


def compile_contract(contract: Contract, service: Service) -> Compiled:
    """Compile one contract version for the service that the measures describe. The contract must have passed ``check``."""
    draft = Draft(contract)
    values = kpi_values(draft, service)
    invoiced = billing(draft, service, values)
    standing = outcomes(draft, service, values, invoiced)
    gates(draft, service, values, standing)
    adjustments = limits(draft, standing, invoiced)
    totals(draft, adjustments)
    return draft.compiled()
