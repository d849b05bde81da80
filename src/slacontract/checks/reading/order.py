"""The order of the checks of what clauses read."""

from __future__ import annotations

from typing import Final

from slacontract.checks.asked import Check
from slacontract.checks.reading.agreed import AGREED_CHECKS
from slacontract.checks.reading.clocked import figures_in_hours
from slacontract.checks.reading.conditions import (
    condition_divisions,
    condition_names,
    condition_scopes,
    condition_units,
    formula_units,
)
from slacontract.checks.reading.excuses import (
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
from slacontract.checks.reading.figures import FIGURE_CHECKS
from slacontract.checks.reading.gates import gate_asks, gate_keeps, gate_steps
from slacontract.checks.reading.ranks import ranks_read, ranks_said
from slacontract.checks.reading.register import events_fit, incidents_compare, incidents_of_one_bill, listed_kpis
from slacontract.checks.reading.scopes import base_scopes, counted_fields, guarantees, hours_caps, scopes_agree
from slacontract.checks.reading.tables import TABLE_CHECKS
from slacontract.checks.reading.times import times_between
from slacontract.checks.reading.windows import references, windows

CHECKS: Final[tuple[Check, ...]] = (
    formula_units,
    *FIGURE_CHECKS,
    *TABLE_CHECKS,
    *AGREED_CHECKS,
    times_between,
    ranks_said,
    ranks_read,
    figures_in_hours,
    counted_fields,
    hours_caps,
    guarantees,
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
    condition_scopes,
    base_scopes,
    scopes_agree,
    windows,
    references,
)
"""What is asked of each version by itself."""
