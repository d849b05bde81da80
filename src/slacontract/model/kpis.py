"""KPIs: what is measured, what is promised, and what a result pays. One class for each scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, InstanceOf

from slacontract.findings import NOWHERE, Position
from slacontract.formula.text import Share
from slacontract.model.billing import Booked, Scoped
from slacontract.model.fields import (
    Bounds,
    Formula,
    Knee,
    Money,
    Name,
    Noun,
    Pay,
    Threshold,
    Whole,
    as_pydantic,
)  # fmt: skip
from slacontract.model.texts import Series, Table, Word, word_of
from slacontract.quantities.numbers import Quantity, Rounding, TextFault, read_quantity
from slacontract.quantities.units import Unit

T = TypeVar("T")


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
    if not words:
        raise as_pydantic(TextFault("C213", "The base names nothing.", "Write 'billing', or the lines it consists of."))
    if len(words) == 1 and words[0].partition(" ")[0] == "billing":
        return Base((), _read(_stage, words[0]), at=at)
    if len(words) == 1 and not words[0].startswith("billing."):
        return Base(fixed=_read(_fixed, words[0]), at=at)
    return _of_lines(words, at)


def _of_lines(words: list[Word], at: Position) -> Base:
    """A base of one or more billing lines, all taken at one stage."""
    stages = [_read(_stage, word) for word in words]
    names = [_read(_line, word) for word in words]
    for word, stage in zip(words, stages, strict=True):
        if stage != stages[0]:
            fault = TextFault("C213", "The lines of one base are taken at different stages.", "Use one stage for all of them.")
            raise as_pydantic(fault, word.at)
    return Base(tuple(names), stages[0], at=at)


def _read(read: Callable[[Word], T], word: Word) -> T:
    try:
        return read(word)
    except TextFault as fault:
        raise as_pydantic(fault, word.at) from None


def _line(word: Word) -> Word:
    name = word.partition(" ")[0]
    if not name.startswith("billing."):
        raise TextFault("C213", f"'{word}' is not a billing line.", "Write 'billing.' and the name of the line.")
    return Word.placed(name.removeprefix("billing."), word.at)


def _stage(word: Word) -> Literal["", "before caps", "after caps"]:
    text = word.partition(" ")[2]
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
    if isinstance(value, Series):
        fault = TextFault("C217", "The variant is a list.", "Write the parameters, as {hold: included}, or ready_made.")
        raise as_pydantic(fault)
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
