"""Scales: how a KPI's value becomes a payment. One class for each kind of step, and what a KPI says of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.formula.text import Share
from slacontract.model.fields import Bounds, Knee, Name, Noun, Pay, ShareOfValue, Threshold, Whole, as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.kpis.bases import BaseOf
from slacontract.model.texts import Table, word_of
from slacontract.quantities.numbers import Quantity, Rounding, TextFault, read_quantity
from slacontract.quantities.units import Unit


class Band(Noun):
    """Values of the KPI, and what they pay."""

    when: Bounds
    pay: Pay


class Point(Noun):
    """A corner of a payout curve."""

    at: Threshold
    pay: Pay


Beyond = Literal["flat", "nothing", "continued"]


class CurveEnds(Noun):
    """What a curve pays below its first point and above its last; one word says both sides."""

    below: Beyond = Field(description="flat: the payment of the end point; nothing: 0, a jump; continued: the line goes on")
    above: Beyond = Field(description="as below")


class PerUnitScale(Noun):
    """A payment for each step of the KPI beyond a knee."""

    step: Threshold
    above: Knee | None = None
    below: Knee | None = None
    pay: Pay
    count: Literal["exact", "full", "started"] = Field(
        description="exact: parts of a step count; full: only whole steps; started: a begun step counts whole"
    )

    @property
    def knee(self) -> Quantity | Share:
        """The value from which steps count."""
        knee = self.above or self.below
        assert knee is not None, "check refuses a scale without a knee"
        return knee


class SlabPart(Noun):
    """A stretch of values beyond the knee, and what each step in it pays; it begins where the one before ends."""

    to: Threshold | None = Field(default=None, description="where it ends; the last may have no end")
    pay: Pay = Field(description="what each step in it pays")


class SlabScale(Noun):
    """Steps of the KPI beyond a knee, of which each pays what its slab says: the first five so much, the next so much."""

    step: Threshold
    above: Threshold | None = None
    below: Threshold | None = None
    count: Literal["exact", "full", "started"] = Field(
        description="exact: parts of a step count; full: only whole steps; started: a begun step counts whole"
    )
    parts: tuple[SlabPart, ...] = Field(description="the slabs, from the knee outwards")

    @property
    def knee(self) -> Quantity:
        """The value from which steps count."""
        knee = self.above or self.below
        assert knee is not None, "check refuses slabs without a knee"
        return knee


class MatrixRow(Noun):
    """Values of the KPI, and what they pay in each column."""

    when: Bounds
    pay: tuple[Pay, ...] = Field(description="one payment for each column, in their order")


class Matrix(Noun):
    """A table over two KPIs: its rows are values of the KPI itself, its columns values of another."""

    columns_of: Name = Field(description="the other KPI")
    columns: tuple[Bounds, ...] = Field(description="intervals of the other KPI")
    rows: tuple[MatrixRow, ...] = Field(description="intervals of the KPI itself, each with its payments")


class PayRounding(Noun):
    """How what the scale pays is rounded before it is taken of the base."""

    decimals: Whole = Field(description="decimals of the payment as it is printed, so of the percentage and not of the ratio")
    mode: Rounding


def one_or_more_scales(value: object) -> object:
    """Take one scale for a list of one."""
    return [value] if isinstance(value, Table) else value


def read_ends(value: object) -> object:
    """Read one word for both sides of a curve, or a mapping with a word for each."""
    if not isinstance(value, str):
        return value
    if value in {"flat", "nothing", "continued"}:
        return CurveEnds(below=value, above=value)
    raise as_pydantic(TextFault("C208", f"'{value}' is not a way to go on beyond a curve.",
                                "Choices: flat, nothing, continued; or one for each side: {below: nothing, above: flat}."),
                      word_of(value).at)  # fmt: skip


def read_days(value: object) -> object:
    """Read ``calendar``, or the number of days by which a base is divided."""
    if not isinstance(value, str) or value == "calendar":
        return value
    word = word_of(value)
    try:
        found = read_quantity(word, word.at)
    except TextFault as fault:
        raise as_pydantic(fault, word.at) from None
    if found.unit in {Unit.NUMBER, Unit.DAYS} and found.value > 0:
        return Quantity(found.value, Unit.DAYS, word, word.at)
    raise as_pydantic(TextFault("C214", f"'{word}' is not a number of days.", "Write calendar, or a number such as 30."), word.at)


DaysInPeriod: TypeAlias = Annotated[InstanceOf[Quantity] | Literal["calendar"] | None, BeforeValidator(read_days)]


class Scaled(Noun):
    """What a result pays: one scale, and what its percentages are of."""

    base: BaseOf | None = None
    negative_base: Literal["zero", "counted"] | None = Field(
        default=None,
        description="a base below zero counts as zero, as it does where nothing is said, or is counted: then a penalty pays the "
        "vendor",
    )
    bands: tuple[Band, ...] = ()
    curve: tuple[Point, ...] = ()
    between: Literal["straight", "step"] = Field(
        default="straight", description="straight: lines between the points of a curve; step: the point reached, no lines"
    )
    beyond: Annotated[CurveEnds | None, BeforeValidator(read_ends)] = Field(
        default=None, description="what a curve pays outside of its points"
    )
    per_unit: Annotated[tuple[PerUnitScale, ...], BeforeValidator(one_or_more_scales)] = ()
    slabs: SlabScale | None = Field(default=None, description="steps beyond a value that pay more or less, slab by slab")
    matrix: Matrix | None = Field(default=None, description="a table over this KPI and another")
    pay: ShareOfValue | None = Field(
        default=None, description="a share of the value itself, which is money or a percentage of the base: -100% of value"
    )
    pay_rounded: PayRounding | None = Field(
        default=None, description="how what the scale pays is rounded before it is taken of the base; without it, not at all"
    )
    withhold: Pay | None = Field(
        default=None, description="withheld first, as a line of its own: 100% of the base, or money; the scale pays back"
    )
    days_in_period: DaysInPeriod = Field(
        default=None, description="by how many days the base is divided for a day of service: calendar, or a number such as 30"
    )

    @property
    def payments(self) -> tuple[Quantity, ...]:
        """Every payment that its scale names, in the order of the text."""
        cells = (pay for row in self.matrix.rows for pay in row.pay) if self.matrix else ()
        slabs = (part.pay for part in self.slabs.parts) if self.slabs else ()
        return (*(b.pay for b in self.bands), *(p.pay for p in self.curve), *(u.pay for u in self.per_unit), *slabs, *cells)

    @property
    def scaled(self) -> bool:
        """Whether it has a scale at all."""
        return bool(self.bands or self.curve or self.per_unit or self.slabs or self.matrix or self.pay)

    @property
    def without_end(self) -> str:
        """The key of a scale that always has no worst payment, or nothing."""
        return "per_unit" if self.per_unit else "slabs" if self.slabs else "pay" if self.pay else ""

    @property
    def gives_points(self) -> bool:
        """Whether its results are points, which move money only where an account or a scorecard counts them."""
        return self.scaled and pay_unit(self.payments) is Unit.POINTS

    @property
    def pays(self) -> bool:
        """Whether a result of it moves money."""
        return self.scaled and not self.gives_points


def pay_unit(pays: Iterable[Quantity]) -> Unit:
    """What a scale pays: percentages, money, points or days. Zero is all of them, and ``check`` refuses a mixture."""
    listed = list(pays)
    units = {pay.unit for pay in listed if pay.value} or {pay.unit for pay in listed}
    return next((unit for unit in (Unit.RATIO, Unit.POINTS, Unit.DAYS) if unit in units), Unit.MONEY)
