"""Rollover: included units that a period leaves unused and that later periods may use."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Noun, Whole
from slacontract.model.texts import Word


class Rollover(Noun):
    """Included units that a period does not use and that later periods may use before anything is priced."""

    clause: Word = Field(description="where the contract says it")
    periods: Whole | None = Field(
        default=None, description="in how many later periods they can be used; without it, in all until `within` ends"
    )
    within: Literal["contract_year", "term"] = Field(description="until when they can be used; what is left then is lost")
    first: Literal["carried", "own"] | None = Field(
        default=None,
        description="with `periods`: what a period uses first, the units carried to it or its own; of those carried, the oldest",
    )
