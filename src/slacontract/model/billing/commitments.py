"""Commitments: the least and the most that is billed over a span, whatever the lines come to."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias

from pydantic import Field

from slacontract.formula.text import Figure
from slacontract.model.billing.charges import OnCharges
from slacontract.model.clauses import NAMED_OR_NUMBERED, Called
from slacontract.model.fields import Formula, Names, Percent, Where
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

Span: TypeAlias = Literal["period", "month", "quarter", "half_year", "contract_year", "term"]
Longer: TypeAlias = Literal["quarter", "half_year", "contract_year", "term"]
Settled: TypeAlias = Literal["at_close", "running"]
Prorated: TypeAlias = Literal["by_days", "in_full"]


class Commitment(OnCharges):
    """The least that a client pays or the most that a vendor bills over a span: what is missing is charged and what is above is
    cut, as a line of its own. Commitments apply in the order written; an earlier line is never changed by a later one.
    """

    clause: Word = Field(description="where the contract says it, such as Annex A 6")
    name: Called | None = Field(default=None, description=NAMED_OR_NUMBERED)
    at_least: Formula | None = Field(
        default=None, description="the least: 1000, 90% of forecast_value, 160 * agents; measures are sums over the span"
    )
    charged: Percent | None = Field(
        default=None, description="the share of what is missing from the least that is charged, such as 25%; without it, all"
    )
    at_most: Formula | None = Field(
        default=None, description="the most: 120000, 110% of ordered_value, 2.30 * answered (an average price of at most 2.30)"
    )
    where: Where = Field(default={}, description="Rows of the measures that count in the formula: {queue: [care, tech]}.")
    each: Names = Field(default=(), description="every member of these dimensions has the commitment for itself; its lines are "
                        "billed by the same members")  # fmt: skip
    every: Span = Field(description="over what it is counted; the quarters are those of the contract year")
    settled: Settled | None = Field(
        default=None, description="at_close: in the last period of the span; running: in each period for the span so far (a "
                                  "fixed "
        "least counts by the days that have passed), and what later periods make good is given back"
    )  # fmt: skip
    prorated: Prorated | None = Field(
        default=None, description="a span that the term cuts short: by_days (its days in the term / all its days) or in_full"
    )
    carried: Literal["nothing", "surplus", "shortfall", "excess"] | None = Field(
        default=None, description="what later spans know of it: nothing; surplus (what was billed above the least makes good a "
                                  "later "
        "shortfall); shortfall (a charged one is given back from later surplus); excess (what was cut is billed when there is "
        "room)"
    )  # fmt: skip
    within: Longer | None = Field(default=None, description="until when it is carried; what is left then is lost")

    @property
    def fixed_amount(self) -> Quantity | None:
        """The amount, where it is one figure."""
        said = self.at_least or self.at_most
        found = said.node.quantity if said is not None and isinstance(said.node, Figure) else None
        if said is None or found is None or found.unit is not Unit.NUMBER:
            return None
        return replace(found, at=said.at)
