"""Lines that follow money: a share of what was recovered, and costs that are passed on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.billing.counted import Counted
from slacontract.model.billing.lines import Line
from slacontract.model.fields import Money, Name, Noun, Percent
from slacontract.model.texts import Word


class Contingency(Counted):
    """A share of an amount of money: of debt that was recovered (contingency), of sales or charges (percentage). Its rates are
    percentages, for each age of the debt with `each: [age]`.

    `deduct` takes off what does not count, such as reversals; `included` is the amount of each period that costs nothing.
    """

    model: Literal["contingency", "percentage"]
    of: Name = Field(description="the measure of the money, such as recovered_amount; reversals within it make it smaller")


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
