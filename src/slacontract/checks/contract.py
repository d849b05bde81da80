"""The verdict over all versions of a contract: every check in its order, less what the contract accepts."""

from __future__ import annotations

from collections.abc import Sequence

from slacontract.checks.acceptance import accepted
from slacontract.checks.kpis.groups import scales_by
from slacontract.checks.order import CHECKS, VERSION_CHECKS
from slacontract.findings import Finding, any_stops, in_reading_order
from slacontract.model.contract import Agreement, Contract
from slacontract.model.kpis.groups import variants


def check_versions(versions: Sequence[Contract]) -> tuple[Agreement | None, list[Finding]]:
    """Check all versions of one contract; the agreement is None when a finding stops.

    Every finding of every version is told at once. The agreement has the versions by effective date.
    """
    assert versions, "the caller has seen that there is a version"
    ordered = tuple(sorted(versions, key=lambda version: (version.effective, version.version)))
    findings = [found for version in ordered for found in accepted(version, check_version(version))]
    findings += [found for check in VERSION_CHECKS for found in check(ordered)]
    return (None if any_stops(findings) else Agreement(ordered)), in_reading_order(findings)


def check_version(contract: Contract) -> list[Finding]:
    """Everything that is wrong with one version by itself, before what it accepts."""
    found = [told for variant in variants(contract) for check in CHECKS for told in check(variant)]
    return list(dict.fromkeys([*found, *scales_by(contract)]))
