"""The same periods settled twice: as they are and as they would be, or by an old version and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import Message, message
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.totals import GROSS, NET, TAX

if TYPE_CHECKING:
    from slacontract.settlement.draft import Line
    from slacontract.settlement.settlement import Settlement

NONE: Final = mpq(0)
TOTALS: Final = {
    TOTAL: message("Billing"),
    "adjustments.bonus": message("Bonus"),
    "adjustments.penalty": message("Penalty"),
    NET: message("Net"),
    TAX: message("Tax"),
    GROSS: message("Gross"),
}
"""The rows of a settlement that sum up a period, in their order."""
SUMMED: Final = (TOTAL, "adjustments.bonus", "adjustments.penalty", NET)
"""Those before tax."""


@dataclass(frozen=True, slots=True)
class Twice:
    """A line or total of both settlements: period by period, in coins."""

    id: str
    kind: str
    label: Message
    clause: str
    old: tuple[mpq, ...]
    new: tuple[mpq, ...]

    @property
    def before(self) -> mpq:
        """The sum of the first settlement."""
        return sum(self.old, NONE)

    @property
    def after(self) -> mpq:
        """The sum of the second."""
        return sum(self.new, NONE)

    @property
    def difference(self) -> mpq:
        """By how much the second pays more."""
        return self.after - self.before

    @property
    def moves(self) -> bool:
        """Whether it has an amount in either of them."""
        return any(self.old) or any(self.new)


def lines(old: Settlement, new: Settlement) -> tuple[Twice, ...]:
    """Every line of either, in the order of the second; one that only the first has stands after its neighbours."""
    before, after = _lines(old), _lines(new)
    order = list(after)
    last: str | None = None
    for ident in before:
        if ident not in after:
            order.insert(order.index(last) + 1 if last else 0, ident)
        last = ident
    found = [(ident, after.get(ident) or before[ident]) for ident in order]
    return tuple(Twice(i, line.kind, line.label, line.clause.text, _amounts(old, i), _amounts(new, i)) for i, line in found)


def _lines(settlement: Settlement) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for settled in settlement.lines:
        found.setdefault(settled.id, settled.line)
    return found


def _amounts(settlement: Settlement, ident: str) -> tuple[mpq, ...]:
    amounts = {line.period.id: line.amount for line in settlement.lines if line.id == ident}
    return tuple(amounts.get(period.id, NONE) for period in settlement.asked)


def totals(old: Settlement, new: Settlement, rows: Sequence[str] = tuple(TOTALS)) -> tuple[Twice, ...]:
    """What sums up the periods of both."""
    return tuple(
        Twice(row, "total", TOTALS[row], "", *(tuple(s.amount(row, period) for period in s.asked) for s in (old, new)))
        for row in rows
    )
