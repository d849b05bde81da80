"""Accounts of points, scorecards and pools."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Tree, figure, listed
from laws.second_opinion.values import better

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


EVERYBODY = Scope()


def score(month: Month, name: str, scope: Scope) -> Known:
    """The sum of points, or the weighted mean of scores; of one member, where they are judged member by member."""
    kpi = month.kpi(name)
    if "points_of" in kpi:
        return sum((_points(month, one, scope) or ZERO for one in listed(kpi["points_of"])), ZERO)
    card = kpi["scorecard"]
    if scope.member:
        raise NotKnown("scorecards by member")
    scores = {one: _score(month, one, card["score"]) for one in card["weights"]}
    there = {one: value for one, value in scores.items() if value is not None}
    weights = {one: figure(text) for one, text in card["weights"].items()}
    if card["unscored"] == "not_measured" and len(there) < len(scores):
        return None
    if card["unscored"] == "redistribute" and len(there) < int(card.get("at_least", 1)):
        return None
    whole = sum((weights[one] for one in there), ZERO) if card["unscored"] == "redistribute" else Fraction(1)
    if whole == 0 or (not there and card["unscored"] != "zero"):
        return None
    return sum((weights[one] * value for one, value in there.items()), ZERO) / whole


def _points(month: Month, name: str, within: Scope = EVERYBODY) -> Known:
    scopes = [scope for scope in month.judged_scopes(name) if not within.member or scope.member == within.member]
    found = [month.outcome(name, scope).points for scope in scopes]
    known = [points for points in found if points is not None]
    return sum(known, ZERO) if known else None


def _score(month: Month, name: str, kind: str) -> Known:
    if kind == "points":
        return _points(month, name)
    (scope,) = month.judged_scopes(name)
    return month.outcome(name, scope).judged


def against_vendor(contract: Tree, name: str) -> bool:
    """Whether points of a KPI count against the vendor: their account is better the lower."""
    for kpi in contract["kpis"].values():
        if name in listed(kpi.get("points_of", [])) or name in kpi.get("scorecard", {}).get("weights", {}):
            return better(kpi) == "lower"
    return False
