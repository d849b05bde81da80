"""Limits: the most that KPIs may add or take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.clauses import NAMED
from slacontract.model.fields import Amount, Name, Noun
from slacontract.model.texts import Word


class Limit(Noun):
    """The most that KPIs may add or take, over a period or the contract year; limits apply in the order written."""

    clause: Word
    name: Name | None = Field(default=None, description=NAMED)
    on: Literal["penalty", "bonus", "net"]
    at_most: Amount = Field(description="money, or a share: 10% of billing, 5% of billing.care, 8% of billing_to_date")
    every: Literal["period", "contract_year"]
    kpi: Name | None = Field(default=None, description="one KPI; without it, all together")
