"""Judging: over how many periods a KPI is measured and judged, where it is not each settlement period by itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Noun


class Judged(Noun):
    """What a KPI says of the span that it is judged over."""

    every: Literal["month", "quarter", "half_year", "contract_year", "term"] | None = Field(
        default=None,
        description="judged over the sums of this span, in the settlement period that closes it, and in no other; without it, in "
        "each settlement period",
    )
    base_over: Literal["span", "closing_period"] | None = Field(
        default=None, description="whether percentages are of the base of the whole span, or of that of the period that closes it"
    )
    part_span: Literal["judged", "not_judged"] | None = Field(
        default=None,
        description="a span of which the term, or a version that has the KPI, holds only a part: judged over the periods that "
        "there are, or not at all",
    )
