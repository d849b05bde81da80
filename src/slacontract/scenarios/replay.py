"""The same periods settled twice: as they were, and as they would have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.languages import Message, message
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.totals import GROSS, NET

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period
    from slacontract.settlement.settlement import SettledLine, Settlement

TOTALS = {
    TOTAL: message("Billing"),
    "adjustments.bonus": message("Bonus"),
    "adjustments.penalty": message("Penalty"),
    NET: message("Net"),
    GROSS: message("Gross"),
}
"""The rows of a settlement that sum up a period, in their order."""


@dataclass(frozen=True, slots=True)
class Twice:
    """One line or total, as it is and as it would be, over all periods or in one."""

    id: str
    label: Message
    clause: str
    before: mpq
    after: mpq

    @property
    def difference(self) -> mpq:
        """What the change adds to what the client pays."""
        return self.after - self.before


def lines(before: Settlement, after: Settlement) -> tuple[Twice, ...]:
    """The lines that either of the two has, added up over the periods; in the order of settlement, with their clauses."""
    old, new = _sums(before), _sums(after)
    order = list(old) + [ident for ident in new if ident not in old]
    return tuple(_line(ident, old.get(ident), new.get(ident)) for ident in order)


def _sums(settlement: Settlement) -> Mapping[str, tuple[SettledLine, mpq]]:
    found: dict[str, tuple[SettledLine, mpq]] = {}
    for line in settlement.lines:
        found[line.id] = line, found[line.id][1] + line.amount if line.id in found else line.amount
    return found


def _line(ident: str, old: tuple[SettledLine, mpq] | None, new: tuple[SettledLine, mpq] | None) -> Twice:
    known = new or old
    assert known is not None, "one of the two has the line"
    line = known[0].line
    return Twice(ident, line.label, line.clause.text, old[1] if old else mpq(0), new[1] if new else mpq(0))


def totals(before: Settlement, after: Settlement, period: Period | None = None) -> tuple[Twice, ...]:
    """What sums up a period, or all of them."""
    periods = [period] if period else before.asked
    return tuple(
        Twice(row, label, "", *(sum((s.amount(row, p) for p in periods), mpq(0)) for s in (before, after)))
        for row, label in TOTALS.items()
    )
