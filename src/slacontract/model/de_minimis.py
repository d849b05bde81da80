"""De minimis: amounts that are too small to be paid, which lapse or wait until they are large enough."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Money, Noun
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity


class DeMinimis(Noun):
    """Amounts, bonus or penalty, that are too small to be paid or billed in a period."""

    clause: Word = Field(description="where the contract says it")
    below: Money | None = Field(default=None, description="the amount from which on it is paid, that amount included")
    up_to: Money | None = Field(default=None, description="or the largest amount that is not paid")
    then: Literal["lapses", "carried"] = Field(
        description="lapses: never paid; carried: added to the next period, until together they are large enough"
    )
    at_end: Literal["paid", "lapses"] | None = Field(
        default=None, description="with `carried`: what becomes of it in the last period of the term"
    )

    @property
    def amount(self) -> Quantity:
        """The figure; ``check`` has seen that there is one."""
        found = self.below or self.up_to
        assert found is not None, "check refuses one without a figure"
        return found


class DeMinimisOfKpis(DeMinimis):
    """What bonus, penalty or both together must reach to be paid in a period, after all limits."""

    on: Literal["penalty", "bonus", "net"] = Field(description="what is compared: penalties, bonuses, or both together")
