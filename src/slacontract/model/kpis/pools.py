"""Pools: sums of money that several KPIs put at risk together."""

from __future__ import annotations

from pydantic import Field

from slacontract.model.fields import Amount, Noun
from slacontract.model.texts import Word


class Pool(Noun):
    """An amount of each period that KPIs put at risk together; a KPI names its part of it as its base."""

    clause: Word = Field(description="where the contract says it")
    at_risk: Amount = Field(description="money, or a share: 10% of billing, 5% of billing.care after caps")
