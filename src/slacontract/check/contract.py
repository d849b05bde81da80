"""The checks in their order, and the verdict over all versions of a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from slacontract.check.acceptance import accepted
from slacontract.check.bands import band_partition
from slacontract.check.direction import wrong_way
from slacontract.check.required import (
    base_said,
    kpi_defined,
    limits_said,
    missing_computable,
    missing_said,
    nothing_listed,
    one_scale,
    price_said,
)
from slacontract.findings import Finding, any_stops, in_reading_order
from slacontract.model.contract import Agreement, Contract

Check: TypeAlias = Callable[[Contract], Iterator[Finding]]
VersionsCheck: TypeAlias = Callable[[Sequence[Contract]], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    price_said,
    kpi_defined,
    one_scale,
    base_said,
    missing_said,
    missing_computable,
    limits_said,
    nothing_listed,
    band_partition,
    wrong_way,
)
"""What is asked of each version by itself."""

VERSION_CHECKS: Final[tuple[VersionsCheck, ...]] = ()
"""What is asked of all versions together, in the order in which they come into force."""


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
    return [found for check in CHECKS for found in check(contract)]
