"""The order of the checks: what is asked of each version by itself, and what of all versions together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from slacontract.checks.agreed import AGREED_CHECKS
from slacontract.checks.bands import band_partition
from slacontract.checks.baselines import baselines_said, forecasts_said
from slacontract.checks.bases import kpi_bases, limit_bases
from slacontract.checks.calendar import (
    amendment_said,
    contract_year,
    dates_in_order,
    parts_said,
    starting_day_fits,
    time_zone_known,
)
from slacontract.checks.charge_formulas import charge_formulas
from slacontract.checks.commitments import (
    commitments_consistent,
    commitments_in_order,
    commitments_of_members,
    commitments_on,
    commitments_possible,
    commitments_said,
    counts_said,
)  # fmt: skip
from slacontract.checks.components import components_known, deducted_once
from slacontract.checks.conditions import condition_divisions, condition_names, condition_scopes, condition_units, formula_units
from slacontract.checks.continued import goes_on, lasting_names_differ
from slacontract.checks.conversion import conversions
from slacontract.checks.currency import caps_in_coins, currency_known
from slacontract.checks.days import calendars_said, fees_said
from slacontract.checks.definitions import catalogue_decides, formula_readable, kpi_known, variant_whole
from slacontract.checks.derived import (
    derived_says,
    guarantees_measured,
    never_missing,
    points_counted,
    sources_known,
    weights_whole,
)  # fmt: skip
from slacontract.checks.direction import wrong_way
from slacontract.checks.excuses import (
    last_result,
    margins,
    relief_decidable,
    relief_effects,
    relief_names,
    relief_of_several,
    relief_order,
    relief_reason,
    relief_until,
)
from slacontract.checks.figures import FIGURE_CHECKS
from slacontract.checks.gates import gate_asks, gate_keeps, gate_steps
from slacontract.checks.groups import GROUP_CHECKS
from slacontract.checks.incentives import hours_without_use, minutes_without_end
from slacontract.checks.indices import indexation_whole, indexed_by_known, indices_known
from slacontract.checks.judging import (
    quarters_said,
    span_fits,
    span_readers,
    span_said,
    spans_cut_no_period,
    spans_of_versions,
)
from slacontract.checks.limits import (
    limit_amounts,
    limit_groups,
    limit_kpis,
    limit_spans,
    limit_windows,
    names_differ,
    unreachable,
)
from slacontract.checks.limits_of_members import billing_of_members, groups_of_members, limits_of_members
from slacontract.checks.memory import carried_into_versions, carried_over, earn_backs, other_bases, repeats
from slacontract.checks.minutes import (
    caps_sound,
    contacts_said,
    counters_possible,
    increments_sound,
    order_said,
    short_said,
    wrap_fixed_once,
)
from slacontract.checks.parts import parts_counted
from slacontract.checks.payments import curve_modes, days_said, extras_of_scales, matrices, matrix_partitions, pool_parts
from slacontract.checks.pools import pool_amounts, pool_whole
from slacontract.checks.premiums import premiums
from slacontract.checks.prices import coin_possible, figures_in_range
from slacontract.checks.quantities import agents_counted, allowances, clawbacks, eligibility, finest_not_chosen, passed_on
from slacontract.checks.rates import packages_whole, ramps, rates_by_member, rates_computed, rates_dated, rates_of_money
from slacontract.checks.register import events_fit, incidents_compare, incidents_of_one_bill, listed_kpis
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
from slacontract.checks.restated import amounts_stand
from slacontract.checks.retentions import releases_follow, retention_kpis, retentions_said
from slacontract.checks.scopes import base_scopes, counted_fields, guarantees, hours_caps, scopes_agree
from slacontract.checks.shares_of_value import bases_of_shares, shares_of_value
from slacontract.checks.tables import TABLE_CHECKS
from slacontract.checks.target_costs import ranges_follow, target_costs_said
from slacontract.checks.tiers import counted_alike, tiers_follow, tiers_priced, tiers_said
from slacontract.checks.units import bounds_readable, curve_rising, payments_alike, steps_sound, threshold_units
from slacontract.checks.versions import chained, every_day_covered, numbered_in_order, same_contract
from slacontract.checks.windows import references, windows
from slacontract.findings import Finding
from slacontract.model.contract import Contract

Check: TypeAlias = Callable[[Contract], Iterator[Finding]]
VersionsCheck: TypeAlias = Callable[[Sequence[Contract]], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    # what is said at all
    price_said,
    kpi_defined,
    one_scale,
    base_said,
    bases_of_shares,
    missing_said,
    missing_computable,
    days_said,
    extras_of_scales,
    derived_says,
    points_counted,
    never_missing,
    limits_said,
    nothing_listed,
    few_enough,
    commitments_said,
    counts_said,
    target_costs_said,
    retentions_said,
    forecasts_said,
    baselines_said,
    # figures and dates by themselves
    figures_in_range,
    coin_possible,
    caps_in_coins,
    currency_known,
    time_zone_known,
    dates_in_order,
    starting_day_fits,
    contract_year,
    parts_said,
    amendment_said,
    fees_said,
    calendars_said,
    span_said,
    span_fits,
    quarters_said,
    spans_cut_no_period,
    span_readers,
    # names and units
    kpi_known,
    variant_whole,
    catalogue_decides,
    formula_readable,
    formula_units,
    *FIGURE_CHECKS,
    *TABLE_CHECKS,
    *GROUP_CHECKS,
    *AGREED_CHECKS,
    threshold_units,
    bounds_readable,
    payments_alike,
    counted_fields,
    components_known,
    deducted_once,
    contacts_said,
    order_said,
    increments_sound,
    caps_sound,
    wrap_fixed_once,
    short_said,
    counters_possible,
    allowances,
    eligibility,
    clawbacks,
    agents_counted,
    passed_on,
    finest_not_chosen,
    hours_caps,
    guarantees,
    kpi_bases,
    limit_bases,
    pool_parts,
    pool_amounts,
    sources_known,
    guarantees_measured,
    matrices,
    commitments_on,
    commitments_of_members,
    charge_formulas,
    retention_kpis,
    condition_names,
    condition_units,
    condition_divisions,
    gate_asks,
    gate_keeps,
    gate_steps,
    relief_reason,
    relief_decidable,
    relief_of_several,
    relief_until,
    relief_effects,
    relief_order,
    relief_names,
    last_result,
    margins,
    events_fit,
    listed_kpis,
    incidents_compare,
    incidents_of_one_bill,
    # scopes
    condition_scopes,
    base_scopes,
    scopes_agree,
    # scales, tiers and limits
    tiers_follow,
    tiers_priced,
    tiers_said,
    rates_dated,
    rates_by_member,
    rates_computed,
    rates_of_money,
    packages_whole,
    ramps,
    premiums,
    conversions,
    indices_known,
    indexation_whole,
    indexed_by_known,
    band_partition,
    matrix_partitions,
    weights_whole,
    curve_modes,
    curve_rising,
    steps_sound,
    shares_of_value,
    wrong_way,
    names_differ,
    lasting_names_differ,
    limit_amounts,
    limit_windows,
    limit_kpis,
    limit_groups,
    limit_spans,
    limits_of_members,
    billing_of_members,
    groups_of_members,
    unreachable,
    repeats,
    earn_backs,
    other_bases,
    carried_over,
    windows,
    references,
    pool_whole,
    commitments_in_order,
    commitments_consistent,
    commitments_possible,
    ranges_follow,
    releases_follow,
    # what the trade warns of
    minutes_without_end,
    hours_without_use,
)
"""What is asked of each version by itself."""

VERSION_CHECKS: Final[tuple[VersionsCheck, ...]] = (
    same_contract,
    numbered_in_order,
    every_day_covered,
    chained,
    spans_of_versions,
    counted_alike,
    goes_on,
    amounts_stand,
    carried_into_versions,
    parts_counted,
)
"""What is asked of all versions together, in the order in which they come into force."""
