"""Formula text to a tree: the grammar of conditions, expressions and intervals, one method for each rule.

    condition   = conjunction ("or" conjunction)*
    conjunction = negation ("and" negation)*
    negation    = "not" negation | "(" condition ")" | sum RELATION sum
    sum         = product (("+" | "-") product)*
    product     = factor (("*" | "/") factor)*
    factor      = QUANTITY ["of" NAME] | NAME | "-" factor | "(" sum ")" | function
    interval    = bound ("and" bound)*
    bound       = RELATION SIGNED

Functions stand in ``FUNCTIONS``. A word is a function before a bracket; elsewhere it may be the name of a measure. What a token
may be depends on where it stands: behind the comma of a mean, ``quarter`` is a window and no name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeAlias

_END: Final = r"(?![0-9A-Za-z_.:%]|,[0-9])"
_UNIT: Final = r"((\s*(%|bp\b|points?\b|days?\b|ratio\b|s\b|min\b|h\b))|(m[0-9]+s|h[0-9]+m([0-9]+s)?|m|h|s)\b)?"
_DIGITS: Final = r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,8})?"

QUANTITY: Final = re.compile(_DIGITS + _UNIT + _END)
SIGNED: Final = re.compile("[+-]?" + _DIGITS + _UNIT + _END)
NAME: Final = re.compile(
    r"(?!(and|or|not|of|blank)\b|(if|min|max|sum|mean|abs|floor|ceiling|round|previous|lookup)\s*\()"
    r"[a-z][a-z0-9_]*([.-][a-z0-9_]+)*"
)
RELATION: Final = re.compile("<=|>=|<>|<|>|=")
FUNCTION: Final = re.compile(r"(min|max|sum|mean|abs|floor|ceiling|round|if|previous|lookup)(?=\s*\()")
WINDOW: Final = re.compile(
    r"(month|quarter|half_year|contract_year|term)(?![a-z0-9_.-])|[1-9][0-9]{0,3}\s+(earlier\s+)?periods?\b"
)
GAPS: Final = re.compile(r"(known|all)\b")
PERIODS: Final = re.compile(r"[1-9][0-9]{0,2}(?![0-9.])")
DECIMALS: Final = re.compile(r"(-[1-9]|[0-6])(?![0-9.])")
MODE: Final = re.compile(r"(half_up|half_even|up|down)\b")
BLANK: Final = re.compile(r"blank\b")
ELSE: Final = re.compile(r"else\b")
AND: Final = re.compile(r"and\b")
OR: Final = re.compile(r"or\b")
NOT: Final = re.compile(r"not\b")
OF: Final = re.compile(r"of\b")
_SPACE: Final = re.compile(r"[ \t\f\r\n]*")
_SIGN: Final = {sign: re.compile(re.escape(sign)) for sign in "+-*/(),"}


class Token(str):
    """A piece of the text, and where in it this begins."""

    __slots__ = ("start",)
    start: int

    def __new__(cls, text: str, start: int) -> Token:
        """Put a text and its place together."""
        made = super().__new__(cls, text)
        made.start = start
        return made


Tree: TypeAlias = "tuple[str, list[Tree | Token]]"
"""The name of a rule, and what was read by it."""

_CONDITIONS: Final = {"any", "all", "not_", "comparison"}


class Unreadable(Exception):  # noqa: N818  # said to the writer of a contract as a finding
    """From ``offset`` on the text is nothing that may stand there; the end of the text stands at its length."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"cannot be read from {offset} on")
        self.offset = offset


def parse(text: str, start: str) -> Tree:
    """Read the whole text as a ``condition``, a ``sum`` or an ``interval``; raises ``Unreadable`` at the first thing amiss."""
    reading = _Reading(text)
    rules: dict[str, Callable[[], Tree]] = {"condition": reading.condition, "sum": reading.sum, "interval": reading.interval}
    tree = rules[start]()
    reading.end()
    return tree


class _Reading:
    """One text, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = _SPACE.match(text).end()  # type: ignore[union-attr]  # nothing is space enough

    def take(self, *kinds: re.Pattern[str]) -> Token | None:
        """The next token, where it is of one of these kinds."""
        for kind in kinds:
            if found := kind.match(self.text, self.offset):
                token = Token(found[0], self.offset)
                self.offset = _SPACE.match(self.text, found.end()).end()  # type: ignore[union-attr]
                return token
        return None

    def need(self, *kinds: re.Pattern[str]) -> Token:
        """The next token, which must be of one of these kinds."""
        token = self.take(*kinds)
        if token is None:
            raise Unreadable(self.offset)
        return token

    def sign(self, *signs: str) -> Token | None:
        """The next token, where it is one of these signs."""
        return self.take(*(_SIGN[sign] for sign in signs))

    def need_sign(self, sign: str) -> None:
        """Go over a sign, which must be there."""
        self.need(_SIGN[sign])

    def end(self) -> None:
        """Nothing may be left."""
        if self.offset < len(self.text):
            raise Unreadable(self.offset)

    def condition(self, *, bracketed: bool = False) -> Tree:
        """Read a condition; between brackets a mere sum as well, for a comparison may begin with a bracket."""
        first = self.conjunction(bracketed=bracketed)
        return self._joined("any", OR, first, self.conjunction)

    def conjunction(self, *, bracketed: bool = False) -> Tree:
        """Conditions that must all hold."""
        first = self.negation(bracketed=bracketed)
        return self._joined("all", AND, first, self.negation)

    def _joined(self, rule: str, word: re.Pattern[str], first: Tree, following: Callable[[], Tree]) -> Tree:
        if first[0] not in _CONDITIONS:
            return first
        items: list[Tree | Token] = [first]
        while self.take(word):
            items.append(following())
        return rule, items

    def negation(self, *, bracketed: bool = False) -> Tree:
        """One condition: negated, in brackets, or a comparison."""
        if self.take(NOT):
            return "not_", [self.negation()]
        if self.sign("("):
            inner = self.condition(bracketed=True)
            self.need_sign(")")
            if inner[0] in _CONDITIONS:
                return inner
            left = self.sum(inner)
        else:
            left = self.sum()
        if bracketed and self.text[self.offset : self.offset + 1] == ")":
            return left
        return "comparison", [left, self.need(RELATION), self.sum()]

    def sum(self, first: Tree | None = None) -> Tree:
        """Products added up, from the left; ``first`` is a factor that has been read already."""
        tree = self.product(first)
        while sign := self.sign("+", "-"):
            tree = ("add" if sign == "+" else "subtract"), [tree, self.product()]
        return tree

    def product(self, first: Tree | None = None) -> Tree:
        """Factors multiplied, from the left."""
        tree = first or self.factor()
        while sign := self.sign("*", "/"):
            tree = ("multiply" if sign == "*" else "divide"), [tree, self.factor()]
        return tree

    def factor(self) -> Tree:
        """A figure, a share, a name, a function, or a sum in brackets."""
        if function := self.take(FUNCTION):
            self.need_sign("(")
            tree = FUNCTIONS[function](self, function)
            self.need_sign(")")
            return tree
        if figure := self.take(QUANTITY):
            return ("share", [figure, self.need(NAME)]) if self.take(OF) else ("quantity", [figure])
        if self.sign("-"):
            return "negate", [self.factor()]
        if self.sign("("):
            tree = self.sum()
            self.need_sign(")")
            return tree
        return "name", [self.need(NAME)]

    def value(self) -> Tree:
        """A sum, or blank."""
        blank = self.take(BLANK)
        return ("blank", [blank]) if blank else self.sum()

    def interval(self) -> Tree:
        """The bounds of an interval."""
        bounds: list[Tree | Token] = [self.bound()]
        while self.take(AND):
            bounds.append(self.bound())
        return "interval", bounds

    def bound(self) -> Tree:
        """One bound of an interval."""
        return "bound", [self.need(RELATION), self.need(SIGNED)]


def _extreme(reading: _Reading, function: Token) -> Tree:
    """The lowest or highest of several items, or of one over a window."""
    items: list[Tree | Token] = [function, reading.sum()]
    if reading.sign(","):
        if window := reading.take(WINDOW):
            return _window(reading, [*items, window])
        items.append(reading.sum())
        while reading.sign(","):
            items.append(reading.sum())
    return "extreme", items


def _aggregate(reading: _Reading, function: Token) -> Tree:
    item = reading.sum()
    reading.need_sign(",")
    return _window(reading, [function, item, reading.need(WINDOW)])


def _window(reading: _Reading, items: list[Tree | Token]) -> Tree:
    if reading.sign(","):
        gaps = reading.need(GAPS, ELSE)
        items.append(reading.sum() if gaps == "else" else gaps)
    return "window", items


def _of_one(rule: str) -> Callable[[_Reading, Token], Tree]:
    return lambda reading, _function: (rule, [reading.sum()])


def _round(reading: _Reading, function: Token) -> Tree:
    items: list[Tree | Token] = [function, reading.sum()]
    for kind in (DECIMALS, MODE):
        if not reading.sign(","):
            break
        items.append(reading.need(kind))
    return "rounded", items


def _if(reading: _Reading, _function: Token) -> Tree:
    condition = reading.condition()
    reading.need_sign(",")
    then = reading.value()
    reading.need_sign(",")
    return "choice", [condition, then, reading.value()]


def _previous(reading: _Reading, function: Token) -> Tree:
    items: list[Tree | Token] = [function, reading.sum()]
    if not reading.sign(","):
        return "previous", items
    word = reading.need(PERIODS, ELSE)
    if word != "else":
        items.append(word)
        if not reading.sign(","):
            return "previous", items
        reading.need(ELSE)
    return "previous", [*items, reading.value()]


def _lookup(reading: _Reading, _function: Token) -> Tree:
    table = reading.need(NAME)
    reading.need_sign(",")
    return "lookup", [table, reading.sum()]


FUNCTIONS: Final[dict[str, Callable[[_Reading, Token], Tree]]] = {
    "min": _extreme,  # min(a, b, ...) or min(a, WINDOW [, GAPS | else SUM])
    "max": _extreme,
    "sum": _aggregate,  # sum(a, WINDOW [, GAPS | else SUM])
    "mean": _aggregate,
    "abs": _of_one("absolute"),
    "floor": _of_one("full"),
    "ceiling": _of_one("started"),
    "round": _round,  # round(a [, DECIMALS [, MODE]])
    "if": _if,  # if(CONDITION, a or blank, b or blank)
    "previous": _previous,  # previous(a [, PERIODS] [, else b or blank])
    "lookup": _lookup,  # lookup(NAME, a)
}
"""What stands between the brackets of each function."""
