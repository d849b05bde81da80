"""The order of the checks: what is asked of each version by itself, and what of all versions together."""

from __future__ import annotations

from typing import Final

from slacontract.checks.asked import Check, VersionsCheck
from slacontract.checks.billing import order as billing
from slacontract.checks.kpis import order as kpis
from slacontract.checks.reading import order as reading
from slacontract.checks.whole import order as whole

CHECKS: Final[tuple[Check, ...]] = (*whole.CHECKS, *reading.CHECKS, *billing.CHECKS, *kpis.CHECKS)
"""What is asked of each version by itself."""

VERSION_CHECKS: Final[tuple[VersionsCheck, ...]] = (*whole.VERSION_CHECKS, *billing.VERSION_CHECKS, *kpis.VERSION_CHECKS)
"""What is asked of all versions together, in the order in which they come into force."""
