"""The report card drawn: a table of five letters for each KPI, then what could be better, with its reason and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from slacontract.languages import Message, message, say
from slacontract.render.review.told import Told, template
from slacontract.render.terminal import draw
from slacontract.review.smart.verdicts import WORST_FIRST, Card, Letter, Point, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slacontract.languages import Language
    from slacontract.review.smart.verdicts import KpiCard

LETTERS: Final = {
    Letter.SPECIFIC: message("Specific"),
    Letter.MEASURABLE: message("Measurable"),
    Letter.ACHIEVABLE: message("Achievable"),
    Letter.RELEVANT: message("Relevant"),
    Letter.TIME_BOUND: message("Time-bound"),
}
VERDICTS: Final = {
    Verdict.GOOD: message("good"),
    Verdict.WEAK: message("weak"),
    Verdict.POOR: message("poor"),
    Verdict.OPEN: message("open"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to tell, with the KPIs that it is about; none where it is about the contract."""

    point: Point
    about: str
    kpis: tuple[str, ...]


def told_smart(card: Card, language: Language) -> Told:
    """The report card in one language."""
    title = say(message("Report card: is each KPI specific, measurable, achievable, relevant and time-bound?"), language)
    return Told("smart", title, _text(card, language), _page(card, language), _data(card, language))


def _text(card: Card, language: Language) -> str:
    heads = [say(head, language) for head in (message("KPI"), message("Clause"), *LETTERS.values())]
    rows = [[_called(kpi, language), kpi.clause, *(say(VERDICTS[kpi.verdict(letter)], language) for letter in Letter)]
            for kpi in card.kpis]  # fmt: skip
    legend = message("good; weak: could be better; poor: a defect; open: nothing is there to judge by")
    parts = [draw(say(legend, language), heads, rows, left=len(heads), rich=False)] if rows else []
    parts += [_block(said, language) for said in _to_tell(card, language)]
    return "\n\n".join(parts)


def _called(kpi: KpiCard, language: Language) -> str:
    name = say(kpi.name, language)
    return kpi.kpi if name == kpi.kpi else f"{kpi.kpi}: {name}"


def _to_tell(card: Card, language: Language) -> Iterator[Said]:
    """What is not simply good, the worst first; what is said of several KPIs is told once."""
    found: dict[tuple[str, str, str], list[tuple[str, Point]]] = {}
    for kpi in card.kpis:
        for letter in Letter:
            for point in kpi.letters[letter]:
                if point.counted is not Verdict.GOOD or point.accepted:
                    key = (letter.value, say(point.reason, language), point.accepted)
                    found.setdefault(key, []).append((kpi.kpi, point))
    told = [Said(points[0][1], say(LETTERS[Letter(letter)], language), tuple(kpi for kpi, _ in points))
            for (letter, _, _), points in found.items()]  # fmt: skip
    whole = say(message("The contract as a whole"), language)
    told += [Said(point, whole, ()) for point in card.whole if point.counted is not Verdict.GOOD or point.accepted]
    yield from sorted(told, key=lambda said: WORST_FIRST.index(said.point.counted))


def _block(said: Said, language: Language) -> str:
    point = said.point
    about = f"{said.about}: {', '.join(said.kpis)}" if said.kpis else said.about
    code = f", {point.code}" if point.code else ""
    lines = [f"{about} ({say(VERDICTS[point.verdict], language)}{code})", f"  {say(point.reason, language)}"]
    if point.accepted:
        lines.append(f"  {say(message('Accepted: {why}', why=point.accepted), language)}")
    elif point.remedy is not None:
        lines.append(f"  {say(message('Remedy: {remedy}', remedy=point.remedy), language)}")
    return "\n".join(lines)


def _page(card: Card, language: Language) -> Markup:
    def words(what: Message | None) -> str:
        return "" if what is None else say(what, language)

    drawn = template("smart.html.j2").render(
        card=card, letters=LETTERS, verdicts=VERDICTS, say=words, m=message, called=_called, language=language,
        count=_counted(card),
    )  # fmt: skip
    return Markup(drawn)  # noqa: S704  # the template has escaped what came from outside


def _counted(card: Card) -> dict[str, int]:
    """How many letters have each verdict."""
    letters = [kpi.verdict(letter) for kpi in card.kpis for letter in Letter]
    return {verdict.value: letters.count(verdict) for verdict in Verdict}


def _data(card: Card, language: Language) -> dict[str, object]:
    return {
        "kpis": [
            {
                "kpi": kpi.kpi, "name": say(kpi.name, language), "clause": kpi.clause,
                "letters": {
                    letter.value: {"verdict": kpi.verdict(letter).value, "points": _points(kpi.letters[letter], language)}
                    for letter in Letter
                },
            }
            for kpi in card.kpis
        ],
        "contract": _points(card.whole, language),
    }  # fmt: skip


def _points(points: Iterable[Point], language: Language) -> list[dict[str, object]]:
    return [
        {
            "verdict": point.verdict.value, "reason": say(point.reason, language),
            "remedy": say(point.remedy, language) if point.remedy else None, "code": point.code or None,
            "file": point.at.file or None, "line": point.at.line or None, "accepted": point.accepted or None,
        }
        for point in points
    ]  # fmt: skip
