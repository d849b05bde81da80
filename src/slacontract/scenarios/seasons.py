"""Seasons: which periods of a history are of the same time of the year as a period that is drawn."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from slacontract.quantities.periods import Period

FEWEST_CHOICES: Final = 2
"""With fewer periods to draw from, every drawn year would have the same one in that place."""
_NEAR: Final = 31
"""Days between the middles of a month and the one beside it, at most."""
_YEAR: Final = 365


class Season(enum.Enum):
    """What a drawn period may be: of the same time of the year, or within a month of it as well."""

    SAME = "same"
    NEAR = "near"


def fits(period: Period, measured: Period, season: Season) -> bool:
    """Whether a measured period is of the time of the year of another: their middles lie near each other in the calendar.

    Half a period apart is the same time, so that a week finds one week in every other year; a 29th of February is a 28th.
    """
    apart = abs(_middle(period) - _middle(measured))
    reach = period.whole_days // 2 if season is Season.SAME else max(_NEAR, period.whole_days // 2)
    return min(apart, _YEAR - apart) <= reach


def _middle(period: Period) -> int:
    first, after = period.whole or (period.start, period.end)
    day = first + timedelta(days=(after - first).days // 2)
    day = day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day
    return date(2001, day.month, day.day).timetuple().tm_yday


def beginnings(drawn: Sequence[Period], history: Sequence[Period], season: Season | None, in_a_row: int) -> list[list[int]]:
    """For each run of drawn periods, the places of the history at which it may begin; anywhere without a season.

    A run goes on at the beginning of the history where that ends; with a season each of its periods fits.
    """
    runs = [drawn[first : first + in_a_row] for first in range(0, len(drawn), in_a_row)]
    size = len(history)
    if season is None:
        return [list(range(size)) for _ in runs]
    return [
        [start for start in range(size) if all(fits(p, history[(start + k) % size], season) for k, p in enumerate(run))]
        for run in runs
    ]  # fmt: skip
