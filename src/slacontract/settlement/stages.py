"""The order of settlement, visible in one place. ``docs/settlement-order.md`` says why each stage precedes the next.

KPI values come before billing because a guarantee reads them; outcomes after it because percentages are of it; gates before
limits, so that a bonus that is not due uses up no limit; tax after everything that changes its base.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slacontract.formula.nodes import Ref, plus
from slacontract.model.contract import Contract
from slacontract.settlement.adjustments.gates import gates
from slacontract.settlement.adjustments.limits import limits
from slacontract.settlement.billing.lines import TOTAL, billing
from slacontract.settlement.billing.shared_risk.commitments import commitments, late_commitments
from slacontract.settlement.billing.shared_risk.retentions import retentions
from slacontract.settlement.billing.shared_risk.target_costs import target_costs
from slacontract.settlement.draft import Compiled, Draft
from slacontract.settlement.excuses.claims import claims
from slacontract.settlement.excuses.incidents import incidents
from slacontract.settlement.excuses.judged import judged
from slacontract.settlement.excuses.overrides import overrides
from slacontract.settlement.excuses.penalised import penalised
from slacontract.settlement.excuses.relief import costs, excused, relief, shared_relief
from slacontract.settlement.kpis.kpi_values import kpi_values
from slacontract.settlement.kpis.outcomes import outcomes
from slacontract.settlement.kpis.points import derived
from slacontract.settlement.kpis.pools import pools
from slacontract.settlement.memory.carry_over import carry_over
from slacontract.settlement.memory.de_minimis import small_adjustments
from slacontract.settlement.memory.earn_back import earn_back
from slacontract.settlement.reading.figures import declare, unused
from slacontract.settlement.reading.naming import Stages
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.service.weeks import tell_weeks
from slacontract.settlement.totals import totals


def compile_contract(contract: Contract, service: Service, also: Sequence[Callable[[Draft], Ref]] = ()) -> Compiled:
    """Compile one contract version for the service that the measures describe. The contract must have passed ``check``.

    ``also`` makes rows that another version looks back on.
    """
    draft, service = Draft(contract), service.reading(contract)
    declare(draft, service)
    tell_weeks(draft, service)
    measured = values = kpi_values(draft, service)
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
    costs(draft, values, standing)
    excused(draft)
    incidents(draft, standing)
    penalised(draft, standing)
    gates(draft, service, values, standing)
    claims(draft, service, standing)
    overrides(draft, service, standing)
    adjustments = limits(draft, standing, invoiced)
    small = small_adjustments(draft, adjustments)
    late_commitments(draft, service, invoiced, plus(adjustments.net, *small))
    held = [*small, *retentions(draft, values, invoiced, plus(adjustments.net, *small))]
    held += earn_back(draft, service, values, standing)
    more = [*invoiced.committed, *shares]
    held += carry_over(draft, invoiced, plus(Ref(TOTAL), *more, adjustments.net, *held))
    totals(draft, adjustments, more, held)
    unused(draft, service)
    for remade in also:
        remade(draft)
    draft.names.keep(Stages(draft, {**results.values, **measured}, invoiced))
    return draft.compiled()


def compile_versions(versions: Sequence[Contract], service: Service) -> dict[int, Compiled]:
    """Compile all versions of a contract. What one looks back on, the versions before it have too, as far as they can."""
    found = {contract.version: compile_contract(contract, service) for contract in versions}
    if len(versions) == 1:
        return found
    remade = {ident: make for compiled in found.values() for ident, make in compiled.remake.items()}
    remembered = {ident for compiled in found.values() for ident in compiled.plan.remembered if ident in remade}
    for contract in versions:
        lacking = [remade[ident] for ident in sorted(remembered - found[contract.version].plan.rows.keys())]
        if lacking:
            found[contract.version] = compile_contract(contract, service, lacking)
    return found
