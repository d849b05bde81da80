"""Rates: a price that is one figure, one that changes on dates, or one for each member of a dimension."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field, InstanceOf, Tag

from slacontract.model.fields import Date, Name, Noun, read_identifier, reading, refuse_currency
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity, TextFault, read_quantity
from slacontract.quantities.units import Unit


def read_price(word: Word) -> Quantity | Word:
    """The price of one of something: a figure, or the name of one that the contract computes."""
    return read_identifier(word) if word[:1].islower() else read_price_figure(word)


def read_price_figure(word: Word) -> Quantity:
    """A price that is written: bare money, or a percentage where what is billed is money itself."""
    refuse_currency(word)
    found = read_quantity(word, word.at)
    if found.unit is Unit.NUMBER:
        return Quantity(found.value, Unit.RATE, word, word.at)
    if found.unit is Unit.RATIO:
        return found
    raise TextFault("C207", f"'{word}' is not a price.", "Write money for one, such as 0.42, or 12% of an amount of money.")


PriceFigure: TypeAlias = Annotated[InstanceOf[Quantity], reading(read_price_figure)]
Price: TypeAlias = Annotated[InstanceOf[Quantity] | InstanceOf[Word], reading(read_price)]


class DatedRate(Noun):
    """What a price is from a day on, until the next day in the list."""

    from_: Date = Field(alias="from", description="first day on which it holds; a period begins on it")
    is_: Price = Field(alias="is", description="the price from that day on")


def _form(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "dated"
    return "by" if isinstance(value, (dict, RateBy)) else "one"


DatedOf: TypeAlias = Annotated[
    Annotated[Price, Tag("one")] | Annotated[tuple[DatedRate, ...], Tag("dated")], Discriminator(_form)
]


class RateBy(Noun):
    """A price for each member of a dimension; the line is billed by that dimension, so that each member is a line."""

    by: Name = Field(description="the dimension: language, skill, tenure")
    is_: dict[Word, DatedOf] = Field(alias="is", description="the price of each member that occurs")


RateOf: TypeAlias = Annotated[
    Annotated[Price, Tag("one")] | Annotated[tuple[DatedRate, ...], Tag("dated")] | Annotated[RateBy, Tag("by")],
    Discriminator(_form),
]
Said: TypeAlias = "Quantity | Word | tuple[DatedRate, ...] | RateBy"
"""A rate as a contract says it."""


def figures_of(said: Said) -> Iterator[Quantity]:
    """Every figure that a rate can be; not those that the contract computes."""
    yield from (one for one in _each(said) if isinstance(one, Quantity))


def named_in(said: Said) -> Iterator[Word]:
    """The names of figures that a rate can be."""
    yield from (one for one in _each(said) if isinstance(one, Word))


def _each(said: Said) -> Iterator[Quantity | Word]:
    match said:
        case Quantity() | Word():
            yield said
        case RateBy():
            for one in said.is_.values():
                yield from _each(one)
        case _:
            yield from (dated.is_ for dated in said)


def dated_lists(said: Said) -> Iterator[tuple[DatedRate, ...]]:
    """Every list of dated prices that stands in a rate."""
    if isinstance(said, RateBy):
        yield from (one for one in said.is_.values() if isinstance(one, tuple))
    elif isinstance(said, tuple):
        yield said
