"""The order of the checks of KPIs and what they pay."""

from __future__ import annotations

from typing import Final

from slacontract.checks.asked import Check, VersionsCheck
from slacontract.checks.kpis.bands import band_partition
from slacontract.checks.kpis.bases import kpi_bases, limit_bases
from slacontract.checks.kpis.definitions import catalogue_decides, domain_fits, formula_readable, kpi_known, variant_whole
from slacontract.checks.kpis.derived import (
    derived_says,
    guarantees_measured,
    never_missing,
    points_counted,
    sources_known,
    weights_whole,
)
from slacontract.checks.kpis.direction import wrong_way
from slacontract.checks.kpis.groups import GROUP_CHECKS
from slacontract.checks.kpis.judging import (
    quarters_said,
    span_fits,
    span_readers,
    span_said,
    spans_cut_no_period,
    spans_of_versions,
)
from slacontract.checks.kpis.limits import (
    limit_amounts,
    limit_days,
    limit_groups,
    limit_kpis,
    limit_parts,
    limit_spans,
    limit_windows,
    names_differ,
    unreachable,
)
from slacontract.checks.kpis.limits_of_members import (
    billing_of_members,
    groups_of_members,
    limits_of_members,
    shared_limits,
)
from slacontract.checks.kpis.memory import carried_into_versions, carried_over, earn_backs, other_bases, repeats
from slacontract.checks.kpis.negative_bases import negative_bases_can_be
from slacontract.checks.kpis.numbered import cases_named, numbered_members, penalised_members, weeks_looked_at, weeks_said
from slacontract.checks.kpis.payments import curve_modes, days_said, extras_of_scales, matrices, matrix_partitions, pool_parts
from slacontract.checks.kpis.pools import pool_amounts, pool_whole
from slacontract.checks.kpis.shares_of_value import bases_of_shares, shares_of_value
from slacontract.checks.kpis.slabs import slabs_rightly, slabs_sound
from slacontract.checks.kpis.units import bounds_readable, curve_rising, payments_alike, steps_sound, threshold_units

CHECKS: Final[tuple[Check, ...]] = (
    bases_of_shares,
    days_said,
    extras_of_scales,
    derived_says,
    points_counted,
    never_missing,
    span_said,
    span_fits,
    quarters_said,
    spans_cut_no_period,
    span_readers,
    kpi_known,
    variant_whole,
    catalogue_decides,
    domain_fits,
    formula_readable,
    *GROUP_CHECKS,
    threshold_units,
    bounds_readable,
    payments_alike,
    kpi_bases,
    limit_bases,
    pool_parts,
    pool_amounts,
    sources_known,
    guarantees_measured,
    matrices,
    band_partition,
    matrix_partitions,
    weights_whole,
    curve_modes,
    curve_rising,
    steps_sound,
    slabs_sound,
    slabs_rightly,
    shares_of_value,
    wrong_way,
    names_differ,
    negative_bases_can_be,
    limit_amounts,
    limit_days,
    limit_parts,
    limit_windows,
    limit_kpis,
    limit_groups,
    limit_spans,
    limits_of_members,
    billing_of_members,
    groups_of_members,
    shared_limits,
    unreachable,
    repeats,
    earn_backs,
    other_bases,
    carried_over,
    pool_whole,
    weeks_said,
    weeks_looked_at,
    cases_named,
    penalised_members,
    numbered_members,
)
"""What is asked of each version by itself."""

VERSION_CHECKS: Final[tuple[VersionsCheck, ...]] = (
    spans_of_versions,
    carried_into_versions,
)
"""What is asked of all versions together, in the order in which they come into force."""
