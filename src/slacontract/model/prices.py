"""Prices: what one of something costs, and how that changes with the quantity."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Money, Noun, Number, Rate


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
