"""The order of the checks of billing."""

from __future__ import annotations

from typing import Final

from slacontract.checks.asked import Check, VersionsCheck
from slacontract.checks.billing.baselines import baselines_said, forecasts_said
from slacontract.checks.billing.charge_formulas import charge_formulas
from slacontract.checks.billing.clocks import premium_hours
from slacontract.checks.billing.commitments import (
    commitments_consistent,
    commitments_in_order,
    commitments_of_members,
    commitments_on,
    commitments_possible,
    commitments_said,
    counts_said,
)
from slacontract.checks.billing.components import components_known, deducted_once
from slacontract.checks.billing.continued import goes_on, lasting_names_differ
from slacontract.checks.billing.conversion import conversions
from slacontract.checks.billing.days import calendars_said, fees_said
from slacontract.checks.billing.de_minimis import small_adjustments_follow, small_amounts_go_on, small_amounts_said
from slacontract.checks.billing.incentives import hours_without_use, minutes_without_end
from slacontract.checks.billing.indices import indexation_whole, indexed_by_known, indices_known
from slacontract.checks.billing.minutes import (
    caps_sound,
    contacts_said,
    counters_possible,
    increments_sound,
    order_said,
    short_said,
    wrap_fixed_once,
)
from slacontract.checks.billing.numbered_lines import numbered_lines
from slacontract.checks.billing.premiums import premiums
from slacontract.checks.billing.prices import coin_possible, figures_in_range
from slacontract.checks.billing.quantities import agents_counted, allowances, clawbacks, eligibility, finest_not_chosen, passed_on
from slacontract.checks.billing.rates import packages_whole, ramps, rates_by_member, rates_computed, rates_dated, rates_of_money
from slacontract.checks.billing.restated import amounts_stand
from slacontract.checks.billing.retentions import releases_follow, retention_kpis, retentions_said
from slacontract.checks.billing.rollovers import rollovers, rollovers_go_on
from slacontract.checks.billing.target_costs import ranges_follow, target_costs_said
from slacontract.checks.billing.tiers import counted_alike, tiers_follow, tiers_priced, tiers_said

CHECKS: Final[tuple[Check, ...]] = (
    commitments_said,
    counts_said,
    target_costs_said,
    retentions_said,
    forecasts_said,
    baselines_said,
    figures_in_range,
    coin_possible,
    fees_said,
    calendars_said,
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
    rollovers,
    numbered_lines,
    small_amounts_said,
    small_adjustments_follow,
    eligibility,
    clawbacks,
    agents_counted,
    passed_on,
    finest_not_chosen,
    commitments_on,
    commitments_of_members,
    charge_formulas,
    retention_kpis,
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
    premium_hours,
    conversions,
    indices_known,
    indexation_whole,
    indexed_by_known,
    lasting_names_differ,
    commitments_in_order,
    commitments_consistent,
    commitments_possible,
    ranges_follow,
    releases_follow,
    minutes_without_end,
    hours_without_use,
)
"""What is asked of each version by itself."""

VERSION_CHECKS: Final[tuple[VersionsCheck, ...]] = (
    counted_alike,
    goes_on,
    rollovers_go_on,
    small_amounts_go_on,
    amounts_stand,
)
"""What is asked of all versions together, in the order in which they come into force."""
