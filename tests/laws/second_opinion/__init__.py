"""A second implementation of the settlement, from the words of the documentation, in fractions of the standard library.

It shares no code with slacontract: contracts are read with PyYAML's safe loader as plain text, measures are rows of texts. It
makes no calculation of rows and formulas; it just computes the lines of a period, one after the other, as
``docs/language.md`` and ``docs/settlement-order.md`` say them. One file for each family of mechanisms. What it does not know
it refuses (``NotKnown``).
"""

from laws.second_opinion.month import settlement
from laws.second_opinion.numbers import NotKnown, Refused, is_share, lies_in, to_coin

__all__ = ["NotKnown", "Refused", "is_share", "lies_in", "settlement", "to_coin"]
