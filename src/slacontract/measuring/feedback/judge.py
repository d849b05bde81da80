"""From scored calls to a report: who is judged, by which calls, and what each item cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from gmpy2 import mpq

from slacontract.measuring.feedback.interval import wilson
from slacontract.measuring.feedback.report import (
    By,
    Calibration,
    CallResult,
    ItemResult,
    Member,
    Quote,
    Report,
    Span,
    View,
)
from slacontract.measuring.scorecards.scored import Answer, Card, Scored
from slacontract.model.forms import Form
from slacontract.model.texts import Word

LEAST_OF_AN_AGENT = 5
LEAST_OF_OTHERS = {"qa": 100, "mystery": 30}
"""How many calls a judgement needs: practice of the trade, said beside the figure."""
NOTHING = mpq(0)


def judge(scored: Sequence[Scored], *, title: str, by: By, spans: tuple[Span, Span | None], zone: str, concealed: bool) -> Report:
    """The report on a period; ``spans`` are that period and the one before it."""
    local = ZoneInfo(zone)

    def day(one: Scored) -> date:
        return one.card.when.astimezone(local).date()

    span, before = spans
    now = [one for one in scored if span.holds(day(one))]
    earlier = [one for one in scored if before is not None and before.holds(day(one))]
    names = sorted({name for one in now if (name := member_of(one.card, by))}, key=str.casefold)
    court = _Court(by, day)
    whole = court.member("", now, earlier, {})
    of_all = {str(view.form.form): view for view in whole.views}
    members = tuple(court.member(name, _of(now, by, name), _of(earlier, by, name), of_all) for name in names)
    nobody = sum(1 for one in now if not member_of(one.card, by))
    return Report(title, by, span, before, members, whole, concealed, len(now), nobody)


def member_of(card: Card, by: By) -> str:
    """Whom a call is about."""
    if by == "agent":
        if card.agent_name and card.agent_key:
            return f"{card.agent_name} ({card.agent_key})"
        return card.agent_name or card.agent_key
    return str(getattr(card, by))


def _of(scored: Iterable[Scored], by: By, name: str) -> list[Scored]:
    return [one for one in scored if member_of(one.card, by) == name]


class _Court:
    """Judges one member after the other by the same measure."""

    def __init__(self, by: By, day: Callable[[Scored], date]) -> None:
        self.by, self.day = by, day

    def member(self, name: str, now: Sequence[Scored], earlier: Sequence[Scored], of_all: dict[str, View]) -> Member:
        forms = sorted({str(one.card.form.form): one.card.form for one in now}.items(), key=lambda f: (f[1].kind != "qa", f[0]))
        views = (
            self._view([one for one in now if one.card.form.form == form], _counting(earlier, form), of_all.get(form))
            for form, _ in forms
        )
        return Member(name, tuple(view for view in views if view is not None))

    def _view(self, now: Sequence[Scored], earlier: Sequence[Scored], of_all: View | None) -> View | None:
        counting = sorted(_counting(now), key=lambda one: (one.card.when, one.card.evaluation_id))
        if not counting:
            return None
        form = counting[-1].card.form
        passed = sum(one.passed for one in counting)
        interval = wilson(passed, len(counting))
        assert interval is not None, "there are calls"
        before = {item.item: item for item in self._items(form, earlier, {}, {})}
        everyone = {item.item: item for item in of_all.items} if of_all else {}
        kinds = dict.fromkeys(item.fatal for _, item in form.items.values() if item.fatal)
        return View(
            form=form,
            calls=tuple(self._call(one) for one in counting),
            score=_score(counting),
            passed=passed,
            interval=interval,
            before=_score(earlier) if earlier else None,
            before_calls=len(earlier),
            all=of_all.score if of_all else None,
            items=tuple(self._items(form, counting, before, everyone)),
            fatal={str(kind): sum(bool(one.fatal_of(str(kind))) for one in counting) for kind in kinds},
            invalid=_invalid(now),
            disputed=sum(one.card.status == "disputed" for one in now),
            calibration=_calibration(now),
            least=LEAST_OF_AN_AGENT if self.by == "agent" and of_all is not None else LEAST_OF_OTHERS[form.kind],
        )

    def _call(self, one: Scored) -> CallResult:
        items = one.card.form.items
        missed = tuple(str(items[a.item][1].title) for a in one.card.answers if a.share is not None and not a.met)
        scenario = one.card.form.scenarios.get(Word(one.card.scenario))
        return CallResult(
            call=one.card.evaluation_id,
            day=self.day(one),
            score=one.score / 100,
            passed=one.passed,
            fatal=tuple(str(items[name][1].title) for name in one.fatal),
            comment=one.card.comment,
            scenario=str(scenario.title) if scenario else "",
            missed=missed,
            agent=member_of(one.card, "agent"),
        )

    def _items(
        self, form: Form, scored: Sequence[Scored], before: dict[str, ItemResult], everyone: dict[str, ItemResult]
    ) -> Iterable[ItemResult]:
        for name, (section, item) in form.items.items():
            answers = [
                (one, answer) for one in scored for answer in one.card.answers if answer.item == name and answer.share is not None
            ]
            if not answers:
                continue
            met = sum(answer.met for _, answer in answers)
            interval = wilson(met, len(answers))
            assert interval is not None, "there are answers"
            old = before.get(name)
            yield ItemResult(
                item=name,
                title=str(item.title),
                section=str(form.sections[Word(section)].title),
                fatal=item.fatal or "",
                checked=len(answers),
                met=met,
                share=sum((answer.share or NOTHING for _, answer in answers), NOTHING) / len(answers),
                interval=interval,
                cost=sum((_cost(one, name) for one in scored), NOTHING) / len(scored),
                all=everyone[name].share if name in everyone else None,
                before=old.share if old else None,
                before_checked=old.checked if old else 0,
                clear=old is not None and (old.interval[1] < interval[0] or interval[1] < old.interval[0]),
                quotes=tuple(self._quotes(answers)),
            )

    def _quotes(self, answers: Sequence[tuple[Scored, Answer]]) -> list[Quote]:
        """Up to two comments, the newest: on the item where it was missed, on the item, on calls that missed it and failed."""
        own = [(answer.met, one, answer.comment) for one, answer in answers if answer.comment]
        own += [
            (True, one, one.card.comment) for one, answer in answers if one.card.comment and not answer.met and not one.passed
        ]
        told: dict[str, Quote] = {}
        for _, one, text in sorted(own, key=lambda said: (said[0], -said[1].card.when.timestamp(), said[1].card.evaluation_id)):
            told.setdefault(text, Quote(text, one.card.evaluation_id, self.day(one)))
        return list(told.values())[:2]


def _counting(scored: Iterable[Scored], form: str = "") -> list[Scored]:
    """First scores of valid calls that nobody disputes."""
    return [
        one
        for one in scored
        if one.card.status == "released" and not one.card.double_of and (not form or one.card.form.form == form)
    ]


def _score(scored: Sequence[Scored]) -> mpq:
    possible = sum((one.possible for one in scored), NOTHING)
    return sum((one.earned for one in scored), NOTHING) / possible if possible else NOTHING


def _cost(one: Scored, item: str) -> mpq:
    """What an item took from a call, in points of a hundred: its own points, and its part of what a critical error made zero."""
    own = sum((worth.possible - worth.earned for worth in one.worths if worth.item == item), NOTHING)
    fatal = one.card.form.fatal
    guilty = [name for name in one.fatal if getattr(fatal, str(one.card.form.items[name][1].fatal)) == "zero"]
    if item not in guilty:
        return own
    return own + sum((worth.earned for worth in one.worths), NOTHING) / len(guilty)


def _invalid(scored: Iterable[Scored]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in scored:
        if not one.card.valid:
            meaning = next(
                (str(text) for name, text in one.card.form.invalid.items() if name == one.card.status), one.card.status
            )
            counts[meaning] = counts.get(meaning, 0) + 1
    return dict(sorted(counts.items()))


def _calibration(scored: Sequence[Scored]) -> Calibration | None:
    first = {one.card.evaluation_id: one for one in scored if not one.card.double_of}
    pairs = [(one, first[one.card.double_of]) for one in scored if one.gap is not None and one.card.double_of in first]
    if not pairs:
        return None
    gap = sum((abs(second.score - one.score) for second, one in pairs), NOTHING) / len(pairs)
    return Calibration(len(pairs), gap, sum((second.score - one.score for second, one in pairs), NOTHING) / len(pairs))
