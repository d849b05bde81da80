"""Per FTE-hour: the hours of the declared basis, cut to a share of the hours ordered."""

from __future__ import annotations

from slacontract.formula.nodes import Least, times
from slacontract.languages import message
from slacontract.model.hours import PerFteHour
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope

_BASIS = {"paid": "paid_h", "logged": "logged_h", "productive": "productive_h"}


def fields(line: PerFteHour) -> tuple[str, ...]:
    """The base fields it needs."""
    return (_BASIS[line.hours], *((line.cap.hours.of,) if line.cap else ()))


def billed(at: LineScope, line: PerFteHour) -> Billed:
    """Yield the billed hours."""
    draft = at.draft
    hours = at.needed(_BASIS[line.hours])
    if line.cap is None:
        return Billed(hours, Unit.HOURS)
    label = message("{line}: share of the hours ordered", line=at.name)
    share = draft.term(f"billing.{at.name}.cap.hours", label, line.cap.hours.percent, at.clause)
    ordered = at.needed(line.cap.hours.of)
    most = draft.row(f"{at.ident}.hours_cap", at.label("most hours billable"), Unit.HOURS, times(share, ordered), at.clause)
    least = draft.row(f"{at.ident}.hours", at.label("hours billed"), Unit.HOURS, Least((hours, most)), at.clause)
    return Billed(least, Unit.HOURS)
