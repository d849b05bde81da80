"""C202, C214 and C227: included units that are carried, for some periods, in an order, and on over an amendment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from slacontract.checks.billing.tiers import quantity_told
from slacontract.findings import Finding, finding
from slacontract.model.billing.counted import Counted
from slacontract.model.billing.rollover import Rollover
from slacontract.model.contract import Contract

MOST_PERIODS: Final = 24
"""Each age of carried units has rows of its own."""


def rollovers(contract: Contract) -> Iterator[Finding]:
    """A rollover carries something, and says for how many periods and in which order where that matters."""
    for name, line in contract.billing.items():
        if isinstance(line, Counted) and line.rollover is not None:
            yield from _said(str(name), line, line.rollover)


def _said(name: str, line: Counted, rule: Rollover) -> Iterator[Finding]:
    if line.included is None:
        yield finding("C202", rule.place, f"'{name}' carries units that it does not include.", "Add 'included:'.")
    if rule.periods is None and rule.first is not None:
        what = f"All that '{name}' carries can be used until the {_told(rule)} ends, in whichever order."
        yield finding("C227", rule.place_of("first"), what, "Delete 'first:', or add 'periods:'.")
    if rule.periods is None:
        return
    if rule.first is None:
        yield finding("C202", rule.place, f"It is not said whether '{name}' uses carried units or its own first.",
                      "Add 'first:'. Choices: carried (the oldest first, then those of the period), own (those of the period, "
                      "then the oldest).")  # fmt: skip
    if not 1 <= rule.periods <= MOST_PERIODS:
        yield finding("C214", rule.place_of("periods"), f"'{name}' carries units for {rule.periods} periods.",
                      f"Write 1 to {MOST_PERIODS}; without 'periods:' all lasts until the {_told(rule)} ends.")  # fmt: skip


def _told(rule: Rollover) -> str:
    return rule.within.replace("_", " ")


def rollovers_go_on(versions: Sequence[Contract]) -> Iterator[Finding]:
    """An amendment within the span keeps the rollover, and its form: it has no other rows for what was carried."""
    for before, after in pairwise(versions):
        for name, line in before.billing.items():
            rule = line.rollover if isinstance(line, Counted) else None
            if rule is None or _begins(after, rule):
                continue
            now = after.billing.get(name)
            later = now.rollover if isinstance(now, Counted) else None
            if later is None or (later.periods is None) != (rule.periods is None):
                what = f"'{name}' has carried units until {after.effective}, and this version would lose them."
                at = next((key.at for key in after.billing if key == name), after.effective.at) if later is None else later.place
                remedy = "Keep 'rollover:' with or without 'periods:' as before; or let the version begin with the contract year."
                yield finding("C202", at, what, remedy, rule.place)
            elif isinstance(line, Counted) and isinstance(now, Counted) and quantity_told(line) != quantity_told(now):
                what = f"'{name}' has carried units of version {before.version}, which billed another quantity or other members."
                remedy = "Give the line another name, and it begins at zero; or let the version begin with the contract year."
                yield finding("C227", later.place, what, remedy, line.place)


def _begins(version: Contract, rule: Rollover) -> bool:
    """Whether a version comes into force where the span of a rollover begins."""
    if rule.within == "term":
        return False
    schedule, day = version.schedule, version.effective
    return schedule.bounds("contract_year", schedule.ordinal("contract_year", day))[0] == day
