"""Billing lines: what every one of them has, whatever it bills."""

from __future__ import annotations

from pydantic import Field

from slacontract.model.agreed import Agreed
from slacontract.model.billing.conversion import Conversion
from slacontract.model.billing.forecasts import Forecast
from slacontract.model.billing.premiums import Overlap, Premium
from slacontract.model.billing.prices import Packages, Ramp, Tiers
from slacontract.model.billing.rates import RateOf
from slacontract.model.clauses import Booked, Scoped
from slacontract.model.de_minimis import DeMinimis
from slacontract.model.fields import MoneyOrFigure, Name, Noun
from slacontract.model.texts import Word


class BillingCap(Noun):
    """The most that a line may bill in a period; the cut is a line of its own."""

    clause: Word
    amount: Agreed[MoneyOrFigure]


class Line(Booked, Scoped):
    """What every billing line has."""

    clause: Word = Field(description="where the contract says it, such as Annex A 2.1")
    title: Word | None = None
    billing_cap: BillingCap | None = None
    de_minimis: DeMinimis | None = Field(default=None, description="amounts of the line that are too small to be billed")


class Adjusted(Line):
    """A line whose prices may follow an index, or be in another currency."""

    indexed_by: Name | None = Field(default=None, description="the clause of `indexation` by which its prices follow an index")
    conversion: Conversion | None = Field(default=None, description="the other currency in which its prices are")


class Priced(Adjusted):
    """A line with a price for each unit: one rate, tiers, or packages."""

    rate: RateOf | None = None
    tiers: Tiers | None = None
    packages: Packages | None = Field(default=None, description="a price for each package of so many units")
    forecast: Forecast | None = Field(default=None, description="what is paid where the quantity leaves its forecast")
    ramp: Ramp | None = Field(default=None, description="shares of the price in the first periods, or by tenure")
    premiums: dict[Name, Premium] = Field(default={}, description="what some of its units cost beside the rate")
    overlap: Overlap | None = Field(default=None, description="what is paid for units that bear several premiums")
