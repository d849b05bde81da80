"""Lines per hour of agents: which hours are billed, up to how many, and what is guaranteed of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Name, Noun, Percent, ShareOf
from slacontract.model.lines import Priced
from slacontract.model.texts import Word


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
