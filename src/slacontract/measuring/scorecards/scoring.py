"""From answers to a score: points of the items that apply, weights of their sections, critical errors, rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from gmpy2 import mpq

from slacontract.measuring.scorecards.scored import Answer, Card, Scored, Worth
from slacontract.model.forms import Form, FormItem, ScoreRounding
from slacontract.quantities.numbers import rounded

Applied: TypeAlias = Sequence[tuple[str, FormItem, Answer]]
"""The items of a section that apply, each with its answer."""


def score(card: Card) -> Scored:
    """The score of a card; an invalid one has none, and comes to nothing of nothing."""
    form = card.form
    if not card.valid:
        return Scored(card, mpq(0), mpq(0), mpq(0), passed=False)
    answers = {answer.item: answer for answer in card.answers if answer.share is not None}
    parts = {
        str(name): [(str(key), item, answers[key]) for key, item in section.items.items() if key in answers]
        for name, section in form.sections.items()
    }
    worths, possible = _weighted(form, parts) if form.score == "weights" else _added(parts)
    fatal = tuple(name for name, (_, item) in form.items.items() if item.fatal and name in answers and not answers[name].met)
    zero = any(getattr(form.fatal, str(form.items[name][1].fatal)) == "zero" for name in fatal)
    earned = mpq(0) if zero else sum((worth.earned for worth in worths), mpq(0))
    points = _rounded(100 * earned / possible if possible else mpq(0), form.rounding)
    if form.score == "weights":
        earned = points * possible / 100  # the rounded score is what adds up
    passed = possible > 0 and not fatal and points >= 100 * form.pass_mark.value
    whole = 100 / possible if possible else mpq(0)
    of_hundred = tuple(Worth(w.item, w.section, w.earned * whole, w.possible * whole) for w in worths)
    return Scored(card, earned, possible, points, passed, fatal, of_hundred)


def _added(parts: Mapping[str, Applied]) -> tuple[list[Worth], mpq]:
    """Points as they are."""
    worths = [
        Worth(name, section, item.points.value * (answer.share or 0), item.points.value)
        for section, applied in parts.items()
        for name, item, answer in applied
    ]
    return worths, sum((worth.possible for worth in worths), mpq(0))


def _weighted(form: Form, parts: Mapping[str, Applied]) -> tuple[list[Worth], mpq]:
    """Points within each section as a share of its weight, of a hundred in all; what no item earns is left out or spread."""
    weights = {str(name): 100 * section.weight.value for name, section in form.sections.items() if section.weight is not None}
    points = {name: sum((item.points.value for _, item, _ in applied), mpq(0)) for name, applied in parts.items()}
    there = {name: weights[name] for name, value in points.items() if value}
    whole = sum(there.values(), mpq(0))
    spread = 100 / whole if whole and form.empty_section == "spread" else mpq(1)
    worths = [
        Worth(name, section, _part(item, there[section] * spread, points[section]) * (answer.share or 0),
              _part(item, there[section] * spread, points[section]))
        for section, applied in parts.items()
        if section in there
        for name, item, answer in applied
    ]  # fmt: skip
    return worths, whole * spread


def _part(item: FormItem, weight: mpq, points: mpq) -> mpq:
    return weight * item.points.value / points


def _rounded(value: mpq, rule: ScoreRounding | None) -> mpq:
    if rule is None:
        return value
    return rounded(value, len(str(rule.to.value.denominator)) - 1, rule.mode)


def with_gaps(scored: Sequence[Scored]) -> list[Scored]:
    """Give each second score of a call the points by which it differs from the first."""
    first = {one.card.evaluation_id: one for one in scored}
    return [
        replace(one, gap=abs(one.score - first[one.card.double_of].score))
        if one.card.double_of and one.card.valid and first[one.card.double_of].card.valid
        else one
        for one in scored
    ]
