"""Lines per minute: which seconds are billed, in which increments, and up to how many."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from slacontract.model.agreed import Agreed
from slacontract.model.billing.counted import Counted
from slacontract.model.fields import Duration, DurationOrFigure, Name, Names, Noun, Percent, Whole
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

Level: TypeAlias = Literal["contact", "day", "period"]


class HandleTimeCap(Noun):
    """The billable average: at most ``aht`` x the number of contacts (or legs) of each contact, day or period."""

    aht: Agreed[DurationOrFigure] | None = None
    by: dict[Name, dict[Word, Duration]] = Field(
        default={}, description="a cap for each member of one dimension, instead of `aht`: {reason: {sales: 300 s, tech: 420 s}}"
    )
    types: Literal["together", "apart"] | None = Field(
        default=None,
        description="together: the members' caps x their contacts cut the sum, so one makes up for another; apart: each its own",
    )
    per: Name = Field(description="what the average is taken over: contact (`answered`), leg (`legs`), or a measure that counts")
    level: Level = Field(description="where the average is taken: over each contact, each day, or the whole period")
    excess_paid: Percent | None = Field(
        default=None, description="the share of the seconds above the cap that is paid all the same"
    )
    floor: Duration | None = Field(default=None, description="the least average that is paid: a collar from below")


class Increments(Noun):
    """How seconds are counted up: the first increment, and those after it."""

    first: Duration = Field(description="length of the first increment")
    then: Duration = Field(description="length of each increment after it")
    count: Literal["started", "full", "nearest"] = Field(
        description="started: a begun increment counts whole; full: only whole ones; nearest: from its half on"
    )
    per: Level = Field(description="what is counted up: each contact, the sum of each day, or the sum of the period")
    apply: Literal["before_cap", "after_cap"] | None = Field(
        default=None, description="whether seconds are counted up before the AHT cap cuts them, or after"
    )


class FixedWrap(Noun):
    """After-contact work at a fixed time for each contact, instead of the measured one."""

    time: Duration
    per: Name = Field(description="what it is added for: contact (`answered`), leg (`legs`), or a measure that counts")


class FreeShort(Noun):
    """Short contacts that are not billed: all of them, or the first of each period. Contacts of 0 s are not counted."""

    up_to: Duration | None = Field(default=None, description="how long a short contact is at most, that length included")
    below: Duration | None = Field(default=None, description="the length that a short contact does not reach")
    time: Names = Field(description="the components that are compared, as in `minutes`")
    first: Whole | None = Field(
        default=None, description="how many of each period are free, in order of day and id of the contact; without it, all"
    )


class PerMinute(Counted):
    """Minutes of work at a price per minute."""

    model: Literal["per_minute"]
    minutes: Names = Field(
        description="components that are added: talk, hold, wrap, ring, queue, or talk_and_hold, handle (talk + hold + wrap), "
        "connected, agent_legs; or measures of the contract's own in seconds"
    )
    per: Literal["second", "minute", "hour"] | None = Field(
        default=None, description="the unit that is priced, and in which edges of tiers and sizes of packages are written; "
        "without it, a minute"
    )  # fmt: skip
    contacts: Literal["listed", "counted"] | None = Field(
        default=None,
        description="where something holds for each contact: listed: the measures have a row for each (column `contact`); "
        "counted: the telephone system delivers counters, such as `handle_by_60_60_s`",
    )
    fixed_wrap: FixedWrap | None = Field(default=None, description="a fixed time of after-contact work")
    free_short: FreeShort | None = Field(default=None, description="short contacts that are not billed")
    increments: Increments | None = Field(default=None, description="how seconds are counted up; without it, to the second")
    cap: HandleTimeCap | None = None

    @property
    def unit(self) -> Unit:
        """The unit that is priced."""
        return {"second": Unit.SECONDS, "hour": Unit.HOURS}.get(self.per or "", Unit.MINUTES)
