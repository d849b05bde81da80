"""Crossings of an amount that is known by a formula."""

from __future__ import annotations

from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract.scenarios.solving import Solution, crossings


@given(st.integers(1, 5000), st.integers(-20_000, 20_000), st.integers(1, 7), st.integers(-3000, 3000))
def test_a_line_is_crossed_where_it_is(steps: int, wanted: int, slope: int, start: int) -> None:
    found, looked_at = crossings(lambda step: mpq(start + slope * step), mpq(wanted), steps)
    hits = [step for step in range(steps) if start + slope * step == wanted]
    below = [step for step in range(steps) if start + slope * step < wanted]
    if hits:
        assert found == [Solution((hits[0], mpq(wanted)), (hits[0], mpq(wanted)))]
    elif below and len(below) < steps:
        (one,) = found
        assert (one.below[0], one.above[0]) == (below[-1], below[-1] + 1)
    else:
        assert found == []
    assert len(looked_at) <= 17 + 13  # the parts, and one more for each halving


def test_a_jump_is_told_by_its_two_sides() -> None:
    (one,), _ = crossings(lambda step: mpq(-500 if step < 79 else 0), mpq(-100), 101)
    assert (one.below, one.above, one.is_exact) == ((78, mpq(-500)), (79, mpq(0)), False)


def test_two_crossings_are_both_found() -> None:
    found, _ = crossings(lambda step: mpq((step - 50) ** 2), mpq(100), 101)
    assert [one.below[0] for one in found] == [40, 60]
