"""The KPIs of an annex: what is promised, what a result pays, and what changes that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from slacontract.model.billing.sign import can_be_negative
from slacontract.render.annex import formulas
from slacontract.render.annex.document import Block, Listed, Section, Text
from slacontract.render.annex.phrases import base, effect, scope
from slacontract.render.annex.reading import Reading
from slacontract.render.annex.scales import drawn, groups, scale, unit_of

if TYPE_CHECKING:
    from slacontract.model.kpis.excuses import Relief
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.render.annex.voice import Voice

_DEFINED: Final = (
    "title", "clause", "kpi", "variant", "formula", "unit", "better", "domain", "rounded", "shown", "points_of", "scorecard",
)  # fmt: skip
"""Keys that the definition of a KPI tells."""
_PERIODS: Final = {
    "own": "Percentages are of {base}.",
    "next": "Percentages are of {base} of the next period, where they are a line.",
    "previous": "Percentages are of {base} of the period before.",
}
_MISSING: Final = {
    "worst": "In a period without a figure the worst of the scale is paid.",
    "neutral": "In a period without a figure nothing is paid.",
    "last": "In a period without a figure it is paid as for the last result.",
}
_TOGETHER: Final = ("repeat", "earn_back", "window", "against", "events", "penalised")


def kpis(voice: Voice) -> Section:
    """All KPIs, in the order of the contract."""
    parts = tuple(_kpi(voice, str(name), kpi) for name, kpi in voice.contract.kpis.items())
    return Section("kpis", voice.say("KPIs and what they pay"), "", (), parts)


def _kpi(voice: Voice, name: str, kpi: Kpi) -> Section:
    reading = Reading(voice, kpi, unit_of(kpi))
    for key in _DEFINED:
        reading.take(key)
    opening = list(_opening(voice, reading))
    paying = list(scale(voice, name, reading))
    picture = list(drawn(voice, name, kpi)) if kpi.scaled else []
    parts = tuple(groups(voice, name, kpi)) if reading.take("scales") else ()
    after = [Text(voice.say("Each group of members has a target or scale of its own, by {by}.", by=str(kpi.scales.by)))
             ] if kpi.scales else []  # fmt: skip
    closing = list(_closing(voice, reading))
    memory = tuple(_remembered(voice, reading))
    blocks: list[Block] = [*opening, *paying, *picture, *after, *closing, *memory, *reading.rest()]
    return Section(f"kpi.{name}", voice.kpi(name), str(kpi.clause), tuple(blocks), parts)


def _opening(voice: Voice, reading: Reading) -> Iterator[Block]:
    kpi: Any = reading.noun
    told = []
    if target := reading.take("target"):
        told.append(voice.say("Target: {target}.", target=voice.interval(target, reading.unit)))
    reading.take("where"), reading.take("each")
    told.append(scope(voice, kpi))
    if not kpi.scaled and kpi.scales is None:
        told.append(voice.say("It pays nothing by itself."))
    if kpi.against is not None:
        told.append(voice.say("Target and scale are about its distance to a figure that moves, which is told below."))
    if of := reading.take("base"):
        told.append(voice.say(_PERIODS[reading.take("base_period")], base=base(voice, of)))
        if kpi.negative_base is None and can_be_negative(voice.contract, of):
            told.append(voice.say("A base below zero counts as zero."))
    yield Text(" ".join(sentence for sentence in told if sentence))


def _closing(voice: Voice, reading: Reading) -> Iterator[Block]:
    told = []
    if missing := reading.take("missing"):
        told.append(voice.say(_MISSING[missing]))
    if clause := reading.take("indexed_by"):
        told.append(voice.say("Its amounts of money follow the indexation {name}.", name=str(clause)))
    if told:
        yield Text(" ".join(told))
    if reliefs := reading.take("relief"):
        yield Listed(tuple(relief(voice, one, reading) for one in reliefs), numbered=len(reliefs) > 1)


def relief(voice: Voice, said: Relief, of: Reading, whose: str = "") -> str:
    """A relief as a sentence: its reason, and what it leaves; ``whose`` are the KPIs of one that several share."""
    reading = Reading(voice, said, of.unit)
    if whose:
        reading.take("kpis")
    reasons = []
    if when := reading.take("when"):
        reasons.append(voice.say("where {condition}", condition=formulas.words(voice, when.node)))
    first, counted = reading.take("first"), reading.take("counted")
    if first is not None:
        text = "in the first {count} periods of the term" if counted == "term" else "in the first {count} periods with a result"
        reasons.append(voice.say(text, count=first))
    if until := reading.take("until"):
        reasons.append(voice.say("in periods that end on or before {day}", day=voice.day(until)))
    if margin := reading.take("margin_of_error"):
        reasons.append(voice.say(
            "unless the whole margin of error is worse than {threshold} (Wilson's interval with z = {z} over {cases})",
            threshold=voice.figure(margin.threshold, of.unit), z=voice.figure(margin.z),
            cases=formulas.words(voice, margin.of.node),
        ))  # fmt: skip
    left = effect(voice, reading.take("effect"))
    if whose:
        sentence = voice.say("Relief of {kpis}: {reason}: {effect}.", kpis=whose, reason=voice.listed(reasons), effect=left)
    else:
        sentence = voice.say("Relief: {reason}: {effect}.", reason=voice.listed(reasons), effect=left)
    if missing := reading.told("missing"):
        sentence += " " + voice.say("Where a figure of it is missing, the condition is taken as {how}.", how=missing)
    reading.take("clause")
    rest = [f"{label}: {text}." for label, text in reading.rows()]
    return " ".join([f"({said.clause})", sentence, *rest])


def _remembered(voice: Voice, reading: Reading) -> Iterator[Block]:
    """What looks at other periods or at events: each clause as facts under its own name."""
    kpi: Any = reading.noun
    for key in _TOGETHER:
        said = reading.take(key)
        for noun in said if isinstance(said, tuple) else (said,) if said is not None else ():
            inner = Reading(voice, noun, reading.unit)
            yield from inner.under(f"{reading.label(key)} ({inner.take('clause')})")
    assert kpi is not None
