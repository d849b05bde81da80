"""Figures: quantities that a contract computes from measures, KPIs, billing and other figures, and uses by name."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.agreed import Agreed
from slacontract.model.between import Between
from slacontract.model.clocks import When
from slacontract.model.fields import Condition, Formula, Name, Names, Noun, Threshold, Where
from slacontract.model.kpis.kpi import ValueRounding
from slacontract.model.texts import Word

FigureUnit = Literal["percent", "seconds", "minutes", "hours", "days", "number", "count", "fte", "money", "rate", "points"]


class OverMembers(Noun):
    """One figure of all members of a dimension: how many meet a condition, or the sum, mean or extreme of a formula.

    A member that has none of the figures in a period is not in service then, and is not looked at.
    """

    each: Names = Field(description="the members: each driver, each site")
    take: Literal["count", "share", "sum", "mean", "weighted_mean", "lowest", "highest"] = Field(
        description="count or share of the members that meet `when`; or what becomes of `of` over the members"
    )
    when: Condition | None = Field(default=None, description="what a member meets that counts; for count and share")
    of: Formula | None = Field(default=None, description="what is taken of each member; KPIs with the same `each` can be named")
    weight: Formula | None = Field(default=None, description="the weight of each member, for weighted_mean")
    among: Condition | None = Field(default=None, description="only members that meet this are looked at")
    missing: Literal["left_out", "no_figure"] = Field(
        description="a member in service without one of the figures: left_out looks at the others, no_figure leaves all without"
    )


class Rank(Noun):
    """The place of a member among its peers by a value: 1 is the best. A clause that judges each of them reads its own."""

    each: Names = Field(description="the peers: each site")
    of: Formula = Field(description="the value by which they are compared; a KPI with the same `each` can be named")
    best: Literal["highest", "lowest"]
    ties: Literal["best_place", "worst_place", "mean_place"] = Field(
        description="two members with the same value at places 2 and 3: both are at 2, both at 3, or both at 2.5"
    )
    gives: Literal["place", "share"] = Field(
        description="the place; or the place divided by the number of members, so that the best two of eight are within 25%"
    )
    among: Condition | None = Field(default=None, description="only members that meet this are compared")
    missing: Literal["left_out", "no_figure"] = Field(
        description="a member in service without a value: left_out compares the others, no_figure leaves all without a place"
    )


class NamedFigure(Noun):
    """A quantity that the contract derives and calls by a name: wherever a measure can be named, it can be.

    Its measures are those of the clause that uses it: of its `where`, and of its member.
    """

    clause: Word = Field(description="where the contract says it, such as Annex C 2")
    title: Word | None = None
    formula: Formula | None = Field(
        default=None, description="over measures, KPIs, `billing.care`, `indexation.yearly` and other figures"
    )
    members: OverMembers | None = Field(default=None, description="one figure of many members; either this or `formula`")
    value: Agreed[Threshold] | None = Field(
        default=None, description="or a figure that the parties agreed: one, a list of them by date, or one for each member"
    )
    between: Between | None = Field(
        default=None, description="or the time from one day or moment of a case to another, such as how late a report is"
    )
    rank: Rank | None = Field(default=None, description="or the place of a member among its peers")
    unit: FigureUnit
    rounded: ValueRounding | None = None
    where: Where = Field(default={}, description="its measures are of these members only, whatever clause uses it")
    during: When | None = Field(
        default=None, description="its measures are of these hours and days only, such as 08:00 to 20:00 on weekdays"
    )
    scope: Literal["clause", "service"] = Field(
        default="clause", description="service: of all members, also in a clause that is about some of them"
    )

    @property
    def over(self) -> Names:
        """The dimensions whose members it looks at one by one."""
        looks = self.members or self.rank
        return looks.each if looks else ()


Figures = dict[Name, NamedFigure]
