"""C202, C207, C211, C226 and C234: figures that say what they are, in one unit, of names that are there, without a circle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.catalogue.kpis import is_base_field
from slacontract.checks.kpis.bases import stage_said
from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.checks.places import within
from slacontract.checks.reading.conditions import never_gives
from slacontract.checks.terms import how_measured, unit_of_name
from slacontract.findings import Finding, Position, finding, nearest
from slacontract.formula.spelling import spelled
from slacontract.formula.text import Expression
from slacontract.formula.units import inferred, mistimed, unlike
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.figures import NamedFigure, OverMembers
from slacontract.model.names import INDEXATION, billing_name, expressions, mentions, names_in, names_of, now
from slacontract.model.texts import Word
from slacontract.quantities.units import DURATIONS, Unit

_GIVES: Final = {
    Unit.SECONDS: {"seconds"},
    Unit.MINUTES: {"minutes", "number", "count"},
    Unit.HOURS: {"hours", "number", "count"},
    Unit.DAYS: {"days", "hours", "number", "count"},
    Unit.MONEY: {"money", "rate", "number"},
    Unit.RATE: {"money", "rate", "number"},
    Unit.POINTS: {"points", "number"},
    Unit.RATIO: {"percent", "number", "minutes", "hours", "days", "count", "points", "fte", "money", "rate"},
}
"""What a formula can be said to count, by what its names count; a ratio of two alike is a number of anything."""


_KINDS: Final = {
    "formula": "a formula", "members": "a figure of members", "value": "an agreed figure", "between": "a time between two days",
    "rank": "a place among peers",
}  # fmt: skip


def figure_names(contract: Contract) -> Iterator[Finding]:
    """A figure's name is no other's: of a measure or of a KPI it would hide that."""
    for name in contract.figures:
        if name in contract.kpis:
            at = next(kpi.at for kpi in contract.kpis if kpi == name)
            yield finding("C234", name.at, f"'{name}' is a figure and a KPI.", "Give one of them another name.", at)
        elif is_base_field(name):
            yield finding("C234", name.at, f"'{name}' is the name of a measure.", f"Call it otherwise, such as own_{name}.")
        else:
            yield from field_name_fault(str(name), name.at)


def figures_said(contract: Contract) -> Iterator[Finding]:
    """A figure is a formula, one figure of many members, agreed, a time between two days, or a place among peers."""
    for name, figure in contract.figures.items():
        said = [key for key in _KINDS if getattr(figure, key) is not None]
        if not said:
            yield finding(
                "C202",
                figure.place,
                f"It is not said what '{name}' is.",
                "Add 'formula:', 'members:', 'value:', 'between:' or 'rank:'.",
            )
        elif len(said) > 1:
            what = f"'{name}' is {' and '.join(_KINDS[key] for key in said)} at once."
            yield finding("C202", figure.place_of(said[1]), what, "Keep one of them.", figure.place_of(said[0]))
        if said == ["value"]:
            for key in ("rounded", "where", "scope"):
                if figure.says(key):
                    what = f"'{name}' is an agreed figure, which has no '{key}'."
                    yield finding("C234", figure.place_of(key), what, "Delete it.")
        if figure.members is not None:
            yield from _members_said(str(name), figure.members)
        if any(True for _ in expressions(figure)) and not names_of(figure):
            at = next(expressions(figure)).at
            yield finding("C212", at, f"'{name}' reads nothing.", "Write the figure where it is used.")


def _members_said(name: str, members: OverMembers) -> Iterator[Finding]:
    counts = members.take in {"count", "share"}
    wanted = {"when": counts, "of": not counts, "weight": members.take == "weighted_mean"}
    for key, needed in wanted.items():
        if needed and getattr(members, key) is None:
            yield finding("C202", members.place, f"'{name}' takes the {members.take} of members, and '{key}' is not said.",
                          f"Add '{key}:'.")  # fmt: skip
        elif not needed and getattr(members, key) is not None:
            yield finding("C234", members.place_of(key), f"'{name}' takes the {members.take} of members, which has no '{key}'.",
                          "Delete it, or take something else.", members.place_of("take"))  # fmt: skip


def figure_references(contract: Contract) -> Iterator[Finding]:
    """What a figure reads is there: measures, KPIs, figures, billing lines, facts of the calendar, tables."""
    for figure in contract.figures.values():
        for said in expressions(figure):
            for name in names_in((said,)):
                yield from _reference(contract, figure, said, name)


def _reference(contract: Contract, figure: NamedFigure, said: Expression, name: str) -> Iterator[Finding]:
    at = within(said.text, said.at, name)
    kpi = contract.kpis.get(Word(name))
    base = billing_name(contract, name)
    if kpi is not None and not set(kpi.each) <= set(figure.over):
        what = f"'{name}' has a figure for each {' and '.join(kpi.each)}, and this asks for one."
        remedy = "Take 'members:' of it, or write its formula here: a figure is of the member whose clause reads it."
        yield finding("C226", at, what, remedy, kpi.place_of("each"))
    elif base is not None:
        yield from stage_said(contract, base.lines, base.stage, at, name)
    elif name.startswith("billing."):
        known = [f"billing.{line}" for line in contract.billing]
        yield finding("C211", at, f"'{name}' is no billing of this contract.", nearest(name, known))
    elif name.startswith(INDEXATION):
        if Word(name.removeprefix(INDEXATION)) not in contract.indexation:
            known = [f"{INDEXATION}{clause}" for clause in contract.indexation]
            yield finding("C211", at, f"'{name}' is no clause of 'indexation'.", nearest(name, known))
    elif kpi is None and Word(name) not in contract.figures and not is_base_field(name):
        yield from field_name_fault(name, at)


def figure_units(contract: Contract) -> Iterator[Finding]:
    """A figure counts what it says, and adds and compares like with like."""
    for name, figure in contract.figures.items():
        for said in expressions(figure):
            yield from joined_alike(contract, said)
        said_of = figure.formula or (figure.members.of if figure.members else None)
        if figure.members is not None and figure.members.take in {"count", "share"}:
            wanted = {"count"} if figure.members.take == "count" else {"percent"}
            if figure.unit not in wanted | {"number"}:
                yield _other_unit(str(name), figure, wanted, figure.members.place_of("take"))
        elif said_of is not None:
            unit = inferred(said_of.node, lambda read: unit_of_name(contract, read))
            allowed = _GIVES.get(unit) if unit else None
            if allowed is not None and figure.unit not in allowed:
                yield _other_unit(str(name), figure, allowed, said_of.at)
            elif (remedy := never_gives(contract, said_of, figure.unit)) is not None:
                yield finding("C207", figure.place_of("unit"), f"'{name}' does not give {figure.unit}.", remedy, said_of.at)


def _other_unit(name: str, figure: NamedFigure, allowed: set[str], at: Position) -> Finding:
    remedy = f"What it reads gives {' or '.join(sorted(allowed))}."
    if figure.unit == "money" and "hours" in allowed:
        remedy += " The price of an hour is a figure with 'value:' and 'unit: rate'."
    return finding("C207", figure.place_of("unit"), f"'{name}' does not give {figure.unit}.", remedy, at)


def joined_alike(contract: Contract, said: Expression) -> Iterator[Finding]:
    """What a formula adds, compares or chooses between has one unit."""
    for left, right, one, other in unlike(said.node, lambda name: unit_of_name(contract, name)):
        what = f"'{spelled(left)}' counts {one.value} and '{spelled(right)}' counts {other.value}, and they are joined as alike."
        remedy = "Join figures of one unit; divide by 1 s or 1% to get a number."
        if Unit.SECONDS in {one, other} & DURATIONS and {one, other} <= DURATIONS:
            remedy = "Write hours of the measures as bare numbers, such as 160; seconds divided by 1 h are hours."
        if {one, other} == {Unit.RATIO, Unit.NUMBER}:
            remedy = "Write 7.5% beside a percentage, and 0.075 beside a number; * 100% and / 100% turn the one into the other."
        if {one, other} == {Unit.MONEY, Unit.RATE}:
            remedy = "A price for one is 'unit: rate', or a measure that ends in _price; an amount is money, and ends in _amount."
        yield finding("C207", _place(said, spelled(right)), what, remedy)
    for figure, measured in mistimed(said.node, lambda name: unit_of_name(contract, name)):
        what = f"'{spelled(measured)}' counts hours or minutes, and '{figure.text}' is held in seconds."
        yield finding("C207", _place(said, figure.text), what, "Write the bare number, such as 24 for 24 h.")


def formulas_alike(contract: Contract) -> Iterator[Finding]:
    """The functions in formulas of KPIs join like with like."""
    for kpi in contract.kpis.values():
        if kpi.formula is not None:
            yield from joined_alike(contract, kpi.formula)


def _place(said: Expression, part: str) -> Position:
    return within(said.text, said.at, part)


def figure_circles(contract: Contract) -> Iterator[Finding]:
    """Nothing is computed from itself; an earlier value of itself is another figure."""
    edges = _edges(contract)
    for name, figure in contract.figures.items():
        circle = _circle(edges, f"figures.{name}")
        if circle and circle[0] == min(step for step in circle if step.startswith("figures.")):
            told = " from ".join(step.removeprefix("figures.").removeprefix("kpis.") for step in (*circle, circle[0]))
            remedy = f"Break the circle; an earlier value is previous({name}, else 0)."
            if told == f"{name} from {name}":
                remedy += " If it reads a measure of the same name, give the figure another one."
            yield finding("C234", name.at, f"'{name}' is computed from itself: {told}.", remedy, figure.place)


def _edges(contract: Contract) -> dict[str, set[str]]:
    """What each figure, KPI and billing line is computed from in the same period."""
    found: dict[str, set[str]] = {}
    for name, figure in contract.figures.items():
        found[f"figures.{name}"] = {
            step for said in expressions(figure) for read in now(said.node) for step in _steps(contract, read, kpis=True)
        }
    for name, kpi in contract.kpis.items():
        how = how_measured(kpi)
        found[f"kpis.{name}"] = {step for read in (how.fields if how else ()) for step in _steps(contract, read, kpis=False)}
        for source in kpi.sources:
            found[f"kpis.{name}"] |= {f"kpis.{source}", *_mentioned(contract, contract.kpis.get(source))}
    for line_name, line in contract.billing.items():
        found[f"billing.{line_name}"] = _mentioned(contract, line)
    return found


def _mentioned(contract: Contract, noun: Noun | None) -> set[str]:
    return {step for read, _ in mentions(noun) for step in _steps(contract, read, kpis=True)}


def _steps(contract: Contract, read: str, *, kpis: bool) -> set[str]:
    name = read.removeprefix("figures.")
    if Word(name) in contract.figures:
        return {f"figures.{name}"}
    if kpis and Word(read) in contract.kpis:
        return {f"kpis.{read}"}
    base = billing_name(contract, read)
    return {f"billing.{line}" for line in base.lines or contract.billing} if base else set()


def _circle(edges: dict[str, set[str]], start: str) -> list[str]:
    """The shortest way from something back to itself; nothing where there is none."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        for step in sorted(edges.get(way[-1], ())):
            if step == start:
                return way
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return []


def figure_scopes(contract: Contract) -> Iterator[Finding]:
    """A figure has its own members on a dimension, or those of the clause that uses it: not both."""
    for clause in (*contract.billing.values(), *contract.kpis.values()):
        for name in dict.fromkeys(read for read, _ in mentions(clause)):
            figure = contract.figures.get(Word(name.removeprefix("figures.")))
            if figure is None or figure.scope == "service":
                continue
            for dimension, members in figure.where.items():
                own = next((word for word in (*clause.where, *clause.each) if word == dimension), None)
                if own is not None and clause.where.get(dimension) != members:
                    what = f"This clause is about some of {dimension}, and '{name}' about others."
                    yield finding("C226", own.at, what, "Keep the dimension in one of them.", dimension.at)


FIGURE_CHECKS: Final = (
    figure_names,
    figures_said,
    figure_references,
    figure_units,
    formulas_alike,
    figure_circles,
    figure_scopes,
)
"""What is asked of figures, in this order."""
