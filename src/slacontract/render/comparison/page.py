"""A comparison as one self-contained page: what each change is worth as bars, each term with both sides, then the tables."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from gmpy2 import mpq
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from slacontract.languages import Language, Message, message, say
from slacontract.render.comparison.report import ALONE, direction, joined, report_of, term, worth
from slacontract.render.comparison.words import change, clause, places, rows

if TYPE_CHECKING:
    from slacontract.comparison.compare import Change, Comparison
    from slacontract.comparison.differences import Difference

_FULL = 100
"""The bars together, in percent of their column."""


def write_page(comparison: Comparison, language: Language) -> str:
    """Draw the comparison. The same comparison gives the same text."""
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, keep_trailing_newline=False)
    template = environment.from_string(
        files("slacontract.render.comparison").joinpath("page.html.j2").read_text(encoding="utf-8")
    )
    report = report_of(comparison, language)
    sections = report.sections[1:] if comparison.changes else report.sections
    return template.render(
        language=language,
        title=say(report.title, language),
        facts=[(say(name, language), say(fact, language)) for name, fact in report.facts],
        said={"worth": say(message("What each change is worth"), language), "worth_says": say(ALONE, language),
              "terms": say(message("Changed terms"), language)},
        bars=_bars(comparison, language),
        changes=[_change(comparison, item, language) for item in comparison.changes],
        sections=[
            {
                "title": say(section.title, language), "says": say(section.says, language), "texts": section.texts,
                "heads": [say(head, language) for head in section.heads],
                "rows": [[say(cell, language) for cell in row] for row in section.rows],
            }
            for section in sections
        ],
    )  # fmt: skip


def _change(comparison: Comparison, item: Change, language: Language) -> dict[str, object]:
    return {
        "parts": [_part(comparison, difference, language) for difference in item.term.differences],
        "worth": worth(comparison, item, language) if item.total is not None else "",
        "way": item.verdict.direction.value,
        "direction": say(direction(item), language),
        "why": say(joined(item.verdict.why), language),
    }


def _part(comparison: Comparison, difference: Difference, language: Language) -> dict[str, object]:
    names = (message("Old"), message("New"))
    values = (difference.old, difference.new)
    sides = [
        {"name": say(name, language), "at": at, "rows": rows(value)}
        for name, at, value in zip(names, places(difference), values, strict=True)
    ]
    return {"clause": clause(difference), "term": say(term(comparison, difference), language), "sides": sides}


def _bars(comparison: Comparison, language: Language) -> list[dict[str, object]]:
    """Each change with a bar to the right of the line for more, to the left for less; what all give together, and the whole."""
    settled = comparison.settled
    if settled is None or not comparison.changes:
        return []
    parts: list[tuple[Message, mpq | None]] = [(term(comparison, i.term.first), i.total) for i in comparison.changes]
    parts += [(message("Together"), comparison.together), (message("Net, new less old"), settled.net.difference)]
    low = min(mpq(0), *(amount for _, amount in parts if amount is not None))
    span = max(mpq(0), *(amount for _, amount in parts if amount is not None)) - low or mpq(1)

    def bar(name: Message, amount: mpq | None, *, whole: bool) -> dict[str, object]:
        size = amount or mpq(0)
        return {
            "name": say(name, language),
            "amount": "–" if amount is None else change(amount, language, settled.decimals),
            "before": _percent((min(size, mpq(0)) - low) / span),
            "width": _percent(abs(size) / span),
            "way": "up" if size > 0 else "down",
            "sum": whole,
        }

    return [bar(name, amount, whole=number == len(parts)) for number, (name, amount) in enumerate(parts, 1)]


def _percent(share: mpq) -> str:
    """A share as whole percents and tenths, for the eye: no amount is drawn from it."""
    return f"{int(share * _FULL * 10) / 10:.1f}"
