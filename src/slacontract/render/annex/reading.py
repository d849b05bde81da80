"""Reading a noun so that nothing of it is left out: what no sentence has taken of it stands in a table of facts."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from slacontract.formula.text import Expression, Interval, Share
from slacontract.model.agreed import By, Dated
from slacontract.model.between import Grace
from slacontract.model.clocks import TimeOfDay
from slacontract.model.fields import Noun
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.effects import Effect
from slacontract.model.kpis.kpi import ValueRounding
from slacontract.model.kpis.memory import Run
from slacontract.model.kpis.scales import PayRounding
from slacontract.model.register import Deadline
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.render.annex import formulas
from slacontract.render.annex.choices import CHOICES
from slacontract.render.annex.document import Block, Facts, Grid
from slacontract.render.annex.meanings import meaning
from slacontract.render.annex.phrases import base, deadline, effect, grace, named, run, share, where
from slacontract.render.key_names import key_name, lowered

if TYPE_CHECKING:
    from slacontract.render.annex.voice import Voice

_AS_WRITTEN: Final = frozenset({
    "title", "name", "source", "why", "code", "fingerprint", "timezone", "country", "subdivision", "currency", "quote", "tax_id",
    "account", "cost_centre", "clause", "contract", "base", "each", "by", "cases",
})  # fmt: skip
"""Keys whose words are printed as they are written."""
_SIGNED: Final = frozenset({"pay", "add", "plus"})
_BARE: Final = frozenset({
    "target", "when", "at", "threshold", "step", "above", "below", "to", "value", "from_", "starting", "columns",
})  # fmt: skip
"""Keys whose figures may be written bare, in the unit of what they are compared with."""


class Reading:
    """One noun of a contract while it is told: it knows which of its keys were said.

    ``unit`` is that of figures that are written bare.
    """

    def __init__(self, voice: Voice, noun: Noun, unit: Unit | None = None) -> None:
        self.voice, self.noun, self.unit = voice, noun, unit
        self._told: set[str] = set()
        self._parts: list[tuple[str, Reading]] = []

    def take(self, key: str) -> Any:
        """The value of a key, which the caller tells."""
        assert key in type(self.noun).model_fields, f"{type(self.noun).__name__} has no {key}"
        self._told.add(key)
        return getattr(self.noun, key)

    def has_told(self, key: str) -> bool:
        """Whether a key was told already."""
        return key in self._told

    def told(self, key: str) -> str:
        """The value of a key in words, or nothing where it is not said."""
        value = self.take(key)
        return self.words(key, value) if _is_there(self.noun, key) else ""

    def part(self, key: str, *, named: bool = True) -> Reading | None:
        """The noun of a key, to be told with this one; what remains untold of it remains untold of this one.

        ``named`` where its facts are called by the key too.
        """
        value = self.take(key)
        if value is None:
            return None
        self._parts.append((self.label(key) if named else "", Reading(self.voice, value, self.unit)))
        return self._parts[-1][1]

    def label(self, key: str) -> str:
        """How a key is called."""
        return self.voice.said(key_name(type(self.noun), key))

    def words(self, key: str, value: object) -> str:
        """A value of a key in words."""
        return told(self.voice, type(self.noun), key, value, self.unit)

    def part_of(self, voice: Voice, key: str) -> None:
        """The noun of a key as another voice says it."""
        value = self.take(key)
        if value is not None:
            self._parts.append((self.label(key), Reading(voice, value, self.unit)))

    def rows(self, prefix: str = "") -> Iterator[tuple[str, str]]:
        """What is untold of it, as facts; lists of nouns are tables."""
        for key in self._untold():
            value = getattr(self.noun, key)
            if not _is_list(value):
                self._told.add(key)
                yield _prefixed(prefix, self.label(key)), self.words(key, value)
        for label, part in self._parts:
            yield from part.rows(_prefixed(prefix, label))

    def grids(self) -> Iterator[Grid]:
        """The lists of nouns that are untold of it, each as a table."""
        for key in self._untold():
            value = getattr(self.noun, key)
            if _is_list(value):
                self._told.add(key)
                yield grid(self.voice, value, self.label(key), self.unit)
        for _, part in self._parts:
            yield from part.grids()

    def rest(self) -> tuple[Block, ...]:
        """Everything that is untold of it; a part that rests on a clause of its own stands by itself, under that clause."""
        apart = [(label, part) for label, part in self._parts if _is_there(part.noun, "clause")]
        captions = [f"{label} ({part.take('clause')})" for label, part in apart]
        self._parts = [(label, part) for label, part in self._parts if part not in [other for _, other in apart]]
        rows = tuple(self.rows())
        blocks: list[Block] = [*([Facts(rows)] if rows else []), *self.grids()]
        for caption, (_, part) in zip(captions, apart, strict=True):
            blocks += part.under(caption)
        return tuple(blocks)

    def under(self, caption: str) -> list[Block]:
        """Everything that is untold of it, under a caption and after the sentence that says what it means."""
        first, *others = self.rest() or (Facts(()),)
        rows, others = (first.rows, others) if isinstance(first, Facts) else ((), [first, *others])
        return [Facts(rows, caption, meaning(self.voice, self.noun)), *others]

    def _untold(self) -> list[str]:
        """The keys that are said and not told, those that only finance needs at the end."""
        keys = [key for key in type(self.noun).model_fields if key not in self._told and _is_there(self.noun, key)]
        return sorted(keys, key=lambda key: key in {"account", "cost_centre"})


def grid(voice: Voice, said: tuple[Noun, ...] | Mapping[Any, Noun], caption: str, unit: Unit | None = None) -> Grid:
    """Nouns of one kind as a table: a column for each key that one of them says, after their names, if they have any."""
    names = list(map(str, said)) if isinstance(said, Mapping) else []
    nouns = tuple(said.values()) if isinstance(said, Mapping) else said
    keys = [key for key in type(nouns[0]).model_fields if any(_is_there(noun, key) for noun in nouns)]
    heads = [voice.said(key_name(type(nouns[0]), key)) for key in keys]
    rows = [[_cell(voice, noun, key, unit) for key in keys] for noun in nouns]
    if names:
        heads.insert(0, voice.say("Name"))
        rows = [[name, *row] for name, row in zip(names, rows, strict=True)]
    return Grid(tuple(heads), tuple(map(tuple, rows)), texts=len(heads), caption=caption)


_OPEN: Final = {"up_to": "without end", "at_least": "below that"}
"""What stands where the last of several stretches has no end."""


def _cell(voice: Voice, noun: Noun, key: str, unit: Unit | None) -> str:
    if _is_there(noun, key):
        return told(voice, type(noun), key, getattr(noun, key), unit)
    return voice.say(_OPEN[key]) if key in _OPEN else ""


def told(  # noqa: C901, PLR0911, PLR0912  # one line for each kind of value
    voice: Voice, noun: type[Noun], key: str, value: object, unit: Unit | None = None
) -> str:
    """The value of a key in words, whatever it is."""
    unit = unit if key in _BARE or isinstance(value, (Noun, Mapping, tuple)) else None
    match value:
        case Quantity() if key == "rate" and noun.__name__ == "Conversion":
            return voice.value(value.value, Unit.NUMBER)
        case int() if key == "lag" and noun.__name__ == "Indexation":
            return voice.say("{count} month" if value == 1 else "{count} months", count=value)
        case Quantity():
            return voice.figure(value, unit, signed=key in _SIGNED)
        case bool():
            return voice.say("yes" if value else "no")
        case Interval():
            return voice.interval(value, unit)
        case Share():
            return share(voice, value)
        case Expression():
            return formulas.words(voice, value.node)
        case Base():
            return base(voice, value)
        case Effect():
            return effect(voice, value)
        case Run():
            return run(voice, value)
        case Grace():
            return grace(voice, value)
        case Deadline():
            return deadline(voice, value)
        case TimeOfDay():
            return str(value.text)
        case enum.Enum():
            return told(voice, noun, key, str(value.value), unit)
        case date():
            return voice.day(value)
        case By():
            members = voice.joined([f"{member}: {told(voice, noun, key, one, unit)}" for member, one in value.is_.items()])
            return voice.say("by {dimension}: {members}", dimension=str(value.by), members=members)
        case Dated():
            return voice.say("{figure} from {day}", figure=told(voice, noun, key, value.is_, unit), day=voice.day(value.from_))
        case ValueRounding() | PayRounding():
            return formulas.rounding(voice, value.mode, value.decimals)
        case Noun():
            return inline(voice, value, unit)
        case Mapping():
            return _mapping(voice, noun, key, value, unit)
        case tuple() | list():
            return _several(voice, noun, key, tuple(value), unit)
        case int() if type(value) is not int:  # the day on which periods begin
            return starting_day(voice, value)
        case int():
            return voice.value(value, Unit.NUMBER)
        case None:
            return voice.say("none")
    return _word(voice, noun, key, str(value))


def inline(voice: Voice, noun: Noun, unit: Unit | None = None) -> str:
    """A noun in one line: each key that it says with its value."""
    parts = []
    for key in type(noun).model_fields:
        if _is_there(noun, key):
            label = voice.said(key_name(type(noun), key))
            parts.append(f"{lowered(label)}: {told(voice, type(noun), key, getattr(noun, key), unit)}")
    return voice.joined(parts)


def starting_day(voice: Voice, day: int) -> str:
    """The day on which periods begin: a day of the month or of the week."""
    if getattr(day, "weekday", False):
        return voice.say(_DAYS[day])
    return voice.say("day {number} of the month", number=int(day))


_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _mapping(voice: Voice, noun: type[Noun], key: str, value: Mapping[Any, Any], unit: Unit | None) -> str:
    if key == "where":
        return where(voice, value)
    called = {"weights": voice.kpi, "figures": voice.field}.get(key, str)
    return voice.joined([f"{called(str(name))}: {told(voice, noun, key, one, unit)}" for name, one in value.items()])


def _several(voice: Voice, noun: type[Noun], key: str, value: tuple[Any, ...], unit: Unit | None) -> str:
    if not value:
        return voice.say("none")
    words = [told(voice, noun, key, one, unit) for one in value]
    if isinstance(value[0], Noun) or any("," in word for word in words):
        return voice.joined(words)
    return voice.listed(words)


def _word(voice: Voice, noun: type[Noun], key: str, word: str) -> str:
    if key in _AS_WRITTEN:
        return word
    asked = (*(f"{kind.__name__}.{key}={word}" for kind in noun.__mro__), f"{key}={word}")
    choice = next((CHOICES[name] for name in asked if name in CHOICES), None)
    return named(voice, word) if choice is None else voice.say(choice)


def _is_there(noun: Noun, key: str) -> bool:
    """Whether a key is said; a default that decides something is told by the sentences that know what it decides."""
    if key == "place":
        return False
    field, value = type(noun).model_fields.get(key), getattr(noun, key, None)
    if field is None:
        return False
    if value is None or value == "":
        return False
    return noun.says(field.alias or key) or value != field.get_default(call_default_factory=False)


def _is_list(value: object) -> bool:
    """Whether a value is several nouns, which make a table."""
    several = tuple(value.values()) if isinstance(value, Mapping) else value
    return isinstance(several, tuple) and bool(several) and isinstance(several[0], Noun) and not isinstance(several[0], Dated)


def _prefixed(prefix: str, label: str) -> str:
    return f"{prefix}: {lowered(label)}" if prefix else label
