"""Formula text to nodes: conditions, expressions, intervals and shares, by one grammar in which numbers carry units.

Names stay names (``Ref``) and figures stay quantities (``Figure``) until a contract says what they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, cast

from slacontract.findings import NOWHERE, Position
from slacontract.formula.grammar import Unreadable, parse
from slacontract.formula.nodes import Node
from slacontract.formula.reader import read
from slacontract.formula.written import Bound, Expression, Figure, Interval, Share
from slacontract.quantities.numbers import UNITS_REMEDY, TextFault, number_fault, read_quantity

__all__ = [
    "Bound", "Expression", "Figure", "Interval", "Share", "read_condition", "read_expression", "read_interval", "read_share",
]  # fmt: skip

LONGEST: Final = 500
DEEPEST: Final = 25


def read_condition(text: str, at: Position = NOWHERE) -> Expression:
    """Read a condition such as ``csat >= 75% and offered > 100``; raises ``TextFault``."""
    return Expression(cast("Node", _parse(text, "condition")), text, at)


def read_expression(text: str, at: Position = NOWHERE) -> Expression:
    """Read an expression such as ``(talk_s + hold_s) / answered``; raises ``TextFault``."""
    return Expression(cast("Node", _parse(text, "sum")), text, at)


def read_interval(text: str, at: Position = NOWHERE) -> Interval:
    """Read an interval such as ``>= 330 s and <= 360 s``; raises ``TextFault``."""
    return Interval(cast("tuple[Bound, ...]", _parse(text, "interval")), text, at)


_SHARED = re.compile(r"\s*([a-z][a-z0-9_.-]*( (before caps|after caps|after commitments))?|[1-9][0-9]*(\.[0-9]+)?)\s*")


def read_share(text: str, at: Position = NOWHERE) -> Share:
    """Read ``10% of billing``; raises ``TextFault``."""
    percent, separator, name = text.partition(" of ")
    if not separator or not _SHARED.fullmatch(name):
        raise TextFault("C212", f"'{text}' is not a share of something.", "Write it as '10% of billing'.")
    return Share(read_quantity(percent.strip(), at), name.strip(), text, at)


@lru_cache(maxsize=1_000)  # versions of a contract and checks ask for the same texts again, and nodes never change
def _parse(text: str, start: Literal["condition", "sum", "interval"]) -> object:
    if len(text) > LONGEST:
        raise TextFault("C212", f"The formula has {len(text)} characters; at most {LONGEST} are read.", "Split it.")
    if _depth(text) > DEEPEST:
        raise TextFault("C212", f"The formula is deeper than {DEEPEST} brackets.", "Split it.")
    try:
        return read(parse(text, start))
    except Unreadable as fault:
        raise _syntax(text, fault.offset, start) from None


def _depth(text: str) -> int:
    deepest = depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    return max(deepest, len(re.findall(r"\bnot\b|(?<![\w)%]) *- *(?=-)", text)))


_EXAMPLES = {
    "condition": "csat >= 75%",
    "sum": "(talk_s + hold_s) / answered",
    "interval": ">= 330 s and <= 360 s",
}


def _syntax(text: str, offset: int, start: str) -> TextFault:
    for match in re.finditer(r"(?<![A-Za-z_.0-9])[+-]?[.0-9][0-9A-Za-z_.,:]*", text):
        if match.start() <= offset <= match.end():
            fault_there = number_fault(match[0])
            if "is not a unit" in fault_there.what or _readable(match[0]):
                break
            return TextFault(fault_there.code, fault_there.what, fault_there.remedy, offset=match.start(), width=len(match[0]))
    unit = re.match(r"[A-Za-z]+", text[offset:]) if re.search(r"[0-9]\s*$", text[:offset]) else None
    if unit and unit[0] not in {"and", "or", "of"}:
        return TextFault("C207", f"'{unit[0]}' is not a unit.", UNITS_REMEDY, offset=offset, width=len(unit[0]))
    word = re.match(r"[A-Z_][A-Za-z_]*", text[offset:])
    if word and word[0] != word[0].lower():
        return TextFault("C212", f"'{word[0]}' is not a name: names are in small letters.", f"Write {word[0].lower()}.",
                         offset=offset, width=len(word[0]))  # fmt: skip
    named = re.match(r"[a-z][a-z_0-9.]*", text[offset:]) if start == "interval" else None
    if named and named[0] not in {"and", "or", "of"} and re.search(r"[<>=]\s*$", text[:offset]):
        remedy = "Write the figure. A target that moves is said by 'against:', one that differs by member by 'scales:'."
        return TextFault("C212", f"A bound is a figure, and '{named[0]}' is a name.", remedy, offset=offset, width=len(named[0]))
    if offset >= len(text) and text.count("(") > text.count(")"):
        remedy = 'Close the bracket. Between { and } a comma ends the value: quote a formula with commas, as in "max(a, b)".'
        return TextFault("C212", f"'{text}' ends within a bracket.", remedy, offset=max(0, len(text) - 1), width=1)
    rest = text[offset : offset + 12] or "the end"
    return TextFault("C212", f"'{text}' cannot be read from '{rest}' on." if offset < len(text) else f"'{text}' ends too early.",
                     f"Write it as in '{_EXAMPLES[start]}'.", offset=min(offset, max(0, len(text) - 1)), width=1)  # fmt: skip


def _readable(text: str) -> bool:
    try:
        read_quantity(text)
    except TextFault:
        return False
    return True
