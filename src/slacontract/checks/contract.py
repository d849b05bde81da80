"""The checks in their order, and the verdict over all versions of a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from slacontract.checks.acceptance import accepted
from slacontract.checks.bands import band_partition
from slacontract.checks.bases import kpi_bases, limit_bases
from slacontract.checks.calendar import contract_year, dates_in_order, term_starts_a_period, time_zone_known, whole_periods
from slacontract.checks.conditions import formula_units, gate_divisions, gate_names, gate_scopes, gate_units
from slacontract.checks.currency import caps_in_coins, currency_known
from slacontract.checks.definitions import catalogue_decides, formula_readable, kpi_known, variant_whole
from slacontract.checks.direction import wrong_way
from slacontract.checks.incentives import hours_without_use, minutes_without_end
from slacontract.checks.limits import limit_amounts, limit_kpis, limit_windows, names_differ, unreachable
from slacontract.checks.prices import coin_possible, figures_in_range, tiers_follow
from slacontract.checks.required import (
    base_said,
    few_enough,
    kpi_defined,
    limits_said,
    missing_computable,
    missing_said,
    nothing_listed,
    one_scale,
    price_said,
)
from slacontract.checks.scopes import base_scopes, counted_fields, guarantees, hours_caps, scopes_agree
from slacontract.checks.units import bounds_readable, curve_rising, payments_alike, steps_sound, threshold_units
from slacontract.checks.versions import chained, every_day_covered, numbered_in_order, same_contract
from slacontract.findings import Finding, any_stops, in_reading_order
from slacontract.model.contract import Agreement, Contract

Check: TypeAlias = Callable[[Contract], Iterator[Finding]]
VersionsCheck: TypeAlias = Callable[[Sequence[Contract]], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    # what is said at all
    price_said,
    kpi_defined,
    one_scale,
    base_said,
    missing_said,
    missing_computable,
    limits_said,
    nothing_listed,
    few_enough,
    # figures and dates by themselves
    figures_in_range,
    coin_possible,
    caps_in_coins,
    currency_known,
    time_zone_known,
    dates_in_order,
    term_starts_a_period,
    contract_year,
    whole_periods,
    # names and units
    kpi_known,
    variant_whole,
    catalogue_decides,
    formula_readable,
    formula_units,
    threshold_units,
    bounds_readable,
    payments_alike,
    counted_fields,
    hours_caps,
    guarantees,
    kpi_bases,
    limit_bases,
    gate_names,
    gate_units,
    gate_divisions,
    # scopes
    gate_scopes,
    base_scopes,
    scopes_agree,
    # scales, tiers and limits
    tiers_follow,
    band_partition,
    curve_rising,
    steps_sound,
    wrong_way,
    names_differ,
    limit_amounts,
    limit_windows,
    limit_kpis,
    unreachable,
    # what the trade warns of
    minutes_without_end,
    hours_without_use,
)
"""What is asked of each version by itself."""

VERSION_CHECKS: Final[tuple[VersionsCheck, ...]] = (same_contract, numbered_in_order, every_day_covered, chained)
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
