"""The order of the checks of a version as a whole, and of all versions together."""

from __future__ import annotations

from typing import Final

from slacontract.checks.asked import Check, VersionsCheck
from slacontract.checks.whole.calendar import (
    amendment_said,
    contract_year,
    dates_in_order,
    parts_said,
    starting_day_fits,
    time_zone_known,
)
from slacontract.checks.whole.currency import caps_in_coins, currency_known
from slacontract.checks.whole.parts import parts_counted
from slacontract.checks.whole.required import (
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
from slacontract.checks.whole.reviewed import chats_counted, review_said
from slacontract.checks.whole.versions import (
    chained,
    every_day_covered,
    never_in_force,
    numbered_in_order,
    same_contract,
    same_weeks,
)

CHECKS: Final[tuple[Check, ...]] = (
    price_said,
    kpi_defined,
    one_scale,
    base_said,
    missing_said,
    missing_computable,
    limits_said,
    nothing_listed,
    few_enough,
    caps_in_coins,
    currency_known,
    time_zone_known,
    dates_in_order,
    starting_day_fits,
    contract_year,
    parts_said,
    amendment_said,
    review_said,
    chats_counted,
)
"""What is asked of each version by itself."""

VERSION_CHECKS: Final[tuple[VersionsCheck, ...]] = (
    same_contract,
    numbered_in_order,
    every_day_covered,
    never_in_force,
    chained,
    same_weeks,
    parts_counted,
)
"""What is asked of all versions together, in the order in which they come into force."""
