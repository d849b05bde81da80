"""Excuses: when a result does not count, or not in full, and what is paid when there is none."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from slacontract.model.clauses import NAMED
from slacontract.model.fields import Condition, Date, Formula, Name, Names, Noun, Number, Threshold, Whole
from slacontract.model.kpis.effects import EffectOf
from slacontract.model.register import ExcusedEvents
from slacontract.model.texts import Table, Word


def one_or_list(value: object) -> object:
    """Take one mapping for a list of one."""
    return [value] if isinstance(value, Table) else value


class MarginOfError(Noun):
    """The error of a sample, by Wilson's score interval: relief holds unless the whole interval is worse than the threshold."""

    threshold: Threshold
    of: Formula
    z: Number


class Relief(Noun):
    """A named reason why a result is not paid as its scale says: one reason, and one effect.

    The reason is one of `when`, `first`, `until` and `margin_of_error`. Several reliefs of a KPI apply in the order written.
    """

    clause: Word
    name: Name | None = Field(default=None, description=NAMED)
    when: Condition | None = None
    missing: Literal["met", "not_met"] | None = Field(
        default=None, description="what holds when a figure of the condition is missing"
    )
    first: Whole | None = None
    counted: Literal["term", "measured"] | None = Field(
        default=None, description="term: periods of the contract's term; measured: periods in which there is a result"
    )
    until: Date | None = None
    margin_of_error: MarginOfError | None = None
    effect: EffectOf


class SharedRelief(Relief):
    """Relief of several KPIs, or of all. Its condition is about the whole service; that of a KPI's own about the KPI's scope."""

    kpis: Names = ()


class Penalised(Noun):
    """How many of the cases, weeks or sites that fail in a period are charged; a bonus of the others is kept."""

    clause: Word
    at_most: Whole | None = Field(default=None, description="so many are charged, and the others are not; this or `forgiven`")
    forgiven: Whole | None = Field(
        default=None, description="so many are not charged, and the others are; either this or `at_most`"
    )
    which: Literal["first", "dearest", "cheapest"] = Field(
        description="which ones these are: the first by their number, or those with the highest or lowest penalty (of two "
        "with the same, the first)"
    )


class Excusable(Noun):
    """What a KPI says of periods in which it cannot, or shall not, be judged."""

    missing: Literal["worst", "neutral", "last"] | None = Field(
        default=None,
        description="what is paid in a period without a figure: the worst of the scale, nothing, or as for the last result",
    )
    before_first: Literal["worst", "neutral"] | None = Field(
        default=None, description="what is paid while there is no last result yet: the worst of the scale, or nothing"
    )
    relief: Annotated[tuple[Relief, ...], BeforeValidator(one_or_list)] = ()
    events: ExcusedEvents | None = None
    penalised: Penalised | None = Field(
        default=None, description="how many of its members are charged in a period; without it, all that fail"
    )
