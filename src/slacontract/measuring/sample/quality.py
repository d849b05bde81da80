"""Filled scorecards for calls of the sample: quality evaluations in the wide form, mystery calls in the long one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from typing import Final

from slacontract.measuring.sample.clock import wall
from slacontract.measuring.sample.days import Service
from slacontract.measuring.sample.draws import Draws
from slacontract.measuring.sample.events import Contact, Leg
from slacontract.measuring.sample.ledger import Ledger
from slacontract.measuring.sample.plan import Plan
from slacontract.model.forms import Form
from slacontract.parse.forms import read_form

FORMS: Final = ("care-quality", "care-mystery")
HEAD: Final = ("evaluation_id", "contact_id", "form_version", "evaluator", "evaluator_side", "queue", "site", "campaign", "team",
               "agent_key", "agent_name", "at", "status", "double_of", "comment")  # fmt: skip
_EVALUATORS: Final = ("Laura Pons", "Mario Gil")
_GOOD: Final = ("{first} listened well and found the cause at once.", "Clear and friendly; the customer thanked {first} twice.",
                "Very good recap of the next steps.", "Calm with an angry customer.")  # fmt: skip
_BAD: Final = ("{first} interrupted the customer three times.", "Long silence on hold without a word.",
               "{name} read the script instead of answering.", "The customer had to repeat the problem.")  # fmt: skip


def form_text(name: str) -> bytes:
    """The form as it is written beside the records."""
    return (files("slacontract.measuring.sample") / "forms" / f"{name}.yaml").read_bytes()


def _form(name: str) -> Form:
    form, findings = read_form(form_text(name), f"{name}.yaml")
    assert form is not None, findings
    return form


@dataclass(slots=True)
class Drawn:
    """Calls that were drawn for evaluation, each as likely as the others; ``seen`` were there to draw from."""

    seen: int
    calls: list[tuple[Contact, Leg]]

    def offer(self, contact: Contact, leg: Leg, most: int, draws: Draws) -> None:
        """Keep the call, or not, so that in the end all calls had the same chance."""
        self.seen += 1
        if len(self.calls) < most:
            self.calls.append((contact, leg))
        elif (place := draws.below(self.seen)) < most:
            self.calls[place] = (contact, leg)


class Quality:
    """Draws calls while they are written, and fills in the forms of each month."""

    def __init__(self, plan: Plan, service: Service, ledger: Ledger) -> None:
        self.plan, self.service, self.ledger = plan, service, ledger
        self.draws = Draws(plan.seed, "quality")
        self.by_agent: dict[tuple[str, str], Drawn] = {}
        self.by_site: dict[tuple[str, str], Drawn] = {}
        self.quality, self.mystery = _form(FORMS[0]), _form(FORMS[1])

    def see(self, contact: Contact, month: str) -> None:
        """Perhaps draw a call."""
        legs = contact.answered_legs
        if not legs or contact.is_test or contact.stuck:
            return
        leg = legs[0]
        assert leg.agent is not None, "an answered leg has an agent"
        self.by_agent.setdefault((month, leg.agent.key), Drawn(0, [])).offer(contact, leg, self.plan.evaluations, self.draws)
        self.by_site.setdefault((month, leg.agent.desk.site), Drawn(0, [])).offer(
            contact, leg, self.plan.mystery_calls, self.draws
        )

    def files(self, month: str) -> Iterator[tuple[str, Sequence[str], list[Sequence[object]]]]:
        """Name, heading and rows of the scorecards of a month."""
        items = list(self.quality.items)
        rows = [row for (which, _), drawn in sorted(self.by_agent.items()) if which == month for row in self._evaluated(drawn)]
        yield "quality", (*HEAD, *items, "right-answer comment"), rows
        long = [row for (which, _), drawn in sorted(self.by_site.items()) if which == month for row in self._called(drawn)]
        yield "mystery", (*HEAD, "scenario", "item", "answer"), long

    def _evaluated(self, drawn: Drawn) -> Iterator[Sequence[object]]:
        for contact, leg in drawn.calls:
            answers = self._answers(self.quality, leg, partly=True)
            ident = f"q-{contact.id}"
            note = self._comment(leg, sum(a == "No" for a in answers.values()))
            missed = "The tariff was wrong." if answers["right-answer"] == "No" else ""
            yield (*self._head(ident, contact, leg, "vendor", "released", "", note), *answers.values(), missed)
            self._count(leg, "qa", _by_weights(self.quality, answers), answers)
            if self.draws.chance(120):
                again = {**answers, "empathy": "No" if answers["empathy"] == "Yes" else "Yes"}
                yield (*self._head(f"{ident}-b", contact, leg, "client", "released", ident, ""), *again.values(), "")
                self._count(leg, "calibration", _by_weights(self.quality, again), again)

    def _called(self, drawn: Drawn) -> Iterator[Sequence[object]]:
        scenarios = ("bill-too-high", "no-service", "cancel", "bill-too-high", "no-service")
        for number, (contact, leg) in enumerate(drawn.calls):
            status = ("detected", "dropped")[self.draws.below(2)] if self.draws.chance(60) else "released"
            answers = self._answers(self.mystery, leg, partly=False)
            head = self._head(f"m-{contact.id}", contact, leg, "third", status, "", "")
            yield from ((*head, scenarios[number % 5], item, answer) for item, answer in answers.items())
            if status == "released":
                self._count(leg, "mystery", _by_points(self.mystery, answers), answers)
            else:
                assert leg.desk is not None, "an answered leg has a desk"
                self.ledger.count(self.service.clock.day(leg.ended), leg.desk.queue, leg.desk.site, "mystery_invalid")

    def _head(
        self, ident: str, contact: Contact, leg: Leg, side: str, status: str, double_of: str, note: str
    ) -> Sequence[object]:
        agent = leg.agent
        assert agent is not None, "an answered leg has an agent"
        assert leg.desk is not None, "an answered leg has a desk"
        form = self.mystery if side == "third" else self.quality
        return (
            ident,
            contact.id if form is self.quality else "",
            form.version,
            self._evaluator(side),
            side,
            leg.desk.queue,
            leg.desk.site,
            self.plan.campaign,
            agent.team,
            agent.key,
            agent.name,
            wall(self.service.clock.shown(leg.ended)),
            status,
            double_of,
            note,
        )

    def _evaluator(self, side: str) -> str:
        return {"vendor": self.draws.of(_EVALUATORS), "client": "Petra Lang", "third": "Incognito Research"}[side]

    def _answers(self, form: Form, leg: Leg, *, partly: bool) -> dict[str, str]:
        """Better agents meet more; each item is as hard as its place in the form says, the same for all."""
        skill = leg.agent.quality if leg.agent else 0
        answers = {}
        for place, (name, (_, item)) in enumerate(form.items.items()):
            chance = min(995, skill + 150 - 40 * (place * 7 % 5)) if item.fatal is None else 930 + skill // 16
            if item.fatal is None and self.draws.chance(40):
                answers[name] = "N/A"
            elif self.draws.chance(chance):
                answers[name] = "Yes"
            else:
                answers[name] = "Partly" if partly and item.fatal is None and self.draws.chance(300) else "No"
        return answers

    def _comment(self, leg: Leg, missed: int) -> str:
        if leg.agent is None or not self.draws.chance(600):
            return ""
        text = self.draws.of(_BAD if missed > 1 else _GOOD)
        return text.format(first=leg.agent.name.split()[0], name=leg.agent.name)

    def _count(self, leg: Leg, kind: str, hundredths: tuple[int, int], answers: dict[str, str]) -> None:
        """Enter what the form comes to, computed here in plain fractions; scores are held in hundredths of a point."""
        assert leg.desk is not None, "an answered leg has a desk"
        form = self.mystery if kind == "mystery" else self.quality
        fatal = any(item.fatal and answers[name] == "No" for name, (_, item) in form.items.items())
        earned, possible = hundredths
        passed = (
            not fatal and possible > 0 and earned * form.pass_mark.value.denominator >= possible * form.pass_mark.value.numerator
        )
        day = self.service.clock.day(leg.ended)
        for measure, amount in (("evaluations", 1), ("points_hundredths", earned), ("possible_hundredths", possible),
                                ("passed", int(passed)), ("items_met", sum(a == "Yes" for a in answers.values())),
                                ("items_checked", sum(a != "N/A" for a in answers.values()))):  # fmt: skip
            self.ledger.count(day, leg.desk.queue, leg.desk.site, f"{kind}_{measure}", amount)


_WORTH: Final = {"Yes": Fraction(1), "No": Fraction(0), "Partly": Fraction(1, 2)}


def _by_weights(form: Form, answers: dict[str, str]) -> tuple[int, int]:
    """Hundredths earned of 10,000, half up; weights spread over the sections that apply, a fatal error makes zero."""
    total = weights = Fraction(0)
    for section in form.sections.values():
        asked = [(Fraction(str(item.points.value)), answers[str(name)]) for name, item in section.items.items()]
        points = sum((worth for worth, answer in asked if answer != "N/A"), Fraction(0))
        if points and section.weight is not None:
            weight = Fraction(str(section.weight.value))
            weights += weight
            total += weight * sum((worth * _WORTH[answer] for worth, answer in asked if answer != "N/A"), Fraction(0)) / points
    if any(item.fatal in {"user", "compliance"} and answers[name] == "No" for name, (_, item) in form.items.items()):
        return 0, 10_000
    return int(total / weights * 10_000 + Fraction(1, 2)), 10_000


def _by_points(form: Form, answers: dict[str, str]) -> tuple[int, int]:
    """Hundredths of points earned and possible, zero after an error of compliance."""
    asked = [(int(item.points.value), answers[name]) for name, (_, item) in form.items.items() if answers[name] != "N/A"]
    possible = 100 * sum(points for points, _ in asked)
    if answers["no-data"] == "No":
        return 0, possible
    return 100 * sum(points for points, answer in asked if answer == "Yes"), possible
