"""Premiums: what night, Sunday, holiday and overtime work costs beside the rate of the line."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.billing.rates import RateOf
from slacontract.model.clocks import When
from slacontract.model.fields import Name, Names, Noun, Where
from slacontract.model.texts import Word


class Units(Noun):
    """Some of the units of a line."""

    quantity: Name = Field(description="the measure that counts them, such as night_h")
    where: Where = Field(default={}, description="only those of some members: {day_kind: [sunday, holiday]}")


class Premium(Units):
    """A surcharge on some of the units of a line, as a line of its own."""

    when: When | None = Field(
        default=None, description="which of the units bear it, told by the hour of the measures; without it, all that are counted"
    )
    clause: Word = Field(description="where the contract says it")
    title: Word | None = Field(default=None, description="how the premium is called on the statement; without it, its name")
    rate: RateOf = Field(description="a percentage of the line's rate, or a price of its own")
    paid: Literal["on_top", "instead"] = Field(
        description="on_top: beside the line's rate; instead: in place of it, so that this line has the difference"
    )


class Shared(Units):
    """Units that bear several premiums at once."""

    premiums: Names = Field(description="all premiums that these units bear")


class Overlap(Noun):
    """What is paid for units that bear several premiums."""

    rule: Literal["add", "highest"] = Field(description="add: every premium that a unit bears; highest: only the highest of them")
    shared: tuple[Shared, ...] | None = Field(
        default=None, description="with highest: the units that bear several, all of their premiums named; [] where none do"
    )
