"""The contract: one version of it, whole, as one file says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from slacontract.model.billing.commitments import Commitment
from slacontract.model.billing.indices import Index, Indexation
from slacontract.model.billing.models import BillingLine
from slacontract.model.billing.retentions import Retention
from slacontract.model.billing.target_costs import TargetCost
from slacontract.model.calendars import WorkingCalendar
from slacontract.model.counting import Counting
from slacontract.model.de_minimis import DeMinimisOfKpis
from slacontract.model.fields import Date, Name, Names, Noun, Number, Percent, Whole
from slacontract.model.figures import NamedFigure
from slacontract.model.kpis.excuses import SharedRelief, one_or_list
from slacontract.model.kpis.gates import Gate
from slacontract.model.kpis.groups import Attributes
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.limits import Limit
from slacontract.model.kpis.memory import CarryOver
from slacontract.model.kpis.pools import Pool
from slacontract.model.kpis.repeats import known_again
from slacontract.model.periods import Periods, WeeksOfPeriods
from slacontract.model.register import Claims, Incident, Overrides
from slacontract.model.service import Served, TargetReview
from slacontract.model.tables import LookupTable
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Rounding
from slacontract.quantities.periods import WEEKDAYS, Schedule
from slacontract.quantities.weeks import Weeks


class Party(Noun):
    """Client or vendor."""

    name: Word
    tax_id: Word = Word()


class Term(Noun):
    """The days on which the contract holds, both included."""

    from_: Date = Field(alias="from")
    to: Date


class RoundingRule(Noun):
    """Where amounts are rounded, how, and to what."""

    mode: Rounding
    to: Number = Field(description="the coin: 0.01, 1 or another power of ten")
    at: Literal["line"] = Field(description="each line is rounded when it is closed; totals add rounded lines")

    @property
    def decimals(self) -> int:
        """How many decimals an amount has; ``check`` has seen that ``to`` is a power of ten."""
        value = self.to.value
        return len(str(value.denominator)) - len(str(value.numerator))


class Tax(Noun):
    """How tax treats the adjustments; a fact of the contract on which this tool gives no advice."""

    treatment: Literal["reduces_base", "outside_scope"] = Field(
        description="reduces_base: bonuses and penalties change the taxable base; outside_scope: they bear no tax"
    )
    category: Literal["S", "Z", "E", "AE", "K", "G", "O"] = Field(description="category code of EN 16931, such as S")
    rate: Percent
    clause: Word = Word()


class Replaces(Noun):
    """The version before this one, and the fingerprint that proves which text it was."""

    version: Whole
    fingerprint: Word


class Acceptance(Noun):
    """An oddity that the parties mean: the finding stays visible, and stops nothing."""

    code: Word
    why: Word


class Contract(Noun):
    """One version of a contract."""

    # cached_property writes to the instance's dict, beside the frozen fields
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True, ignored_types=(cached_property,)
    )

    contract: Name
    version: Whole
    effective: Date = Field(description="first day on which this version is in force")
    replaces: Replaces | None = None
    title: Word
    client: Party
    vendor: Party
    term: Term
    currency: Word = Field(description="ISO 4217 code, such as EUR")
    service: Served | None = Field(
        default=None, description="sector and channels, for the review of KPIs; no money depends on it"
    )
    review: TargetReview | None = Field(
        default=None, description="when all targets are looked at again, for the review of KPIs; no money depends on it"
    )
    periods: Periods
    rounding: RoundingRule
    indices: dict[Name, Index] = Field(default={}, description="published figures that amounts follow")
    indexation: dict[Name, Indexation] = Field(default={}, description="clauses by which amounts follow indices")
    calendars: dict[Name, WorkingCalendar] = Field(default={}, description="which days are working days, by name")
    billing: dict[Name, BillingLine]
    commitments: tuple[Commitment, ...] = Field(default=(), description="the least and the most that is billed, in their order")
    target_costs: dict[Name, TargetCost] = Field(default={}, description="costs whose savings and overruns are shared")
    retentions: tuple[Retention, ...] = Field(default=(), description="parts of invoices that are withheld and released later")
    pools: dict[Name, Pool] = Field(default={}, description="amounts that KPIs put at risk together")
    cases: Names = Field(
        default=(), description="columns of the measures that tell single cases apart, such as tickets or orders; their ids are "
        "numbered anew in each period"
    )  # fmt: skip
    attributes: Attributes = Field(default={}, description="what members are: {queue: {care: {tier: gold}}}")
    tables: dict[Name, LookupTable] = Field(default={}, description="lists that formulas read with `lookup(table, value)`")
    figures: dict[Name, NamedFigure] = Field(default={}, description="quantities that are derived, and named like measures")
    counting: Counting | None = Field(default=None, description="how raw records become measures, for `slacontract measure`")
    kpis: dict[Name, Kpi] = Field(default={})
    relief: Annotated[tuple[SharedRelief, ...], BeforeValidator(one_or_list)] = ()
    incidents: tuple[Incident, ...] = ()
    claims: Claims | None = None
    overrides: Overrides | None = None
    gates: tuple[Gate, ...] = ()
    limits: tuple[Limit, ...] | None = Field(default=None, description="[] where none is meant")
    de_minimis: Annotated[tuple[DeMinimisOfKpis, ...], BeforeValidator(one_or_list)] = Field(
        default=(), description="bonuses and penalties that are too small to be paid; one or a list"
    )
    carry_over: CarryOver | None = Field(default=None, description="what becomes of a credit that is larger than the invoice")
    tax: Tax
    accept: tuple[Acceptance, ...] = ()
    fingerprint: str = Field(default="", exclude=True, alias="__fingerprint__")

    @cached_property
    def schedule(self) -> Schedule:
        """The calendar of its periods."""
        p = self.periods
        return Schedule(
            p.every, int(p.starting_day), self.term.from_, self.term.to, p.contract_year_from, p.quarters or "contract_year",
            p.straddling or "first_day",
        )  # fmt: skip


def weeks_of(said: WeeksOfPeriods, schedule: Schedule) -> Weeks:
    """The weeks of a schedule."""
    return Weeks(schedule, WEEKDAYS.index(said.starting_day), said.straddling, said.part_week == "judged")


@dataclass(frozen=True)
class Agreement:
    """A contract with all its versions, in the order in which they come into force."""

    versions: tuple[Contract, ...]

    @property
    def name(self) -> str:
        """The contract's name, the same in every version."""
        return self.versions[0].contract

    @cached_property
    def schedule(self) -> Schedule:
        """The calendar of its periods, which are cut where an amendment comes into force within one."""
        return replace(self.latest.schedule, cuts=tuple(version.effective for version in self.versions[1:]))

    @cached_property
    def weeks(self) -> Weeks | None:
        """The weeks of its periods, where a version says what a week is."""
        said = next((version.periods.weeks for version in self.versions if version.periods.weeks), None)
        return weeks_of(said, self.schedule) if said else None

    @property
    def with_parts(self) -> tuple[Contract, ...]:
        """The versions, each with what is said of the parts of a period: by itself, or by the amendment that cut it.

        Repeats without a name are called by the numbers that their clauses had in the versions before.
        """
        found: list[Contract] = []
        parts = None
        kpis = known_again([version.kpis for version in self.versions])
        for version, called in zip(reversed(self.versions), reversed(kpis), strict=True):
            parts = version.periods.part_periods or parts
            periods = version.periods.model_copy(update={"part_periods": parts})
            found.append(version.model_copy(update={"periods": periods, "kpis": called}))
        return tuple(reversed(found))

    @property
    def latest(self) -> Contract:
        """The version that came last into force."""
        return self.versions[-1]

    def in_force(self, day: date) -> Contract:
        """The version in force on a day of the term; ``check`` has seen that there is one."""
        return next(v for v in reversed(self.versions) if v.effective <= day)
