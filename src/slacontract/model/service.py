"""What the service is, and when its targets are looked at again. No money depends on either: the review reads them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from slacontract.model.fields import Date, Noun, Whole

Sector: TypeAlias = Literal["customer_care", "technical_support", "repair", "back_office", "sales", "collections"]
Channel: TypeAlias = Literal["voice", "chat", "messaging", "email", "social", "letter", "back_office"]


class Served(Noun):
    """What is served and how, for the review of KPIs; what nobody can infer from the rest of the contract is said here."""

    sector: Sector | None = Field(default=None, description="what the service is for")
    channels: tuple[Channel, ...] = Field(default=(), description="how customers are served, as a list")
    chats_at_once: Whole | None = Field(
        default=None, description="how many chats an agent holds at once: their handle times overlap"
    )


class TargetReview(Noun):
    """When a target is looked at again: targets follow the service."""

    by: Date | None = Field(default=None, description="the day until which it is done; this or `every`")
    every: Literal["quarter", "half_year", "contract_year"] | None = Field(default=None, description="how often it is done")
