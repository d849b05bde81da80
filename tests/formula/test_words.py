"""What the words face says of each kind of node, in both languages; the sentences are written by hand."""

from __future__ import annotations

import pytest
from gmpy2 import mpq

from formula.bench import words
from slacontract.formula.nodes import (
    ONE,
    ZERO,
    Absolute,
    All,
    Any,
    AnyKnown,
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

A, B, C, D = Ref("a"), Ref("b"), Ref("c"), Ref("d")
PERIODS = [
    {"a": mpq(1000), "b": mpq(2), "c": mpq(1)},
    {"a": mpq("1234.5"), "b": mpq(2), "c": mpq(3)},
]
LOW, HIGH = Compare("<", A, B), Compare(">=", Steady(A), B)

SAID: list[tuple[Node, str, str]] = [
    (ONE, "1", "1"),
    (A, "a (1,234.5)", "a (1.234,5)"),
    (D, "d (not measured)", "d (no medido)"),
    (Blank(), "not measured", "no medido"),
    (plus(A, times(B, C)), "a (1,234.5) + b (2) × c (3)", "a (1.234,5) + b (2) × c (3)"),
    (times(plus(A, B), C), "(a (1,234.5) + b (2)) × c (3)", "(a (1.234,5) + b (2)) × c (3)"),
    (minus(A, minus(B, C)), "a (1,234.5) − (b (2) − c (3))", "a (1.234,5) − (b (2) − c (3))"),
    (over(A, over(B, C)), "a (1,234.5) ÷ (b (2) ÷ c (3))", "a (1.234,5) ÷ (b (2) ÷ c (3))"),
    (negative(plus(B, C)), "−(b (2) + c (3))", "−(b (2) + c (3))"),
    (Steady(B), "b (2)", "b (2)"),
    (Least((B, C)), "the lower of b (2) and c (3)", "el menor de b (2) y c (3)"),
    (Greatest((A, B, C)), "the higher of a (1,234.5); b (2) and c (3)", "el mayor de a (1.234,5); b (2) y c (3)"),
    (Rounded(A, Ref("none"), Rounding.HALF_UP), "a (1,234.5), rounded half up to 0 decimals",
     "a (1.234,5), redondeado a 0 decimales, la mitad hacia arriba"),
    (Rounded(A, Ref("one"), Rounding.UP), "a (1,234.5), rounded up to 1 decimals",
     "a (1.234,5), redondeado hacia arriba a 1 decimales"),
    (Rounded(A, Ref("two"), Rounding.DOWN), "a (1,234.5), rounded down to 2 decimals",
     "a (1.234,5), redondeado hacia abajo a 2 decimales"),
    (Absolute(minus(B, C)), "the size of b (2) − c (3) without its sign", "el valor de b (2) − c (3) sin su signo"),
    (Steps(B, "full"), "b (2), full steps only", "b (2), solo pasos completos"),
    (Steps(B, "started"), "b (2), started steps counted", "b (2), contando los pasos empezados"),
    (LOW, "a (1,234.5) is below b (2)", "a (1.234,5) es inferior a b (2)"),
    (Compare("<=", A, B), "a (1,234.5) is at most b (2)", "a (1.234,5) es como máximo b (2)"),
    (Compare(">", A, B), "a (1,234.5) is above b (2)", "a (1.234,5) es superior a b (2)"),
    (HIGH, "a (1,234.5) is at least b (2)", "a (1.234,5) es al menos b (2)"),
    (Compare("=", A, B), "a (1,234.5) is b (2)", "a (1.234,5) es b (2)"),
    (Compare("<>", A, B), "a (1,234.5) is not b (2)", "a (1.234,5) no es b (2)"),
    (All((LOW, HIGH)), "a (1,234.5) is below b (2) and a (1,234.5) is at least b (2)",
     "a (1.234,5) es inferior a b (2) y a (1.234,5) es al menos b (2)"),
    (Any((LOW, HIGH)), "a (1,234.5) is below b (2) or a (1,234.5) is at least b (2)",
     "a (1.234,5) es inferior a b (2) o a (1.234,5) es al menos b (2)"),
    (Not(LOW), "it is not so that a (1,234.5) is below b (2)", "no se cumple que a (1.234,5) es inferior a b (2)"),
    (Not(Not(HIGH)), "a (1,234.5) is at least b (2)", "a (1.234,5) es al menos b (2)"),
    (Known(A), "a (1,234.5) is measured", "a (1.234,5) está medido"),
    (AnyKnown((B, D)), "something is measured of b (2) and d (not measured)", "se ha medido algo de b (2) y d (no medido)"),
    (Total((B, C)), "the sum of b (2) and c (3)", "la suma de b (2) y c (3)"),
    (Total(()), "0", "0"),
    (If(HIGH, B, C), "b (2), because a (1,234.5) is at least b (2)", "b (2), porque a (1.234,5) es al menos b (2)"),
    (If(LOW, B, C), "c (3), because it is not so that a (1,234.5) is below b (2)",
     "c (3), porque no se cumple que a (1.234,5) es inferior a b (2)"),
    (If(Known(B), plus(B, C), ZERO), "b (2) + c (3)", "b (2) + c (3)"),
    (Over("sum", C, "year", 0), "the sum of c from 2026-01 to 2026-02 (4)", "la suma de c desde 2026-01 hasta 2026-02 (4)"),
    (Over("mean", C, "term", 0), "the mean of c from 2026-01 to 2026-02 (2)", "la media de c desde 2026-01 hasta 2026-02 (2)"),
    (Over("lowest", C, "term", 0), "the lowest of c from 2026-01 to 2026-02 (1)",
     "el menor valor de c desde 2026-01 hasta 2026-02 (1)"),
    (Over("highest", C, "term", 0), "the highest of c from 2026-01 to 2026-02 (3)",
     "el mayor valor de c desde 2026-01 hasta 2026-02 (3)"),
    (Over("sum", C, "year", 1), "the sum of c from 2026-01 to 2026-01 (1)", "la suma de c desde 2026-01 hasta 2026-01 (1)"),
    (Ref("c", 1), "c 1 periods earlier (1)", "c de 1 periodos antes (1)"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "english", "spanish"), SAID)
def test_a_node_is_said_in_both_languages(node: Node, english: str, spanish: str) -> None:
    assert words(node, PERIODS, "en") == english
    assert words(node, PERIODS, "es") == spanish


def test_a_window_before_the_first_period_is_said_too() -> None:
    assert words(Over("sum", C, "year", 1), PERIODS[:1], "en") == "c of no earlier period (0)"
    assert words(Over("sum", C, "year", 1), PERIODS[:1], "es") == "c de ningún periodo anterior (0)"
    assert words(Over("highest", C, "year", 1), PERIODS[:1], "en") == "c of no earlier period (not measured)"
    assert words(Over("highest", C, "year", 1), PERIODS[:1], "es") == "c de ningún periodo anterior (no medido)"
