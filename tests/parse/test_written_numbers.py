"""Numbers of text files: what the declared marks allow, and both readings of everything else."""

from __future__ import annotations

import pytest
from gmpy2 import mpq

from slacontract.model.feed import Numbers
from slacontract.parse.written_numbers import read_written
from slacontract.quantities.numbers import TextFault

ISO = Numbers(decimal="point", thousands="none")
SPANISH = Numbers(decimal="comma", thousands="point")
COMMA = Numbers(decimal="comma", thousands="none")
ENGLISH = Numbers(decimal="point", thousands="comma")
SPACED = Numbers(decimal="comma", thousands="space")


@pytest.mark.parametrize(
    ("text", "numbers", "value"),
    [
        ("1234", None, mpq(1234)),
        ("-0.5", None, mpq(-1, 2)),
        ("152.25", None, mpq(609, 4)),
        ("0.125", None, mpq(1, 8)),
        ("1.234", ISO, mpq(1234, 1000)),
        ("1.234", SPANISH, mpq(1234)),
        ("1.234.567,5", SPANISH, mpq(12345675, 10)),
        ("1234,56", SPANISH, mpq(123456, 100)),
        ("99,5", COMMA, mpq(199, 2)),
        ("1,234.5", ENGLISH, mpq(12345, 10)),
        ("-1,234", ENGLISH, mpq(-1234)),
        ("1 234,5", SPACED, mpq(12345, 10)),
        ("1\u00a0234", SPACED, mpq(1234)),
        ("1\u202f234", SPACED, mpq(1234)),
        ("94.99999999", ISO, mpq(9499999999, 100000000)),
    ],
)
def test_numbers_as_declared(text: str, numbers: Numbers | None, value: mpq) -> None:
    assert read_written(text, numbers) == value


@pytest.mark.parametrize(
    ("text", "numbers", "code", "words"),
    [
        ("1,234", ISO, "M306", ("1234 or 1.234?", "thousands: comma", "decimal: comma")),
        ("1,234", None, "M306", ("1234 or 1.234?",)),
        ("1.234", None, "M306", ("1234 or 1.234?", "'numbers: {decimal: point, thousands: none}'")),
        ("1.234", COMMA, "M306", ("1234 or 1.234?", "thousands: point")),
        ("99,5", ISO, "M305", ("declare", "'numbers: {decimal: comma, thousands: none}'")),
        ("1,234,567", ISO, "M305", ("thousands: comma", "1234567")),
        ("99.5", COMMA, "M305", ("point", "'numbers: {decimal: point, thousands: none}'")),
        ("1.23", SPANISH, "M305", ("thousands in another order",)),
        ("1.2345", SPANISH, "M305", ("thousands in another order",)),
        ("1,234.567,8", ENGLISH, "M305", ("thousands in another order",)),
        ("0.123", SPANISH, "M305", ("thousands in another order",)),
        ("inf", None, "M305", ("inf",)),
        ("NaN", None, "M305", ("NaN",)),
        ("1_000", None, "M305", ("underscore", "1000")),
        ("1e3", None, "M305", ("powers of ten",)),
        ("007", None, "M305", ("leading zero", "7")),
        ("\u0661\u0662", None, "M305", ("U+0661", "ARABIC-INDIC DIGIT ONE")),
        ("\u22125", None, "M305", ("U+2212", "MINUS SIGN")),
        ("1\u00a0234", None, "M305", ("U+00A0", "NO-BREAK SPACE")),
        ("1234567890123", None, "M305", ("13 digits before the point",)),
        ("0.123456789", ISO, "M305", ("9 after",)),
        ("5000" * 1250, None, "M305", ("5000 digits before the point",)),
        ("6:30", None, "M305", ("390 (minutes and seconds) or 23400 (hours and minutes)",)),
        ("0:06:30", None, "M305", ("in seconds: 390",)),
        ("390 s", None, "M308", ("unit 's'", "'units' in feed.yaml")),
        ("2h", None, "M308", ("unit 'h'",)),
        ("abc", None, "M305", ("not a number",)),
        ("1 234", None, "M305", ("1 234",)),
        ("5%%", None, "M305", ("not a number",)),
        ("--5", None, "M305", ("not a number",)),
    ],
)
def test_numbers_that_are_refused(text: str, numbers: Numbers | None, code: str, words: tuple[str, ...]) -> None:
    with pytest.raises(TextFault) as caught:
        read_written(text, numbers)
    said = f"{caught.value.what} {caught.value.remedy}"
    assert caught.value.code == code, said
    for word in words:
        assert word in said
    assert len(said) < 400


def test_a_strange_character_is_underlined_itself() -> None:
    with pytest.raises(TextFault) as caught:
        read_written("12\u00a0345", None)
    assert (caught.value.offset, caught.value.width) == (2, 1)
