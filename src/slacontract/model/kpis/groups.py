"""Groups: attributes of members, such as the tier of a queue, and targets and scales that differ by member or attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.model.fields import Bounds, Name, Noun
from slacontract.model.kpis.scales import Band, CurveEnds, PerUnitScale, Point, SlabScale, one_or_more_scales, read_ends
from slacontract.model.texts import Word

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.kpis.kpi import Kpi

Attributes: TypeAlias = dict[Name, dict[Word, dict[Name, Word]]]
"""Dimension, member, attribute: ``{queue: {care: {tier: gold}}}``."""


class GroupScale(Noun):
    """The target and the scale of one group of members; what it does not say is the KPI's own."""

    target: Bounds | None = None
    bands: tuple[Band, ...] = ()
    curve: tuple[Point, ...] = ()
    between: Literal["straight", "step"] = Field(
        default="straight", description="straight: lines between the points; step: the point reached"
    )
    beyond: Annotated[CurveEnds | None, BeforeValidator(read_ends)] = None
    per_unit: Annotated[tuple[PerUnitScale, ...], BeforeValidator(one_or_more_scales)] = ()
    slabs: SlabScale | None = Field(default=None, description="steps beyond a value that pay more or less, slab by slab")


class ScalesBy(Noun):
    """A target and scale for each member of a dimension, or for each value of an attribute of its members."""

    by: Name = Field(description="a dimension of `each`, or an attribute of its members")
    is_: dict[Word, GroupScale] = Field(alias="is", description="the target and scale of each member or value that occurs")


def attribute_of(contract: Contract, name: str) -> str | None:
    """The dimension whose members have the attribute; None for what is no attribute."""
    for dimension, members in contract.attributes.items():
        if any(name in said for said in members.values()):
            return str(dimension)
    return None


def with_attributes(attributes: Attributes, named: Mapping[str, str]) -> dict[str, str]:
    """What a member is called by dimension, with the attributes of each of its parts."""
    found = dict(named)
    for dimension, members in attributes.items():
        if dimension in named:
            found.update({str(k): str(v) for k, v in members.get(Word(named[dimension]), {}).items()})
    return found


def of_group(kpi: Kpi, group: str) -> Kpi:
    """The KPI as one group has it: without scales by group, and with the target and scale of this one."""
    assert kpi.scales is not None, "the caller has seen that it differs by group"
    said = kpi.scales.is_.get(Word(group))
    own = {key: getattr(said, key) for key in type(said).model_fields if said.says(key)} if said else {}
    found = kpi.model_copy(update={**own, "scales": None})
    if said:
        found.places_from(said)
    return found


def variants(contract: Contract) -> tuple[Contract, ...]:
    """The contract once for each group, so that every target and scale stands in a KPI of one of them."""
    most = max((len(kpi.scales.is_) for kpi in contract.kpis.values() if kpi.scales), default=0)
    if not most:
        return (contract,)
    return tuple(
        contract.model_copy(update={"kpis": {name: _nth(kpi, number) for name, kpi in contract.kpis.items()}})
        for number in range(most)
    )


def _nth(kpi: Kpi, number: int) -> Kpi:
    if kpi.scales is None or not kpi.scales.is_:
        return kpi
    groups = list(kpi.scales.is_)
    return of_group(kpi, groups[min(number, len(groups) - 1)])
