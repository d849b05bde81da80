"""Formula text: what is read, as which tree, and for what is refused the code and the place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slacontract.formula.nodes import All, Any, Arith, Compare, Greatest, Least, Node, Not, Ref
from slacontract.formula.spelling import spelled
from slacontract.formula.text import Figure, read_condition, read_expression, read_interval, read_share
from slacontract.quantities.numbers import TextFault
from support.settling import plain


def shape(node: Node) -> str:  # noqa: PLR0911  # one line for each kind of node
    """A tree with all its brackets, figures as they are written."""
    match node:
        case Figure(quantity=quantity):
            assert quantity is not None
            return quantity.text
        case Ref():
            return node.id
        case Arith():
            return f"({shape(node.left)} {node.op} {shape(node.right)})"
        case Compare():
            return f"[{shape(node.left)} {node.relation} {shape(node.right)}]"
        case Least() | Greatest() | All() | Any():
            return f"{type(node).__name__}({', '.join(shape(item) for item in node.items)})"
        case Not():
            return f"Not({shape(node.item)})"
        case _:
            return spelled(node)


EXPRESSIONS = {
    "a + b * c": "(a + (b * c))",
    "a - b - c": "((a - b) - c)",
    "a - (b - c)": "(a - (b - c))",
    "a / b / c": "((a / b) / c)",
    "a * b / c": "((a * b) / c)",
    "(a + b) / (c - d)": "((a + b) / (c - d))",
    "-a + b": "((0 - a) + b)",
    "a - -b": "(a - (0 - b))",
    "a-b": "a-b",  # a name: KPIs may have hyphens in theirs; a difference is written with blanks
    "min(a, b, 3)": "Least(a, b, 3)",
    "max(a, min(b, c)) * 2": "(Greatest(a, Least(b, c)) * 2)",
    "5% of answered": "(5% * answered)",
    "min_wait + order + nothing": "((min_wait + order) + nothing)",
    "answered_in_20s / offered": "(answered_in_20s / offered)",
    "x_h * 120%": "(x_h * 120%)",
    "talk_s + 6m30s": "(talk_s + 6m30s)",
    "abs( a - b )": "abs(a - b)",
    "floor(a / 3) + ceiling(b)": "(floor(a / 3) + ceiling(b))",
    "round(a / b, 1, half_even)": "round(a / b, 1, half_even)",
    "round(a, -2, up)": "round(a, -2, up)",
    "if(a > 3 and b < 2, a, 0)": "if(a > 3 and b < 2, a, 0)",
    "if((a + b) / c > 3 or not d < 3, blank, min(2, 3))": "if(((a + b) / c > 3 or not (d < 3)), blank, min(2, 3))",
    "previous(a, else 0)": "previous(a, else 0)",
    "previous(a + b, 3, else blank)": "previous(a + b, 3, else blank)",
    "sum(a, contract_year, known)": "sum(a, contract_year, known)",
    "mean(a / b, 12 periods, all)": "mean(a / b, 12 periods, all)",
    "max(a, 3 earlier periods, else 100)": "max(a, 3 earlier periods, else 100)",
    "min(a, 1 period, known) + min(a, b)": "(min(a, 1 period, known) + Least(a, b))",
    "mean(a, quarter, known) + sum(a, half_year, known) + min(a, term, known)": (
        "((mean(a, quarter, known) + sum(a, half_year, known)) + min(a, term, known))"
    ),
    "lookup(discount, a - b)": "lookup(discount, a - b)",
    "sum + mean / previous": "(sum + (mean / previous))",  # words before no bracket are names
    "iffy + round_trips": "(iffy + round_trips)",
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_is_read_as_its_tree(text: str) -> None:
    assert shape(read_expression(text).node) == EXPRESSIONS[text]


CONDITIONS = {
    "a < 1 and b > 2 or c = 3": "Any(All([a < 1], [b > 2]), [c = 3])",
    "a < 1 or b > 2 and c = 3": "Any([a < 1], All([b > 2], [c = 3]))",
    "(a < 1 or b > 2) and c <> 3": "All(Any([a < 1], [b > 2]), [c <> 3])",
    "not a < 1 and b > 2": "All(Not([a < 1]), [b > 2])",
    "not (a < 1 and b > 2)": "Not(All([a < 1], [b > 2]))",
    "not not a <= 1": "Not(Not([a <= 1]))",
    "(a + b) / 2 >= 75%": "[((a + b) / 2) >= 75%]",
    "csat >= 75% and answered > 100": "All([csat >= 75%], [answered > 100])",
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_is_read_as_its_tree(text: str) -> None:
    assert shape(read_condition(text).node) == CONDITIONS[text]


INTERVALS = {
    "< 330 s": [("<", Fraction(330))],
    ">= 330 s and <= 6m": [(">=", Fraction(330)), ("<=", Fraction(360))],
    "> -2.5": [(">", Fraction(-5, 2))],
    "= 0": [("=", Fraction(0))],
    ">= 99.5% and < 1 ratio": [(">=", Fraction(199, 200)), ("<", Fraction(1))],
    "<250 bp": [("<", Fraction(1, 40))],
}


@pytest.mark.parametrize("text", INTERVALS)
def test_an_interval_is_read_as_its_bounds(text: str) -> None:
    assert [(b.relation, plain(b.limit.value)) for b in read_interval(text).bounds] == INTERVALS[text]


def test_a_share_is_a_percentage_of_something_named() -> None:
    share = read_share("110% of ordered_h")
    assert (plain(share.percent.value), share.of) == (Fraction(11, 10), "ordered_h")
    assert read_share("3% of billing.care after caps").of == "billing.care after caps"


REFUSED = {  # text: code and offset
    "a +": ("C212", 2),
    "a ** b": ("C212", 3),
    "a + b)": ("C212", 5),
    "(a + b": ("C212", 5),
    "a b": ("C212", 2),
    "": ("C212", 0),
    "a + Talk_s": ("C212", 4),
    "a % b": ("C212", 2),
    "a / 0": ("C212", 0),
    "a + 1,5": ("C206", 4),
    "a + 010": ("C206", 4),
    "a * 1_000": ("C206", 4),
    "__import__": ("C212", 0),
    "a; b": ("C212", 1),
    "a if b else c": ("C212", 2),
    "f(a)": ("C212", 1),
    "a + 1e5": ("C206", 4),
    "a + .5": ("C206", 4),
    "a + 1234567890123": ("C214", 4),
    "b + previous(a)": ("C202", 4),
    "b + previous(a, 2)": ("C202", 4),
    "b + round(a)": ("C202", 4),
    "round(a, 2)": ("C202", 0),
    "b + mean(a, 3 periods)": ("C202", 4),
    "mean(a, 3 months, all)": ("C212", 8),
    "sum(a, b)": ("C212", 7),
    "mean(a, 400 periods, known)": ("C212", 8),
    "previous(a, 0, else 0)": ("C212", 12),
    "round(a, 9, half_up)": ("C212", 9),
    "round(a, 2, nearest)": ("C212", 12),
    "if(a, b, c)": ("C212", 4),
    "if(a > b, c)": ("C212", 11),
    "a + blank": ("C212", 4),
    "lookup(5, a)": ("C212", 7),
    "abs()": ("C212", 4),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_bad_expression_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(TextFault) as caught:
        read_expression(text)
    assert (caught.value.code, caught.value.offset) == REFUSED[text]
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text", ["a", "a < b < c", "a < 1 and", "and a < 1", "a = = 1", "a == 1", "a != 1", "a < 1 && b < 1", "not"]
)
def test_a_bad_condition_is_refused(text: str) -> None:
    with pytest.raises(TextFault) as caught:
        read_condition(text)
    assert caught.value.code == "C212"


@pytest.mark.parametrize("text", ["330 s", "< 330 s or > 400 s", "330 < x", "<", "< a", "between 1 and 2"])
def test_a_bad_interval_is_refused(text: str) -> None:
    with pytest.raises(TextFault):
        read_interval(text)


@pytest.mark.parametrize("text", ["10%", "of billing", "10% of", "10 % of Billing", "x of billing"])
def test_a_bad_share_is_refused(text: str) -> None:
    with pytest.raises(TextFault):
        read_share(text)


def test_long_and_deep_formulas_are_refused_before_they_are_parsed() -> None:
    assert read_expression("(" * 25 + "a" + ")" * 25).node == Ref("a")
    for text in ("(" * 26 + "a" + ")" * 26, "a + " * 200 + "a", "not " * 40 + "a < 1", "- " * 60 + "a"):
        with pytest.raises(TextFault) as caught:
            read_condition(text) if text.startswith("not") else read_expression(text)
        assert caught.value.code == "C212"


@pytest.mark.parametrize("text", [text for text in EXPRESSIONS if text != "a-b"])
def test_a_formula_is_spelled_so_that_it_is_read_again(text: str) -> None:
    """Rows are called after their formula, so what is spelled is the same formula."""
    node = read_expression(text).node
    assert shape(read_expression(spelled(node)).node) == shape(node)


def test_a_comma_between_braces_is_told_where_a_bracket_is_left_open() -> None:
    with pytest.raises(TextFault) as told:
        read_expression("max(answered")
    assert told.value.what == "'max(answered' ends within a bracket."
    assert "quote a formula with commas" in told.value.remedy
