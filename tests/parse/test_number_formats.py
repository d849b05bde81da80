"""Number formats: what a reader of the sheet sees."""

from __future__ import annotations

import pytest
from gmpy2 import mpq

from slacontract.parse.number_formats import shows


@pytest.mark.parametrize(
    ("number_format", "value", "seen"),
    [
        ("General", 5, "number"),
        ("", 5, "number"),
        ("@", 5, "number"),
        ("0", 5, "number"),
        ("0.00", -5, "number"),
        ("#,##0", 5, "number"),
        ("#,##0.00_);(#,##0.00)", -5, "number"),
        ("#,##0;[Red]-#,##0", -5, "number"),
        ("#,##0;[Red]#,##0", -5, "other"),  # shows 5
        ("0;0", -5, "other"),
        ("0;0", 5, "number"),
        ("-0", 5, "other"),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', 0, "number"),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', 0, "number"),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', 5, "number"),
        ('#,##0.00 "\u20ac"', 5, "number"),
        ("[$\u20ac-C0A] #,##0.00", 5, "number"),
        ("#,##0.00\\ [$EUR]", 5, "number"),
        ("0.00E+00", 5, "number"),
        ("0%", 5, "percent"),
        ("0.00%", -5, "percent"),
        ('0"%"', 5, "other"),
        ("0%%", 5, "other"),
        ("0,", 5000, "other"),
        ("0.0,,", 5000, "other"),
        ('"99.9%"', 5, "other"),
        ('0" min"', 5, "other"),
        (";;;", 5, "other"),
        ('0;-0;"none"', 0, "other"),
        ("[>100]0;0.0", 5, "other"),
        ("# ?/?", 5, "other"),
        ("#", 0, "other"),  # shows nothing
        ("#", 5, "number"),
        ("[h]:mm", 5, "other"),
        ("yyyy-mm-dd", 5, "other"),
        ("\u00a0", 5, "other"),
    ],
)
def test_what_is_seen(number_format: str, value: int, seen: str) -> None:
    assert shows(number_format, mpq(value)) == seen
