"""All searches for perverse incentives, and what they find of one contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from slacontract.review.incentives.abandoned import abandoned
from slacontract.review.incentives.caps import free_failures, used_up_early
from slacontract.review.incentives.cliffs import cliffs
from slacontract.review.incentives.failing import failing_once, unmeasured
from slacontract.review.incentives.improving import falling_back
from slacontract.review.incentives.nouns import Incentive, Looked
from slacontract.review.incentives.short_contacts import short_contacts
from slacontract.review.incentives.slow import slow_work
from slacontract.review.incentives.trade_offs import trade_offs

if TYPE_CHECKING:
    from slacontract.settlement.settlement import Settlement

Search: TypeAlias = Callable[[Looked], Iterator[Incentive]]
SEARCHES: Final[tuple[Search, ...]] = (
    slow_work, trade_offs, cliffs, used_up_early, free_failures, failing_once, falling_back, unmeasured,
    abandoned, short_contacts,
)  # fmt: skip


def incentives(settlement: Settlement, last: int | None = None) -> tuple[Incentive, ...]:
    """What the latest version of a settled contract rewards without meaning to, the most money first."""
    at = Looked(settlement, last)
    reasons = {str(item.code): str(item.why) for item in at.contract.accept}
    found = [replace(one, accepted=reasons.get(one.code, "")) for search in SEARCHES for one in search(at)]
    return tuple(sorted(found, key=lambda one: (bool(one.accepted), -one.money, one.code)))
