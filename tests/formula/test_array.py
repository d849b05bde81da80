"""The array face beside the exact one: trees made by chance over arrays of scenarios, and the places where figures turn."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from formula.bench import NAMES, calculation, exact
from formula.test_faces import FACES, A, D, endings, inputs
from slacontract.formula.array import TOLERANCE, evaluate
from slacontract.formula.array_steps import Array
from slacontract.formula.calculation import Value
from slacontract.formula.nodes import ONE, ZERO, Blank, Compare, If, Known, Node, Over, Ref, Rounded, Steady, Steps, Total, over
from slacontract.quantities.numbers import Rounding

Periods = list[dict[str, mpq]]


def arrays(scenarios: list[Periods]) -> list[dict[str, Array]]:
    """The inputs of several scenarios, period by period, as arrays; what is not given is blank."""
    return [
        {name: np.array([float(one[index][name]) if name in one[index] else np.nan for one in scenarios]) for name in NAMES}
        for index in range(len(scenarios[0]))
    ]


def found(node: Node, scenarios: list[Periods]) -> list[float]:
    table = calculation(node, scenarios[0])
    (*_, last) = evaluate(table, arrays(scenarios), len(scenarios), ("result",))
    return [float(figure) for figure in np.broadcast_to(last["result"], len(scenarios))]


def agree(value: Value, shown: float) -> bool:
    if value is None:
        return bool(np.isnan(shown))
    figure = mpq(value)
    return float(abs(figure - mpq(Fraction(shown)))) <= TOLERANCE * max(1.0, abs(float(figure)))


scenarios_of_one_length = st.integers(1, 4).flatmap(
    lambda length: st.lists(
        inputs.filter(lambda some: len(some) >= length).map(lambda some: some[:length]), min_size=1, max_size=4
    )
)


@FACES
@given(endings, scenarios_of_one_length)
def test_every_scenario_is_that_of_the_exact_face(node: Node, scenarios: list[Periods]) -> None:
    shown = found(node, scenarios)
    for one, figure in zip(scenarios, shown, strict=True):
        assert agree(exact(node, one), figure), f"{node} over {one}"


def test_ties_of_x_sixtieths_are_rounded_as_exact_numbers_are() -> None:
    """Seconds at a price per minute lie on half a cent again and again, and their binary numbers beside it."""
    node = Rounded(over(A, Ref("e")), Ref("two"), Rounding.HALF_UP)
    scenarios = [[{"a": mpq(seconds * 21, 50), "b": mpq(0), "c": mpq(0), "e": mpq(60)}] for seconds in range(2000)]
    expected = [(2 * seconds * 21 * 100 + 3000) // 6000 for seconds in range(2000)]  # in cents: half up of seconds x 0.42 / 60
    assert [round(100 * figure) for figure in found(node, scenarios)] == expected


@pytest.mark.parametrize("mode", list(Rounding))
@pytest.mark.parametrize(("value", "down", "up", "half_up", "half_even"), [
    ("-2.5", -2, -3, -3, -2), ("2.5", 2, 3, 3, 2), ("3.5", 3, 4, 4, 4), ("0.2", 0, 1, 0, 0), ("-0.7", 0, -1, -1, -1),
])  # fmt: skip
def test_signs_and_halves(mode: Rounding, value: str, down: int, up: int, half_up: int, half_even: int) -> None:
    expected = {Rounding.DOWN: down, Rounding.UP: up, Rounding.HALF_UP: half_up, Rounding.HALF_EVEN: half_even}[mode]
    assert found(Rounded(A, Ref("none"), mode), [[{"a": mpq(value)}]]) == [expected]


def test_a_value_on_the_edge_of_a_band_stays_on_it() -> None:
    """0.1 + 0.2 is not 0.3 in binary numbers."""
    node = If(Compare("<=", Steady(Total((A, D))), Steady(Ref("b"))), ONE, ZERO)
    assert found(node, [[{"a": mpq(1, 10), "b": mpq(3, 10), "d": mpq(1, 5)}]]) == [1]


def test_what_is_blank_stays_blank_and_counts_for_nothing() -> None:
    one, none = {"a": mpq(1)}, {"a": mpq(2), "d": mpq(3)}
    assert found(Total((A, D)), [[one], [none]]) == [1, 5]
    assert np.isnan(found(If(Known(D), D, Blank()), [[one]])).all()
    assert found(Over("mean", D, "term", 0), [[one, none], [none, none]]) == [3, 3]
    assert np.isnan(found(Over("lowest", D, "term", 0), [[one, one]])).all()


def test_a_started_step_is_not_one_of_noise() -> None:
    assert found(Steps(over(A, Ref("b")), "started"), [[{"a": mpq(3, 10), "b": mpq(1, 10)}]]) == [3]


def test_more_scenarios_than_are_computed_at_once() -> None:
    """The same figures as in one go, in their order; what does not differ is one number."""
    many = [[{"a": mpq(n), "b": mpq(7)}] for n in range(20_000)]
    assert found(Total((A, Ref("b"))), many) == [n + 7 for n in range(20_000)]


def test_a_term_that_is_given_is_varied() -> None:
    table = calculation(Total((A, Ref("two"))), [{"a": mpq(1)}])
    (column,) = evaluate(table, [{"a": np.float64(1), "two": np.array([5.0, 6.0])}], 2, ("result",))
    assert column["result"].tolist() == [6, 7]
