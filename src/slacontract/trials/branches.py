"""Decisions in formulas, each branch a part with its name: bands, pieces of curves, gates, limits, conditions, edges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.checks.spans import WHOLE_LINE, Span, Values, pieces
from slacontract.checks.terms import shown, span_text
from slacontract.findings import NOWHERE, Position
from slacontract.formula.nodes import All, Any, Compare, Greatest, If, Least, Node, Not, Num, Ref, children, walk
from slacontract.languages import Message, message
from slacontract.quantities.numbers import TextFault, read_quantity
from slacontract.quantities.units import Unit
from slacontract.trials.parts import Survey, bare, comparisons, figure, said, term_of, truth

if TYPE_CHECKING:
    from slacontract.formula.calculation import Row, Term
    from slacontract.formula.interpreter import Place
    from slacontract.trials.parts import Reached

_FREE_OF_EDGES: Final = re.compile(r"\.pay$")
_TECHNICAL: Final = re.compile(r"^limit\..*\.(cap|low|high|used)(\.exact)?$|\.gate_|\.gap|\.kept$")
_LIMITS: Final = {
    ("bonuses", False): "binds on bonuses", ("bonuses", True): "leaves bonuses as they are",
    ("penalties", False): "binds on penalties", ("penalties", True): "leaves penalties as they are",
}  # fmt: skip
_SCALES: Final = {Unit.RATIO: mpq(100)}


def decisions(survey: Survey, row: Row) -> None:
    """Put down the parts of a row's formula."""
    if row.formula is None or _TECHNICAL.search(row.id):
        return
    _visit(survey, row, row.formula, top=True)
    for node in comparisons(row.formula, survey.plan):
        _edges(survey, row, node)


def _visit(survey: Survey, row: Row, node: Node, *, top: bool = False) -> None:
    inner = bare(node)
    if isinstance(inner, If):
        chain, rest = _chain(inner, survey)
        if chain:
            _choices(survey, row, inner, [condition for condition, _ in chain])
        for part in [then for _, then in chain] + rest:
            _visit(survey, row, part, top=top)
    elif isinstance(inner, (Compare, All, Any, Not)):
        if top and row.unit is Unit.TRUTH and comparisons(inner, survey.plan):
            _truths(survey, row, inner)
    elif isinstance(inner, (Least, Greatest)):
        _picks(survey, row, inner)
        for item in inner.items:
            _visit(survey, row, item)
    else:
        for child in children(inner):
            _visit(survey, row, child)


def _chain(node: If, survey: Survey) -> tuple[list[tuple[Node, Node]], list[Node]]:
    """The conditions of a choice in their order, each with its result, and what is left when none holds."""
    if not comparisons(node.condition, survey.plan):
        return [], [node.then, node.otherwise]
    chain = [(node.condition, node.then)]
    rest = node.otherwise
    while isinstance(rest, If) and comparisons(rest.condition, survey.plan):
        chain.append((rest.condition, rest.then))
        rest = rest.otherwise
    return chain, [rest]


def _choices(survey: Survey, row: Row, head: If, conditions: list[Node]) -> None:
    """One part for each branch: by the values that lead to it where one value decides, by its condition otherwise."""

    def taken(number: int, place: Place) -> bool:
        held = next((n for n, condition in enumerate(conditions) if truth(condition, place)), len(conditions))
        return held == number

    spans = _spans(survey, conditions)
    of, unit = (_value_of(survey, conditions), _unit(survey, conditions)) if spans else (None, Unit.NUMBER)
    for number, condition in enumerate([*conditions, None]):
        if spans and of is not None:
            span = spans.get(number)
            if span is None or (span.is_point and number):
                continue
            what, hint = _of_span(survey, row, span, unit, of)
            at = _place(survey, condition) if condition is not None else NOWHERE
        else:
            what, hint, at = message("in all other cases"), None, NOWHERE
            if condition is not None:
                what = message("where {condition}", condition=said(condition, survey.plan))
        survey.add(row, head, what, partial(taken, number), at=at, hint=hint)


def _of_span(survey: Survey, row: Row, span: Span, unit: Unit, of: Node) -> tuple[Message, Message | None]:
    values = span_text(span, unit)
    value = Values(WHOLE_LINE, _SCALES.get(unit, mpq(1))).witness(span)
    hint = message("a value such as {value}", value=shown(value, unit)) if value is not None else None
    if row.id.endswith(".band"):
        return message("band {values}", values=values), hint
    if row.id.endswith(".pay") and survey.kpi_of(row):
        return message("the curve where the value is {values}", values=values), hint
    return message("{name} {values}", name=said(of, survey.plan), values=values), hint


def _spans(survey: Survey, conditions: list[Node]) -> dict[int, Span]:
    """The values that lead to each branch, where all conditions compare one value with figures of the contract."""
    found = [node for condition in conditions for node in comparisons(condition, survey.plan)]
    if len({bare(node.left) for node in found}) != 1 or any(term_of(node.right, survey.plan) is None for node in found):
        return {}
    edges = [term.value for node in found if (term := term_of(node.right, survey.plan)) is not None]
    spans: dict[int, Span] = {}
    for piece in pieces(edges, WHOLE_LINE):
        value = Values(WHOLE_LINE, mpq(1)).witness(piece)
        if value is None:
            continue
        number = next((n for n, condition in enumerate(conditions) if _holds(survey, condition, value)), len(conditions))
        spans[number] = spans[number].joined(piece) if number in spans else piece
    return spans


def _holds(survey: Survey, condition: Node, value: mpq) -> bool:
    """Whether a condition holds for one value of what it compares."""
    match condition:
        case Compare():
            term = term_of(condition.right, survey.plan)
            return term is None or _RELATIONS[condition.relation](value, term.value)
        case All():
            return all(_holds(survey, item, value) for item in condition.items)
        case Any():
            return any(_holds(survey, item, value) for item in condition.items)
        case Not():
            return not _holds(survey, condition.item, value)
        case _:
            return True


_RELATIONS: Final = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip


def _value_of(survey: Survey, conditions: list[Node]) -> Node:
    return bare(comparisons(conditions[0], survey.plan)[0].left)


def _unit(survey: Survey, conditions: list[Node]) -> Unit:
    term = term_of(comparisons(conditions[0], survey.plan)[0].right, survey.plan)
    return term.unit if term is not None else Unit.NUMBER


def _place(survey: Survey, condition: Node) -> Position:
    terms = [term_of(node.right, survey.plan) for node in comparisons(condition, survey.plan)]
    return next((survey.place_of(term) for term in terms if term is not None), NOWHERE)


def _truths(survey: Survey, row: Row, node: Node) -> None:
    """A row that says yes or no: both are parts."""
    yes, no = _both_ways(survey, row)
    at = _place(survey, node)
    survey.add(row, node, yes, lambda place: truth(node, place), at=at)
    survey.add(row, node, no, lambda place: not truth(node, place), at=at)


def _both_ways(survey: Survey, row: Row) -> tuple[Message, Message]:
    if survey.kpi_of(row) and row.id.endswith(".met"):
        return message("target met"), message("target missed")
    if row.id.startswith("gate."):
        return message("the gate is open"), message("the gate is shut")
    return message("it is so"), message("it is not so")


def _picks(survey: Survey, row: Row, node: Least | Greatest) -> None:
    """The lowest or highest of several: each that decides is a part; nothing (0) is no figure of the contract."""
    if all(isinstance(bare(item), Num) or term_of(item, survey.plan) is not None for item in node.items):
        return  # of figures of the contract alone the same always decides
    others = [item for item in node.items if not _is_zero(item)]
    lowest = isinstance(node, Least)

    def wins(number: int, place: Place) -> bool:
        values = [figure(item, place) for item in node.items]
        mine = values[number]
        if mine is None or any(value is None for value in values):
            return False
        rest = [value for n, value in enumerate(values) if n != number and value is not None]
        return all(mine < value if lowest else mine > value for value in rest)

    for number, item in enumerate(node.items):
        if len(others) == len(node.items) or not _is_zero(item):
            what, at = _named(survey, row, node, number)
            survey.add(row, node, what, partial(_moved, node.items[number], partial(wins, number)), at=at)
    zero = next((number for number, item in enumerate(node.items) if _is_zero(item)), None)
    if zero is not None:
        what, at = _named(survey, row, node, zero)
        survey.add(row, node, what, lambda place: not any(wins(n, place) for n in range(len(node.items)) if n != zero), at=at)


def _moved(item: Node, wins: Reached, place: Place) -> bool:
    """An amount of nothing that a limit leaves as it is shows nothing."""
    return wins(place) and bool(figure(item, place))


def _is_zero(node: Node) -> bool:
    inner = bare(node)
    return isinstance(inner, Num) and not inner.value


def _named(survey: Survey, row: Row, node: Least | Greatest, number: int) -> tuple[Message, Position]:
    """What it means that one of several decides."""
    item = node.items[number]
    with_nothing = any(_is_zero(other) for other in node.items)
    cap = next((n for n, other in enumerate(node.items) if isinstance(other, Ref) and other.id.endswith("cap")), None)
    if row.id.startswith("limit."):
        leaves = _is_zero(item) if with_nothing else number == 0
        side = "bonuses" if row.id.endswith(".bonus") else "penalties"
        return message(_LIMITS[side, leaves]), NOWHERE
    if re.search(r"\.tier_[0-9]+\.units$", row.id):
        texts = ("reached", "not reached") if with_nothing else ("not filled", "filled")
        return message(texts[_is_zero(item) if with_nothing else number]), NOWHERE
    if cap is not None:
        return (message("the cap binds") if number == cap else message("the cap does not bind")), NOWHERE
    if row.id.endswith(".excess") and survey.kpi_of(row):
        knee = next((t for other in node.items for t in _terms_of(survey, other)), None)
        text = "not beyond {knee}" if _is_zero(item) else "beyond {knee}"
        return message(text, knee=knee.text if knee else ""), survey.place_of(knee) if knee else NOWHERE
    if with_nothing:
        return (message("nothing of it") if _is_zero(item) else message("something of it")), NOWHERE
    return message("{name} decides", name=said(item, survey.plan)), NOWHERE


def _terms_of(survey: Survey, node: Node) -> Iterator[Term]:
    """The figures of the contract that stand in a formula itself."""
    found = (term_of(inner, survey.plan) for inner in walk(node))
    return (term for term in found if term is not None)


def _edges(survey: Survey, row: Row, node: Compare) -> None:
    """The threshold itself, and the values next to it on the side that does not own it."""
    term = term_of(node.right, survey.plan)
    if term is None or node.relation in {"=", "<>"} or not term.text:
        return
    left, limit, at = node.left, term.value, survey.place_of(term)
    step = last_digit(term.text)
    of = _what(survey, row, left)
    survey.add(row, row.formula or node, message("exactly {limit}{of}", limit=term.text, of=of),
               lambda place: figure(left, place) == limit, at=at,
               hint=message("a value of exactly {value}", value=term.text))  # fmt: skip
    if step is None or _FREE_OF_EDGES.search(row.id):
        return
    below = node.relation in {">=", "<"}
    text = message("just below {limit}{of}" if below else "just above {limit}{of}", limit=term.text, of=of)

    def beside(place: Place) -> bool:
        value = figure(left, place)
        return value is not None and (limit - step <= value < limit if below else limit < value <= limit + step)

    ends = [shown(value, term.unit) for value in sorted((limit, limit - step if below else limit + step))]
    hint = message("from {low} to below {high}" if below else "above {low}, at most {high}", low=ends[0], high=ends[1])
    survey.add(row, row.formula or node, text, beside, at=at, hint=hint)


def _what(survey: Survey, row: Row, left: Node) -> Message:
    """What an edge is of, where it is not the KPI that the row belongs to."""
    inner = bare(left)
    own = isinstance(inner, Ref) and bool(survey.kpi_of(row)) and inner.id.startswith(f"kpi.{survey.kpi_of(row)}")
    return message("") if own else message(" of {name}", name=said(left, survey.plan))


def last_digit(text: str) -> mpq | None:
    """One unit of the last digit that a contract writes: 1 s of 320 s, 0.1 % of 92.5 %; None where it cannot be told.

    >>> last_digit("320 s"), last_digit("92.5%")
    (mpq(1,1), mpq(1,1000))
    """
    try:
        quantity = read_quantity(text)
        unit = re.sub(r"^[+-]?[0-9.]+", "", text.strip())
        one = read_quantity(f"1{unit}") if not re.search(r"[0-9]", unit) else read_quantity("1 s")
    except TextFault:
        return None
    return mpq(one.value) / mpq(10) ** quantity.decimals
