"""Formulas and conditions: read to a tree, and computed by asking for names.

A formula over a name without a figure has none, nor has one that divides by zero. ``if`` asks only for the branch it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any, Protocol, TypeAlias

from laws.second_opinion.numbers import Known, NotKnown, compare, figure, to_coin

Node: TypeAlias = tuple[Any, ...]

_NAME = r"[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*"
_TOKEN = re.compile(rf"\s*(\d+m\d+s|\d+(?:\.\d+)?\s*(?:%|bp\b|ratio\b|min\b|s\b|h\b)?|{_NAME}|<=|>=|<>|[-+*/()<>=,])")


class Asked(Protocol):
    """Where a formula gets its figures from."""

    def ask(self, name: str) -> Known:
        """The figure of a name in this period and scope."""

    def earlier(self, periods: int) -> Asked | None:
        """The same, so many periods before; None before the first."""

    def window(self, text: str) -> list[Asked | None]:
        """The periods of ``12 periods``, ``3 earlier periods``, ``contract_year``; None for those before the first."""

    def table(self, name: str, value: Fraction) -> Known:
        """What a table gives."""


class Prepared:
    """Names that stand for sums which were prepared: of a span or a window, without what was excused."""

    def __init__(self, ask: Callable[[str], Known]) -> None:
        self.ask = ask

    def earlier(self, periods: int) -> Asked | None:
        raise NotKnown(f"previous({periods}) over sums")

    def window(self, text: str) -> list[Asked | None]:
        raise NotKnown(f"{text} over sums")

    def table(self, name: str, value: Fraction) -> Known:
        raise NotKnown(f"lookup({name}) of {value}")


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = [token.strip() for token in _TOKEN.findall(text)]
        if "".join(self.tokens).replace(" ", "") != text.replace(" ", ""):
            raise NotKnown(text)
        self.at = 0

    def next(self, *wanted: str) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        if token and (not wanted or token in wanted):
            self.at += 1
            return str(token)
        return ""

    def need(self, token: str) -> None:
        if not self.next(token):
            raise NotKnown(f"{token} in {self.tokens}")

    def either(self) -> Node:
        result = self.both()
        while self.next("or"):
            result = ("or", result, self.both())
        return result

    def both(self) -> Node:
        result = self.one()
        while self.next("and"):
            result = ("and", result, self.one())
        return result

    def one(self) -> Node:
        if self.next("not"):
            return ("not", self.one())
        start = self.at
        if self.next("("):
            result = self.either()
            if result[0] in {"or", "and", "not", "compare"} and self.next(")"):
                return result
            self.at = start
        left = self.sum()
        relation = self.next("<", "<=", ">", ">=", "=", "<>")
        return ("compare", relation, left, self.sum()) if relation else left

    def sum(self) -> Node:
        result = self.product()
        while operator := self.next("+", "-"):
            result = (operator, result, self.product())
        return result

    def product(self) -> Node:
        result = self.factor()
        if result[0] == "figure" and self.next("of"):
            return ("*", result, self.product())
        while operator := self.next("*", "/"):
            result = (operator, result, self.factor())
        return result

    def factor(self) -> Node:
        if self.next("-"):
            return ("-", ("figure", Fraction(0)), self.factor())
        if self.next("("):
            result = self.sum()
            self.need(")")
            return result
        token = self.next()
        if not token:
            raise NotKnown("a formula that ends too early")
        if token[0].isdigit():
            return ("figure", figure(token))
        return self.call(token) if self.next("(") else ("name", token)

    def call(self, name: str) -> Node:
        if name == "if":
            parts: list[Node] = [self.either()]
            for _ in range(2):
                self.need(",")
                parts.append(self.sum())
            self.need(")")
            return ("if", *parts)
        if name == "lookup":
            table = self.next()
            self.need(",")
            value = self.sum()
            self.need(")")
            return ("lookup", table, value)
        first = self.sum()
        start = self.at
        items = self.values(first) if name in {"min", "max"} else None
        if items is not None and not (len(items) == 3 and items[2] in {("name", "known"), ("name", "all")}):
            return ("function", name, *items)
        self.at = start
        words: list[list[str]] = []
        while self.next(","):
            words.append([])
            while self.at < len(self.tokens) and self.tokens[self.at] not in {",", ")"}:
                words[-1].append(self.next())
        self.need(")")
        return _called(name, first, words)

    def values(self, first: Node) -> list[Node] | None:
        """The rest of a list of values, or None where it is no such list."""
        items = [first]
        try:
            while self.next(","):
                items.append(self.sum())
            self.need(")")
        except NotKnown:
            return None
        return items


def _called(name: str, first: Node, words: list[list[str]]) -> Node:
    texts = [" ".join(part) for part in words]
    if name == "previous":
        lag = int(texts[0]) if len(texts) == 2 else 1
        return ("previous", first, lag, texts[-1].removeprefix("else "))
    if name in {"sum", "mean", "min", "max"}:
        return ("window", name, first, texts[0], texts[1])
    if name == "round":
        return ("round", first, int("".join(words[0])), texts[1])
    if name in {"abs", "floor", "ceiling"}:
        return ("function", name, first)
    raise NotKnown(name)


@cache
def read(text: str) -> Node:
    """A formula or condition as a tree."""
    reader = _Reader(text)
    result = reader.either()
    if reader.at != len(reader.tokens):
        raise NotKnown(text)
    return result


def names_in(node: Node) -> list[str]:
    """Every name that a formula asks for."""
    if node[0] == "name":
        return [node[1]]
    return [name for part in node[1:] if isinstance(part, tuple) for name in names_in(part)]


def measures_in(text: str) -> list[str]:
    return list(dict.fromkeys(names_in(read(text))))


class _Nothing(Exception):  # noqa: N818  # a figure that is not there
    pass


def computed(text: str, asked: Asked) -> Known:
    """The value of a formula, or None."""
    try:
        value = _value(read(text), asked)
    except (_Nothing, ZeroDivisionError):
        return None
    assert isinstance(value, Fraction)
    return value


def holds(text: str, asked: Asked, *, when_unknown: bool) -> bool:
    """A condition; where a figure of it is missing, what the contract says then holds."""
    node = read(text)
    if any(asked.ask(name) is None for name in names_in(node)):
        return when_unknown
    try:
        return bool(_value(node, asked))
    except (_Nothing, ZeroDivisionError):
        return when_unknown


def _value(node: Node, asked: Asked) -> Any:  # noqa: C901, PLR0911, PLR0912  # one branch for each kind
    match node:
        case ("figure", value):
            return value
        case ("name", name):
            found = asked.ask(name)
            if found is None:
                raise _Nothing
            return found
        case ("+" | "-" | "*" | "/" as operator, left, right):
            a, b = _value(left, asked), _value(right, asked)
            return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__}[operator](b)
        case ("compare", relation, left, right):
            return compare(_value(left, asked), relation, _value(right, asked))
        case ("and", left, right):
            return _value(left, asked) and _value(right, asked)
        case ("or", left, right):
            return _value(left, asked) or _value(right, asked)
        case ("not", part):
            return not _value(part, asked)
        case ("if", condition, then, otherwise):
            return _value(then if _value(condition, asked) else otherwise, asked)
        case ("lookup", table, part):
            return _known(asked.table(table, _value(part, asked)))
        case ("round", part, decimals, mode):
            return to_coin(_value(part, asked), Fraction(1, 10) ** decimals, mode)
        case ("function", name, *parts):
            values = [_value(part, asked) for part in parts]
            whole = {"floor": floor, "ceiling": ceil}
            if name in whole:
                return Fraction(whole[name](values[0]))
            return {"min": min, "max": max}[name](values) if name != "abs" else abs(values[0])
        case ("previous", part, lag, otherwise):
            before = asked.earlier(lag)
            return _known(_tried(part, before) if before else None, otherwise)
        case ("window", name, part, span, missing):
            return _over(name, [_tried(part, at) if at else None for at in asked.window(span)], missing)
    raise NotKnown(str(node))


def _known(value: Known, otherwise: str = "blank") -> Fraction:
    if value is not None:
        return value
    if otherwise == "blank":
        raise _Nothing
    return figure(otherwise.replace(" ", ""))


def _tried(node: Node, asked: Asked) -> Known:
    try:
        value = _value(node, asked)
    except (_Nothing, ZeroDivisionError):
        return None
    assert isinstance(value, Fraction)
    return value


def _over(name: str, values: list[Known], missing: str) -> Fraction:
    if missing.startswith("else "):
        values = [figure(missing[5:].replace(" ", "")) if value is None else value for value in values]
    found = [value for value in values if value is not None]
    if not found or (missing == "all" and len(found) < len(values)):
        raise _Nothing
    total = sum(found, Fraction(0))
    return {"sum": total, "mean": total / len(found), "min": min(found), "max": max(found)}[name]
