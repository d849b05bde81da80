"""Scales: how a KPI's value becomes a payment. One class for each kind of step, and what a KPI says of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, InstanceOf

from slacontract.formula.text import Share
from slacontract.model.bases import Base, read_base
from slacontract.model.fields import Bounds, Knee, Money, Noun, Pay, Threshold
from slacontract.model.texts import Table
from slacontract.quantities.numbers import Quantity


class Band(Noun):
    """Values of the KPI, and what they pay."""

    when: Bounds
    pay: Pay


class Point(Noun):
    """A corner of a payout curve."""

    at: Threshold
    pay: Pay


class PerUnitScale(Noun):
    """Money for each step of the KPI beyond a knee."""

    step: Threshold
    above: Knee | None = None
    below: Knee | None = None
    pay: Money
    count: Literal["exact", "full", "started"] = Field(
        description="exact: parts of a step count; full: only whole steps; started: a begun step counts whole"
    )

    @property
    def knee(self) -> Quantity | Share:
        """The value from which steps count."""
        knee = self.above or self.below
        assert knee is not None, "check refuses a scale without a knee"
        return knee


def _scales(value: object) -> object:
    return [value] if isinstance(value, Table) else value


class Scaled(Noun):
    """What a result pays: one scale, and what its percentages are of."""

    base: Annotated[InstanceOf[Base] | None, BeforeValidator(read_base)] = None
    bands: tuple[Band, ...] = ()
    curve: tuple[Point, ...] = ()
    beyond: Literal["flat"] | None = Field(default=None, description="what a curve pays outside of its points")
    per_unit: Annotated[tuple[PerUnitScale, ...], BeforeValidator(_scales)] = ()

    @property
    def pays(self) -> bool:
        """Whether a result of it moves money."""
        return bool(self.bands or self.curve or self.per_unit)
