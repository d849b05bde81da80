"""Formulas and conditions of a contract in words: the names of what they read, functions as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.formula.nodes import (
    Absolute,
    All,
    Any,
    Arith,
    Blank,
    Compare,
    Greatest,
    If,
    Least,
    Node,
    Not,
    Num,
    Ref,
    Rounded,
    Steps,
)  # fmt: skip
from slacontract.formula.spelling import spelled
from slacontract.formula.text import Expression
from slacontract.formula.written import Figure, Lookup, Previous, Window
from slacontract.quantities.numbers import Rounding
from slacontract.quantities.units import Unit
from slacontract.render.annex.document import Formula

if TYPE_CHECKING:
    from slacontract.render.annex.voice import Voice

_SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_RELATIONS: Final = {
    "<": "is below {limit}", "<=": "is at most {limit}", ">": "is above {limit}", ">=": "is at least {limit}", "=": "is {limit}",
    "<>": "is not {limit}",
}  # fmt: skip
_NOT: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "="}
MODES: Final = {
    Rounding.HALF_UP: "rounded half up to {decimals} decimals",
    Rounding.HALF_EVEN: "rounded half to even to {decimals} decimals",
    Rounding.UP: "rounded up to {decimals} decimals",
    Rounding.DOWN: "rounded down to {decimals} decimals",
}
_ONE: Final = {
    Rounding.HALF_UP: "rounded half up to one decimal", Rounding.HALF_EVEN: "rounded half to even to one decimal",
    Rounding.UP: "rounded up to one decimal", Rounding.DOWN: "rounded down to one decimal",
}  # fmt: skip
_HOW: Final = {
    "sum": "the sum of {what} over {span}", "mean": "the mean of {what} over {span}",
    "lowest": "the lowest of {what} over {span}", "highest": "the highest of {what} over {span}",
}  # fmt: skip
SPANS: Final = {
    "month": "the month so far", "quarter": "the quarter so far", "half_year": "the half year so far",
    "year": "the contract year so far", "term": "the term so far",
}  # fmt: skip
EARLIER: Final = {
    "month": "the earlier periods of the month", "quarter": "the earlier periods of the quarter",
    "half_year": "the earlier periods of the half year", "year": "the earlier periods of the contract year",
    "term": "all earlier periods of the term",
}  # fmt: skip


def rounding(voice: Voice, mode: Rounding, decimals: int) -> str:
    """A rule of rounding."""
    return voice.say(_ONE[mode]) if decimals == 1 else voice.say(MODES[mode], decimals=decimals)


def formula(voice: Voice, said: Expression | Node) -> Formula:
    """A formula as a block: what is divided, what it is divided by, and the text of the contract."""
    node = said.node if isinstance(said, Expression) else said
    written = said.text if isinstance(said, Expression) else spelled(node)
    if isinstance(node, Arith) and node.op == "/":
        return Formula(words(voice, node.left), words(voice, node.right), written)
    return Formula(words(voice, node), "", written)


def words(voice: Voice, node: Node, outer: int = 0) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each node
    """A formula or condition in words."""
    match node:
        case Figure(quantity=quantity) if quantity is not None:
            return voice.figure(quantity)
        case Num():
            return voice.value(node.value, Unit.NUMBER)
        case Ref():
            return voice.field(node.id)
        case Arith():
            return _arithmetic(voice, node, outer)
        case Absolute():
            return voice.say("the size of {value} without its sign", value=words(voice, node.item))
        case Least() | Greatest():
            items = voice.listed([words(voice, item) for item in node.items])
            return voice.say("the lower of {items}" if isinstance(node, Least) else "the higher of {items}", items=items)
        case Rounded():
            rule = voice.say(MODES[node.mode], decimals=words(voice, node.decimals))
            return f"({words(voice, node.value)}, {rule})"
        case Steps():
            text = "{value}, full steps only" if node.count == "full" else "{value}, started steps counted"
            return f"({voice.say(text, value=words(voice, node.value))})"
        case If():
            return voice.say("({result} where {condition}; otherwise {other})", result=words(voice, node.then),
                             condition=words(voice, node.condition), other=words(voice, node.otherwise))  # fmt: skip
        case Compare():
            return f"{words(voice, node.left, 1)} {voice.say(_RELATIONS[node.relation], limit=words(voice, node.right, 1))}"
        case All():
            return voice.say(" and ").join(words(voice, item, 1) for item in node.items)
        case Any():
            told = voice.say(" or ").join(words(voice, item) for item in node.items)
            return f"({told})" if outer else told
        case Not(item=Compare(relation=relation, left=left, right=right)):
            return words(voice, Compare(_NOT[relation], left, right), outer)  # type: ignore[arg-type]  # one of the six
        case Not():
            return voice.say("it is not so that {condition}", condition=words(voice, node.item))
        case Previous() | Window():
            return _earlier(voice, node)
        case Lookup():
            table = voice.contract.tables.get(node.table)  # type: ignore[call-overload]
            called = str(table.title) if table is not None and table.title else node.table
            return voice.say("what the table {table} gives for {value}", table=called, value=words(voice, node.item))
        case Blank():
            return voice.say("no figure")
    return spelled(node)


def _arithmetic(voice: Voice, node: Arith, outer: int) -> str:
    level = 1 if node.op in "+-" else 2
    left = node.left
    if node.op == "-" and isinstance(left, Num) and not left.value:
        return f"−{words(voice, node.right, 3)}"
    text = f"{words(voice, left, level)} {_SIGNS[node.op]} {words(voice, node.right, level + (node.op in '-/'))}"
    return f"({text})" if level < outer else text


def _earlier(voice: Voice, node: Previous | Window) -> str:
    item, instead = words(voice, node.item, 1), words(voice, node.otherwise)
    if isinstance(node, Previous):
        told = voice.say("{what} of {count} periods earlier", what=item, count=node.lag) if node.lag > 1 else voice.say(
            "{what} of the period before", what=item)  # fmt: skip
        return voice.say("({what}, or {instead} where there is none)", what=told, instead=instead)
    told = voice.say(_HOW[node.how], what=item, span=_span(voice, node))
    if node.gaps == "known":
        return f"({told})"
    if node.gaps == "all":
        return voice.say("({what}, without a figure where one period has none)", what=told)
    return voice.say("({what}, periods without a figure counting as {instead})", what=told, instead=instead)


def _span(voice: Voice, node: Window) -> str:
    if not isinstance(node.since, int):
        return voice.say((EARLIER if node.until else SPANS)[node.since])
    if node.until:
        return voice.say("the {count} periods before", count=node.since)
    return voice.say("the last {count} periods, this one among them", count=node.since + 1)
