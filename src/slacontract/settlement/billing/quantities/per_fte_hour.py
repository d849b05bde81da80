"""Per FTE-hour: the hours of the declared components, less what does not count, cut to a share of the hours ordered."""

from __future__ import annotations

from slacontract.formula.nodes import Least, Node, Ref, times
from slacontract.formula.text import Share
from slacontract.languages import Message, message
from slacontract.model.billing.counted import HOURS, LESS, measures_of
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.fields import Name
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope, seconds_in
from slacontract.settlement.billing.prices.dated import Said, figure_of
from slacontract.settlement.billing.quantities.counted import finished


def worked(names: tuple[Name, ...], deduct: tuple[Name, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that are added up, and those that are taken off."""
    less = tuple(field for name in names for field in LESS.get(str(name), ()))
    return measures_of(names, HOURS), (*less, *map(str, deduct))


def fields(line: PerFteHour) -> tuple[str, ...]:
    """The base fields it needs."""
    hours, less = worked(line.hours, line.deduct)
    return (*hours, *less, *(str(share.of) for share in (line.cap.shares if line.cap else ())))


def billed(at: LineScope, line: PerFteHour) -> Billed:
    """Yield the billed hours."""
    hours, less = worked(line.hours, line.deduct)
    quantity = at.net(at.needed(*hours), at.needed(*less) if less else None)
    if line.cap is not None:
        quantity = _capped(at, line, quantity)
    seconds = seconds_in(at, Unit.HOURS) if line.included else None
    return finished(at, line, quantity, Unit.HOURS, seconds)


def _capped(at: LineScope, line: PerFteHour, hours: Ref) -> Ref:
    draft = at.draft
    assert line.cap is not None, "asked for only where there is a cap"
    label = message("{line}: share of the hours ordered", line=at.name)

    def share(said: Share, ident: str, label: Message) -> Node:
        return times(draft.term(ident, label, said.percent, at.clause), at.needed(said.of))

    allowed = figure_of(at, Said("cap.hours", label, Unit.HOURS, share, of_member=True, what="hours cap"), line.cap.hours)
    most = draft.row(f"{at.ident}.hours_cap", at.label("most hours billable"), Unit.HOURS, allowed, at.clause)
    return draft.row(f"{at.ident}.hours", at.label("hours billed"), Unit.HOURS, Least((hours, most)), at.clause)
