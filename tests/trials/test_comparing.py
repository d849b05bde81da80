"""Expected figures are read in the unit of what they are expected of, and compared exactly unless they say ``about``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract.quantities.numbers import TextFault
from slacontract.quantities.units import Unit
from slacontract.trials.comparing import is_met, read_wish


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("77.5%", Unit.RATIO, mpq(31, 40)),
        ("0.775 ratio", Unit.RATIO, mpq(31, 40)),
        ("31/40", Unit.RATIO, mpq(31, 40)),
        ("5m52s", Unit.SECONDS, mpq(352)),
        ("-1930.04", Unit.MONEY, mpq(-193004, 100)),
        ("1.5", Unit.HOURS, mpq(3, 2)),
        ("90 min", Unit.HOURS, mpq(3, 2)),
        ("2 points", Unit.POINTS, mpq(2)),
        ("2", Unit.POINTS, mpq(2)),
        ("3", Unit.BAND, mpq(3)),
        ("2026-05-31", Unit.DATE, mpq(46173)),
    ],
)
def test_a_figure_is_read_in_the_unit_of_its_row(text: str, unit: Unit, value: mpq) -> None:
    assert read_wish(text, unit).value == value


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("met", True), ("open", True), ("no", False), ("shut", False)])
def test_yes_and_no_in_the_words_of_the_trade(text: str, value: bool) -> None:  # noqa: FBT001  # a case
    assert read_wish(text, Unit.TRUTH).value is value


@pytest.mark.parametrize(
    ("text", "unit"),
    [("77.5", Unit.RATIO), ("352", Unit.SECONDS), ("5%", Unit.MONEY), ("1,930.04", Unit.MONEY), ("1,5", Unit.MONEY),
     ("1", Unit.TRUTH), ("12 s", Unit.COUNT), ("nan", Unit.MONEY), ("1/0", Unit.MONEY), ("about", Unit.MONEY)],
)  # fmt: skip
def test_what_has_two_readings_is_refused_with_what_to_write(text: str, unit: Unit) -> None:
    with pytest.raises(TextFault) as told:
        read_wish(text, unit)
    assert told.value.remedy


def test_a_band_is_named_by_its_values_as_the_contract_writes_them() -> None:
    bands = {">=320sand<=350s": 2}
    assert read_wish(">= 320 s and <= 350 s", Unit.BAND, bands).value == 2


def test_not_measured_is_a_figure_of_its_own() -> None:
    wish = read_wish("not measured", Unit.RATIO)
    assert is_met(None, wish)
    assert not is_met(mpq(0), wish)
    assert not is_met(None, read_wish("0%", Unit.RATIO))


@pytest.mark.parametrize(
    ("found", "text", "met"),
    [
        (mpq(28973, 37573), "about 77.11%", True),  # 77.1112... %
        (mpq(28973, 37573), "77.11%", False),
        (mpq(77115, 100000), "about 77.12%", True),  # half up
        (mpq(77115, 100000), "about 77.11%", False),
        (mpq(-5, 1000), "about -0.01", True),  # half away from zero
        (mpq(-5, 1000), "about 0", True),
        (mpq(4999, 10000), "about 0", True),
        (mpq(1, 2), "about 0", False),
    ],
)
def test_about_compares_to_the_digits_that_are_written(found: mpq, text: str, met: bool) -> None:  # noqa: FBT001  # a case
    unit = Unit.RATIO if text.endswith("%") else Unit.NUMBER
    assert is_met(found, read_wish(text, unit)) is met


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=997), st.integers(min_value=0, max_value=4))
def test_about_is_rounding_half_away_from_zero(value: Fraction, decimals: int) -> None:
    size = abs(value) * 10**decimals
    shown = Decimal(int(size + Fraction(1, 2))) / 10**decimals
    text = f"{'-' if value < 0 and shown else ''}{shown:.{decimals}f}"
    found = mpq(value.numerator, value.denominator)
    assert is_met(found, read_wish(f"about {text}", Unit.NUMBER))
    wrong = f"{shown + Decimal(1) / 10**decimals:.{decimals}f}"
    assert not is_met(abs(found), read_wish(f"about {wrong}", Unit.NUMBER))
