"""Prices: what one of something costs, how that changes with the quantity, and how it grows into its full height."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from slacontract.model.billing.rates import RateOf
from slacontract.model.fields import Date, Money, Name, Noun, Number, Percent, Whole
from slacontract.model.texts import Word

CountedOver: TypeAlias = Literal["period", "contract_year", "term"]


class Package(Noun):
    """So many units that have one price together."""

    size: Number = Field(description="units in a package")
    count: Literal["started", "full", "exact"] = Field(
        description="started: a begun package counts whole; full: only whole ones; exact: parts of a package count"
    )


class Tier(Noun):
    """One slab of a price list; the last has no upper end."""

    up_to: Number | None = None
    rate: RateOf | None = Field(default=None, description="its price for one unit, or one package; none where `mode: flat`")
    package: Package | None = Field(default=None, description="the rate is for a package of units, counted within the tier")
    flat: Money | None = Field(default=None, description="Paid once when the tier is reached.")


class Tiers(Noun):
    """A price that changes with the quantity of the period, or with the quantity since the contract year or the term began."""

    mode: Literal["graduated", "volume", "flat"] = Field(
        description="graduated: each unit at the price of its own tier; volume: all units at the price of the tier reached; "
        "flat: the flat amount of the tier reached, whatever the number of units"
    )
    edges: Literal["inclusive", "exclusive"] = Field(description="whether the unit that equals up_to still belongs to the tier")
    counted: CountedOver = Field(
        description="the quantity that finds the tier: that of the period, or that of the contract year or term to date"
    )
    earlier: Literal["kept", "repriced"] | None = Field(
        default=None,
        description="with volume counted over more than the period: kept: a new tier prices the units of this period only; "
        "repriced: it prices those of earlier periods too, and this period pays the difference",
    )
    zero: Literal["free", "first_tier"] | None = Field(
        default=None, description="with flat: what a quantity of zero pays, nothing or the amount of the first tier"
    )
    steps: tuple[Tier, ...]


class Packages(Package):
    """A price for each package of so many units."""

    rate: RateOf = Field(description="the price of one package")
    counted: CountedOver = Field(
        description="what is packed: the units of the period, or those of the contract year or term to date, so that a package "
        "that was begun is used up first"
    )


class RampStep(Noun):
    """A stretch of periods, and the share of the price that they pay."""

    periods: Whole = Field(description="how many periods")
    pays: Percent = Field(description="the share of the price")


class Ramp(Noun):
    """A price that begins at a share of itself: by the number of the period, or by the members of a dimension such as tenure."""

    clause: Word = Field(description="where the contract says it")
    from_: Date | None = Field(default=None, alias="from", description="first day of the first period that is counted")
    steps: tuple[RampStep, ...] = Field(default=(), description="stretches of periods, one after the other; after the last, 100%")
    by: Name | None = Field(default=None, description="a dimension instead of periods, such as tenure")
    pays: dict[Word, Percent] = Field(default={}, description="the share of the price for each member of the dimension")
