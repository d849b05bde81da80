"""Lines that follow money: a share of what was recovered, and costs that are passed on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Money, Name, Noun, Percent
from slacontract.model.lines import Line, Priced
from slacontract.model.texts import Word


class Contingency(Priced):
    """A share of money that was recovered: its rates are percentages, for each age of the debt with `each: [age]`."""

    model: Literal["contingency"]
    of: Name = Field(description="the measure of the money, such as recovered_amount; reversals make it smaller")


class Handling(Noun):
    """What is added to a cost that is passed on, as a line of its own."""

    clause: Word
    percent: Percent = Field(description="the share of the cost that is passed on, after its ceiling")


class Ceiling(Noun):
    """The most of a cost that is passed on in a period, before handling; the cut is a line of its own."""

    clause: Word
    amount: Money


class PassThrough(Line):
    """Costs that are passed on as they are, with or without a handling fee and a ceiling."""

    model: Literal["pass_through"]
    cost: Name = Field(description="the measure of the cost, such as telephony_amount")
    ceiling: Ceiling | None = Field(
        default=None, description="the most that is passed on; `billing_cap` limits cost and handling"
    )
    handling: Handling | None = Field(default=None, description="what is added for handling it")
