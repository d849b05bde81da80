"""Lines per minute: which seconds are billed, and up to how many."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Duration, Noun
from slacontract.model.lines import Priced


class HandleTimeCap(Noun):
    """The billable average: at most ``aht`` x the number of contacts (or legs) of the whole period."""

    aht: Duration
    per: Literal["contact", "leg"] = Field(description="what the average is taken over")
    level: Literal["period"] = Field(description="where the average is taken")


class PerMinute(Priced):
    """Minutes of work at a price per minute."""

    model: Literal["per_minute"]
    minutes: Literal["talk", "talk_and_hold", "handle", "connected"] = Field(
        description="talk, talk_and_hold, handle (talk + hold + after-contact work) or connected time"
    )
    cap: HandleTimeCap | None = None
