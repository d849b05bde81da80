"""Tables: what a value is worth by a list of the contract, wherever a formula asks for it with ``lookup(table, value)``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Bounds, Name, Noun, Threshold
from slacontract.model.texts import Word

TableUnit = Literal["percent", "seconds", "minutes", "hours", "days", "number", "count", "money", "rate", "points"]


class Step(Noun):
    """A stretch of values, and what it gives."""

    when: Bounds
    gives: Threshold


class Corner(Noun):
    """A value, and what it gives; values between two corners lie on the straight line between them."""

    at: Threshold
    gives: Threshold


class Slab(Noun):
    """A part of the value and what each unit of it gives; the last slab has no upper end."""

    up_to: Threshold | None = None
    rate: Threshold


class LookupTable(Noun):
    """A list of the contract: steps, a line through corners, or slabs of which each unit counts at its own rate."""

    clause: Word
    title: Word | None = None
    of: TableUnit = Field(description="what the value counts that is looked up")
    unit: TableUnit = Field(description="what the table gives; for slabs, what value × rate is")
    steps: tuple[Step, ...] = Field(default=(), description="stretches of values; every value lies in exactly one")
    points: tuple[Corner, ...] = Field(default=(), description="corners of a line, from the lowest value to the highest")
    beyond: Literal["flat", "blank"] | None = Field(
        default=None, description="outside of the points: the first and the last go on, or there is no figure"
    )
    slabs: tuple[Slab, ...] = Field(default=(), description="parts of the value from 0 on, each with its rate")


Tables = dict[Name, LookupTable]
