"""KPIs: what is measured, what is promised, and, by the nouns it is made of, what a result pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from slacontract.model.clauses import Booked, Scoped
from slacontract.model.fields import Bounds, Formula, Name, Noun, Whole, as_pydantic
from slacontract.model.kpis.derived import Derived
from slacontract.model.kpis.excuses import Excusable
from slacontract.model.kpis.groups import ScalesBy
from slacontract.model.kpis.judging import Judged
from slacontract.model.kpis.memory import Remembering
from slacontract.model.kpis.scales import Scaled
from slacontract.model.service import TargetReview
from slacontract.model.texts import Series, Table, Word, word_of
from slacontract.quantities.numbers import Rounding, TextFault


class ValueRounding(Noun):
    """How a KPI's value is rounded before it is compared; without it the exact value is."""

    decimals: Whole
    mode: Rounding


def _variant(value: object) -> object:
    if isinstance(value, Table):
        return {key: word_of(item) for key, item in value.items()}
    if isinstance(value, dict):
        return value
    if isinstance(value, Series):
        fault = TextFault("C217", "The variant is a list.", "Write the parameters, as {hold: included}, or ready_made.")
        raise as_pydantic(fault)
    word = word_of(value)
    if word == "ready_made":
        return {word: word}
    fault = TextFault("C217", f"'{word}' is not a variant.", "Write the parameters, as {hold: included}, or ready_made.")
    raise as_pydantic(fault)


class Kpi(Booked, Scoped, Scaled, Derived, Excusable, Remembering, Judged):
    """A KPI of the contract: from the catalogue with its variant, by a formula of the contract's own, or made of other KPIs."""

    clause: Word = Field(description="where the contract says it, such as Annex B 1")
    indexed_by: Name | None = Field(
        default=None, description="the clause of `indexation` by which the money that it pays follows an index"
    )
    title: Word | None = None
    kpi: Name | None = Field(default=None, description="its id in the catalogue")
    variant: Annotated[dict[Word, Word], BeforeValidator(_variant)] = Field(
        default={}, description="the parameters that make one KPI of the many of that name"
    )
    formula: Formula | None = Field(default=None, description="over base fields, where the catalogue does not have it")
    unit: Literal["percent", "seconds", "minutes", "hours", "days", "number", "count", "money", "points"] | None = None
    better: Literal["higher", "lower", "neither"] | None = Field(
        default=None, description="which way is better: higher, lower, or neither (a target band)"
    )
    domain: Literal["proportion", "nonnegative", "any"] | None = Field(
        default=None,
        description="with a formula, the values that it can have, which its bands must cover: proportion (0% to 100%), "
        "nonnegative, or any, which it is where nothing is said",
    )
    target: Bounds | None = None
    scales: ScalesBy | None = Field(default=None, description="targets and scales by member, or by an attribute of it")
    review: TargetReview | None = Field(
        default=None, description="when its target is looked at again, where that differs from the contract's own `review`"
    )
    rounded: ValueRounding | None = None
    shown: ValueRounding | None = Field(
        default=None, description="how its figure (and the weights of a scorecard) are printed; what is computed keeps all digits"
    )


def points_count_against(name: str, kpis: Mapping[Word, Kpi]) -> bool:
    """Whether the points of a KPI are bad for the vendor: an account or scorecard that counts them is better when lower."""
    return any(name in kpi.sources and kpi.better == "lower" for kpi in kpis.values())
