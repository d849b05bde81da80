"""Retentions: a part of each invoice that is withheld, and released later by what was reached."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.billing.charges import OnCharges
from slacontract.model.billing.commitments import Span
from slacontract.model.clauses import NAMED_OR_NUMBERED, Called
from slacontract.model.fields import Names, Noun, Percent
from slacontract.model.texts import Word


class ReleaseStep(Noun):
    """A share of targets met, and what is released for it; of several, the first that is reached counts."""

    at_least: Percent | None = Field(default=None, description="the lowest share of targets met; the last step has none")
    released: Percent = Field(description="the part of what is withheld that is released; the rest is lost")


class Retention(OnCharges):
    """A share of each period's charges that is withheld, as a line; when the span closes it is released, as another, and what is
    not earned of it is lost, as a third.
    """

    clause: Word = Field(description="where the contract says it, such as Annex C 4")
    name: Called | None = Field(default=None, description=NAMED_OR_NUMBERED)
    withheld: Percent = Field(description="the share that is withheld in each period")
    every: Span = Field(description="what it is withheld over: it is released in the last period of the span")
    kpis: Names = Field(default=(), description="KPIs whose targets release it: of all their results in the span, the share "
                                                "that met "
                        "the target; without it, all of it is released")  # fmt: skip
    release: tuple[ReleaseStep, ...] = Field(
        default=(), description="what a share of targets met releases, from the highest share"
    )
    missing: Literal["met", "missed"] | None = Field(default=None, description="what a KPI without a figure counts as")
