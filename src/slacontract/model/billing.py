"""Billing lines: what the vendor is paid for, and up to how much. One class for each billing model."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from slacontract.model.fields import (
    Duration,
    Money,
    Name,
    Names,
    Noun,
    Number,
    Percent,
    Rate,
    ShareOf,
    Where,
)  # fmt: skip
from slacontract.model.texts import Word


class Booked(Noun):
    """What finance needs beside an amount; both are printed as they are written."""

    account: Word = Field(default=Word(), description="Ledger account for the import sheet.")
    cost_centre: Word = Field(default=Word(), description="Cost centre for the import sheet.")


class Scoped(Noun):
    """Which part of the service a clause is about."""

    where: Where = Field(default={}, description="Rows of the measures that count: {queue: [care, tech]}.")
    each: Names = Field(default=(), description="Judge every member of these dimensions on its own and add the results.")


class Tier(Noun):
    """One slab of a price list; the last has no upper end."""

    up_to: Number | None = None
    rate: Rate
    flat: Money | None = Field(default=None, description="Paid once when the tier is reached.")


class Tiers(Noun):
    """A price that changes with the quantity of the period."""

    mode: Literal["graduated", "volume"] = Field(
        description="graduated: each unit at the price of its own tier; volume: all units at the price of the tier reached"
    )
    edges: Literal["inclusive", "exclusive"] = Field(
        description="whether the unit that equals up_to still belongs to the tier"
    )
    steps: tuple[Tier, ...]


class BillingCap(Noun):
    """The most that a line may bill in a period; the cut is a line of its own."""

    clause: Word
    amount: Money


class Line(Booked, Scoped):
    """What every billing line has."""

    clause: Word = Field(description="where the contract says it, such as Annex A 2.1")
    title: Word | None = None
    billing_cap: BillingCap | None = None


class Priced(Line):
    """A line with a price for each unit: one rate, or tiers."""

    rate: Rate | None = None
    tiers: Tiers | None = None


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


class HoursCap(Noun):
    """The most hours that are paid: a share of the hours that were ordered."""

    hours: ShareOf


class Guarantee(Noun):
    """A utilisation the vendor guarantees: below it, rate x hours x (1 - reached / guaranteed) is credited."""

    clause: Word
    kpi: Name = Field(description="a KPI of this contract that measures it")
    at_least: Percent


class PerFteHour(Priced):
    """Hours of agents at a price per hour."""

    model: Literal["per_fte_hour"]
    hours: Literal["paid", "logged", "productive"] = Field(description="which hours are billed")
    cap: HoursCap | None = None
    guarantee: Guarantee | None = None


class PerUnit(Priced):
    """Things that are counted, at a price each."""

    model: Literal["per_contact", "per_resolution", "per_sale", "per_lead", "per_visit"]
    count: Name = Field(description="the field of the measures that counts them, such as answered")


class FixedFee(Line):
    """The same amount in every period."""

    model: Literal["fixed"]
    amount: Money


BillingLine: TypeAlias = Annotated[PerMinute | PerFteHour | PerUnit | FixedFee, Field(discriminator="model")]
