"""KPIs: what is measured, what is promised, and what a result pays. One class for each scale."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, InstanceOf

from slacontract.findings import NOWHERE, Position
from slacontract.formula.text import Share
from slacontract.model.billing import Booked, Scoped
from slacontract.model.fields import (
    Bounds, Formula, Knee, Money, Name, Noun, Pay, Threshold, Whole, as_pydantic,
)  # fmt: skip
from slacontract.model.texts import Series, Table, Word, word_of
from slacontract.quantities.numbers import Quantity, Rounding, TextFault, read_quantity
from slacontract.quantities.units import Unit


@dataclass(frozen=True, slots=True)
class Base:
    """What a percentage is a percentage of: all billing, some billing lines, or a fixed sum.

    Where a line has adjustments of its own (a billing cap, a guarantee), ``stage`` says on which side of them it counts.
    """

    lines: tuple[Word, ...] = ()
    stage: Literal["", "before caps", "after caps"] = ""
    fixed: Quantity | None = None
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def all_billing(self) -> bool:
        """Whether it is every billing line."""
        return self.fixed is None and not self.lines


def read_base(value: object) -> object:
    """Read ``billing``, ``billing.care``, ``billing.care after caps``, a list of such lines, or an amount of money."""
    if isinstance(value, Base):
        return value
    words = [word_of(v) for v in value] if isinstance(value, list) else [word_of(value)]
    at = value.at if isinstance(value, (Word, Series)) else NOWHERE
    try:
        return _base(words, at)
    except TextFault as fault:
        raise as_pydantic(fault) from None


def _base(words: list[Word], at: Position) -> Base:
    lines: list[Word] = []
    stages: set[str] = set()
    for word in words:
        name, _, stage = word.partition(" ")
        if name == "billing" and len(words) == 1:
            return Base((), _stage(stage, word), at=at)
        if not name.startswith("billing."):
            return Base(fixed=_fixed(word), at=at)
        lines.append(Word.placed(name.removeprefix("billing."), word.at))
        stages.add(_stage(stage, word))
    if len(stages) > 1:
        raise TextFault("C213", "The lines of one base are taken at different stages.", "Use one stage for all of them.")
    return Base(tuple(lines), stages.pop(), at=at)  # type: ignore[arg-type]  # _stage returns one of the literals


def _stage(text: str, word: Word) -> Literal["", "before caps", "after caps"]:
    if text in {"", "before caps", "after caps"}:
        return text  # type: ignore[return-value]
    raise TextFault("C213", f"'{word}' is not a base.", "Write 'billing', 'billing.care' or 'billing.care after caps'.")


def _fixed(word: Word) -> Quantity:
    try:
        found = read_quantity(word, word.at)
    except TextFault:
        raise TextFault("C213", f"'{word}' is not a base.",
                        "Write 'billing', 'billing.' and the name of a line, or an amount of money.") from None  # fmt: skip
    if found.unit is not Unit.NUMBER:
        raise TextFault("C207", f"'{word}' is not an amount of money.", "Write it as 50000.")
    return Quantity(found.value, Unit.MONEY, word, word.at)


class Band(Noun):
    """Values of the KPI, and what they pay."""

    when: Bounds
    pay: Pay


class Point(Noun):
    """A corner of a payout curve."""

    at: Threshold
    pay: Pay


class PerUnitScale(Noun):
    """Money for each step of the KPI beyond a knee."""

    step: Threshold
    above: Knee | None = None
    below: Knee | None = None
    pay: Money
    count: Literal["exact", "full", "started"] = Field(
        description="exact: parts of a step count; full: only whole steps; started: a begun step counts whole"
    )

    @property
    def knee(self) -> Quantity | Share:
        """The value from which steps count."""
        knee = self.above or self.below
        assert knee is not None, "check refuses a scale without a knee"
        return knee


class ValueRounding(Noun):
    """How a KPI's value is rounded before it is compared; without it the exact value is."""

    decimals: Whole
    mode: Rounding


def _variant(value: object) -> object:
    if isinstance(value, Table):
        return {key: word_of(item) for key, item in value.items()}
    if isinstance(value, dict):
        return value
    word = word_of(value)
    if word == "ready_made":
        return {word: word}
    fault = TextFault("C217", f"'{word}' is not a variant.", "Write the parameters, as {hold: included}, or ready_made.")
    raise as_pydantic(fault)


def _scales(value: object) -> object:
    return [value] if isinstance(value, Table) else value


class Kpi(Booked, Scoped):
    """A KPI of the contract: from the catalogue with its variant, or by a formula of the contract's own."""

    clause: Word = Field(description="where the contract says it, such as Annex B 1")
    title: Word | None = None
    kpi: Name | None = Field(default=None, description="its id in the catalogue")
    variant: Annotated[dict[Word, Word], BeforeValidator(_variant)] = Field(
        default={}, description="the parameters that make one KPI of the many of that name"
    )
    formula: Formula | None = Field(default=None, description="over base fields, where the catalogue does not have it")
    unit: Literal["percent", "seconds", "number", "count", "money"] | None = None
    better: Literal["higher", "lower", "neither"] | None = Field(
        default=None, description="which way is better: higher, lower, or neither (a target band)"
    )
    target: Bounds | None = None
    rounded: ValueRounding | None = None
    base: Annotated[InstanceOf[Base] | None, BeforeValidator(read_base)] = None
    bands: tuple[Band, ...] = ()
    curve: tuple[Point, ...] = ()
    beyond: Literal["flat"] | None = Field(default=None, description="what a curve pays outside of its points")
    per_unit: Annotated[tuple[PerUnitScale, ...], BeforeValidator(_scales)] = ()
    missing: Literal["worst", "neutral"] | None = Field(
        default=None, description="what is paid in a period without a figure: the worst of the scale, or nothing"
    )

    @property
    def pays(self) -> bool:
        """Whether a result of it moves money."""
        return bool(self.bands or self.curve or self.per_unit)
