"""Gates: conditions without which there is no bonus."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.clauses import NAMED
from slacontract.model.fields import Condition, Name, Names, Noun
from slacontract.model.texts import Word


class Gate(Noun):
    """A condition without which there is no bonus; it never lifts a penalty."""

    clause: Word
    name: Name | None = Field(default=None, description=NAMED)
    when: Condition
    otherwise: Literal["no_bonus"]
    kpis: Names = Field(default=(), description="KPIs whose bonus it holds; without it, all")
    missing: Literal["met", "not_met"] = Field(description="what holds when a figure of the condition is missing")
