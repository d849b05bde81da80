"""C202, C213 and C226: limits of each member, on KPIs that judge the same members, of billing that has them."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.checks.kpis.bases import TO_DATE
from slacontract.checks.places import within
from slacontract.findings import Finding, finding
from slacontract.formula.text import Share
from slacontract.model.contract import Contract
from slacontract.model.kpis.limits import Limit, kpis_of
from slacontract.model.texts import Word


def limits_of_members(contract: Contract) -> Iterator[Finding]:
    """A limit of each member is on KPIs that pay for each of the same members."""
    for limit in contract.limits or ():
        if limit.says("each") and not limit.each:
            yield finding("C202", limit.place_of("each"), "'each' of the limit lists nothing.", "Fill it, or delete the key.")
        twice = [dimension for place, dimension in enumerate(limit.each) if dimension in limit.each[:place]]
        for dimension in twice:
            yield finding("C226", dimension.at, f"'{dimension}' stands twice in 'each'.", "Delete one.")
        if twice:
            continue
        if limit.each and not limit.kpi and not kpis_of(limit, contract.kpis):
            yield finding("C213", limit.place_of("each"), f"No KPI that pays is judged for each {_names(limit.each)}.",
                          "Write 'each:' as the KPIs have it, or delete it: the limit is then on all together.")  # fmt: skip
        for name in limit.kpi if limit.each else ():
            kpi = contract.kpis.get(name)
            if kpi is not None and kpi.each != limit.each:
                judged = f"for each {_names(kpi.each)}" if kpi.each else "as a whole"
                what = f"'{name}' is judged {judged}, and the limit is of each {_names(limit.each)}."
                yield finding("C226", name.at, what, "Write the same 'each:' in both.", kpi.place_of("each"))


def shared_limits(contract: Contract) -> Iterator[Finding]:
    """What a limit on one KPI changes is that KPI's alone."""
    for limit in contract.limits or ():
        if limit.shared_out is not None and len(limit.kpi) == 1:
            yield finding("C213", limit.place_of("shared_out"), f"The limit is on '{limit.kpi[0]}' alone: nothing is shared.",
                          "Delete 'shared_out:', or name several KPIs.", limit.kpi[0].at)  # fmt: skip


def billing_of_members(contract: Contract) -> Iterator[Finding]:
    """The share of a limit of each member is of lines that are billed for each of the same members."""
    for limit in contract.limits or ():
        share = limit.at_most
        if not limit.each or not isinstance(share, Share) or share.of_figure:
            continue
        name, _, stage = share.of.partition(" ")
        at = within(share.text, share.at, share.of)
        if share.of == TO_DATE:
            what = f"'{TO_DATE}' is the billing of all members, and the limit is of each {_names(limit.each)}."
            yield finding("C213", at, what, "Write an amount of money.", limit.place_of("each"))
        elif stage == "after commitments":
            what = "Commitments are about whole lines, and the limit is of each member."
            yield finding("C213", at, what, "Write 'after caps'.", limit.place_of("each"))
        for line_name, line in contract.billing.items():
            if name in {"billing", f"billing.{line_name}"} and line.each != limit.each:
                billed = f"by {_names(line.each)}" if line.each else "as a whole"
                what = f"The limit is of each {_names(limit.each)}, and '{line_name}' is billed {billed}."
                remedy = "Write the same 'each:' in both, name a line that has it, or write an amount of money."
                yield finding("C226", at, what, remedy, line.place_of("each"))
                break


def groups_of_members(contract: Contract) -> Iterator[Finding]:
    """KPIs that are limited together for each member are limited with others nowhere else, and not alone over all members."""
    together = [(limit, names) for limit in contract.limits or () if len(names := kpis_of(limit, contract.kpis)) > 1]
    for limit, names in together:
        for place, name in enumerate(limit.kpi if limit.each else ()):
            if name in limit.kpi[:place]:
                yield finding("C213", name.at, f"'{name}' stands twice in the limit.", "Delete one.")
        if limit.each:
            yield from _apart(contract, limit, set(names))


def _apart(contract: Contract, of_members: Limit, names: set[Word]) -> Iterator[Finding]:
    """Limits that share a KPI with one of each member on several: what that leaves of the KPI alone could not be told."""
    found = list(contract.limits or ())
    for limit in found:
        others = set(kpis_of(limit, contract.kpis))
        alone_before = limit.each and len(others) == 1
        shared = sorted(others & names)
        told = bool(limit.each) and found.index(limit) <= found.index(of_members)
        if not shared or others == names or alone_before or told:
            continue
        at = next((name.at for name in limit.kpi if name in shared), limit.place)
        members = _names(of_members.each)
        what = f"'{shared[0]}' is limited together with others for each {members} in limit '{of_members.clause}'."
        remedy = f"Limit the same KPIs together, or this one alone with 'each: {of_members.each[0]}', above it."
        if len(of_members.each) > 1:
            remedy = f"Limit the same KPIs together, or this one alone with 'each: [{', '.join(of_members.each)}]', above it."
        yield finding("C213", at, what, remedy, of_members.place)


def _names(dimensions: tuple[Word, ...]) -> str:
    return " and ".join(dimensions)
