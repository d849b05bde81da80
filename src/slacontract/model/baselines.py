"""Baselines: quantities that were forecast or agreed, and what is paid for deviating from them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Formula, Money, Name, Noun, Percent, Rate
from slacontract.model.lines import Line
from slacontract.model.texts import Word


class ForecastBand(Noun):
    """A stretch above the ceiling of a forecast, from the end of the one before it."""

    up_to: Percent | None = Field(default=None, description="where it ends, as a percentage of the forecast; the last has no end")
    rate: Rate = Field(description="the price of one unit in it; 0 where it is not paid")


class Forecast(Noun):
    """What is paid when the quantity of a line leaves its forecast. Within the corridor the line bills as it says; below the floor,
    what is missing from the floor is paid; above the ceiling, the excess has prices of its own. Each is a line of its own.
    """

    clause: Word = Field(description="where the contract says it")
    of: Formula = Field(description="the forecast: a measure such as forecast_offered, a figure, or a formula")
    floor: Percent | None = Field(default=None, description="the least that is paid, as a percentage of the forecast")
    shortfall: Rate | None = Field(default=None, description="the price of one unit that is missing from the floor")
    ceiling: Percent | None = Field(default=None, description="up to where the line bills as usual, as a percentage of the forecast")
    excess: tuple[ForecastBand, ...] = Field(default=(), description="prices above the ceiling, from the lowest stretch")


class DeviationBand(Noun):
    """A stretch of the deviation from a baseline, from the end of the one before it."""

    up_to: Percent | None = Field(default=None, description="where it ends, as a percentage of the baseline; the last has no end")
    rate: Rate = Field(description="what one unit in it costs, or credits")


class BaselineCharge(Line):
    """A charge for an agreed quantity of a resource. A quantity above the baseline costs an additional charge (ARC) and one below it
    gives a reduced credit (RRC), each stretch as a line of its own; within the deadband neither.
    """

    model: Literal["resource_baseline"]
    count: Name = Field(description="the field of the measures that counts the resource, such as agents")
    baseline: Formula = Field(description="the agreed quantity: a figure, a measure such as baseline_agents, or a formula")
    amount: Money = Field(description="the charge of the period for the baseline")
    deadband: Percent = Field(description="the deviation that changes nothing, as a percentage of the baseline; 0% where there is none")
    measured: Literal["from_edge", "from_baseline"] | None = Field(
        default=None, description="once the deadband is left: from_edge: only what lies beyond it counts; from_baseline: the whole "
        "deviation counts"
    )  # fmt: skip
    above: tuple[DeviationBand, ...] = Field(description="additional charges above the baseline; [] where there are none")
    below: tuple[DeviationBand, ...] = Field(description="reduced credits below the baseline; [] where there are none")
