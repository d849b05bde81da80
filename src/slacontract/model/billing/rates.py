"""Rates: the price of one of something, which may differ by date and by member, or be a figure of the contract."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from slacontract.model.agreed import Agreed
from slacontract.model.fields import read_identifier, reading, refuse_currency
from slacontract.model.instances import InstanceOf
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity, TextFault, read_quantity
from slacontract.quantities.units import Unit


def read_price(word: Word) -> Quantity | Word:
    """The price of one of something: a figure, or the name of one that the contract computes.

    A figure is bare money, or a percentage where what is billed is money itself.
    """
    if word[:1].islower():
        return read_identifier(word)
    refuse_currency(word)
    found = read_quantity(word, word.at)
    if found.unit is Unit.NUMBER:
        return Quantity(found.value, Unit.RATE, word, word.at)
    if found.unit is Unit.RATIO:
        return found
    raise TextFault("C207", f"'{word}' is not a price.", "Write money for one, such as 0.42, or 12% of an amount of money.")


Price: TypeAlias = Annotated[InstanceOf[Quantity] | InstanceOf[Word], reading(read_price)]
RateOf: TypeAlias = Agreed[Price]
