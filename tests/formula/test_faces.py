"""Trees made by chance: the exact face, the interpreter and a spreadsheet engine give the same figure."""

from __future__ import annotations

from gmpy2 import mpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formula.bench import NAMES, columns_of, exact, place, recalculated, same, text
from slacontract.formula.interpreter import value_of
from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Absolute,
    All,
    Any,
    AnyKnown,
    Arith,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Not,
    Over,
    Ref,
    Rounded,
    Steady,
    Steps,
    Total,
    minus,
    negative,
    over,
    plus,
    times,
)
from slacontract.quantities.numbers import Rounding

A, B, C, D, E = (Ref(name) for name in NAMES)
FACES = settings(derandomize=True, deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow], database=None)

figures = st.integers(-2000, 2000).map(lambda n: mpq(n, 20))
known = st.sampled_from([A, B, C])
"""Rows that always have a figure; d and e may be blank."""
unsure = st.sampled_from([D, E])
leaves = st.one_of(known, known, st.just(ZERO), st.just(ONE))
inputs = st.lists(
    st.fixed_dictionaries({"a": figures, "b": figures, "c": figures}, optional={"d": figures, "e": figures}),
    min_size=1,
    max_size=4,
)


def guarded(node: Ref, otherwise: Node) -> Node:
    return If(Known(node), node, otherwise)


def numbers(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Nodes that hold a number, over nodes that do."""
    two = st.tuples(children, children)
    return st.one_of(
        st.builds(Arith, st.sampled_from(["+", "-"]), children, children),
        st.builds(times, children, known),
        st.builds(lambda n, by: If(Compare("<>", by, ZERO), over(n, by), ONE), children, known),
        st.builds(negative, children),
        st.builds(Absolute, children),
        st.builds(Least, two),
        st.builds(Greatest, two),
        st.builds(If, conditions(children), children, children),
        st.builds(guarded, unsure, children),
        st.builds(Total, st.lists(st.one_of(known, unsure), min_size=0, max_size=4).map(tuple)),
        st.builds(
            Over, st.just("sum"), st.one_of(known, unsure), st.sampled_from(["year", "term", 1, 2]), st.sampled_from([0, 1])
        ),
    )


def conditions(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    compared = st.builds(
        lambda relation, left, right: Compare(relation, Steady(left), Steady(right)),
        st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), children, children,
    )  # fmt: skip
    two = st.tuples(compared, st.one_of(compared, st.builds(Known, unsure), st.builds(AnyKnown, st.tuples(unsure, known))))
    return st.one_of(compared, st.builds(All, two), st.builds(Any, two), st.builds(Not, compared))


trees = st.recursive(leaves, numbers, max_leaves=8)
decimals = st.sampled_from([Ref("none"), Ref("one"), Ref("two"), Ref("three")])
simple = st.one_of(known, st.builds(plus, known, known), st.builds(minus, known, known))
"""What is rounded or counted has at most two decimals here: ties are common, and binary noise cannot make one."""
endings = st.one_of(
    trees,
    st.builds(Rounded, simple, decimals, st.sampled_from(list(Rounding))),
    st.builds(Steps, simple, st.sampled_from(["full", "started"])),
    st.builds(lambda row: If(Known(row), row, Blank()), unsure),
    st.builds(
        Over,
        st.sampled_from(["mean", "lowest", "highest"]),
        st.one_of(known, unsure),
        st.sampled_from(["year", "term", 2]),
        st.sampled_from([0, 1]),
    ),
    conditions(leaves),
)


@FACES
@given(st.lists(endings, min_size=1, max_size=8), inputs)
def test_every_face_gives_the_same_figure(nodes: list[Node], periods: list[dict[str, mpq]]) -> None:
    found = recalculated(nodes, periods)
    for node, shown in zip(nodes, found, strict=True):
        value = exact(node, periods)
        assert value_of(node, place(node, periods)) == value
        assert same(value, shown), f"={text(node, len(periods))} is {shown!r} in a spreadsheet and {value!r} exactly"


def one(**values: str) -> list[dict[str, mpq]]:
    return [{name: mpq(value) for name, value in values.items()}]


def test_brackets_stand_where_the_tree_needs_them() -> None:
    assert text(minus(A, minus(B, C))) == "C1-(C2-C3)"
    assert text(minus(minus(A, B), C)) == "C1-C2-C3"
    assert text(over(A, times(B, C))) == "C1/(C2*C3)"
    assert text(times(over(A, B), C)) == "C1/C2*C3"
    assert text(times(plus(A, B), C)) == "(C1+C2)*C3"
    assert text(plus(A, times(B, C))) == "C1+C2*C3"
    assert text(minus(A, negative(B))) == "C1-(-C2)"
    assert text(negative(plus(A, B))) == "-(C1+C2)"
    assert text(over(A, over(B, C))) == "C1/(C2/C3)"


def test_every_rounding_has_its_spelling() -> None:
    two = Ref("two")
    assert text(Rounded(A, two, Rounding.HALF_UP)) == "ROUND(C1,$A$3)"
    assert text(Rounded(A, two, Rounding.UP)) == "ROUNDUP(ROUND(C1,$A$9),$A$3)"
    assert text(Rounded(A, two, Rounding.DOWN)) == "ROUNDDOWN(ROUND(C1,$A$9),$A$3)"


def test_only_the_branch_that_is_taken_is_computed() -> None:
    """The other branch divides by zero, or reads a blank, and is never looked at."""
    safe = If(Compare("<>", B, ZERO), over(A, B), ZERO)
    blank = If(Known(D), plus(D, ONE), A)
    for node, value in ((safe, 0), (blank, 3)):
        periods = one(a="3", b="0", c="1")
        assert exact(node, periods) == mpq(value)
        assert same(mpq(value), recalculated([node], periods)[0])


def test_a_blank_is_no_zero() -> None:
    node = If(Known(D), D, Blank())
    assert exact(node, one(a="1", b="1", c="1")) is None
    assert exact(node, one(a="1", b="1", c="1", d="0")) == mpq(0)
    assert exact(Total((D, E)), one(a="1", b="1", c="1")) == mpq(0)
    assert exact(AnyKnown((D, E)), one(a="1", b="1", c="1", e="0")) is True


def test_windows_begin_with_the_contract_year_the_term_or_so_many_periods_back() -> None:
    """a is 1, 10, 100, 1000; the second contract year begins in the third period."""
    periods = [{"a": mpq(10**n), "b": mpq(0), "c": mpq(0)} for n in range(4)]
    expected = {
        Over("sum", A, "year", 0): 1100,
        Over("sum", A, "year", 1): 100,
        Over("sum", A, "term", 0): 1111,
        Over("sum", A, "term", 1): 111,
        Over("sum", A, 2, 0): 1110,
        Over("sum", A, 2, 1): 110,
        Over("mean", A, "year", 0): 550,
        Over("mean", A, 1, 0): 550,
        Over("lowest", A, "year", 0): 100,
        Over("highest", A, "term", 1): 100,
        Over("lowest", A, 2, 1): 10,
    }
    for node, value in expected.items():
        assert exact(node, periods) == mpq(value)
    assert [int(found) for found in recalculated(list(expected), periods)] == list(expected.values())  # type: ignore[call-overload]


def test_the_first_period_of_a_year_has_nothing_behind_it() -> None:
    periods = [{"a": mpq(5), "b": mpq(0), "c": mpq(0)}] * 3
    assert exact(Over("sum", A, "year", 1), periods) == mpq(0)
    for how in ("mean", "lowest", "highest"):
        assert exact(Over(how, A, "year", 1), periods) is None


def test_an_earlier_column_is_blank_before_the_first() -> None:
    node = If(Known(Ref("a", 1)), Ref("a", 1), Blank())
    periods = [{"a": mpq(7), "b": mpq(0), "c": mpq(0)}, {"a": mpq(8), "b": mpq(0), "c": mpq(0)}]
    _, columns = columns_of(node, periods)
    assert [column["result"] for column in columns] == [None, mpq(7)]
