"""Excuses: when a result does not count, and what is paid when there is none."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Noun


class Excusable(Noun):
    """What a KPI says of periods in which it cannot, or shall not, be judged."""

    missing: Literal["worst", "neutral"] | None = Field(
        default=None, description="what is paid in a period without a figure: the worst of the scale, or nothing"
    )
