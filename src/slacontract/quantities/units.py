"""Units: what a number counts."""

from __future__ import annotations

import enum


class Unit(enum.Enum):
    """What a figure counts; the value is the name used in contracts, feeds and workbooks.

    Percentages are held as ratios (80 % is 4/5) and every duration in seconds, unless the row says minutes or hours.
    """

    COUNT = "count"
    NUMBER = "number"
    RATIO = "percent"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    MONEY = "money"
    RATE = "rate"  # money for one of something: keeps all its decimals
    POINTS = "points"
    FTE = "fte"  # full-time equivalents: of a whole period, with decimals
    DAYS = "days"  # of service, in payments
    DATE = "date"  # held as the number that spreadsheets hold for a day
    MOMENT = "time"  # held in seconds since 1 January 1970, UTC
    TRUTH = "truth"
    BAND = "band"  # the ordinal of a band or step
    TEXT = "text"


DURATIONS = frozenset({Unit.SECONDS, Unit.MINUTES, Unit.HOURS})
