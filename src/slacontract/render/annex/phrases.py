"""Phrases: what small things of the language are called in a sentence, such as shares, bases, effects and runs of periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from slacontract.catalogue.kpis import is_base_field
from slacontract.model.kpis.bases import PoolPart
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.formula.text import Share
    from slacontract.model.between import Grace
    from slacontract.model.kpis.bases import AnyBase, Base
    from slacontract.model.kpis.effects import Effect
    from slacontract.model.kpis.memory import Run
    from slacontract.model.register import Deadline
    from slacontract.render.annex.voice import Voice

_COMPONENTS: Final = {
    "talk": "talk time", "hold": "hold time", "wrap": "after-contact work", "ring": "ringing time", "queue": "waiting time",
    "connected": "connected time", "talk_and_hold": "talk and hold time",
    "handle": "handle time (talk, hold and after-contact work)", "agent_legs": "time of agent legs",
    "paid": "paid hours", "scheduled": "scheduled hours", "logged": "logged hours", "productive": "productive hours",
    "busy": "busy hours", "ready": "ready hours", "offphone": "hours off the phone", "training": "training hours",
    "productive_without_ready": "productive hours less ready hours", "contact": "each contact", "leg": "each agent leg",
}  # fmt: skip
_STAGES: Final = {"before caps": "{what} before caps", "after caps": "{what} after caps",
                  "after commitments": "{what} after commitments"}  # fmt: skip
_COUNTS: Final = {"last": "the last result that counted takes its place", "nothing": "the period counts as not measured"}
_KEPT: Final = {"bonus": "{share} of the bonus is kept", "penalty": "{share} of the penalty is charged"}
_NONE: Final = {"bonus": "no bonus is paid", "penalty": "no penalty is charged"}
_GRACE: Final = {"days": ("{count} days", "{count} day"), "working_days": ("{count} working days", "{count} working day"),
                 "hours": ("{count} hours", "{count} hour"), "minutes": ("{count} minutes", "{count} minute")}  # fmt: skip
_DEADLINES: Final = {
    "days": ("{count} days", "{count} day"), "working days": ("{count} working days", "{count} working day"),
    "periods": ("{count} periods", "{count} period"),
}  # fmt: skip


def named(voice: Voice, word: str) -> str:
    """How a thing is called that a key names: a component of time, a measure, a KPI, a figure; a word of its own as it is."""
    if word in voice.contract.kpis or word in voice.contract.figures or is_base_field(word):
        return voice.field(word)
    return voice.say(_COMPONENTS[word]) if word in _COMPONENTS else voice.field(word)


def share(voice: Voice, said: Share) -> str:
    """A share of something: ``10 % of all billing``, ``3 days of Care``."""
    part = voice.figure(said.percent)
    if said.of_figure:
        from gmpy2 import mpq  # noqa: PLC0415  # the figure is text here

        return voice.say("{share} of {what}", share=part, what=voice.value(mpq(said.of), Unit.MONEY))
    if said.of == "value":
        return voice.say("{share} of the value itself", share=part)
    what = voice.billing(said.of) if said.of.startswith("billing") else voice.field(said.of)
    return voice.say("{share} of {what}", share=part, what=what)


def base(voice: Voice, said: AnyBase) -> str:
    """What a percentage is a percentage of."""
    return pool_part(voice, said) if isinstance(said, PoolPart) else _of_billing(voice, said)


def _of_billing(voice: Voice, said: Base) -> str:
    if said.fixed is not None:
        return voice.figure(said.fixed)
    if said.figure is not None:
        return voice.field(said.figure)
    lines = voice.listed([voice.line(line) for line in said.lines])
    what = voice.say("the billing of {line}", line=lines) if lines else voice.say("all billing")
    return voice.say(_STAGES[said.stage], what=what) if said.stage else what


def pool_part(voice: Voice, said: PoolPart) -> str:
    """A part of a pool."""
    told = voice.say("what the pool {name} puts at risk", name=str(said.pool))
    if said.share is not None:
        told = voice.say("{share} of {what}", share=voice.figure(said.share), what=told)
    if said.allocation is not None:
        told = voice.say("{share} of {what}", share=voice.figure(said.allocation), what=told)
    return told


def effect(voice: Voice, said: Effect) -> str:
    """What a condition leaves of bonus and penalty."""
    if said.counts != "own":
        return voice.say(_COUNTS[said.counts])
    if set(said.none) == {"bonus", "penalty"}:
        return voice.say("neither bonus nor penalty")
    told = [voice.say(_NONE[side]) for side in said.none]
    told += [voice.say(_KEPT[side], share=voice.figure(kept)) for side, kept in said.shares]
    return voice.listed(told)


def run(voice: Voice, said: Run) -> str:
    """So many periods."""
    if said.consecutive:
        return voice.say("{count} periods one after the other", count=said.count)
    if said.of is None:
        return voice.say("{count} periods of the contract year", count=said.count)
    return voice.say("{count} of the last {of} periods", count=said.count, of=said.of)


def grace(voice: Voice, said: Grace) -> str:
    """A time of grace."""
    return voice.say(_GRACE[said.of][said.count == 1], count=said.count)


def deadline(voice: Voice, said: Deadline) -> str:
    """A deadline."""
    return voice.say(_DEADLINES[said.of][said.count == 1], count=said.count)


def where(voice: Voice, said: Mapping[Any, Iterable[Any]]) -> str:
    """Which rows of the measures count."""
    parts = []
    for dimension, members in said.items():
        names = list(map(str, members))
        told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{voice.say(' or ')}{names[-1]}"
        parts.append(f"{dimension} {told}")
    return voice.joined(parts)


_DIMENSIONS: Final = {"week": "week", "day": "day", "contact": "contact"}


def dimension(voice: Voice, name: str) -> str:
    """How a dimension is called: as in the files, but for those that every contract has."""
    return voice.say(_DIMENSIONS[name]) if name in _DIMENSIONS else name


EACH: Final = "Each {dimension} is looked at by itself, and the results are added."


def scope(voice: Voice, noun: Any, each: str = EACH) -> str:
    """Which part of the service a clause is about, as a sentence; nothing where it is the whole."""
    told = []
    if noun.where:
        told.append(voice.say("Only {scope} counts.", scope=where(voice, noun.where)))
    if noun.each:
        told.append(voice.say(each, dimension=voice.listed([dimension(voice, str(name)) for name in noun.each])))
    return " ".join(told)
