"""Limits: the most that KPIs may add or take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from slacontract.formula.text import Share, read_share
from slacontract.model.clauses import NAMED
from slacontract.model.fields import Name, Names, Noun, read_amount, reading
from slacontract.model.instances import InstanceOf
from slacontract.model.kpis.bases import PoolPart
from slacontract.model.kpis.scales import DaysInPeriod
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.model.kpis.kpi import Kpi


def read_most(word: Word) -> Quantity | Share:
    """Read the amount of a limit: money, a share of something, or days of service of it."""
    share = read_share(word, word.at) if " of " in word else None
    return share if share is not None and share.percent.unit is Unit.DAYS else read_amount(word)


def _form(value: object) -> str:
    return "part" if isinstance(value, (dict, PoolPart)) else "amount"


MostAmount: TypeAlias = Annotated[InstanceOf[Quantity] | InstanceOf[Share], reading(read_most)]
Most: TypeAlias = Annotated[Annotated[MostAmount, Tag("amount")] | Annotated[PoolPart, Tag("part")], Discriminator(_form)]


class Limit(Noun):
    """The most that KPIs may add or take, over a period or a longer span; limits apply in the order written."""

    clause: Word
    name: Name | None = Field(default=None, description=NAMED)
    on: Literal["penalty", "bonus", "net"]
    at_most: Most = Field(
        description="money, or a share: 10% of billing, 5% of billing.care, 10% of 600000, 8% of billing_to_date (of the span "
        "so far); days of service, 5 days of billing.care; or a part of a pool"
    )  # fmt: skip
    days_in_period: DaysInPeriod = Field(
        default=None, description="with days of service: by how many days what they are of is divided, calendar or a number"
    )
    every: Literal["period", "month", "quarter", "half_year", "contract_year", "term"] = Field(
        description="over what it is counted; what earlier periods of the span have used is not there any more"
    )
    indexed_by: Name | None = Field(
        default=None, description="the clause of `indexation` by which an amount of money follows an index"
    )
    shared_out: Literal["by_kpi"] | None = Field(
        default=None, description="what it changes is told KPI by KPI, in proportion to what each had after its own limits; "
        "without it, in one line"
    )  # fmt: skip
    kpi: Names = Field(default=(), description="one KPI, or several that are limited together; without it, all")
    each: Names = Field(
        default=(), description="a limit for each member of the KPIs that are judged by the same `each`, with a share of the "
        "member's own billing; without it, one limit for all members together"
    )  # fmt: skip


def kpis_of(limit: Limit, kpis: Mapping[Word, Kpi]) -> tuple[Word, ...]:
    """The KPIs that a limit is on, in order of name; of each member without names, those that pay and are judged by the same.

    Nothing stands for all KPIs, as in the text; so it does where no KPI is judged by the same, which ``check`` refuses.
    """
    if limit.kpi or not limit.each:
        return tuple(sorted(limit.kpi))
    return tuple(sorted(name for name, kpi in kpis.items() if kpi.pays and kpi.each == limit.each))
