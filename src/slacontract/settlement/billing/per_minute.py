"""Per minute: the seconds of the declared basis, cut to the billable average handle time, in minutes."""

from __future__ import annotations

from slacontract.formula.nodes import Least, Ref, over, times
from slacontract.languages import message
from slacontract.model.minutes import HandleTimeCap, PerMinute
from slacontract.quantities.numbers import SECONDS_PER_MINUTE
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope, unit_term

_BASIS = {
    "talk": ("talk_s",),
    "talk_and_hold": ("talk_s", "hold_s"),
    "handle": ("talk_s", "hold_s", "wrap_s"),
    "connected": ("connected_s",),
}
_COUNT = {"contact": "answered", "leg": "legs"}


def fields(line: PerMinute) -> tuple[str, ...]:
    """The base fields it needs."""
    return (*_BASIS[line.minutes], *((_COUNT[line.cap.per],) if line.cap else ()))


def billed(at: LineScope, line: PerMinute) -> Billed:
    """Yield the billed minutes."""
    seconds = at.needed(*_BASIS[line.minutes])
    if line.cap:
        seconds = _capped(at, line.cap, seconds)
    sixty = unit_term(at.draft, "seconds_per_minute", "Seconds in a minute", SECONDS_PER_MINUTE)
    minutes = at.draft.row(f"{at.ident}.minutes", at.label("minutes billed"), Unit.MINUTES, over(seconds, sixty), at.clause)
    return Billed(minutes, Unit.MINUTES)


def _capped(at: LineScope, cap: HandleTimeCap, seconds: Ref) -> Ref:
    draft = at.draft
    aht = draft.term(f"billing.{at.name}.cap.aht", message("{line}: AHT cap", line=at.name), cap.aht, at.clause)
    contacts = at.needed(_COUNT[cap.per])
    most = draft.row(f"{at.ident}.seconds_cap", at.label("most seconds billable"), Unit.SECONDS, times(aht, contacts), at.clause)
    return draft.row(
        f"{at.ident}.seconds", at.label("seconds billed"), Unit.SECONDS, Least((seconds, most)), at.clause
    )
