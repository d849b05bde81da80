"""Clauses by which amounts follow indices: the factor in force in a period."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion.calendar import day, first_of, months_of
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Refused, Tree, figure, rounded

if TYPE_CHECKING:
    from laws.second_opinion.month import Month

ONE = Fraction(1)


def reviews(month: Month, clause: Tree) -> list[date]:
    """The days of all reviews up to this period, after the day on which the amounts stand as they are written."""
    calendar = month.term.calendar
    today = calendar.first(month.index)
    kind = clause["reviews"]
    if isinstance(kind, list):
        found = [day(text) for text in kind]
    elif kind == "period":
        found = [calendar.first(i) for i in range(month.index + 1)]
    else:
        start = calendar.year_from if kind == "contract_year" else date(calendar.from_.year, 1, 1)
        first = months_of(start)
        found = [first_of(first + 12 * years) for years in range(1, 40)]
    begin = day(clause["from"]) if "from" in clause else None
    begin = max(begin, calendar.from_) if begin else calendar.from_
    also = calendar.from_ if kind == "period" or isinstance(kind, list) else None
    return [at for at in found if begin < at <= today or at == begin == also]


def factor(month: Month, name: str) -> Fraction:
    """By what the amounts of a clause are multiplied in a period."""
    clause = month.contract["indexation"][name]
    base = {index: value_at(month, index, _month(clause["base"])) for index in clause.get("follows", {})}
    against, now = dict(base), ONE
    for at in reviews(month, clause):
        values = {i: value_at(month, i, months_of(at) - int(clause["lag"].split()[0])) for i in base}
        before = now
        moved = change(clause, values, against)
        now = (ONE if clause.get("against") == "base" else before) * (1 + moved)
        collar = clause.get("collar", {})
        if collar.get("of") == "step":
            now = before * (1 + clamped(now / before - 1, collar))
        elif collar.get("of") == "whole":
            now = 1 + clamped(now - 1, collar)
        now = rounded(now, clause.get("factor_rounded"))
        if clause.get("against") == "last_review" or (clause.get("against") == "last_change" and now != before):
            against = values
    return now


def change(clause: Tree, values: dict[str, Fraction], against: dict[str, Fraction]) -> Fraction:
    """The change of the price at a review, as a ratio."""
    collar, moved = clause.get("collar", {}), ZERO
    for index, share in clause.get("follows", {}).items():
        one = values[index] / against[index] - 1
        moved += figure(share) * (clamped(one, collar) if collar.get("of") == "index" else one)
    moved += figure(clause.get("plus", "0%"))
    moved = rounded(moved, clause.get("change_rounded"), percent=True)
    if "deadband" in clause:
        within = figure(clause["deadband"]["within"])
        if abs(moved) <= within:
            return ZERO
        if clause["deadband"]["beyond"] == "excess":
            moved -= within if moved > 0 else -within
    return moved


def clamped(value: Fraction, collar: Tree) -> Fraction:
    if "at_least" in collar:
        value = max(value, figure(collar["at_least"]))
    return min(value, figure(collar["at_most"])) if "at_most" in collar else value


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def value_at(month: Month, name: str, at: int) -> Fraction:
    """What an index stood at in a month; from its successor, times the link."""
    index = month.contract["indices"][name]
    follows = index.get("successor")
    if follows and at >= _month(follows["from"]):
        return value_at(month, follows["index"], at) * Fraction(follows["link"])
    text = f"{at // 12}-{at % 12 + 1:02}"
    if text in index.get("values", {}):
        return Fraction(index["values"][text])
    calendar = month.term.calendar
    if "field" in index and text in calendar.ids:
        period = calendar.ids.index(text)
        for row in month.measures.here(period, Scope()):
            if not row.member and index["field"] in dict(row.figures):
                return dict(row.figures)[index["field"]]
    raise Refused(f"index {name} of {text}")
