"""Scales held against each other: a verdict on all values is never contradicted by one of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.comparison.payouts import compare, payout
from slacontract.model.kpis.kpi import Kpi
from support.desk import DESK, patched, read

PAYS = st.integers(-5, 5).map(lambda value: Fraction(value, 2))
BANDS = """    bands:
      - {when: "< 80%", pay: -2%}
      - {when: ">= 80% and < 90%", pay: 0%}
      - {when: ">= 90%", pay: +1%}
"""


def percent(value: Fraction) -> str:
    return f"{float(value):g}%"


@st.composite
def banded(draw: st.DrawFn) -> str:
    edges = sorted(draw(st.sets(st.integers(60, 99), min_size=1, max_size=4)))
    sign = draw(st.sampled_from([("<", ">="), ("<=", ">")]))
    bounds = [f"{sign[0]} {edges[0]}%", *(f"{sign[1]} {a}% and {sign[0]} {b}%" for a, b in pairwise(edges)),
              f"{sign[1]} {edges[-1]}%"]  # fmt: skip
    pays = sorted(draw(st.lists(PAYS, min_size=len(bounds), max_size=len(bounds))))
    return "    bands:\n" + "".join(f'      - {{when: "{b}", pay: {percent(p)}}}\n' for b, p in zip(bounds, pays, strict=True))


@st.composite
def curved(draw: st.DrawFn) -> str:
    edges = sorted(draw(st.sets(st.integers(60, 99), min_size=2, max_size=4)))
    pays = sorted(draw(st.lists(PAYS, min_size=len(edges), max_size=len(edges))))
    ends = draw(st.sampled_from(["flat", "continued", "{below: continued, above: flat}"]))
    points = ", ".join(f"{{at: {e}%, pay: {percent(p)}}}" for e, p in zip(edges, pays, strict=True))
    return f"    curve: [{points}]\n    beyond: {ends}\n"


def kpi(scale: str) -> Kpi:
    return read(patched(DESK, (BANDS, scale))).kpis["service_level"]  # type: ignore[index]  # a name is a text


SCALES = st.one_of(banded(), curved())


@settings(deadline=None)
@given(SCALES, SCALES, st.lists(st.fractions(Fraction(40, 100), Fraction(120, 100)), min_size=20, max_size=40))
def test_no_value_contradicts_the_verdict(one: str, other: str, values: list[Fraction]) -> None:
    old, new = kpi(one), kpi(other)
    before, after = payout(old), payout(new)
    assert before is not None
    assert after is not None
    found = compare(old, new)
    edges = [
        Fraction(number, 100) + shift for number in range(58, 102) for shift in (0, Fraction(1, 10_000), Fraction(-1, 10_000))
    ]
    gaps = []
    for value in [*values, *edges]:
        low, high = before(mpq(value)), after(mpq(value))
        assert low is not None
        assert high is not None
        gaps.append(high - low)
    if found == 1:
        assert min(gaps) >= 0
    elif found == -1:
        assert max(gaps) <= 0
    elif min(gaps) >= 0 or max(gaps) <= 0:
        assert not any(gaps) or "continued" in one + other  # the lines that go on cross outside of what was looked at
    back = compare(new, old)
    assert (found is None) == (back is None)
    assert found is None or found == -(back or 0)
