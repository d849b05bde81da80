"""Gates: conditions without which there is no bonus, or not all of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.clauses import NAMED
from slacontract.model.fields import Bounds, Condition, Name, Names, Noun, Percent
from slacontract.model.kpis.effects import SIDES, Effect, Withheld
from slacontract.model.texts import Word


class GateStep(Noun):
    """Values of the KPI that a gate looks at, and what they keep."""

    when: Bounds
    bonus: Percent | None = None
    penalty: Percent | None = None

    @property
    def effect(self) -> Effect:
        """The shares that it keeps."""
        said = ((side, getattr(self, side)) for side in SIDES)
        shares = tuple((side, share) for side, share in said if share is not None)
        return Effect(shares=shares, text=", ".join(f"{side} {share.text}" for side, share in shares), at=self.place)


class Gate(Noun):
    """A condition without which there is no bonus, or not all of it; or a table of how much is kept.

    It has `when` and `otherwise`, or `of` and `steps`. It never lifts a penalty, but may raise it.
    """

    clause: Word
    name: Name | None = Field(default=None, description=NAMED)
    when: Condition | None = None
    otherwise: Withheld | None = None
    of: Name | None = None
    steps: tuple[GateStep, ...] = ()
    kpis: Names = Field(default=(), description="KPIs whose bonus it holds; without it, all")
    missing: Literal["met", "not_met"] = Field(description="what holds when a figure of the condition is missing")
