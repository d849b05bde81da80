"""Billing: the models in which a vendor is paid. One class for each billing model."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from slacontract.model.fields import Money, Name
from slacontract.model.hours import PerFteHour
from slacontract.model.lines import Line, Priced
from slacontract.model.minutes import PerMinute


class PerUnit(Priced):
    """Things that are counted, at a price each."""

    model: Literal["per_contact", "per_resolution", "per_sale", "per_lead", "per_visit"]
    count: Name = Field(description="the field of the measures that counts them, such as answered")


class FixedFee(Line):
    """The same amount in every period."""

    model: Literal["fixed"]
    amount: Money


BillingLine: TypeAlias = Annotated[PerMinute | PerFteHour | PerUnit | FixedFee, Field(discriminator="model")]
