"""What changes bonuses and penalties after the scales: relief, incidents, claims, gates, limits, small amounts, tax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from slacontract.render.annex import formulas
from slacontract.render.annex.document import Block, Facts, Formula, Grid, Listed, Section, Text
from slacontract.render.annex.kpis import relief
from slacontract.render.annex.meanings import meaning
from slacontract.render.annex.phrases import effect, pool_part, share
from slacontract.render.annex.reading import Reading, told
from slacontract.settlement.reading.meaning import unit_of_name

if TYPE_CHECKING:
    from slacontract.model.kpis.gates import Gate
    from slacontract.model.kpis.limits import Limit
    from slacontract.render.annex.voice import Voice

_LIMITED: Final = {
    "penalty": "{whose} together are charged at most {most} over {span}.",
    "bonus": "{whose} together are paid at most {most} over {span}.",
    "net": "{whose}, counted against each other, are at most {most} over {span}, up or down.",
}
_WHOSE: Final = {"penalty": "The penalties of {kpis}", "bonus": "The bonuses of {kpis}", "net": "Bonuses and penalties of {kpis}"}


def excuses(voice: Voice) -> Iterator[Section]:
    """Relief of several KPIs, and what the events file can say."""
    contract = voice.contract
    blocks: list[Block] = []
    if contract.relief:
        items = []
        for one in contract.relief:
            whose = voice.listed(voice.kpi(name) for name in one.kpis) if one.kpis else voice.say("all KPIs")
            items.append(relief(voice, one, Reading(voice, one), whose))
        blocks.append(Listed(tuple(items), numbered=len(items) > 1))
    for incident in contract.incidents:
        kpis = voice.listed(voice.kpi(name) for name in incident.kpis)
        text = voice.say("Where {kpis} fail together, only the highest of their penalties in a period is charged.", kpis=kpis)
        blocks.append(Text(f"({incident.clause}) {text}{_name(voice, incident)}"))
    if contract.claims is not None:
        blocks += _claims(voice)
    if contract.overrides is not None:
        text = voice.say("The parties may agree on an amount in place of that of a KPI; each is written down with its reason.")
        blocks.append(Text(f"({contract.overrides.clause}) {text}"))
    if blocks:
        yield Section("excuses", voice.say("Relief, incidents and claims"), "", tuple(blocks))


def _name(voice: Voice, noun: Any) -> str:
    return " " + voice.say("It is called {name}.", name=str(noun.name)) if noun.name else ""


def _claims(voice: Voice) -> Iterator[Block]:
    reading = Reading(voice, voice.contract.claims)  # type: ignore[arg-type]  # the caller has seen it
    yield Text(f"({reading.take('clause')}) {voice.say('Penalties are due only when the client claims them in time.')}")
    kpis = reading.take("kpis")
    rows = list(reading.rows())
    if kpis:
        rows.append((reading.label("kpis"), voice.listed(voice.kpi(name) for name in kpis)))
    yield Facts(tuple(rows))


def gates(voice: Voice) -> Iterator[Section]:
    """The gates, in their order."""
    if not voice.contract.gates:
        return
    blocks: list[Block] = [Text(voice.say("A gate never lifts a penalty."))]
    parts = tuple(_gate(voice, number, gate) for number, gate in enumerate(voice.contract.gates, 1))
    yield Section("gates", voice.say("Gates"), "", tuple(blocks), parts)


def _gate(voice: Voice, number: int, gate: Gate) -> Section:
    reading = Reading(voice, gate)
    clause, name = str(reading.take("clause")), reading.take("name")
    kpis = reading.take("kpis")
    whose = voice.listed(voice.kpi(kpi) for kpi in kpis) if kpis else voice.say("all KPIs")
    blocks: list[Block] = []
    when, otherwise, of, steps = (reading.take(key) for key in ("when", "otherwise", "of", "steps"))
    if when is not None:
        blocks.append(Text(voice.say(
            "For {kpis}: where it does not hold that {condition}, {effect}.", condition=formulas.words(voice, when.node),
            kpis=whose, effect=effect(voice, otherwise) if otherwise else "",
        )))  # fmt: skip
        blocks.append(Formula("", "", when.text))
    if of is not None:
        blocks.append(Text(voice.say("How much of the amounts of {kpis} is kept depends on {of}.", kpis=whose, of=voice.kpi(of))))
        unit = unit_of_name(voice.contract, str(of))
        rows = tuple((voice.interval(step.when, unit), _kept(voice, step.bonus), _kept(voice, step.penalty)) for step in steps)
        blocks.append(Grid((voice.kpi(of), voice.say("Bonus that is kept"), voice.say("Penalty that is charged")), rows))
    missing = told(voice, type(gate), "missing", reading.take("missing"))
    blocks.append(Text(voice.say("Where a figure of it is missing, the condition is taken as {how}.", how=missing)))
    title = str(name) if name else voice.say("Gate {number}", number=number)
    return Section(f"gate.{number}", title, clause, (*blocks, *reading.rest()))


def _kept(voice: Voice, kept: Any) -> str:
    return voice.figure(kept) if kept is not None else voice.say("all")


def limits(voice: Voice) -> Iterator[Section]:
    """The limits in their order, small amounts, and what becomes of a credit that is too large."""
    contract = voice.contract
    blocks: list[Block] = []
    if contract.limits:
        blocks.append(Text(voice.say("Limits apply in this order, each to what those before it have left.")))
        blocks.append(Listed(tuple(_limit(voice, limit) for limit in contract.limits), numbered=True))
    elif contract.kpis:
        blocks.append(Text(voice.say("No limit is agreed on what the KPIs may add or take.")))
    if blocks:
        yield Section("limits", voice.say("Limits"), "", tuple(blocks))
    if contract.de_minimis:
        called = voice.say("Small amounts")
        parts = tuple(_plain(voice, f"de_minimis.{n}", f"{called} {n}", said) for n, said in enumerate(contract.de_minimis, 1))
        yield replace(parts[0], title=called) if len(parts) == 1 else Section("de_minimis", called, "", (), parts)
    if contract.carry_over is not None:
        told_of = voice.say("What a credit would take the invoice below its floor is carried to the next invoice.")
        part = _plain(voice, "carry_over", voice.say("Carry-over"), contract.carry_over)
        yield Section(part.name, part.title, part.clause, (Text(told_of), *part.blocks))


def _plain(voice: Voice, ident: str, title: str, noun: Any) -> Section:
    reading = Reading(voice, noun)
    clause, means = str(reading.take("clause")), meaning(voice, noun)
    return Section(ident, title, clause, (*([Text(means)] if means else []), *reading.rest()))


def _limit(voice: Voice, limit: Limit) -> str:
    reading = Reading(voice, limit)
    clause, on, most = reading.take("clause"), reading.take("on"), reading.take("at_most")
    kpis = reading.take("kpi")
    amount = (
        pool_part(voice, most) if hasattr(most, "pool") else share(voice, most) if hasattr(most, "of") else voice.figure(most)
    )
    whose = voice.listed(voice.kpi(name) for name in kpis) if kpis else voice.say("all KPIs")
    span = told(voice, type(limit), "every", reading.take("every"))
    text = voice.say(_LIMITED[on], whose=voice.say(_WHOSE[on], kpis=whose), most=amount, span=span)
    rest = [f"{label}: {said}." for label, said in reading.rows()]
    return " ".join([f"({clause})", text, *rest])


def tax(voice: Voice) -> Section:
    """How tax treats the adjustments."""
    reading = Reading(voice, voice.contract.tax)
    clause = str(reading.take("clause") or "")
    return Section("tax", voice.say("Tax"), clause, reading.rest())


def accepted(voice: Voice) -> Iterator[Section]:
    """Oddities that the parties mean, with their reasons."""
    if not voice.contract.accept:
        return
    from slacontract.codes import CODES  # noqa: PLC0415

    rows = tuple((f"{item.code} {CODES[str(item.code)].slug}" if str(item.code) in CODES else str(item.code), str(item.why))
                 for item in voice.contract.accept)  # fmt: skip
    told_of = Text(voice.say("A check found these oddities, and the parties accept them for the reasons given."))
    heads = (voice.say("Finding"), voice.say("Reason"))
    yield Section("accepted", voice.say("Oddities that the parties accept"), "", (told_of, Grid(heads, rows, texts=2)))
