"""Target costs: what is paid for costs below a target, or lost for costs above it, range by range."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.billing.commitments import Settled, Span
from slacontract.model.clauses import Booked
from slacontract.model.fields import Formula, Noun, Percent, Threshold, Where
from slacontract.model.texts import Word


class ShareRange(Noun):
    """A range of costs, from the end of the range before it: of what is saved or overspent within it, the vendor has a share."""

    up_to: Threshold | None = Field(
        default=None, description="where the range ends: a percentage of the target (102.5%) or money; the last has no end"
    )
    vendor: Percent = Field(description="the vendor's share: gained of a saving, lost of an overrun; 100% above an amount is a "
                                        "price "
                            "that is guaranteed not to be exceeded")  # fmt: skip


class TargetCost(Booked):
    """A cost that the parties aim at, or a baseline: what the cost turns out below it is a gain, and above it a pain, and both
    are shared. The share is a line of its own; the costs themselves are billed by billing lines.
    """

    clause: Word = Field(description="where the contract says it, such as X 53")
    title: Word | None = Field(default=None, description="how its line is called on the statement; without it, its name")
    target: Formula = Field(description="the target: 500000, a measure such as baseline_cost, or a formula over both")
    outturn: Formula = Field(description="what the costs turn out to be: a measure such as cost, or a formula: cost * 108%")
    figures: Literal["of_the_period", "latest"] = Field(
        description="what the measures of both are: of_the_period: each period's own, which are added up over the span; "
        "latest: each "
        "period reports the whole as it is known then, and the last report counts"
    )
    where: Where = Field(default={}, description="Rows of the measures that count: {programme: [care, tech]}.")
    every: Span = Field(description="over what costs are compared with the target; term: at completion")
    settled: Settled | None = Field(
        default=None, description="at_close: once, in the last period of the span; running: in each period for the span so "
                                  "far, less "
        "what was settled before"
    )  # fmt: skip
    ranges: tuple[ShareRange, ...] = Field(description="the ranges, from the lowest costs to the highest")
