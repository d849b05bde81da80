"""The figures of a review, each against a published value or a computation of its own."""

from __future__ import annotations

import statistics
from fractions import Fraction
from math import comb

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract.formula.nodes import references
from slacontract.formula.text import Figure, read_expression
from slacontract.review.smart.chance import below, interval
from slacontract.review.smart.history import middle
from slacontract.review.smart.scale import allowed_misses
from slacontract.review.smart.signs import way
from slacontract.review.smart.twice import correlation
from support.settling import plain


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605"), (1, 29, "0.0061", "0.1718")],
)
def test_the_interval_is_the_published_one(hits: int, cases: int, low: str, high: str) -> None:
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I, method 3."""
    found = interval(mpq(hits, cases), cases)
    assert [f"{float(plain(end)):.4f}" for end in found] == [low, high]


@given(st.integers(1, 60), st.integers(0, 20), st.integers(0, 20), st.booleans())
def test_the_tail_is_the_sum_of_its_terms(cases: int, share: int, edge: int, touching: bool) -> None:  # noqa: FBT001
    p, limit = Fraction(share, 20), Fraction(edge, 20)
    terms = [comb(cases, k) * p**k * (1 - p) ** (cases - k) for k in range(cases + 1)]
    expected = sum(
        (t for k, t in enumerate(terms) if Fraction(k, cases) < limit or (touching and Fraction(k, cases) == limit)), Fraction(0)
    )
    assert plain(below(mpq(share, 20), cases, mpq(edge, 20), touching=touching)) == expected


def test_forty_surveys_are_misjudged_in_a_period_of_six() -> None:
    """The figure of the fixture C261: at most 29 of 40 satisfied, when the truth is 80 %, is below 75 %."""
    expected = sum(comb(40, k) * Fraction(4, 5) ** k * Fraction(1, 5) ** (40 - k) for k in range(30))
    assert plain(below(mpq(4, 5), 40, mpq(3, 4), touching=False)) == expected
    assert f"{float(expected):.4f}" == "0.1608"


def test_correlation_of_straight_lines_and_of_nothing() -> None:
    xs = [mpq(n) for n in (1, 2, 4, 8)]
    assert correlation(xs, [3 * x + 1 for x in xs]) == mpq(1)
    assert correlation(xs, [7 - x for x in xs]) == mpq(-1)
    assert correlation(xs, [mpq(5)] * 4) is None


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=12))
def test_correlation_is_that_of_the_standard_library(pairs: list[tuple[int, int]]) -> None:
    xs, ys = zip(*pairs, strict=True)
    found = correlation([mpq(x) for x in xs], [mpq(y) for y in ys])
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert found is None
    else:
        assert found is not None
        assert float(plain(found)) == pytest.approx(statistics.correlation(xs, ys), abs=1e-9)


def test_misses_that_a_target_allows() -> None:
    assert allowed_misses(mpq(99, 100), 30, wants_more=True) == 0
    assert allowed_misses(mpq(99, 100), 100, wants_more=True) == 1
    assert allowed_misses(mpq(95, 100), 59, wants_more=True) == 2
    assert allowed_misses(mpq(5, 100), 39, wants_more=False) == 1


def test_the_middle_of_an_even_number_is_the_lower_one() -> None:
    assert middle([mpq(4), mpq(1), mpq(3), mpq(2)]) == mpq(2)


@pytest.mark.parametrize(
    ("formula", "field", "expected"),
    [
        ("answered_in_20s / (answered + abandoned)", "abandoned", -1),
        ("abandoned / (answered + abandoned)", "abandoned", 1),
        ("(abandoned - abandoned_in_5s) / (answered + abandoned - abandoned_in_5s)", "abandoned", 1),
        ("1 - cases_wrong / cases_checked", "cases_wrong", -1),
        ("talk_s / answered", "answered", -1),
        ("(answered - abandoned) * (answered - abandoned) / 2", "abandoned", -1),
        ("min(answered, 1)", "answered", 0),
        ("mean(answered, 3 periods, known)", "answered", 0),
        ("(answered - 1500) * (answered - 1500)", "answered", 0),
    ],
)
def test_which_way_a_count_moves_a_formula(formula: str, field: str, expected: int) -> None:
    """Signs of the derivatives, by hand; the last falls below 1,500 and rises above."""
    node = read_expression(formula).node
    names = tuple(dict.fromkeys(ref.id for ref in references(node) if not isinstance(ref, Figure)))
    assert way(node, names, field) == expected
