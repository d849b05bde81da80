"""Baselines: agreed quantities of a resource, and what is charged or credited for deviating from them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.billing.lines import Adjusted
from slacontract.model.fields import Formula, Money, Name, Noun, Percent, Rate


class DeviationBand(Noun):
    """A stretch of the deviation from a baseline, from the end of the one before it."""

    up_to: Percent | None = Field(default=None, description="where it ends, as a percentage of the baseline; the last has no end")
    rate: Rate = Field(description="what one unit in it costs, or credits")


class BaselineCharge(Adjusted):
    """A charge for an agreed quantity of a resource. A quantity above the baseline costs an additional charge (ARC) and one below
    it gives a reduced credit (RRC), each stretch as a line of its own; within the deadband neither.
    """

    model: Literal["resource_baseline"]
    count: Name = Field(description="the field of the measures that counts the resource, such as agents")
    baseline: Formula = Field(description="the agreed quantity: a figure, a measure such as baseline_agents, or a formula")
    amount: Money = Field(description="the charge of the period for the baseline")
    deadband: Percent = Field(
        description="the deviation that changes nothing, as a percentage of the baseline; 0% where there is none"
    )
    measured: Literal["from_edge", "from_baseline"] | None = Field(
        default=None, description="once the deadband is left: from_edge: only what lies beyond it counts; from_baseline: the "
                                  "whole "
        "deviation counts"
    )  # fmt: skip
    above: tuple[DeviationBand, ...] = Field(description="additional charges above the baseline; [] where there are none")
    below: tuple[DeviationBand, ...] = Field(description="reduced credits below the baseline; [] where there are none")
