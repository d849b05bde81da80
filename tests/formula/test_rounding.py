"""Rounding torture: ties and near ties of every mode against the standard library's decimal module."""

from __future__ import annotations

import decimal
import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from gmpy2 import mpq

from formula.bench import TERMS, recalculated, same
from slacontract.formula.nodes import Ref, Rounded
from slacontract.quantities.numbers import Rounding, rounded

MODES = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.UP: decimal.ROUND_UP,
    Rounding.DOWN: decimal.ROUND_DOWN,
}


def near_ties(places: int) -> Iterator[Decimal]:
    """Values that end halfway between two coins, and one or two units of ten to twenty further digits beside it."""
    chance = random.Random(places)  # noqa: S311
    for _ in range(300):
        coins = Decimal(chance.randint(0, 10 ** chance.randint(1, 12)))
        tie = (coins + Decimal("0.5")).scaleb(-places)
        for digits in (1, 10, 20):
            unit = Decimal(1).scaleb(-places - digits)
            for by in (-2, -1, 0, 1, 2):
                yield tie + by * unit
                yield -(tie + by * unit)


@pytest.mark.parametrize("mode", list(Rounding))
@pytest.mark.parametrize("places", [0, 1, 2, 3, 4, 5, 6])
def test_ties_and_near_ties_round_as_decimal_does(places: int, mode: Rounding) -> None:
    with decimal.localcontext() as context:
        context.prec = 60
        context.traps[decimal.Inexact] = False
        for value in near_ties(places):
            expected = value.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode])
            assert rounded(mpq(str(value)), places, mode) == mpq(str(expected)), value


@pytest.mark.parametrize("mode", list(Rounding))
def test_recurring_quotients_that_just_miss_a_tie_are_seen(mode: Rounding) -> None:
    """Seconds / 60 x rate: a third more or less than a tie in the 25th digit is not a tie."""
    for third in (-1, 0, 1):
        value = mpq(25, 1000) + mpq(third, 3 * 10**25)
        expected = {
            Rounding.HALF_UP: "0.02" if third < 0 else "0.03",
            Rounding.HALF_EVEN: "0.03" if third > 0 else "0.02",
            Rounding.UP: "0.03",
            Rounding.DOWN: "0.02",
        }[mode]
        assert rounded(value, 2, mode) == mpq(expected)
        assert rounded(-value, 2, mode) == -mpq(expected)


def test_a_negative_number_of_decimals_rounds_to_tens() -> None:
    assert [rounded(mpq(v), -1, Rounding.HALF_EVEN) for v in (5, 15, 25, -25)] == [mpq(v) for v in (0, 20, 20, -20)]


@pytest.mark.parametrize("mode", list(Rounding))
@pytest.mark.parametrize("rate_decimals", [3, 4, 5, 6])
def test_a_spreadsheet_rounds_amounts_that_tie_as_the_engine_does(mode: Rounding, rate_decimals: int) -> None:
    """Amounts up to a million that end in a tie, or one unit of the rate's last decimal beside it."""
    chance = random.Random(rate_decimals)  # noqa: S311
    unit = Fraction(1, 10**rate_decimals)
    ties = [Fraction(2 * chance.randint(0, 10**8) + 1, 200) for _ in range(60)]
    values = [sign * (tie + by * unit) for tie in ties for by in (-1, 0, 1) for sign in (1, -1)]
    places = Ref(list(TERMS)[2])
    node = Rounded(Ref("a"), places, mode)
    for value in values[:: 1 if rate_decimals == 3 else 7]:
        exact = mpq(value.numerator, value.denominator)
        (found,) = recalculated([node], [{"a": exact, "b": mpq(0), "c": mpq(0)}])
        assert same(rounded(exact, 2, mode), found), f"{value} {mode}: {found}"
