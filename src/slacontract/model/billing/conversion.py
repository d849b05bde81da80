"""Conversion: a line that is priced in another currency than the contract's."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.agreed import OneOrDated
from slacontract.model.billing.rates import Price
from slacontract.model.fields import Name, Noun
from slacontract.model.kpis.kpi import ValueRounding
from slacontract.model.texts import Word


class Conversion(Noun):
    """How the prices of a line in another currency become amounts of the contract's."""

    clause: Word = Field(description="where the contract says it")
    currency: Word = Field(description="the currency of the line's prices, such as USD")
    quote: Word = Field(description="how the rate is quoted: EUR per USD, which multiplies, or USD per EUR, which divides")
    rate: OneOrDated[Price] | None = Field(
        default=None, description="the exchange rate, or a list by date; either this or `field`"
    )
    field: Name | None = Field(
        default=None, description="the measure that has the exchange rate of each period, in its row without dimensions"
    )
    of: Literal["rate", "amount"] = Field(
        description="what is converted: each price before it is multiplied, or the amount of the line"
    )
    rounded: ValueRounding | None = Field(
        default=None, description="rounds the converted price, or the amount in the other currency before it is converted"
    )
