"""Lines per hour of agents: which hours are billed, up to how many, and what is guaranteed of them; and per agent and month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from slacontract.formula.text import Share
from slacontract.model.agreed import Agreed, leaves
from slacontract.model.billing.counted import Counted
from slacontract.model.fields import FigureOrField, Name, Names, Noun, Percent, ShareOrFigure
from slacontract.model.texts import Word


class HoursCap(Noun):
    """The most hours that are paid: a share of the hours that were ordered, or a figure of the contract."""

    hours: Agreed[ShareOrFigure]

    @property
    def shares(self) -> Iterator[Share]:
        """Every share that it can be; not the figures of the contract."""
        yield from (one for one in leaves(self.hours) if isinstance(one, Share))


class Guarantee(Noun):
    """A utilisation the vendor guarantees: below it, rate x hours x (1 - reached / guaranteed) is credited."""

    clause: Word
    kpi: Name = Field(description="a KPI of this contract that measures it")
    at_least: Percent


class PerFteHour(Counted):
    """Hours of agents at a price per hour."""

    model: Literal["per_fte_hour"]
    hours: Names = Field(
        description="hours that are added: paid, scheduled, logged, productive, busy, ready, offphone or training, or measures "
        "of the contract's own in hours; productive_without_ready is productive less ready"
    )
    cap: HoursCap | None = None
    guarantee: Guarantee | None = None


class FullTime(Noun):
    """Full-time equivalents: hours (or days) worked, divided by those that one full-time agent has in the period."""

    of: Names = Field(description="hours as in a line per FTE-hour, or a measure of the contract's own, such as seat_days")
    standard: FigureOrField = Field(
        description="what one has in the period: a duration such as `160 h`, a number, or a measure such as `standard_h`"
    )


class PerFteMonth(Counted):
    """Full-time agents or seats at a price for each in a period: counted, or computed from hours or days."""

    model: Literal["per_fte_month"]
    fte: Name | None = Field(default=None, description="the measure that has them; either this or `equivalent`")
    equivalent: FullTime | None = Field(default=None, description="how they are computed; either this or `fte`")
