"""Wide deals settled by slacontract, by the ways that a person has: files of the contract and tables of measures."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from laws.deals import texts_of
from laws.strategies import Deal
from laws.wide.deal import make
from slacontract.checks.contract import check_versions
from slacontract.findings import Finding, any_stops
from slacontract.model.contract import Agreement
from slacontract.parse.contract import read_contract
from slacontract.parse.measures import read_measures
from slacontract.settlement.settlement import Settlement, settle
from slacontract.settlement.wanted import ready_made_faults, wanted_by
from support.settling import tables_of


def try_agreed(texts: Sequence[str]) -> tuple[Agreement | None, list[Finding]]:
    """The contract of some versions; None where the checks refuse it."""
    versions = [read_contract(text.encode(), f"v{number}.yaml") for number, text in enumerate(texts, 1)]
    known = [version for version, _ in versions if version]
    if len(known) < len(texts):
        return None, [finding for _, findings in versions for finding in findings]
    return check_versions(known)


def try_settled(deal: Deal) -> tuple[Settlement | None, list[Finding]]:
    """Settle all periods that were measured, or say what stands against it."""
    agreement, findings = try_agreed(texts_of(deal))
    if agreement is None:
        return None, [finding for finding in findings if finding.stops]
    files = [(f"measures-{number}.csv", table.encode()) for number, table in enumerate(tables_of(deal.rows))]
    measures, findings = read_measures(files, None, wanted_by(agreement))
    findings += ready_made_faults(agreement, measures)
    if any_stops(findings):
        return None, [finding for finding in findings if finding.stops]
    asked = [p for p in agreement.schedule.periods() if p.id in measures.periods()]
    return settle(agreement, measures, asked)


@cache
def made(seed: int) -> tuple[Deal, Settlement | None, list[Finding]]:
    """A deal by its number, and its settlement."""
    deal = make(random.Random(seed))  # noqa: S311
    return (deal, *try_settled(deal))
