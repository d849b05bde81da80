"""Counters of intervals: how many quarters, half hours or hours had contacts enough, and in how many the service level was met.

``half_hours_from_5_answered_abandoned`` counts half hours in which 5 contacts or more were answered or hung up;
``half_hours_met_80_in_20s_from_5_answered_abandoned`` those of them in which 80% or more of these were answered within 20 s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from slacontract.languages import Message, bilingual

LENGTHS: Final = {"quarter_hours": 900, "half_hours": 1800, "hours": 3600}
"""What an interval is called, and its seconds."""
_BASES: Final = {
    "answered": ("answered", "atendidos"),
    "answered_abandoned": ("answered or hung up", "atendidos o abandonados"),
    "answered_abandoned_after": ("answered, or hung up after {base_s} s", "atendidos, o abandonados tras {base_s} s"),
    "answered_abandoned_lasting": (
        "answered, or hung up after {base_s} s or more", "atendidos, o abandonados a los {base_s} s o más",
    ),
    "answered_abandoned_flow_out": (
        "answered or hung up, or left the queue otherwise", "atendidos, abandonados o salidos de la cola por otra vía",
    ),
    "answered_abandoned_ivr": ("answered, hung up or ended in the IVR", "atendidos, abandonados o terminados en IVR"),
}  # fmt: skip
"""The contacts that a service level is divided by, in the words of both languages."""
_MET: Final = {
    "in": ("answered within {met_s} s", "atendidos en {met_s} s"),
    "under": ("answered in less than {met_s} s", "atendidos en menos de {met_s} s"),
    "left_in": ("that left the queue within {met_s} s", "que salen de la cola en {met_s} s"),
    "left_under": ("that left the queue in less than {met_s} s", "que salen de la cola en menos de {met_s} s"),
}
"""What must have become of a share of them."""
_NAMES: Final = {
    "quarter_hours": ("Quarter hours", "Cuartos de hora", "los"),
    "half_hours": ("Half hours", "Medias horas", "las"),
    "hours": ("Hours", "Horas", "las"),
}
_COUNTER: Final = re.compile(
    r"(?P<length>quarter_hours|half_hours|hours)"
    r"(?:_met_(?P<target>[0-9]+(?:_[0-9]+)?)_(?P<met>left_in|left_under|in|under)_(?P<met_s>[1-9][0-9]*)s)?"
    r"_from_(?P<least>[1-9][0-9]*)_(?P<base>answered(?:_abandoned(?:_flow_out|_ivr|_after|_lasting)?)?)(?:_(?P<base_s>[1-9][0-9]*)s)?"
)


@dataclass(frozen=True, slots=True)
class IntervalCounter:
    """What the name of a counter says.

    ``length`` and ``base_s`` are seconds. An interval counts from ``least`` contacts of ``base`` on. Where it must be met, the
    share ``target`` of them must have done ``met`` within ``met_s``.
    """

    length: int
    least: int
    base: str
    base_s: int = 0
    target: Fraction | None = None
    met: str = ""
    met_s: int = 0


def interval_counter(field: str) -> IntervalCounter | None:
    """What a counter's name says; None for another field.

    >>> interval_counter("half_hours_from_5_answered_abandoned_after_5s")
    IntervalCounter(length=1800, least=5, base='answered_abandoned_after', base_s=5, target=None, met='', met_s=0)
    >>> interval_counter("hours_met_82_5_in_20s_from_1_answered").target
    Fraction(33, 40)
    """
    match = _COUNTER.fullmatch(field)
    if match is None or bool(match["base_s"]) is not match["base"].endswith(("_after", "_lasting")):
        return None
    plain = IntervalCounter(LENGTHS[match["length"]], int(match["least"]), match["base"], int(match["base_s"] or 0))
    if match["target"] is None:
        return plain
    target = Fraction(match["target"].replace("_", ".")) / 100
    if not 0 < target <= 1 or (match["met"].startswith("left") and plain.base in {"answered", "answered_abandoned_ivr"}):
        return None
    return IntervalCounter(plain.length, plain.least, plain.base, plain.base_s, target, match["met"], int(match["met_s"]))


def interval_name(field: str) -> Message | None:
    """How people call a counter; None for another field."""
    match = _COUNTER.fullmatch(field)
    if match is None or interval_counter(field) is None:
        return None
    (one, uno, los), (base, de) = _NAMES[match["length"]], _BASES[match["base"]]
    figures = {name: match[name] for name in ("least", "base_s", "met_s") if match[name]}
    if match["target"] is None:
        return bilingual(
            f"{one} with {{least}} or more contacts ({base})", f"{uno} con {{least}} o más contactos ({de})", **figures
        )
    met, cumplen = _MET[match["met"]]
    return bilingual(
        f"{one} with {{target}}% or more {met}, of those with {{least}} or more contacts ({base})",
        f"{uno} con un {{target}} % o más {cumplen}, de {los} que tienen {{least}} o más contactos ({de})",
        target=match["target"].replace("_", "."),
        **figures,
    )
