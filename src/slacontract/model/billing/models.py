"""Billing: the models in which a vendor is paid. One class for each billing model."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import core_schema

from slacontract.model.billing.baselines import BaselineCharge
from slacontract.model.billing.hours import PerFteHour, PerFteMonth
from slacontract.model.billing.lines import Adjusted
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.billing.rates import RateOf
from slacontract.model.billing.recovered import Contingency, PassThrough
from slacontract.model.billing.units import PerUnit
from slacontract.model.fields import Name
from slacontract.model.periods import Proration

__all__ = [
    "BaselineCharge", "BillingLine", "Contingency", "Fee", "FixedFee", "PassThrough", "PerDay", "PerFteHour",
    "PerFteMonth", "PerMinute", "PerUnit",
]  # fmt: skip


class Fee(Adjusted):
    """A price for time, whatever is done in it."""

    amount: RateOf = Field(
        description="the amount, a list of amounts by date, the name of a figure of the contract, or with `each` an amount for "
        "each member: {by: site, is: {madrid: 9000, lima: 6000}}"
    )


class FixedFee(Fee):
    """The same amount in every period."""

    model: Literal["fixed"]
    prorated: Proration | None = Field(
        default=None,
        description="in a part period: by_days, by_working_days, by_30ths or in_full; without it, as `part_periods` says",
    )
    calendar: Name | None = Field(default=None, description="with by_working_days: the calendar of `calendars` that counts")


class PerDay(Fee):
    """An amount for each day of the period."""

    model: Literal["per_day"]
    amount_for: Literal["day", "30_days", "360_days", "365_days", "period", "contract_year"] = Field(
        description="what the amount is for, and so by how many days it is divided: one, a fixed number, or those of the "
        "whole period or contract year"
    )
    days: Literal["calendar", "working"] = Field(
        description="which days are counted, and divided by where they are not a fixed number"
    )
    calendar: Name | None = Field(default=None, description="with working days: the calendar of `calendars` that counts")
    daily_amount: Literal["exact", "rounded"] | None = Field(
        default=None, description="whether the amount of one day is rounded to the coin before it is multiplied"
    )


QuantityLine: TypeAlias = PerMinute | PerFteHour | PerFteMonth | PerUnit | Contingency
"""Lines that bill a quantity at a price."""


class _ByModel:
    """Which of the lines it is, by the word under ``model``; only that one is made ready to be read."""

    @classmethod
    def __get_pydantic_core_schema__(cls, lines: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        by_word = {word: line for line in get_args(lines) for word in get_args(line.model_fields["model"].annotation)}
        choices = {word: handler.generate_schema(line) for word, line in by_word.items()}
        return core_schema.tagged_union_schema(choices, "model", from_attributes=True)


BillingLine: TypeAlias = Annotated[
    PerMinute | PerFteHour | PerFteMonth | PerUnit | Contingency | PassThrough | FixedFee | PerDay | BaselineCharge, _ByModel
]
