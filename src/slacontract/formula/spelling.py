"""A formula as a contract writes it: what a row that holds a part of a formula is called."""

from __future__ import annotations

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
    Ref,
    Rounded,
    Steps,
)  # fmt: skip
from slacontract.formula.written import Figure, Lookup, Previous, Window

_FUNCTIONS = {"sum": "sum", "mean": "mean", "lowest": "min", "highest": "max"}
_SPANS = {"year": "contract_year"}


def spelled(node: Node, outer: int = 0) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each thing that can be written
    """The text of a formula that was read; the same for formulas that differ in blanks or brackets alone."""
    match node:
        case Figure():
            return node.text
        case Ref():
            return node.id
        case Arith():
            level = 1 if node.op in "+-" else 2
            text = f"{spelled(node.left, level)} {node.op} {spelled(node.right, level + (node.op in '-/'))}"
            return f"({text})" if level < outer else text
        case Least() | Greatest():
            return f"{'min' if isinstance(node, Least) else 'max'}({_listed(node.items, ', ')})"
        case Absolute():
            return f"abs({spelled(node.item)})"
        case Steps():
            return f"{'floor' if node.count == 'full' else 'ceiling'}({spelled(node.value)})"
        case Rounded():
            return f"round({spelled(node.value)}, {spelled(node.decimals)}, {node.mode.value})"
        case If():
            return f"if({spelled(node.condition)}, {spelled(node.then)}, {spelled(node.otherwise)})"
        case Compare():
            return f"{spelled(node.left)} {node.relation} {spelled(node.right)}"
        case All():
            return _listed(node.items, " and ")
        case Any():
            return f"({_listed(node.items, ' or ')})"
        case Not():
            return f"not ({spelled(node.item)})"
        case Previous():
            lag = f", {node.lag}" if node.lag > 1 else ""
            return f"previous({spelled(node.item)}{lag}, else {spelled(node.otherwise)})"
        case Window():
            gaps = f"else {spelled(node.otherwise)}" if node.gaps == "else" else node.gaps
            return f"{_FUNCTIONS[node.how]}({spelled(node.item)}, {_span(node)}, {gaps})"
        case Lookup():
            return f"lookup({node.table}, {spelled(node.item)})"
        case Blank():
            return "blank"
    raise AssertionError(f"{node} cannot be written in a contract")


def _listed(items: tuple[Node, ...], word: str) -> str:
    return word.join(spelled(item) for item in items)


def _span(node: Window) -> str:
    if not isinstance(node.since, int):
        return _SPANS.get(node.since, node.since)
    count = node.since + (not node.until)
    return f"{count} {'earlier ' if node.until else ''}period{'s' if count > 1 else ''}"
