"""Lines per thing: contacts, resolutions, sales, leads, visits, seats; which of them are billed, and what is taken back later."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.billing.counted import Counted
from slacontract.model.fields import Condition, Name, Noun, Percent, Whole
from slacontract.model.texts import Word


class Eligible(Noun):
    """What of the counted things is billed: those that a second measure counts, or all of them when a condition holds."""

    count: Name | None = Field(default=None, description="the measure that counts the eligible ones, such as sales_verified")
    when: Condition | None = Field(
        default=None, description="a condition over measures; in a period in which it does not hold, nothing is billed"
    )


class Clawback(Noun):
    """Things that were billed and are taken back later: a line of its own, below zero, in the period that reports them."""

    clause: Word
    count: Name = Field(description="the measure that counts what is taken back, such as sales_cancelled")
    price: Literal["of_sale", "of_period"] = Field(
        description="of_sale: as priced in the period of the sale; of_period: as priced in the period that takes back"
    )
    share: Percent | None = Field(default=None, description="the share of the price that is taken back; either this or `by_age`")
    lag: Whole | None = Field(
        default=None, description="how many periods earlier the sale was billed; with `share` and `of_sale`"
    )
    by_age: dict[Word, Percent] = Field(
        default={}, description="shares by the age of the sale in periods, for measures with a column `age`: {1: 100%, 2: 50%}"
    )


class PerUnit(Counted):
    """Things that are counted, at a price each."""

    model: Literal["per_contact", "per_resolution", "per_sale", "per_lead", "per_visit", "per_seat", "per_unit"]
    count: Name = Field(description="the field of the measures that counts them, such as answered")
    eligible: Eligible | None = Field(default=None, description="what of them is billed")
    clawback: Clawback | None = Field(default=None, description="what is taken back in a later period, as a line of its own")
