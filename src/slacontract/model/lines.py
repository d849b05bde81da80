"""Billing lines: what every one of them has, whatever it bills."""

from __future__ import annotations

from pydantic import Field

from slacontract.model.clauses import Booked, Scoped
from slacontract.model.fields import Money, Noun, Rate
from slacontract.model.prices import Tiers
from slacontract.model.texts import Word


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
