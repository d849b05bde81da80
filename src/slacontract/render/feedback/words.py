"""What the report says, in English; the catalogue of the language has the rest."""

from __future__ import annotations

from typing import Final

from gmpy2 import mpq

from slacontract.languages import Argument, Language, message, say
from slacontract.measuring.feedback.report import ItemResult, Report, View
from slacontract.render.feedback.figures import percent, points, whole_percent

OF: Final = {
    "agent": "Feedback by agent",
    "campaign": "Feedback by campaign",
    "team": "Feedback by team",
    "site": "Feedback by site",
    "queue": "Feedback by queue",
}
FATAL: Final = {
    "user": "critical for the customer",
    "business": "critical for the business",
    "compliance": "critical for compliance",
}
KINDS: Final = {"qa": "Quality evaluations", "mystery": "Mystery calls"}


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, text: str, **arguments: Argument) -> str:
        """A sentence with what stands in its places."""
        return say(message(text, **arguments), self.language)

    def percent(self, share: mpq | None) -> str:
        """A share, or a dash where there is none."""
        return "–" if share is None else percent(share, self.language)

    def points(self, value: mpq | None) -> str:
        """Points, or a dash where there are none."""
        return "–" if value is None else points(value, self.language)

    def change(self, now: mpq, before: mpq | None) -> str:
        """A change in points with its sign, or a dash where there was nothing before."""
        return "–" if before is None else points((now - before) * 100, self.language, signed=True)

    def title(self, report: Report) -> str:
        """What the report is called."""
        return self(OF[report.by])

    def interval(self, view_or_item: View | ItemResult) -> str:
        """The interval in words."""
        low, high = view_or_item.interval
        return self("between {low} % and {high} %", low=whole_percent(low), high=whole_percent(high))

    def passed(self, view: View) -> str:
        """How many calls passed."""
        return self("{passed} of {calls}", passed=view.passed, calls=view.count)

    def met(self, item: ItemResult) -> str:
        """How often an item was met."""
        return self("{met} of {checked}", met=item.met, checked=item.checked)

    def caution(self, view: View) -> str:
        """What is said where there are few calls; nothing where there are enough."""
        if not view.small:
            return ""
        return self(
            "Calls so far: {calls}. That is an indication and no judgement, which needs {least} or more; "
            "the share of calls passed may lie anywhere {interval}.",
            calls=view.count,
            least=view.least,
            interval=self.interval(view),
        )

    def bar(self, item: ItemResult) -> str:
        """A bar in words."""
        return f"{percent(item.share, self.language)}, {self.interval(item)}"

    def fatal(self, kind: str) -> str:
        """What kind of critical error an item is."""
        return self(FATAL[kind]) if kind else ""

    def calibration(self, view: View) -> str:
        """How far second scores are from the first."""
        found = view.calibration
        if found is None:
            return ""
        told = self("Calls scored twice: {calls}. The scores differ by {gap} points on average.", calls=found.calls,
                    gap=points(found.gap, self.language))  # fmt: skip
        if found.lean == mpq(0):
            return told
        lean = (
            "The second scores are lower by {points} points."
            if found.lean < 0
            else "The second scores are higher by {points} points."
        )
        return f"{told} {self(lean, points=points(abs(found.lean), self.language))}"
