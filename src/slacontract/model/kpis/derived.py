"""Derived KPIs: those whose value is made of other KPIs of the contract, by adding points or by weighing scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from slacontract.model.fields import Name, Names, Noun, Percent, Whole
from slacontract.model.texts import Word


class Scorecard(Noun):
    """The weighted mean of other KPIs' scores."""

    score: Literal["points", "value"] = Field(
        description="points: what each KPI's scale gives; value: the figure of each KPI itself, all of them percentages"
    )
    weights: dict[Name, Percent] = Field(description="each KPI and its weight; 100% in all")
    unscored: Literal["redistribute", "zero", "not_measured"] = Field(
        description="a KPI without a score: redistribute gives its weight to the others, zero counts it as 0, "
        "not_measured leaves the whole scorecard without a value"
    )
    at_least: Whole | None = Field(
        default=None, description="so many KPIs must be scored; with fewer, the scorecard is not measured"
    )


class Derived(Noun):
    """What a KPI is made of, where it is made of other KPIs."""

    points_of: Names = Field(default=(), description="KPIs whose points are added: the value is their sum, in points")
    scorecard: Scorecard | None = Field(default=None, description="KPIs whose scores are weighed: the value is their mean")

    @property
    def sources(self) -> tuple[Word, ...]:
        """The KPIs it is made of; none for a KPI that is measured."""
        return tuple(self.scorecard.weights) if self.scorecard else self.points_of

    @property
    def derived(self) -> bool:
        """Whether it is made of other KPIs."""
        return bool(self.points_of) or self.scorecard is not None


def in_order(derived: Mapping[Word, tuple[Word, ...]]) -> tuple[Word, ...]:
    """The derived KPIs, each after those it is made of; those that are made of themselves are left out."""
    found: list[Word] = []
    waiting = sorted(derived)
    while ready := [name for name in waiting if not any(source in waiting for source in derived[name])]:
        found += ready
        waiting = [name for name in waiting if name not in ready]
    return tuple(found)
