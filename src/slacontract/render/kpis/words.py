"""A formula of the catalogue as a fraction in words."""

from __future__ import annotations

import textwrap
from decimal import Decimal, localcontext
from typing import Final

from slacontract.catalogue.fields import field_name
from slacontract.formula.nodes import Absolute, Arith, Greatest, Least, Node, Ref
from slacontract.formula.spelling import spelled
from slacontract.formula.text import Figure
from slacontract.languages import Language, Message, message, say
from slacontract.quantities.units import Unit

WIDTH: Final = 110
_SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}

UNITS: Final = {
    Unit.RATIO: message("percent"), Unit.SECONDS: message("seconds"), Unit.MINUTES: message("minutes"),
    Unit.HOURS: message("hours"), Unit.DAYS: message("days"), Unit.MONEY: message("money"), Unit.POINTS: message("points"),
    Unit.NUMBER: message("a plain number"), Unit.COUNT: message("a plain number"), Unit.FTE: message("a plain number"),
}  # fmt: skip
BETTER: Final = {
    "higher": message("higher is better"), "lower": message("lower is better"),
    "neither": message("neither side is better: a target band"),
}  # fmt: skip


def words(node: Node, language: Language, outer: int = 0) -> str:
    """A formula with the names of its fields in place of their ids."""
    match node:
        case Figure():
            return node.text
        case Ref():
            return say(field_name(node.id), language)
        case Arith():
            level = 1 if node.op in "+-" else 2
            right = words(node.right, language, level + (node.op in "-/"))
            text = f"{words(node.left, language, level)} {_SIGNS[node.op]} {right}"
            return f"({text})" if level < outer else text
        case Absolute():
            return f"|{words(node.item, language)}|"
        case Least() | Greatest():
            name = message("the lower of {items}") if isinstance(node, Least) else message("the higher of {items}")
            return say(Message(name.text, (("items", ", ".join(words(item, language) for item in node.items)),)), language)
        case _:
            return spelled(node)


def fraction(node: Node, language: Language, indent: str) -> list[str]:
    """A formula as people write it: what is divided above a line, what it is divided by below."""
    if not isinstance(node, Arith) or node.op != "/":
        return wrapped(words(node, language), indent)
    above, below = (wrapped(words(part, language), indent) for part in (node.left, node.right))
    rule = "─" * (max(len(line) for line in (*above, *below)) - len(indent))
    return [*above, indent + rule, *below]


def wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    """Lines of a text within the width, each with the indent."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent) or [""]


_Z: Final = Decimal("1.96")


def wilson(share: Decimal, cases: int) -> tuple[Decimal, Decimal]:
    """The Wilson interval of 95% of a share of so many cases: between which shares the truth lies, to four decimals.

    >>> wilson(Decimal("0.8"), 20)
    (Decimal('0.5840'), Decimal('0.9193'))
    """
    with localcontext() as context:
        context.prec = 28
        z2 = _Z * _Z
        middle = (share + z2 / (2 * cases)) / (1 + z2 / cases)
        half = _Z / (1 + z2 / cases) * (share * (1 - share) / cases + z2 / (4 * cases * cases)).sqrt()
        edge = Decimal("0.0001")
        return (middle - half).quantize(edge), (middle + half).quantize(edge)
