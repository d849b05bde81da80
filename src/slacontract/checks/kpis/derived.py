"""C201, C202, C207, C211, C212, C213, C214, C218 and C226: accounts of points and scorecards that can be computed in one way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gmpy2 import mpq

from slacontract.checks.terms import how_measured, listed
from slacontract.findings import Finding, finding, nearest
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.contract import Contract
from slacontract.model.kpis.derived import Scorecard, in_order
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.memory import Remembering
from slacontract.model.kpis.scales import Scaled
from slacontract.model.texts import Word
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit

_OWN: Final = frozenset(
    {
        *Scaled.model_fields,
        *Remembering.model_fields,
        "clause",
        "title",
        "points_of",
        "scorecard",
        "better",
        "target",
        "rounded",
        "shown",
        "missing",
        "each",
        "account",
        "cost_centre",
    }
)
"""What a derived KPI may say; all else is about figures of the measures, which it does not read."""


def derived(contract: Contract) -> Iterator[tuple[Word, Kpi]]:
    """The KPIs that are made of other KPIs, with their names."""
    return ((name, kpi) for name, kpi in contract.kpis.items() if kpi.derived)


def derived_says(contract: Contract) -> Iterator[Finding]:
    """A derived KPI says which side is better, and nothing that is about measures."""
    for name, kpi in derived(contract):
        if kpi.better is None:
            yield finding(
                "C202",
                kpi.place,
                f"It is not said whether more or less of '{name}' is better.",
                "Add 'better:'. Choices: higher, lower.",
            )
        elif kpi.better == "neither":
            yield finding(
                "C202",
                kpi.place_of("better"),
                f"'{name}' is made of results, and one side of it must be the better one.",
                "Choices: higher, lower.",
            )
        for key in type(kpi).model_fields:
            if key not in _OWN and kpi.says(key) and key not in {"kpi", "formula"}:
                yield finding(
                    "C201",
                    kpi.place_of(key),
                    f"'{name}' is made of other KPIs, and has no '{key}'.",
                    f"Write '{key}:' at the KPIs that it is made of, or delete it.",
                )


def sources_known(contract: Contract) -> Iterator[Finding]:
    """What a derived KPI is made of are other KPIs, each once, with scores that can be added."""
    for name, kpi in derived(contract):
        for place, source in enumerate(kpi.sources):
            if source not in contract.kpis:
                yield finding(
                    "C211", source.at, f"'{source}' is no KPI of this contract.", nearest(source, listed(contract.kpis))
                )
            elif source in kpi.sources[:place]:
                yield finding("C213", source.at, f"'{source}' stands twice in '{name}'.", "Delete one.")
            else:
                yield from _source(contract, name, kpi, source)
    yield from _circles(contract)


def _source(contract: Contract, name: Word, kpi: Kpi, source: Word) -> Iterator[Finding]:
    other = contract.kpis[source]
    if kpi.scorecard is None or kpi.scorecard.score == "points":
        if not other.gives_points:
            yield finding(
                "C207",
                source.at,
                f"'{source}' gives no points that '{name}' could count.",
                "Pay points in its scale, such as pay: 2 points.",
                other.place,
            )
    else:
        how = how_measured(other)
        if how is not None and how.unit is not Unit.RATIO:
            yield finding(
                "C207",
                source.at,
                f"'{source}' is measured in {how.unit.value}, and '{name}' weighs percentages.",
                "Let its scale give points, and write 'score: points'.",
                other.place,
            )
        if how is not None and kpi.better is not None and how.better not in {kpi.better, "neither"}:
            yield finding(
                "C218",
                source.at,
                f"'{source}' is better when {how.better}, and '{name}' when {kpi.better}: a better result would make it worse.",
                "Let its scale give points, and write 'score: points'.",
                other.place,
            )
    if kpi.each != other.each and (kpi.each or kpi.scorecard is not None):
        yield finding(
            "C226",
            source.at,
            f"'{source}' is judged {_by(other)}, and '{name}' {_by(kpi)}.",
            "Write the same 'each:' in both.",
            other.place,
        )


def _by(kpi: Kpi) -> str:
    return f"for each {' and '.join(kpi.each)}" if kpi.each else "as a whole"


def _circles(contract: Contract) -> Iterator[Finding]:
    sources = {name: tuple(s for s in kpi.sources if s in contract.kpis) for name, kpi in derived(contract)}
    sound = in_order(sources)
    for name, made_of in sources.items():
        if name not in sound:
            at = next((s.at for s in made_of if s in sources and s not in sound), name.at)
            yield finding("C212", at, f"'{name}' is made of itself.", "Take the KPI out that leads back to it.")
            return  # one KPI of a circle tells it; the others follow


def points_counted(contract: Contract) -> Iterator[Finding]:
    """Points are counted by something, and in one direction."""
    for name, kpi in contract.kpis.items():
        if not kpi.gives_points:
            continue
        by_points = {
            counter: other
            for counter, other in derived(contract)
            if name in other.sources and (other.scorecard is None or other.scorecard.score == "points")
        }
        if not by_points:
            yield finding(
                "C202",
                kpi.place,
                f"'{name}' gives points, and nothing counts them.",
                f"Add a KPI with 'points_of: [{name}]' and a scale that pays for them, or pay money.",
                kpi.payments[0].at,
            )
        by_side = {other.better: (counter, other) for counter, other in by_points.items() if other.better}
        if len(by_side) > 1:
            (first, one), (second, two) = list(by_side.values())[:2]
            yield finding(
                "C218",
                kpi.place,
                f"'{first}' is better when {one.better} and '{second}' when "
                f"{two.better}: points of '{name}' count for and against the vendor.",
                "Give the points in two KPIs, one for each.",
                one.place,
                two.place,
            )


def weights_whole(contract: Contract) -> Iterator[Finding]:
    """The weights of a scorecard are above zero and 100 % in all, and the number that must be scored is one that can be."""
    for name, kpi in derived(contract):
        if kpi.scorecard is not None:
            yield from _weights(str(name), kpi.scorecard)
            yield from _at_least(str(name), kpi.scorecard)


def _weights(name: str, card: Scorecard) -> Iterator[Finding]:
    for weight in card.weights.values():
        if weight.value <= 0:
            yield finding("C214", weight.at, f"A weight of '{name}' is {weight.text}.", "Write a weight above zero.")
    total = sum((weight.value for weight in card.weights.values()), mpq(0))
    if card.weights and total != mpq(1):
        side = "above" if total > 1 else "below"
        yield finding(
            "C214",
            card.place_of("weights"),
            f"The weights of '{name}' are {as_decimal(total * 100)}% in all, {as_decimal(abs(total - 1) * 100)}% {side} 100%.",
            "Correct a weight.",
        )


def _at_least(name: str, card: Scorecard) -> Iterator[Finding]:
    if card.unscored == "redistribute" and card.at_least is None:
        yield finding(
            "C202",
            card.place,
            f"'{name}' does not say how many KPIs must have a score.",
            "Add 'at_least:'; with fewer, it is not measured, and its 'missing:' decides.",
        )
    if card.at_least is not None and card.unscored == "not_measured":
        yield finding(
            "C213",
            card.place_of("at_least"),
            f"All KPIs of '{name}' must have a score, and at least {card.at_least}.",
            "Delete 'at_least:', or redistribute the weights.",
            card.place_of("unscored"),
        )
    elif card.at_least is not None and not 1 <= card.at_least <= len(card.weights):
        yield finding(
            "C214",
            card.place_of("at_least"),
            f"At least {card.at_least} of {len(card.weights)} KPIs must have a score.",
            f"Write a number from 1 to {len(card.weights)}.",
        )


def never_missing(contract: Contract) -> Iterator[Finding]:
    """A sum of points is always there: no figure of it can be missing."""
    for name, kpi in derived(contract):
        if kpi.points_of and kpi.missing is not None:
            yield finding(
                "C225",
                kpi.place_of("missing"),
                f"'{name}' adds points, so its figure is never missing.",
                "Delete 'missing:'; the KPIs that give the points say what a missing figure gives.",
            )


def guarantees_measured(contract: Contract) -> Iterator[Finding]:
    """Billing comes before results, so it leans on measured KPIs only."""
    for line in contract.billing.values():
        named = line.guarantee.kpi if isinstance(line, PerFteHour) and line.guarantee is not None else None
        if named in contract.kpis and contract.kpis[named].derived:
            yield finding(
                "C213",
                named.at,
                f"'{named}' is made of results, and billing comes before them.",
                "Name a KPI that is measured.",
                contract.kpis[named].place,
            )
