"""Forecasts: what is paid where the quantity of a line leaves the one that was forecast."""

from __future__ import annotations

from pydantic import Field

from slacontract.model.fields import Formula, Noun, Percent, Rate
from slacontract.model.texts import Word


class ForecastBand(Noun):
    """A stretch above the ceiling of a forecast, from the end of the one before it."""

    up_to: Percent | None = Field(default=None, description="where it ends, as a percentage of the forecast; the last has no end")
    rate: Rate = Field(description="the price of one unit in it; 0 where it is not paid")


class Forecast(Noun):
    """What is paid when the quantity of a line leaves its forecast. Within the corridor the line bills as it says; below the
    floor, what is missing from the floor is paid; above the ceiling, the excess has prices of its own. Each is a line of its own.
    """

    clause: Word = Field(description="where the contract says it")
    of: Formula = Field(description="the forecast: a measure such as forecast_offered, a figure, or a formula")
    floor: Percent | None = Field(default=None, description="the least that is paid, as a percentage of the forecast")
    shortfall: Rate | None = Field(default=None, description="the price of one unit that is missing from the floor")
    ceiling: Percent | None = Field(
        default=None, description="up to where the line bills as usual, as a percentage of the forecast"
    )
    excess: tuple[ForecastBand, ...] = Field(default=(), description="prices above the ceiling, from the lowest stretch")
