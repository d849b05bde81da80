"""The grammar against lark, which reads grammar.lark: the same tree, or the same place at which nothing may stand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as some
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from formula.test_text import CONDITIONS, EXPRESSIONS, INTERVALS, REFUSED
from slacontract.formula import grammar

PIECES = [
    "a", "min", "max", "sum", "mean", "abs", "floor", "ceiling", "round", "if", "previous", "lookup", "quarter", "month", "known",
    "all", "else", "blank", "and", "or", "not", "of", "half_up", "csat", "a-b", "x.y", "nota", "android", "offered", "0", "2",
    "12", "75%", "6m30s", "30 s", "3 periods", "2 earlier periods", "1.5", "010", "1,5", "+", "-", "*", "/", "(", ")", "(", ")",
    ",", "<", "<=", "<>", "=", ">", "A", "_x", ";", "-1", "+5", "max(a,", "mean(a, quarter,", "if(a > 1,", "previous(a,",
    "round(a,",
]  # fmt: skip
STARTS = ("condition", "sum", "interval")


@cache
def oracle() -> Lark:
    source = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(source, start=list(STARTS), parser="lalr", lexer="contextual", maybe_placeholders=False)


def plain(tree: object) -> object:
    """A tree of either parser in one form."""
    if isinstance(tree, Tree):
        return tree.data, [plain(part) for part in tree.children]
    if isinstance(tree, tuple):
        return tree[0], [plain(part) for part in tree[1]]
    if isinstance(tree, Token):
        return str(tree), tree.start_pos
    return str(tree), cast("grammar.Token", tree).start


def theirs(text: str, start: str) -> object:
    try:
        return plain(oracle().parse(text, start=start))
    except UnexpectedToken as fault:
        return len(text) if fault.token.type == "$END" else fault.token.start_pos
    except UnexpectedInput as fault:
        return fault.pos_in_stream


def ours(text: str, start: str) -> object:
    try:
        return plain(grammar.parse(text, start))
    except grammar.Unreadable as fault:
        return fault.offset


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("text", [*EXPRESSIONS, *CONDITIONS, *INTERVALS, *REFUSED])
def test_examples_are_read_alike(text: str, start: str) -> None:
    assert ours(text, start) == theirs(text, start)


@given(some.lists(some.sampled_from(PIECES), max_size=14), some.sampled_from(["", " "]), some.sampled_from(STARTS))
def test_any_row_of_pieces_is_read_alike(pieces: list[str], between: str, start: str) -> None:
    text = between.join(pieces)
    assert ours(text, start) == theirs(text, start)


@given(some.data(), some.sampled_from(STARTS))
def test_a_good_text_with_a_piece_put_in_or_left_out_is_read_alike(data: some.DataObject, start: str) -> None:
    text = data.draw(some.sampled_from([*EXPRESSIONS, *CONDITIONS, *INTERVALS]))
    begin = data.draw(some.integers(0, len(text)))
    end = data.draw(some.integers(begin, min(len(text), begin + 4)))
    text = text[:begin] + data.draw(some.sampled_from(["", *PIECES])) + text[end:]
    assert ours(text, start) == theirs(text, start)
