"""The billing models: which measures each needs, which of them contact by contact or day by day, and the quantity it bills."""

from __future__ import annotations

from collections.abc import Mapping

from slacontract.model.billing.lines import Priced
from slacontract.model.billing.models import (
    BaselineCharge,
    BillingLine,
    Contingency,
    Fee,
    PassThrough,
    PerFteHour,
    PerFteMonth,
    PerMinute,
    PerUnit,
    QuantityLine,
)
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope
from slacontract.settlement.billing.formulas import names_of
from slacontract.settlement.billing.prices import premiums
from slacontract.settlement.billing.quantities import clawback, per_fte_hour, per_fte_month, per_minute, per_unit
from slacontract.settlement.billing.quantities.counted import finished
from slacontract.settlement.billing.shared_risk import baselines


def fields(line: BillingLine) -> tuple[str, ...]:  # noqa: PLR0911  # one line for each model
    """The base fields a line cannot be billed without, all on the same members."""
    match line:
        case PerMinute():
            return per_minute.fields(line)
        case PerFteHour():
            return per_fte_hour.fields(line)
        case PerFteMonth():
            return per_fte_month.fields(line)
        case PerUnit():
            return per_unit.fields(line)
        case Contingency():
            return (str(line.of), *map(str, line.deduct))
        case PassThrough():
            return (str(line.cost),)
        case BaselineCharge():
            return baselines.fields(line)
        case Fee():
            return ()


def all_fields(line: BillingLine) -> tuple[str, ...]:
    """Every base field that a line reads, also on other members than it bills."""
    more: tuple[str, ...] = ()
    if isinstance(line, PerUnit):
        more = (*clawback.fields(line), *per_unit.condition_fields(line))
    if isinstance(line, PerFteMonth):
        more = per_fte_month.standard(line)
    if isinstance(line, Priced) and line.forecast:
        more = (*more, *names_of(line.forecast.of))
    return tuple(dict.fromkeys((*fields(line), *more)))


def of_members(line: BillingLine) -> tuple[str, ...]:
    """The base fields that every member of a line has, if it has one of them: not those that some members are enough for."""
    elsewhere = per_fte_month.standard(line) if isinstance(line, PerFteMonth) else ()
    more = premiums.on_every_member(line) if isinstance(line, Priced) else ()
    return tuple(dict.fromkeys((*(field for field in all_fields(line) if field not in elsewhere), *more)))


def apart(line: BillingLine) -> Mapping[str, frozenset[str]]:
    """The fields whose contacts or days a line looks at one by one."""
    return per_minute.apart(line) if isinstance(line, PerMinute) else {}


def told_apart(line: BillingLine) -> tuple[str, ...]:
    """The dimensions that a line tells apart beside those of its scope."""
    if isinstance(line, PerMinute) and line.cap is not None:
        return tuple(str(dimension) for dimension in line.cap.by)
    if isinstance(line, PerUnit) and line.clawback is not None and line.clawback.by_age:
        return (clawback.AGE,)
    return ()


def billed(at: LineScope, line: QuantityLine) -> Billed:
    """The quantity of a line in one scope."""
    match line:
        case PerMinute():
            return per_minute.billed(at, line)
        case PerFteHour():
            return per_fte_hour.billed(at, line)
        case PerFteMonth():
            return per_fte_month.billed(at, line)
        case PerUnit():
            return per_unit.billed(at, line)
        case Contingency():
            less = at.needed(*map(str, line.deduct)) if line.deduct else None
            return finished(at, line, at.net(at.needed(str(line.of)), less), Unit.MONEY)
