"""Bases: what a percentage is a percentage of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

from pydantic import BeforeValidator, Discriminator, Field, Tag

from slacontract.findings import NOWHERE, Position
from slacontract.model.fields import Name, Noun, Percent, as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.texts import Series, Table, Word, word_of
from slacontract.quantities.numbers import Quantity, TextFault, read_quantity
from slacontract.quantities.units import Unit

T = TypeVar("T")
FIGURES: Final = "figures."
Stage: TypeAlias = Literal["", "before caps", "after caps", "after commitments"]


@dataclass(frozen=True, slots=True)
class Base:
    """What a percentage is a percentage of: all billing, some billing lines, a figure of the contract, or a fixed sum.

    Where a line has adjustments of its own (a billing cap, a guarantee), ``stage`` says on which side of them it counts.
    """

    lines: tuple[Word, ...] = ()
    stage: Stage = ""
    fixed: Quantity | None = None
    figure: Word | None = None
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def all_billing(self) -> bool:
        """Whether it is every billing line."""
        return self.fixed is None and self.figure is None and not self.lines


class PoolPart(Noun):
    """A part of a pool: what is at risk in it, times its share, times its allocation; without them, the whole pool."""

    pool: Name = Field(description="the name of the pool")
    share: Percent | None = Field(default=None, description="the share of the pool, such as that of a category of levels")
    allocation: Percent | None = Field(default=None, description="the part of that share")


def read_base(value: object) -> object:
    """Read ``billing``, ``billing.care``, ``billing.care after caps``, a list of such lines, ``figures.fees`` or an amount.

    A mapping is left as it is: it is a part of a pool.
    """
    if isinstance(value, (Base, PoolPart, Table, dict)):
        return value
    words = [word_of(v) for v in value] if isinstance(value, list) else [word_of(value)]
    at = value.at if isinstance(value, (Word, Series)) else NOWHERE
    if not words:
        raise as_pydantic(TextFault("C213", "The base names nothing.", "Write 'billing', or the lines it consists of."))
    if len(words) == 1 and words[0].partition(" ")[0] == "billing":
        return Base((), _read(_stage, words[0]), at=at)
    if len(words) == 1 and words[0].startswith(FIGURES):
        return Base(figure=Word.placed(words[0].removeprefix(FIGURES), words[0].at), at=at)
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


def _stage(word: Word) -> Stage:
    text = word.partition(" ")[2]
    if text in {"", "before caps", "after caps", "after commitments"}:
        return text  # type: ignore[return-value]
    raise TextFault("C213", f"'{word}' is not a base.", "Write 'billing', 'billing.care' or 'billing.care after caps'.")


def _fixed(word: Word) -> Quantity:
    try:
        found = read_quantity(word, word.at)
    except TextFault:
        remedy = "Write 'billing', 'billing.' and the name of a line, 'figures.' and the name of a figure, or an amount of money."
        if "% of " in word:
            remedy = f"Declare it as a pool, pools: {{share: {{clause: …, at_risk: {word}}}}}, and write {{pool: share}}."
        raise TextFault("C213", f"'{word}' is not a base.", remedy) from None
    if found.unit is not Unit.NUMBER:
        raise TextFault("C207", f"'{word}' is not an amount of money.", "Write it as 50000.")
    return Quantity(found.value, Unit.MONEY, word, word.at)


def _kind(value: object) -> str:
    return "pool" if isinstance(value, (PoolPart, dict)) else "base"


AnyBase: TypeAlias = Base | PoolPart
BaseOf: TypeAlias = Annotated[
    Annotated[InstanceOf[Base], Tag("base")] | Annotated[PoolPart, Tag("pool")],
    Discriminator(_kind),
    BeforeValidator(read_base),
]
